"""What the last run fixed, in the terms of this run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from gen_plugin.frozen import dataclass, replace
from gen_plugin.lower import keys
from gen_plugin.lower.lock import GROUP, Lock, LockedField
from gen_plugin.lower.objects import sent
from gen_plugin.lower.recorded import flag_keys, flag_type
from gen_plugin.lower.repinned import repinned
from gen_plugin.lower.unions import field_keys, item_keys
from gen_plugin.model.interface import EnumDefinition, ExceptionGroupClass, Interface, Record
from gen_plugin.model.types import FlagType, NoneType

_Fact = TypeVar("_Fact")

_NOTHING = Lock(
    source="", package="", protocol_version=1, magic_cookie_key="", magic_cookie_value=""
)


@dataclass(frozen=True, slots=True)
class Past:
    """The lock of the last run, looked at from where the interface is now.

    Attributes:
        lock: Without the fields and members that are gone, with the records and enums under the
            keys that they have now. Empty in the first run.
        leaving_fields: Full name of a message -> the names and numbers that are retired, and those
            whose field is gone now.
        leaving_members: Proto enum -> likewise.
    """

    lock: Lock
    leaving_fields: Mapping[str, tuple[LockedField, ...]]
    leaving_members: Mapping[str, tuple[LockedField, ...]]

    @classmethod
    def of(cls, lock: Lock | None, interface: Interface) -> Past:
        """Find what is gone and what has moved."""
        known = rekeyed(lock, interface) if lock else _NOTHING
        unread = {*interface.unread, *map(keys.bare, interface.unread)}
        fields = {*_field_keys(interface), *_within(unread, known.fields)}
        members = {*_member_keys(interface), *_within(unread, known.members)}
        return cls(
            lock=replace(
                known,
                fields={key: each for key, each in known.fields.items() if key in fields},
                members={key: each for key, each in known.members.items() if key in members},
            ),
            leaving_fields=_leaving(
                known.fields, fields, _full_names(known.messages), known.retired_fields
            ),
            leaving_members=_leaving(known.members, members, known.enums, known.retired_members),
        )


def still_retired(
    leaving: Iterable[LockedField], live: Iterable[LockedField] = ()
) -> tuple[LockedField, ...]:
    """Those of the leaving that nothing brought back exactly as they were, by number and name."""
    back = set(live)
    return tuple(sorted({*leaving} - back, key=lambda each: (each.number, each.name)))


def _within(definitions: Collection[str], facts: Iterable[str]) -> Iterator[str]:
    """The keys of what belongs to some Protocols, records and enums: not all of them was read."""
    return (key for key in facts if keys.definition_of(key) in definitions)


def _leaving(
    known: Mapping[str, LockedField],
    live: Collection[str],
    owners: Mapping[str, str],
    retired: Mapping[str, tuple[LockedField, ...]],
) -> dict[str, tuple[LockedField, ...]]:
    leaving = {name: list(fields) for name, fields in retired.items()}
    for key, field in known.items():
        if key not in live:
            leaving.setdefault(owners[keys.owner(key)], []).append(field)
    return {name: tuple(fields) for name, fields in leaving.items()}


def _full_names(messages: Mapping[str, str]) -> dict[str, str]:
    """The messages by their keys, those that are nested by their full names."""
    return {
        key: f"{messages[outer]}.{name}" if (outer := keys.around(key)) else name
        for key, name in messages.items()
    }


def _field_keys(interface: Interface) -> Iterator[str]:
    for protocol in interface.protocols:
        for method in protocol.methods:
            key = keys.method(protocol.name, method.name)
            if method.result != NoneType():
                yield from field_keys(
                    sent(method.result), keys.result(key), None, method.result_pinned
                )
            for each in method.arguments:
                parameter = keys.parameter(key, each.name)
                yield from field_keys(sent(each.type), parameter, each.wire_default, each.pinned)
            if method.streamed:
                yield from item_keys(method.streamed.type, keys.streamed(key, keys.ITEM))
                yield keys.streamed(key, keys.ARGUMENTS)
    for record in interface.records.values():
        key = keys.definition(record, interface.source.module)
        for field in record.fields:
            attribute = keys.attribute(key, field.name)
            yield from field_keys(field.type, attribute, field.wire_default, field.pinned)


def _member_keys(interface: Interface) -> set[str]:
    found = set()
    for enum in interface.enums.values():
        key = keys.definition(enum, interface.source.module)
        found.add(keys.zero(key))
        found.update(keys.attribute(key, each.name) for each in enum.members)
    return found


def rekeyed(lock: Lock, interface: Interface) -> Lock:
    """Put what was moved, or renamed and pinned, under the keys that it has now."""
    return repinned(_with_definitions(lock, interface), interface)


def _with_definitions(lock: Lock, interface: Interface) -> Lock:
    """That of records, enums, flags and groups of exceptions."""
    records = _moves(
        {key: name for key, name in lock.messages.items() if keys.is_definition(key)},
        _pinned(interface.records.values(), interface),
    )
    enums = _moves(lock.enums, _pinned(interface.enums.values(), interface))
    flags = _moves(flag_keys(lock.types), _unpinned(interface.flags.values(), interface))
    groups = _moves(
        {key: "" for key, kind in lock.exceptions.items() if kind == GROUP},
        _unpinned(interface.exception_groups, interface),
    )
    return replace(
        lock,
        messages=_moved(lock.messages, records),
        fields=_moved(lock.fields, records),
        types=with_flags(_moved(lock.types, records), flags),
        enums=_moved(lock.enums, enums),
        members=_moved(lock.members, enums),
        flags=_moved(lock.flags, flags),
        exceptions=_moved(lock.exceptions, records | groups),
        netrpc=_moved(lock.netrpc, records),
        netrpc_types=_moved(lock.netrpc_types, records),
    )


def with_flags(types: Mapping[str, str], moves: Mapping[str, str]) -> dict[str, str]:
    """Recorded types, with flags under other keys."""
    found = dict(types)
    for old, new in moves.items():
        old_type, new_type = flag_type(old), flag_type(new)
        found = {key: each.replace(old_type, new_type) for key, each in found.items()}
    return found


def _unpinned(
    definitions: Iterable[FlagType | ExceptionGroupClass], interface: Interface
) -> dict[str, str | None]:
    return {keys.definition(each, interface.source.module): None for each in definitions}


def _pinned(
    definitions: Iterable[Record | EnumDefinition], interface: Interface
) -> dict[str, str | None]:
    """The keys of records or enums, with the names that are pinned."""
    module = interface.source.module
    return {keys.definition(each, module): each.pinned_message for each in definitions}


def _moves(before: Mapping[str, str], now: Mapping[str, str | None]) -> dict[str, str]:
    """From old to new keys: what is gone is what is new and pinned to its name on the wire.

    Or else what is new and of the same name in Python, if there is one of each.
    """
    gone = _by_name(before.keys() - now.keys())
    new = _by_name(now.keys() - before.keys())
    pins = {now[key]: key for same in new.values() for key in same if now[key]}
    moves = {
        olds[0]: new[name][0]
        for name, olds in gone.items()
        if len(olds) == len(new.get(name, ())) == 1
    }
    renamed = {old: pins[name] for old, name in before.items() if old not in now and name in pins}
    return moves | renamed


def _by_name(definitions: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in definitions:
        found.setdefault(keys.bare(key), []).append(key)
    return found


def _moved(facts: Mapping[str, _Fact], moves: Mapping[str, str]) -> dict[str, _Fact]:
    def present(key: str) -> str:
        old = keys.definition_of(key)
        return moves[old] + key.removeprefix(old) if old in moves else key

    return {present(key): fact for key, fact in facts.items()}
