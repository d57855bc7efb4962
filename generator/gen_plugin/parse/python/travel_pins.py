"""Pins beside a type that say how its values travel: ``Annotated[int, pin.uint32]``."""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.frozen import replace
from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    DictType,
    EnumType,
    NewType,
    NumberFormat,
    OptionalType,
    ScalarKind,
    ScalarType,
    Type,
    UnionType,
)

_INT = ScalarType(ScalarKind.INT)
_FLOAT = ScalarType(ScalarKind.FLOAT)
_DATETIME = ConvertedType(ConvertedKind.DATETIME)

_PINS: Mapping[str, Mapping[Type, Type]] = {
    "int32": {_INT: ScalarType(ScalarKind.INT, NumberFormat.INT32)},
    "uint32": {_INT: ScalarType(ScalarKind.INT, NumberFormat.UINT32)},
    "uint64": {_INT: ScalarType(ScalarKind.INT, NumberFormat.UINT64)},
    "sint32": {_INT: ScalarType(ScalarKind.INT, NumberFormat.SINT32)},
    "sint64": {_INT: ScalarType(ScalarKind.INT, NumberFormat.SINT64)},
    "fixed32": {_INT: ScalarType(ScalarKind.INT, NumberFormat.FIXED32)},
    "fixed64": {_INT: ScalarType(ScalarKind.INT, NumberFormat.FIXED64)},
    "sfixed32": {_INT: ScalarType(ScalarKind.INT, NumberFormat.SFIXED32)},
    "sfixed64": {_INT: ScalarType(ScalarKind.INT, NumberFormat.SFIXED64)},
    "float32": {_FLOAT: ScalarType(ScalarKind.FLOAT, NumberFormat.FLOAT32)},
    "bigint": {_INT: ConvertedType(ConvertedKind.BIG_INT)},
    "bytes": {ConvertedType(ConvertedKind.UUID): ConvertedType(ConvertedKind.UUID_BYTES)},
    "naive": {_DATETIME: ConvertedType(ConvertedKind.NAIVE_DATETIME)},
    "zoned": {_DATETIME: ConvertedType(ConvertedKind.ZONED_DATETIME)},
}
"""Pin -> type without it -> type with it."""

TRAVEL_PINS = frozenset({*_PINS, "open", "ordered"})
"""Their names within `gen_plugin_runtime.pin`."""

_MEANT_FOR = {
    "float32": "float",
    "open": "Enum",
    "ordered": "dict[K, V]",
    "bytes": "UUID",
    "naive": "datetime",
    "zoned": "datetime",
}


def pinned_type(type_: Type, pin: str) -> Type | None:
    """The type that a pin makes of a type, or of one in a union; None if it is for another."""
    if isinstance(type_, OptionalType):
        inner = pinned_type(type_.inner, pin)
        return OptionalType(inner) if inner else None
    if isinstance(type_, NewType):
        inner = pinned_type(type_.inner, pin)
        return replace(type_, inner=inner) if inner else None
    if isinstance(type_, UnionType):
        arms = tuple(pinned_type(each, pin) or each for each in type_.arms)
        return UnionType(arms) if arms != type_.arms else None
    if pin == "ordered":
        return replace(type_, keeps_order=True) if isinstance(type_, DictType) else None
    if pin == "open":
        return replace(type_, is_open=True) if isinstance(type_, EnumType) else None
    return _PINS[pin].get(type_)


def pin_on(type_: Type) -> str | None:
    """The pin that has said already how the values of a type travel; None if none has."""
    match type_:
        case OptionalType(inner) | NewType(_, _, inner):
            return pin_on(inner)
        case UnionType(arms):
            return next(filter(None, map(pin_on, arms)), None)
    made_by = ((pin, made) for pin, makes in _PINS.items() for made in makes.values())
    return next((pin for pin, made in made_by if made == type_), None)


def meant_for(pin: str) -> str:
    """The type that stands beside a pin."""
    return _MEANT_FOR.get(pin, "int")
