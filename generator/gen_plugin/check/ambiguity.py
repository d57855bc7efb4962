"""Unions some of whose values are of two arms, so that nothing shows which one is meant."""

from __future__ import annotations

from collections import Counter, OrderedDict, abc, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from gen_plugin.diagnostics.diagnostic import Diagnostic, Level
from gen_plugin.model.interface import Interface, Parameter, Record, RecordField, RecordKind, Result
from gen_plugin.model.types import (
    CollectionKind,
    ConvertedType,
    DictType,
    EnumType,
    ListType,
    LiteralType,
    MappingKind,
    OptionalType,
    RecordType,
    ScalarKind,
    ScalarType,
    TupleType,
    Type,
    UnionType,
    bare,
    within,
)
from gen_plugin.model.unions import arm_names

_CLASSES: dict[CollectionKind | MappingKind, type] = {
    CollectionKind.LIST: list,
    CollectionKind.TUPLE: tuple,
    CollectionKind.DEQUE: deque,
    CollectionKind.SEQUENCE: abc.Sequence,
    CollectionKind.MUTABLE_SEQUENCE: abc.MutableSequence,
    CollectionKind.COLLECTION: abc.Collection,
    CollectionKind.ITERABLE: abc.Iterable,
    CollectionKind.SET: set,
    CollectionKind.FROZENSET: frozenset,
    CollectionKind.ABSTRACT_SET: abc.Set,
    CollectionKind.MUTABLE_SET: abc.MutableSet,
    MappingKind.DICT: dict,
    MappingKind.MAPPING: abc.Mapping,
    MappingKind.MUTABLE_MAPPING: abc.MutableMapping,
    MappingKind.ORDERED: OrderedDict,
    MappingKind.DEFAULT: defaultdict,
    MappingKind.COUNTER: Counter,
}
_TAG = 'give each a field that tells them apart, such as kind: Literal["{}"]'
_SPLIT = "put each into a dataclass of its own, or both into one: list[int | str]"


def check_ambiguity(interface: Interface) -> Iterator[Diagnostic]:
    """Each union once, where it stands first."""
    shared = _Shared(interface.records)
    seen: set[Type] = set()
    for holder in interface.values():
        for type_ in within(holder.type):
            if isinstance(type_, UnionType) and type_ not in seen:
                seen.add(type_)
                yield from _check(holder, type_, shared)


def _check(
    holder: Parameter | RecordField | Result, union: UnionType, shared: _Shared
) -> Iterator[Diagnostic]:
    """The first pair of arms that share a value: to mend that one mends others as well."""
    named = zip(arm_names(union), map(bare, union.arms), strict=True)
    for (name, arm), (other_name, other) in combinations(named, 2):
        what = shared.by_class(arm, other)
        if what:
            is_record = isinstance(arm, RecordType) and isinstance(other, RecordType)
            yield Diagnostic(
                "GP240",
                f"{holder.name} may be {name} or {other_name}, and {what} is both: it goes as "
                f"{name}",
                _TAG.format(name.lower()) if is_record else _SPLIT,
                holder.span,
                Level.WARNING,
            )
            return


