"""Enums: the numbers of their members, and what becomes of them on the wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    """

    definition: EnumDefinition
    key: str
    name: str
    numbers: Mapping[str, int]

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

    Where all values are int32 they are the numbers. Otherwise the lock decides, so that neither
    reordering nor `auto()` changes a number.
    """
    proper = [each for each in definition.members if each.alias_of is None]
    values = {
        each.name: each.value for each in proper if each.value is not None and each.value in _INT32
    }
    if len(values) == len(proper):
        _refuse_comeback(proper, values, key, past, name, faults)
    else:
        values = _from_lock(proper, key, name, past, faults)
    every = {each.name: values[each.alias_of or each.name] for each in definition.members}
    return NumberedEnum(definition, key, name, every)


def claims(enum: NumberedEnum, locked: Mapping[str, LockedField]) -> list[Claim]:
    """What needs a name: the members, and the zero that is added where none of them is it."""

    def claim(key: str, wanted: str, span: Span) -> Claim:
        fixed = locked[key].name if key in locked else None
        return Claim(key, Kind.VALUE, names.enum_value(enum.name, wanted), None, fixed, span)

    found = [
        claim(keys.attribute(enum.key, each.name), each.name, each.span)
        for each in enum.definition.members
    ]
    if not enum.has_zero:
        found.append(claim(keys.zero(enum.key), _UNSPECIFIED, enum.definition.span))
    return found


def lower(enum: NumberedEnum, value_names: Mapping[str, str], past: Past) -> LoweredEnum:
    """Make the enum, with the name of each claim by its key."""
    members = {}
    for member, value in enum.numbers.items():
        key = keys.attribute(enum.key, member)
        members[key] = LockedField(value_names[key], value)
    if not enum.has_zero:
        members[keys.zero(enum.key)] = LockedField(value_names[keys.zero(enum.key)], 0)
    leaving = (
        *past.leaving_members.get(enum.name, ()),
        *_renumbered(members, past.lock.members),
    )
    retired = still_retired(leaving, members.values())
    return LoweredEnum(_proto(enum, members, retired), _binding(enum), members, retired)


def _from_lock(
    proper: Sequence[Member], key: str, name: str, past: Past, faults: Faults
) -> dict[str, int]:
    locked = past.lock.members
    member_keys = {each.name: keys.attribute(key, each.name) for each in proper}
    found = numbers.assign(
        [
            NumberClaim(each, None, locked[each].number if each in locked else None, member.span)
            for member, each in zip(proper, member_keys.values(), strict=True)
        ],
        {each.number for each in past.leaving_members.get(name, ())},
        faults,
    )
    return {member: found[each] for member, each in member_keys.items()}


def _refuse_comeback(
    proper: Sequence[Member],
    values: Mapping[str, int],
    key: str,
    past: Past,
    name: str,
    faults: Faults,
) -> None:
    """Refuse a value that was another member's, deleted in an earlier run: who sends it may mean that one."""
    gone = {each.number: each.name for each in past.lock.retired_members.get(name, ())}
    for member in proper:
        value = values[member.name]
        before = past.lock.members.get(keys.attribute(key, member.name))
        wanted = names.enum_value(name, member.name)
        if gone.get(value, wanted) != wanted and (before is None or before.number != value):
            faults.add(
                "GP507",
                f"{key}.{member.name} has the value {value}, which was {gone[value]} until that was deleted",
                "Give it another value; or, if nothing built before is in use, delete the line of the old one from "
                "gen-plugin.lock.",
                member.span,
            )


def _renumbered(
    members: Mapping[str, LockedField], locked: Mapping[str, LockedField]
) -> Iterator[LockedField]:
    """What the members were whose value was changed, where no other member has taken that number."""
    live = {each.number for each in members.values()}
    for key in members:
        if key in locked and locked[key].number not in live:
            yield locked[key]


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
        proto_name=enum.name,
        numbers=tuple((each.name, enum.numbers[each.name]) for each in proper),
        identical=all(each.value == enum.numbers[each.name] for each in proper),
    )
