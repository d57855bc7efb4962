"""Records in sets and as keys of dicts: all their fields say together which of them are equal."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.breaking import values
from gen_plugin.lower import keys
from gen_plugin.lower.lock import Lock
from gen_plugin.model.interface import Interface
from gen_plugin.model.types import DictType, ListType, RecordType, Type, within


def changed_fields(interface: Interface, before: Lock, after: Lock) -> Iterator[str]:
    """The keys of fields of such records that have come or gone since an earlier lock."""
    changed = before.types.keys() ^ after.types.keys()
    hashed = _hashed_records(interface) if changed else ()
    for key in filter(values.is_named, changed):
        if keys.owner(key) in hashed and not values.is_judged_elsewhere(key, before, after):
            yield key


def _hashed_records(interface: Interface) -> set[str]:
    """By their keys in the lock; with what is in their fields."""
    found: set[str] = set()
    waiting = [each for value in interface.values() for each in _hashed(value.type)]
    while waiting:
        for each in within(waiting.pop()):
            if isinstance(each, RecordType) and each.key not in found:
                found.add(each.key)
                waiting += [field.type for field in interface.records[each.key].fields]
    module = interface.source.module
    return {keys.definition(interface.records[each], module) for each in found}


def _hashed(type_: Type) -> Iterator[Type]:
    for each in within(type_):
        if isinstance(each, DictType):
            yield each.key
        elif isinstance(each, ListType) and each.kind.is_set:
            yield each.item