@dataclass(frozen=True, slots=True)
class _Shared:
    """Finds what is of two types."""

    records: dict[str, Record]

    def by_class(self, one: Type, other: Type) -> str:
        """What two arms share whose values are of one class, in words; empty if nothing."""
        match one, other:
            case (ListType(kind=kind), ListType(kind=other_kind)) if _related(kind, other_kind):
                return "something empty"
            case (DictType(kind=kind), DictType(kind=other_kind)) if _related(kind, other_kind):
                return "something empty"
            case (TupleType() | ListType(), TupleType() | ListType()):
                return "such a tuple" if self._share_tuples(one, other) else ""
            case (RecordType(key), RecordType(other_key)):
                return "such an object" if self._share_records(key, other_key, frozenset()) else ""
            case (RecordType(key), DictType(value=value)) | (
                DictType(value=value),
                RecordType(key),
            ):
                return "such a dict" if self._shares_dict(self.records[key], value) else ""
            case _:
                return ""

    def _share(self, one: Type, other: Type, trail: frozenset[str]) -> bool:
        """Whether a value can be of both types."""
        one, other = bare(one), bare(other)
        match one, other:
            case _ if one == other:
                return True
            case (OptionalType(), OptionalType()):
                return True
            case (OptionalType(inner), type_) | (type_, OptionalType(inner)):
                return self._share(inner, type_, trail)
            case (UnionType(arms), type_) | (type_, UnionType(arms)):
                return any(self._share(each, type_, trail) for each in arms)
            case (LiteralType(values), LiteralType(other_values)):
                return not {*values}.isdisjoint(other_values)
            case (RecordType(key), RecordType(other_key)):
                return self._share_records(key, other_key, trail)
            case _:
                return _simple(one) & _simple(other) != set() or bool(self.by_class(one, other))

    def _share_tuples(self, one: Type, other: Type) -> bool:
        """A list's type stands for a tuple of any length, if it is one."""
        if isinstance(one, ListType):
            one, other = other, one
        if not isinstance(one, TupleType):
            return False
        if isinstance(other, ListType):
            is_tuple = issubclass(tuple, _CLASSES[other.kind])
            return is_tuple and all(
                self._share(each, other.item, frozenset()) for each in one.items
            )
        return isinstance(other, TupleType) and self._share_all(one.items, other.items)

    def _share_all(self, some: tuple[Type, ...], others: tuple[Type, ...]) -> bool:
        return len(some) == len(others) and all(
            self._share(one, other, frozenset()) for one, other in zip(some, others, strict=True)
        )

    def _share_records(self, key: str, other_key: str, trail: frozenset[str]) -> bool:
        """Two TypedDicts, or two ways to fill in a generic class."""
        one, other = self.records[key], self.records[other_key]
        are_dicts = {one.kind, other.kind} == {RecordKind.TYPED_DICT}
        is_one_class = one.generic is not None and (one.module, one.generic) == (
            other.module,
            other.generic,
        )
        if key in trail or not (are_dicts or is_one_class):
            return key in trail
        fields, others = _by_name(one), _by_name(other)
        return (
            _demanded(one) <= others.keys()
            and _demanded(other) <= fields.keys()
            and all(
                self._share(fields[name].type, others[name].type, trail | {key, other_key})
                for name in _demanded(one) | _demanded(other)
            )
        )

    def _shares_dict(self, record: Record, value: Type) -> bool:
        return record.kind is RecordKind.TYPED_DICT and all(
            self._share(each.type, value, frozenset())
            for each in record.fields
            if not each.may_be_missing
        )


def _related(one: CollectionKind | MappingKind, other: CollectionKind | MappingKind) -> bool:
    """Whether a value's class leaves it open: both are it, or one stands for the other as well."""
    if one is other:
        return True
    first, second = _CLASSES[one], _CLASSES[other]
    is_abstract = abc.__name__ in {first.__module__, second.__module__}
    return is_abstract and (issubclass(first, second) or issubclass(second, first))


def _simple(type_: Type) -> set[str]:
    """The classes of the values that are accepted for a type without parts."""
    match type_:
        case ScalarType(ScalarKind.FLOAT):
            return {"float", "int"}
        case ScalarType(ScalarKind.INT):
            return {"int", "bool"}
        case ScalarType(ScalarKind.BYTES):
            return {"bytes", "bytearray", "memoryview"}
        case ScalarType(kind) | LiteralType(kind=kind):
            return {kind.value}
        case ConvertedType():
            return {type_.name}
        case EnumType(key):
            return {key}
        case _:
            return set()


def _by_name(record: Record) -> dict[str, RecordField]:
    return {each.name: each for each in record.fields}


def _demanded(record: Record) -> set[str]:
    return {each.name for each in record.fields if not each.may_be_missing}
