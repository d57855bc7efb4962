"""Names within the Go package, which no wire shows: its own, and those of its types."""

from __future__ import annotations

from pathlib import PurePath

from gen_plugin.lower import casing
from gen_plugin.lower.netrpc.naming import exported

GO_KEYWORDS = frozenset(
    {
        "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough",
        "for", "func", "go", "goto", "if", "import", "interface", "map", "package", "range",
        "return", "select", "struct", "switch", "type", "var",
    }
)  # fmt: skip

SHARED = ("Handshake", "PluginMap", "ZonedTime")
"""What the package defines for all of its Protocols."""

_OWN = ("", "RPC", "RPCServer", "Plugin")
"""What it defines for each of them, behind its name."""


class GoNames:
    """The names of one scope, given out so that each is used once."""

    def __init__(self, *taken: str) -> None:
        self._taken = set(taken)

    def take(self, wanted: str) -> str:
        """`wanted`, with a number behind it if that is taken."""
        return self._take(wanted, ("",))

    def take_service(self, protocol: str) -> str:
        """What a Protocol's interface is called, to which further types belong."""
        return self._take(exported(protocol), _OWN)

    def _take(self, wanted: str, suffixes: tuple[str, ...]) -> str:
        name, number = wanted, 2
        while any(f"{name}{each}" in self._taken for each in suffixes):
            name, number = f"{wanted}{number}", number + 1
        self._taken.update(f"{name}{each}" for each in suffixes)
        return name


def package(path: str) -> str:
    """The Go package of a source file: its name, without what Go's packages are not called by."""
    stem = casing.identifier(PurePath(path).stem).replace("_", "").lower()
    if stem in GO_KEYWORDS:
        return f"{stem}plugin"
    return stem if stem[:1].isalpha() else f"p{stem}"
