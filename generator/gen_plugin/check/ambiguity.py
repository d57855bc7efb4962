"""Unions some of whose values are of two arms, so that nothing shows which one is meant."""

from __future__ import annotations

from collections import Counter, OrderedDict, abc, defaultdict, deque
from collections.abc import Iterator
from itertools import combinations

from gen_plugin.diagnostics.diagnostic import Diagnostic, Level
from gen_plugin.frozen import dataclass
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
_Trail = frozenset[str]
_KEY = ScalarType(ScalarKind.STR)


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
    subject = f"the result of {holder.name}" if isinstance(holder, Result) else holder.name
    for (name, arm), (other_name, other) in combinations(named, 2):
        what = shared.by_class(arm, other)
        if what:
            yield Diagnostic(
                "GP240",
                f"{subject} may be {name} or {other_name}, and a value does not always show "
                f"which: {what}",
                shared.advice(arm, other, name),
                holder.span,
                Level.WARNING,
            )
            return


@dataclass(frozen=True, slots=True)
class _Shared:
    """Finds what is of two types."""

    records: dict[str, Record]

    def by_class(self, one: Type, other: Type, trail: _Trail = frozenset()) -> str:
        """What two arms share whose values are of one class, in words; empty if nothing.

        The records in `trail` are being compared already, and taken to share a value.
        """
        match one, other:
            case (ListType(kind=kind), ListType(kind=other_kind)) if _related(kind, other_kind):
                return "something empty is both"
            case (DictType(kind=kind), DictType(kind=other_kind)) if _related(kind, other_kind):
                return "something empty is both"
            case (TupleType() | ListType(), TupleType() | ListType()):
                return "a tuple can be both" if self._share_tuples(one, other, trail) else ""
            case (RecordType(key), RecordType(other_key)):
                return "an object can be both" if self._share_records(key, other_key, trail) else ""
            case (RecordType(key), DictType() as mapping) | (
                DictType() as mapping,
                RecordType(key),
            ):
                record = self.records[key]
                return "a dict can be both" if self._share_dicts(record, mapping, trail) else ""
            case _:
                return ""

    def advice(self, one: Type, other: Type, name: str) -> str:
        """What to write instead of two such arms, of which the first has a name."""
        if isinstance(one, RecordType) and isinstance(other, RecordType):
            generic = self.records[one.key].generic
            if generic:
                return f"let each have a class of its own, such as class Some{name}({generic}[...])"
            return f'give each a key that tells them apart, such as kind: Literal["{name.lower()}"]'
        return "put each into a dataclass of its own, or write one for all, such as list[int | str]"

    def _share(self, one: Type, other: Type, trail: _Trail) -> bool:
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
                is_simple = not _simple(one).isdisjoint(_simple(other))
                return is_simple or bool(self.by_class(one, other, trail))

    def _share_tuples(self, one: Type, other: Type, trail: _Trail) -> bool:
        """A list's type stands for a tuple of any length, if it is one."""
        if isinstance(one, ListType):
            one, other = other, one
        if not isinstance(one, TupleType):
            return False
        if isinstance(other, ListType):
            is_tuple = issubclass(tuple, _CLASSES[other.kind])
            return is_tuple and all(self._share(each, other.item, trail) for each in one.items)
        return (
            isinstance(other, TupleType)
            and len(one.items) == len(other.items)
            and all(self._share(*each, trail) for each in zip(one.items, other.items, strict=True))
        )

    def _share_records(self, key: str, other_key: str, trail: _Trail) -> bool:
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

    def _share_dicts(self, record: Record, mapping: DictType, trail: _Trail) -> bool:
        demanded = [each for each in record.fields if not each.may_be_missing]
        return record.kind is RecordKind.TYPED_DICT and all(
            self._share(_KEY, mapping.key, trail) and self._share(each.type, mapping.value, trail)
            for each in demanded
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
