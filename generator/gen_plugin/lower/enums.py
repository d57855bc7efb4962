"""Enums: the numbers of their members, and what becomes of them on the wire."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from gen_plugin.frozen import dataclass
from gen_plugin.lower import keys, names, numbers
from gen_plugin.lower.contract import EnumBinding
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.lock import LockedField
from gen_plugin.lower.names import Claim, Kind
from gen_plugin.lower.numbers import NumberClaim
from gen_plugin.lower.past import Past, still_retired
from gen_plugin.model.interface import EnumDefinition, Member
from gen_plugin.model.span import Span
from gen_plugin.proto.model import ProtoEnum, ProtoEnumValue, Reserved

_INT32 = range(-(2**31), 2**31)
_UNSPECIFIED = "UNSPECIFIED"


@dataclass(frozen=True, slots=True)
class NumberedEnum:
    """An enum whose members have numbers, but no names yet.

    Attributes:
        key: Its key in the lock.
        name: The enum's own name on the wire.
        numbers: Member name -> number, aliases included.
        known: Member name -> name on the wire, of those that had one before.
    """

    definition: EnumDefinition
    key: str
    name: str
    numbers: Mapping[str, int]
    known: Mapping[str, str]

    @property
    def has_zero(self) -> bool:
        """Whether a member has the number 0, with which a proto3 enum must begin."""
        return 0 in self.numbers.values()


@dataclass(frozen=True, slots=True)
class LoweredEnum:
    """An enum, complete.

    Attributes:
        members: What the lock is to keep of the members, by key.
        retired: What it is to keep of those that are gone.
    """

    proto: ProtoEnum
    binding: EnumBinding
    members: Mapping[str, LockedField]
    retired: tuple[LockedField, ...]


def number(
    definition: EnumDefinition, key: str, name: str, past: Past, faults: Faults
) -> NumberedEnum:
    """Number the members.

    A member keeps the number that it has in the lock, so that neither reordering, nor another
    value, nor `auto()` changes one. A new member is numbered by its value if all values are int32.
    """
    leaving = past.leaving_members.get(name, ())
    known = _known(definition, key, name, past)
    proper = [each for each in definition.members if each.alias_of is None]
    values = _values(proper)
    found = numbers.assign(
        [
            NumberClaim(
                key=keys.attribute(key, each.name),
                pinned=None,
                locked=locked,
                span=each.span,
                wanted=values.get(each.name),
            )
            for each, locked in zip(proper, _locked(definition, known, values), strict=True)
        ],
        {each.number for each in leaving},
        faults,
    )
    return NumberedEnum(
        definition,
        key,
        name,
        numbers={
            each.name: found[keys.attribute(key, each.alias_of or each.name)]
            for each in definition.members
        },
        known={each: locked.name for each, locked in known.items() if locked},
    )


def claims(enum: NumberedEnum, past: Past) -> list[Claim]:
    """What needs a name: the members, and the zero that is added where none of them is it."""

    def claim(key: str, wanted: str, locked: str | None, span: Span) -> Claim:
        return Claim(key, Kind.VALUE, names.enum_value(enum.name, wanted), None, locked, span)

    found = [
        claim(keys.attribute(enum.key, each.name), each.name, enum.known.get(each.name), each.span)
        for each in enum.definition.members
    ]
    if not enum.has_zero:
        key = keys.zero(enum.key)
        zero = past.lock.members.get(key)
        found.append(claim(key, _UNSPECIFIED, zero.name if zero else None, enum.definition.span))
    return found


def lower(enum: NumberedEnum, value_names: Mapping[str, str], past: Past) -> LoweredEnum:
    """Make the enum, with the name of each claim by its key."""
    members = {}
    for member, value in enum.numbers.items():
        key = keys.attribute(enum.key, member)
        members[key] = LockedField(value_names[key], value)
    if not enum.has_zero:
        members[keys.zero(enum.key)] = LockedField(value_names[keys.zero(enum.key)], 0)
    retired = still_retired(past.leaving_members.get(enum.name, ()), members.values())
    return LoweredEnum(_proto(enum, members, retired), _binding(enum), members, retired)


def _values(proper: Sequence[Member]) -> dict[str, int]:
    """The members' values if all can be numbers on the wire, else none."""
    values = {
        each.name: each.value for each in proper if each.value is not None and each.value in _INT32
    }
    return values if len(values) == len(proper) else {}


def _locked(
    definition: EnumDefinition,
    known: Mapping[str, LockedField | None],
    values: Mapping[str, int],
) -> list[int | None]:
    """The numbers of the last run, of each member that is no alias: its own, else an alias's.

    A member that was an alias then, and has a value of its own now, has none.
    """
    locked: dict[str, int | None] = {}
    for each in sorted(definition.members, key=lambda each: each.alias_of is not None):
        proper, field = each.alias_of or each.name, known[each.name]
        if locked.setdefault(proper, None) is None and field is not None:
            locked[proper] = field.number
    numbers = list(locked.values())
    return [
        None if numbers.count(number) > 1 and values.get(name, number) != number else number
        for name, number in locked.items()
    ]


def _known(
    definition: EnumDefinition, key: str, enum: str, past: Past
) -> dict[str, LockedField | None]:
    """What each member was in the last run, or before it was deleted.

    A new member is a deleted one come back if name and value say so, unless members that stayed
    speak against it: one that has the number, or an alias that has another.
    """
    lock = past.lock.members
    kept = {each.name: lock.get(keys.attribute(key, each.name)) for each in definition.members}
    held = {each.number for each in kept.values() if each}
    spoken_for = {each.alias_of for each in definition.members if kept[each.name]}
    leaving = past.leaving_members.get(enum, ())
    return {
        each.name: kept[each.name]
        or (None if each.name in spoken_for else _come_back(each, enum, held, leaving))
        for each in definition.members
    }


def _come_back(
    member: Member, enum: str, held: Collection[int], leaving: Collection[LockedField]
) -> LockedField | None:
    if member.value is None or member.alias_of is not None or member.value in held:
        return None
    before = LockedField(names.enum_value(enum, member.name), member.value)
    return before if before in leaving else None


def _proto(
    enum: NumberedEnum, members: Mapping[str, LockedField], retired: Sequence[LockedField]
) -> ProtoEnum:
    # Stable sorting leaves an alias behind the member that it names again.
    ordered = sorted(members.values(), key=lambda each: (each.number != 0, each.number))
    return ProtoEnum(
        name=enum.name,
        values=tuple(ProtoEnumValue(each.name, each.number) for each in ordered),
        allow_alias=len({each.number for each in ordered}) < len(ordered),
        reserved=Reserved.of(
            ((each.number, each.name) for each in retired),
            ((each.number, each.name) for each in ordered),
        ),
        comment=enum.definition.docstring,
    )


def _binding(enum: NumberedEnum) -> EnumBinding:
    proper = [each for each in enum.definition.members if each.alias_of is None]
    return EnumBinding(
        enum=enum.definition.key,
        numbers=tuple((each.name, enum.numbers[each.name]) for each in proper),
        identical=all(each.value == enum.numbers[each.name] for each in proper),
    )
