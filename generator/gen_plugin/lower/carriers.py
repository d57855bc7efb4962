"""Which type of the wire carries a value that one field holds directly."""

from __future__ import annotations

from gen_plugin.model.types import ConvertedKind, ConvertedType, ScalarKind, ScalarType
from gen_plugin.proto.model import ScalarRef

_SCALARS = {
    ScalarKind.STR: "string",
    ScalarKind.INT: "int64",
    ScalarKind.FLOAT: "double",
    ScalarKind.BOOL: "bool",
    ScalarKind.BYTES: "bytes",
}
_CONVERTED = {
    ConvertedKind.BIG_INT: "string",
    ConvertedKind.BYTEARRAY: "bytes",
    ConvertedKind.MEMORYVIEW: "bytes",
}
_RENAMED = {"float32": "float"}
_MAP_KEYS = {ScalarKind.STR, ScalarKind.INT, ScalarKind.BOOL}


def carrier(type_: ScalarType | ConvertedType) -> ScalarRef:
    """The type of the field."""
    if isinstance(type_, ConvertedType):
        return ScalarRef(_CONVERTED[type_.kind])
    if type_.format is None:
        return ScalarRef(_SCALARS[type_.kind])
    return ScalarRef(_RENAMED.get(type_.format.value, type_.format.value))


def is_map_key(type_: object) -> bool:
    """Whether a proto map may have it as its key."""
    return isinstance(type_, ScalarType) and type_.kind in _MAP_KEYS
