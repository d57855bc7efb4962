"""Names on the wire over net/rpc: those of methods and of fields. Go exports what begins upper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.lower import names
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.names import Claim, Kind, Scope
from gen_plugin.model.span import Span

_EXPORTED = re.compile(r"[A-Z]\w*", re.ASCII)


class WireNames:
    """Gives names, and remembers them for the lock.

    Args:
        pinned: What the settings say, by the keys of the lock.
        locked: What the last run gave.
        faults: Takes what cannot be.

    Attributes:
        given: What this run has given.
    """

    def __init__(
        self, pinned: Mapping[str, str], locked: Mapping[str, str], faults: Faults
    ) -> None:
        self._pinned = pinned
        self._locked = locked
        self._faults = faults
        self.given: dict[str, str] = {}

    def exported(self, wanted: Iterable[tuple[str, str, Span]]) -> dict[str, str]:
        """Names for the methods of a service, or the fields of a struct.

        Args:
            wanted: Of each its key in the lock, its name in Python, and where it stands.

        Returns:
            The names by the keys.
        """
        claims = [self._claim(key, exported(name), Kind.METHOD, span) for key, name, span in wanted]
        for each in claims:
            self._check(each)
        return self._assigned(claims)

    def free(self, wanted: Iterable[tuple[str, str, Span]], kind: Kind) -> dict[str, str]:
        """Names that may be any text, likewise: keys of a map, and of plugins."""
        return self._assigned([self._claim(key, name, kind, span) for key, name, span in wanted])

    def refuse_unknown(self, path: str) -> None:
        """Refuse pins of what is not there. To be called when all names are given."""
        for key in self._pinned:
            if key not in self.given:
                near = nearest(key, self.given)
                self._faults.add(
                    "GP508",
                    f"netrpc-names speaks of '{key}', which {path} does not have over net/rpc",
                    f"write '{near}'" if near else f"name one of: {', '.join(self.given)}",
                )

    def _claim(self, key: str, wanted: str, kind: Kind, span: Span) -> Claim:
        return Claim(key, kind, wanted, self._pinned.get(key), self._locked.get(key), span)

    def _check(self, claim: Claim) -> None:
        fixed = claim.locked if claim.pinned is None else claim.pinned
        if fixed is not None and not _EXPORTED.fullmatch(fixed):
            where, of = (
                ("is in gen-plugin.lock as", "[netrpc] there")
                if claim.pinned is None
                else ("is pinned to", "netrpc-names in pyproject.toml")
            )
            self._faults.add(
                "GP603",
                f"{claim.key} {where} '{fixed}', which Go does not export",
                "write ASCII letters, digits and underscores, a capital first: "
                f"{exported(fixed)}, in {of}",
                claim.span,
            )

    def _assigned(self, claims: list[Claim]) -> dict[str, str]:
        found = names.assign(claims, Scope(), self._faults)
        self.given |= found
        return found


def exported(name: str) -> str:
    """A name that Go exports: ``say_hello`` and ``sayHello`` become ``SayHello``."""
    wanted = names.method(name).lstrip("_")
    return wanted[:1].upper() + wanted[1:] if wanted[:1].isalpha() else f"X{wanted}"
