"""Records in sets and as keys of dicts, whose objects have no hash."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.model.interface import Interface
from gen_plugin.model.types import (
    CollectionKind,
    ConvertedType,
    DictType,
    ListType,
    NewType,
    OptionalType,
    RecordType,
    TupleType,
    Type,
    UnionType,
)


def check_hashing(interface: Interface) -> Iterator[Diagnostic]:
    """All sets and dicts. What a type shows by itself has been refused where it is written."""
    for holder in interface.values():
        for hashed in _hashed(holder.type):
            culprit = _without_hash(hashed, interface, frozenset())
            if culprit:
                yield Diagnostic(
                    "GP107",
                    f"{holder.name} holds {culprit}, which has no hash, in a set or as a key",
                    "make it @dataclass(frozen=True), with fields that have a hash, or use a list",
                    holder.span,
                )


def _hashed(type_: Type) -> Iterator[Type]:
    """What has to have a hash in a value."""
    match type_:
        case ListType(item, kind):
            if kind.is_set:
                yield item
            yield from _hashed(item)
        case TupleType(items) | UnionType(items):
            for each in items:
                yield from _hashed(each)
        case DictType(key, value):
            yield key
            yield from _hashed(value)
        case OptionalType(inner) | NewType(_, _, inner):
            yield from _hashed(inner)
        case _:
            pass


def _without_hash(type_: Type, interface: Interface, trail: frozenset[str]) -> str:
    """The record that has no hash, by its name; empty if all is well."""
    match type_:
        case RecordType(key) if key not in trail:
            record = interface.records[key]
            if not record.is_hashable:
                return record.name
            inner = (_without_hash(each.type, interface, trail | {key}) for each in record.fields)
            return record.name if any(inner) else ""
        case ListType(item, CollectionKind.TUPLE | CollectionKind.FROZENSET):
            return _without_hash(item, interface, trail)
        case TupleType(items) | UnionType(items):
            return next(filter(None, (_without_hash(each, interface, trail) for each in items)), "")
        case OptionalType(inner) | NewType(_, _, inner):
            return _without_hash(inner, interface, trail)
        case ConvertedType() if type_.has_hash:
            return ""
        case ListType() | DictType() | ConvertedType():
            return "a field that can be changed"
        case _:
            return ""
