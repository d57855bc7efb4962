"""The functions that make of a value what the wire carries of it, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    EnumType,
    NumberFormat,
    ScalarKind,
    ScalarType,
    Type,
)
from gen_plugin.render.python.kinds import item_type


@dataclass(frozen=True, slots=True)
class Conversion:
    """The names of two functions; empty where a value travels as it is."""

    encode: str = ""
    decode: str = ""


_NUMBERS = {
    NumberFormat.INT32: Conversion("int32_to_int64", "int32_from_int64"),
    NumberFormat.UINT32: Conversion("uint32_to_int64", "uint32_from_int64"),
    NumberFormat.UINT64: Conversion("uint64_to_int64", "uint64_from_int64"),
    NumberFormat.SINT32: Conversion("sint32_to_int64", "sint32_from_int64"),
    NumberFormat.SINT64: Conversion("sint64_to_int64", "sint64_from_int64"),
}
_CONVERTED = {
    ConvertedKind.BIG_INT: Conversion("big_int_to_text", "big_int_from_text"),
    ConvertedKind.BYTEARRAY: Conversion("as_bytes", "bytearray"),
    ConvertedKind.MEMORYVIEW: Conversion("as_bytes", "memoryview"),
}
_AS_BYTES = Conversion("as_bytes")
_NONE = Conversion()

FUNCTIONS = frozenset(
    name
    for each in (*_NUMBERS.values(), *_CONVERTED.values())
    for name in (each.encode, each.decode)
    if name not in {"bytearray", "memoryview"}
)
"""Those of the runtime."""


def conversion_of(type_: Type, enums: Mapping[str, str]) -> Conversion:
    """The functions for the values of a type, or for those in a list, a dict or an optional.

    Args:
        type_: The type.
        enums: Key of each enum -> its functions, after ``encode_`` and ``decode_``.
    """
    match item_type(type_):
        case ConvertedType(kind):
            return _CONVERTED[kind]
        case EnumType(key):
            return Conversion(f"encode_{enums[key]}", f"decode_{enums[key]}")
        case ScalarType(ScalarKind.BYTES):
            return _AS_BYTES
        case ScalarType(_, format_) if format_:
            return _NUMBERS.get(format_, _NONE)
        case _:
            return _NONE


def has_nan(type_: Type) -> bool:
    """Whether a value of the type may differ from itself."""
    return isinstance(type_, ScalarType) and type_.kind is ScalarKind.FLOAT
