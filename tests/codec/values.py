"""Hypothesis strategies for the values of an interface's types, and how to compare them."""

from __future__ import annotations

import builtins
import math
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import Flag, IntFlag
from functools import partial, reduce
from ipaddress import IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from operator import or_
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st

from gen_plugin.model.interface import Interface, Record, RecordKind
from gen_plugin.model.types import (
    CollectionKind,
    ConvertedKind,
    ConvertedType,
    DictType,
    EnumType,
    ErrorType,
    FlagType,
    ListType,
    LiteralType,
    MappingKind,
    NewType,
    NoneType,
    NumberFormat,
    ObjectType,
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
from gen_plugin_runtime import pin


def _ints(lowest: int, highest: int) -> st.SearchStrategy[int]:
    return st.integers(lowest, highest) | st.sampled_from([0, 1, 127, 128, lowest, highest])


INT64 = st.integers(-(2**63), 2**63 - 1)
_FORMATS: dict[NumberFormat, st.SearchStrategy[Any]] = {
    NumberFormat.INT32: _ints(-(2**31), 2**31 - 1),
    NumberFormat.UINT32: _ints(0, 2**32 - 1),
    NumberFormat.UINT64: _ints(0, 2**64 - 1),
    NumberFormat.SINT32: _ints(-(2**31), 2**31 - 1),
    NumberFormat.SINT64: _ints(-(2**63), 2**63 - 1),
    NumberFormat.FIXED32: _ints(0, 2**32 - 1),
    NumberFormat.FIXED64: _ints(0, 2**64 - 1),
    NumberFormat.SFIXED32: _ints(-(2**31), 2**31 - 1),
    NumberFormat.SFIXED64: _ints(-(2**63), 2**63 - 1),
    NumberFormat.FLOAT32: st.floats(width=32),
}
_LONGEST = timedelta(seconds=315_576_000_000)
_PATHS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
_ZONES = st.sampled_from(["Europe/Berlin", "UTC", "Asia/Kathmandu", "America/St_Johns"]).map(
    ZoneInfo
)
_OFFSETS = st.integers(-86_399, 86_399).map(lambda each: timezone(timedelta(seconds=each)))


def _has_whole_offset(value: datetime) -> bool:
    offset = value.utcoffset()
    return offset is not None and not offset.microseconds


_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False).filter(
        # A whole number arrives as an int.
        lambda each: not each.is_integer() or abs(each) > 2**53 or str(each) == "-0.0"
    )
    | st.text(max_size=5)
)
_JSON: st.SearchStrategy[Any] = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
_CONVERTED: dict[ConvertedKind, st.SearchStrategy[Any]] = {
    ConvertedKind.BIG_INT: INT64 | st.sampled_from([2**63, 2**64, -(10**300)]),
    ConvertedKind.BYTEARRAY: st.binary(max_size=5).map(bytearray),
    ConvertedKind.MEMORYVIEW: st.binary(max_size=5).map(memoryview),
    ConvertedKind.DECIMAL: st.decimals().filter(lambda each: not each.is_snan()),
    ConvertedKind.FRACTION: st.fractions(),
    ConvertedKind.UUID: st.uuids(),
    ConvertedKind.UUID_BYTES: st.uuids(),
    ConvertedKind.PATH: _PATHS.map(Path),
    ConvertedKind.PURE_PATH: _PATHS.map(PurePath),
    ConvertedKind.PURE_POSIX_PATH: _PATHS.map(PurePosixPath),
    ConvertedKind.PURE_WINDOWS_PATH: _PATHS.map(PureWindowsPath),
    ConvertedKind.PATH_LIKE: _PATHS.map(Path),
    ConvertedKind.IPV4_ADDRESS: st.ip_addresses(v=4),
    ConvertedKind.IPV6_ADDRESS: st.ip_addresses(v=6) | st.just(IPv6Address("fe80::1%eth0")),
    ConvertedKind.IPV4_NETWORK: st.ip_addresses(v=4).map(IPv4Network),
    ConvertedKind.IPV6_NETWORK: st.ip_addresses(v=6).map(IPv6Network),
    ConvertedKind.IPV4_INTERFACE: st.ip_addresses(v=4).map(lambda each: IPv4Interface((each, 24))),
    ConvertedKind.IPV6_INTERFACE: st.ip_addresses(v=6).map(lambda each: IPv6Interface((each, 64))),
    ConvertedKind.ZONE: _ZONES,
    ConvertedKind.DATE: st.dates(),
    ConvertedKind.TIME: st.times(timezones=st.none() | st.just(UTC)),
    ConvertedKind.TIMEDELTA: st.timedeltas(-_LONGEST, _LONGEST),
    ConvertedKind.DATETIME: st.datetimes(timezones=st.just(UTC)),
    ConvertedKind.NAIVE_DATETIME: st.datetimes(),
    ConvertedKind.JSON: _JSON,
    ConvertedKind.ZONED_DATETIME: st.datetimes(
        datetime(2, 1, 1), datetime(9998, 1, 1), timezones=_ZONES | _OFFSETS, allow_imaginary=False
    ).filter(_has_whole_offset),
}
_SCALARS: dict[ScalarKind, st.SearchStrategy[Any]] = {
    ScalarKind.STR: st.text(max_size=5)
    | st.sampled_from(["\0", "a" * 127, "é" * 100, "a" * 20000]),
    ScalarKind.INT: st.integers(0, 200)
    | INT64
    | st.sampled_from([0, -1, 127, 128, 2**14, 2**28, 2**56, 2**63 - 1, -(2**63)]),
    ScalarKind.FLOAT: st.floats() | st.sampled_from([0.0, -0.0, 0.1, math.inf, math.nan]),
    ScalarKind.BOOL: st.booleans(),
    ScalarKind.BYTES: st.binary(max_size=5) | st.sampled_from([b"\xff" * 127, b"\0" * 300]),
}


