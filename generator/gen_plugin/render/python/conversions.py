"""The functions that make of a value what the wire carries of it, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gen_plugin.frozen import dataclass, replace
from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    EnumType,
    FlagType,
    LiteralType,
    NewType,
    NumberFormat,
    ScalarKind,
    ScalarType,
    Type,
    bare,
)


@dataclass(frozen=True, slots=True)
class Conversion:
    """The names of functions; empty where a value travels as it is.

    Attributes:
        decode: Those that are called one after the other.
        has_parts: Whether the one returns, and the other takes, several values.
    """

    encode: str = ""
    decode: tuple[str, ...] = ()
    has_parts: bool = False


_NUMBERS = {
    NumberFormat.INT32: Conversion("int32_to_int64", ("int32_from_int64",)),
    NumberFormat.UINT32: Conversion("uint32_to_int64", ("uint32_from_int64",)),
    NumberFormat.UINT64: Conversion("uint64_to_int64", ("uint64_from_int64",)),
    NumberFormat.SINT32: Conversion("sint32_to_int64", ("sint32_from_int64",)),
    NumberFormat.SINT64: Conversion("sint64_to_int64", ("sint64_from_int64",)),
}
_TEXTS = {
    ConvertedKind.BIG_INT: "big_int",
    ConvertedKind.DECIMAL: "decimal",
    ConvertedKind.FRACTION: "fraction",
    ConvertedKind.UUID: "uuid",
    ConvertedKind.PATH: "path",
    ConvertedKind.PURE_PATH: "pure_path",
    ConvertedKind.PURE_POSIX_PATH: "pure_posix_path",
    ConvertedKind.PURE_WINDOWS_PATH: "pure_windows_path",
    ConvertedKind.PATH_LIKE: "path_like",
    ConvertedKind.IPV4_ADDRESS: "ipv4_address",
    ConvertedKind.IPV6_ADDRESS: "ipv6_address",
    ConvertedKind.IPV4_NETWORK: "ipv4_network",
    ConvertedKind.IPV6_NETWORK: "ipv6_network",
    ConvertedKind.IPV4_INTERFACE: "ipv4_interface",
    ConvertedKind.IPV6_INTERFACE: "ipv6_interface",
    ConvertedKind.ZONE: "zone",
    ConvertedKind.DATE: "date",
    ConvertedKind.TIME: "time",
    ConvertedKind.NAIVE_DATETIME: "naive_datetime",
}
_CONVERTED = {
    **{
        kind: Conversion(f"{name}_to_text", (f"{name}_from_text",)) for kind, name in _TEXTS.items()
    },
    ConvertedKind.BYTEARRAY: Conversion("as_bytes", ("bytearray",)),
    ConvertedKind.MEMORYVIEW: Conversion("as_bytes", ("memoryview",)),
    ConvertedKind.UUID_BYTES: Conversion("uuid_to_bytes", ("uuid_from_bytes",)),
    ConvertedKind.DATETIME: Conversion("encode_timestamp", ("decode_timestamp",)),
    ConvertedKind.JSON: Conversion("encode_json_value", ("decode_json_value",)),
    ConvertedKind.TIMEDELTA: Conversion("encode_duration", ("decode_duration",)),
    ConvertedKind.ZONED_DATETIME: Conversion(
        "zoned_datetime_to_parts", ("zoned_datetime_from_parts",), has_parts=True
    ),
    ConvertedKind.OBJECT_NUMBER: Conversion("uint32_to_int64", ("object_number",)),
}
_ENUMS = {
    "flags_to_int64",
    "flags_from_int64",
    "open_member_to_number",
    "open_member_from_number",
}
_AS_BYTES = Conversion("as_bytes")
_NONE = Conversion()

FUNCTIONS = _ENUMS.union(
    name
    for each in (*_NUMBERS.values(), *_CONVERTED.values())
    for name in (each.encode, *each.decode)
    if name not in {"bytearray", "memoryview"}
)
"""Those of the runtime."""


WELL_KNOWN = {
    "google.protobuf.Timestamp": "timestamp",
    "google.protobuf.Duration": "duration",
    "google.protobuf.Value": "json_value",
}
"""What the runtime's functions for messages of protobuf itself are called after ``encode_``."""


def conversion_of(
    type_: Type, functions: Mapping[Type, str], classes: Mapping[str, str]
) -> Conversion:
    """The functions for the values of a type that one field carries by itself.

    Args:
        type_: The type.
        functions: Each type for which the file has functions of its own -> what they are called
            after ``encode_`` and ``decode_``.
        classes: Key of each `NewType` -> what the file calls it.
    """
    match type_:
        case NewType(inner=inner):
            made = conversion_of(inner, functions, classes)
            return replace(made, decode=(*made.decode, classes[type_.key]))
        case ConvertedType(kind):
            return _CONVERTED[kind]
        case LiteralType() | EnumType() | FlagType() as own:
            return Conversion(f"encode_{functions[own]}", (f"decode_{functions[own]}",))
        case ScalarType(ScalarKind.BYTES):
            return _AS_BYTES
        case ScalarType(_, format_) if format_:
            return _NUMBERS.get(format_, _NONE)
        case _:
            return _NONE


def literal_stem(type_: LiteralType) -> str:
    """What the functions of listed values want to be called: ``literal_r_or_w``."""
    first = [re.sub(r"\W+", "_", str(value), flags=re.ASCII).strip("_") for value in type_.values]
    return "literal_" + ("_or_".join(each.lower() for each in first[:3] if each) or "values")


def naming(type_: Type, classes: Mapping[str, str]) -> Conversion:
    """What makes a value a `NewType`'s, where the rest is done by functions for its message."""
    names: list[str] = []
    while isinstance(type_, NewType):
        names.insert(0, classes[type_.key])
        type_ = type_.inner
    return Conversion("", tuple(names))


def has_nan(type_: Type) -> bool:
    """Whether a value of the type may differ from itself."""
    type_ = bare(type_)
    return type_ == ConvertedType(ConvertedKind.DECIMAL) or (
        isinstance(type_, ScalarType) and type_.kind is ScalarKind.FLOAT
    )
