"""The fields of the messages that are nested for unions: unlike others, the lock keeps them."""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.frozen import dataclass
from gen_plugin.lower import names, numbers
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.layout import Nested
from gen_plugin.lower.lock import LockedField
from gen_plugin.lower.names import Claim, Kind, Scope
from gen_plugin.lower.numbers import NumberClaim
from gen_plugin.lower.past import Past, still_retired
from gen_plugin.model.span import Span
from gen_plugin.proto.model import Reserved


@dataclass(frozen=True, slots=True)
class LoweredUnion:
    """The fields of one such message.

    Attributes:
        name: The message's full name.
        arms: Name and number of each arm, by its key.
        retired: Those that are gone.
    """

    name: str
    arms: Mapping[str, LockedField]
    retired: tuple[LockedField, ...]

    @property
    def reserved(self) -> Reserved:
        """What may never be used again."""
        return Reserved.of(
            ((each.number, each.name) for each in self.retired),
            ((each.number, each.name) for each in self.arms.values()),
        )


def lower_union(
    nested: Nested, full_name: str, span: Span, past: Past, faults: Faults
) -> LoweredUnion:
    """Name and number the arms."""
    leaving = past.leaving_fields.get(full_name, ())
    scope = Scope()
    for each in leaving:
        scope.block(each.name, Kind.FIELD)
    locked = past.lock.fields
    wanted = {each.key: each.name for each in nested.parts if each.key}
    named = names.assign(
        [
            Claim(key, Kind.FIELD, name, None, locked[key].name if key in locked else None, span)
            for key, name in wanted.items()
        ],
        scope,
        faults,
    )
    numbered = numbers.assign(
        [
            NumberClaim(key, None, locked[key].number if key in locked else None, span)
            for key in wanted
        ],
        {each.number for each in leaving},
        faults,
    )
    arms = {key: LockedField(name, numbered[key]) for key, name in named.items()}
    return LoweredUnion(full_name, arms, still_retired(leaving, arms.values()))