CLASSES: dict[CollectionKind, type] = {
    CollectionKind.LIST: list,
    CollectionKind.TUPLE: tuple,
    CollectionKind.DEQUE: deque,
    CollectionKind.SEQUENCE: list,
    CollectionKind.MUTABLE_SEQUENCE: list,
    CollectionKind.COLLECTION: list,
    CollectionKind.ITERABLE: list,
    CollectionKind.SET: set,
    CollectionKind.FROZENSET: frozenset,
    CollectionKind.ABSTRACT_SET: set,
    CollectionKind.MUTABLE_SET: set,
}
"""What arrives of each."""

MAPPINGS: dict[MappingKind, type[dict[Any, Any]]] = {
    MappingKind.DICT: dict,
    MappingKind.MAPPING: dict,
    MappingKind.MUTABLE_MAPPING: dict,
    MappingKind.ORDERED: OrderedDict,
    MappingKind.COUNTER: Counter,
}
"""Likewise; a `defaultdict` is made in another way."""


def as_mapping(kind: MappingKind, entries: dict[Any, Any]) -> dict[Any, Any]:
    """What arrives of these entries."""
    return defaultdict(None, entries) if kind is MappingKind.DEFAULT else MAPPINGS[kind](entries)


_UNKNOWN = st.builds(
    pin.UnknownEnum, st.integers(2_000_000_001, 2**31 - 1) | st.integers(-(2**31), -1000)
)
"""Of any enum: its members have other numbers."""


