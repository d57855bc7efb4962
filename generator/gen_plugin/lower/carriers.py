"""Which type of the wire carries a value that one field holds directly."""

from __future__ import annotations

from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    FlagType,
    LiteralType,
    ScalarKind,
    ScalarType,
)
from gen_plugin.proto.model import ScalarRef, WellKnownRef

_SCALARS = {
    ScalarKind.STR: "string",
    ScalarKind.INT: "int64",
    ScalarKind.FLOAT: "double",
    ScalarKind.BOOL: "bool",
    ScalarKind.BYTES: "bytes",
}
_CONVERTED = {
    ConvertedKind.BYTEARRAY: "bytes",
    ConvertedKind.MEMORYVIEW: "bytes",
    ConvertedKind.OBJECT_NUMBER: "uint32",
    ConvertedKind.UUID_BYTES: "bytes",
}
_WELL_KNOWN = {
    ConvertedKind.DATETIME: WellKnownRef(
        "google.protobuf.Timestamp", "google/protobuf/timestamp.proto"
    ),
    ConvertedKind.TIMEDELTA: WellKnownRef(
        "google.protobuf.Duration", "google/protobuf/duration.proto"
    ),
    ConvertedKind.JSON: WellKnownRef("google.protobuf.Value", "google/protobuf/struct.proto"),
}
_USUAL = {name: kind.value for kind, name in _SCALARS.items()} | {
    "float": "Annotated[float, pin.float32]",
    "google.protobuf.Timestamp": "datetime.datetime",
    "google.protobuf.Duration": "datetime.timedelta",
    "google.protobuf.Value": "gen_plugin_runtime.JsonValue",
}
_FLAGS = ScalarRef("int64")
_RENAMED = {"float32": "float"}
_MAP_KEYS = {ScalarKind.STR, ScalarKind.INT, ScalarKind.BOOL}


def carrier(
    type_: ScalarType | ConvertedType | LiteralType | FlagType,
) -> ScalarRef | WellKnownRef:
    """The type of the field. What has no entry of its own travels as text."""
    if isinstance(type_, ConvertedType):
        usual = ScalarRef(_CONVERTED.get(type_.kind, "string"))
        return _WELL_KNOWN.get(type_.kind, usual)
    return _FLAGS if isinstance(type_, FlagType) else scalar_carrier(type_)


def scalar_carrier(type_: ScalarType | LiteralType) -> ScalarRef:
    """The type of the field of a scalar."""
    if isinstance(type_, LiteralType):
        return ScalarRef(_SCALARS[type_.kind])
    if type_.format is None:
        return ScalarRef(_SCALARS[type_.kind])
    return ScalarRef(_RENAMED.get(type_.format.value, type_.format.value))


def usual_type(carried: ScalarRef | WellKnownRef) -> str:
    """The Python type that such a field most likely carries, as the lock records it."""
    return _USUAL.get(carried.name, f"Annotated[int, pin.{carried.name}]")


def is_message(type_: object) -> bool:
    """Whether a message carries it, which has presence without ``optional``."""
    return isinstance(type_, ConvertedType) and type_.kind in _WELL_KNOWN


def is_map_key(type_: object) -> bool:
    """Whether a proto map may have it as its key."""
    return isinstance(type_, ScalarType | LiteralType) and type_.kind in _MAP_KEYS