class Values:
    """The strategies for one interface, whose classes are in `module`."""

    def __init__(self, interface: Interface, module: ModuleType) -> None:
        self._interface = interface
        self._module = module

    def of(self, type_: Type, depth: int = 0) -> st.SearchStrategy[Any]:
        """The values of a type. Below `depth` 3, records hold only what they must."""
        size = 4 if depth < 3 else 0
        type_ = bare(type_)
        match type_:
            case NoneType() | ObjectType() | NewType() | ErrorType():
                return st.none()
            case ScalarType(kind, format_):
                return _FORMATS[format_] if format_ else _SCALARS[kind]
            case LiteralType(listed):
                return st.sampled_from(listed)
            case ConvertedType(converted):
                return _CONVERTED[converted]
            case ListType(item, collection):
                return self._collections(item, collection, depth, size)
            case TupleType(parts):
                return st.tuples(*(self.of(each, depth) for each in parts))
            case DictType(key, value, mapping):
                keys = self.of(key, depth).filter(lambda each: each == each)
                held = self.of(value, depth) if size else st.nothing()
                entries = st.dictionaries(keys, held, max_size=size)
                return entries.map(lambda each: as_mapping(mapping, each))
            case OptionalType(inner):
                return st.none() | self.of(inner, depth) if size else st.none()
            case UnionType(arms):
                return st.one_of([self._arm(each, depth) for each in _ending(arms, depth)])
            case EnumType() | FlagType():
                return self._members(type_)
            case RecordType(key):
                return self._record(key, depth + 1)

    def exceptions(self) -> st.SearchStrategy[Exception]:
        """Exceptions of the interface's classes."""
        return st.one_of([self._record(each, 0) for each in self._interface.exceptions])

    def _arm(self, type_: Type, depth: int) -> st.SearchStrategy[Any]:
        """Of an open enum its members only: in a union an unknown one arrives, but is not sent."""
        if isinstance(type_, EnumType):
            type_ = replace(type_, is_open=False)
        return self.of(type_, depth)

    def _members(self, type_: EnumType | FlagType) -> st.SearchStrategy[Any]:
        """Members; of flags several together, and what no member names if the class keeps it."""
        if isinstance(type_, EnumType):
            enum = self._interface.enums[type_.key].name
            members = st.sampled_from([*getattr(self._module, enum)])
            return members | _UNKNOWN if type_.is_open else members
        kind: type[Flag] = getattr(self._module, type_.name)
        known = st.sets(st.sampled_from([*kind.__members__.values()])).map(
            lambda each: reduce(or_, each, kind(0))
        )
        return known | st.integers(0, 2**63 - 1).map(kind) if issubclass(kind, IntFlag) else known

    def _collections(
        self, item: Type, kind: CollectionKind, depth: int, size: int
    ) -> st.SearchStrategy[Any]:
        if not size:
            return st.just(CLASSES[kind]())
        items = self.of(item, depth)
        items = items.filter(lambda each: each == each) if kind.is_set else items
        return st.lists(items, max_size=size).map(CLASSES[kind])

    def _record(self, key: str, depth: int) -> st.SearchStrategy[Any]:
        record = self._interface.records[key]
        made = st.builds(
            self._class(record),
            **{each.argument or each.name: self.of(each.type, depth) for each in record.fields},
        )
        return (
            made if record.kind is not RecordKind.TYPED_DICT else made.map(partial(present, record))
        )

    def _class(self, record: Record) -> Any:
        """The class; of a generic model of pydantic that for its scalars, which is another one."""
        found = getattr(self._module, record.class_name)
        if record.kind is not RecordKind.PYDANTIC or not record.arguments:
            return found
        scalars = (each.kind.value for each in record.arguments if isinstance(each, ScalarType))
        return found[tuple(getattr(builtins, each) for each in scalars)]


def _ending(arms: tuple[Type, ...], depth: int) -> list[Type]:
    """The arms that can be drawn: where it is deep, those without records, if there are any."""
    flat = [each for each in arms if not any(isinstance(one, RecordType) for one in within(each))]
    return flat if flat and depth >= 3 else [*arms]


def present(record: Record, entries: dict[str, Any]) -> dict[str, Any]:
    """A TypedDict's dict without the keys for which None stands."""
    missing = {each.name for each in record.fields if each.may_be_missing}
    return {key: value for key, value in entries.items() if value is not None or key not in missing}


def alike(one: Any, other: Any) -> bool:
    """Whether two values have equal types and values throughout: NaN is NaN, 0.0 is not -0.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return math.isnan(one) == math.isnan(other) and (
            math.isnan(one) or (one == other and math.copysign(1, one) == math.copysign(1, other))
        )
    if isinstance(one, Decimal):
        return repr(one) == repr(other)
    if isinstance(one, datetime) and one.tzinfo is not None:
        return bool(one == other and one.utcoffset() == other.utcoffset())
    if isinstance(one, list | tuple | deque):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if names := _attributes(one):
        return all(alike(getattr(one, each), getattr(other, each)) for each in names)
    return bool(one == other)


def _attributes(value: Any) -> list[str]:
    """The fields of a dataclass's object, or of attrs' or pydantic's."""
    if is_dataclass(value):
        return [each.name for each in fields(value)]
    if attrs.has(type(value)):
        return [each.name for each in attrs.fields(type(value))]
    return list(getattr(type(value), "model_fields", ()))
