"""How types are defined on a stream: gob's ``wireType``, written and read.

::

    wireType  { ArrayT, SliceT, StructT, MapT, GobEncoderT, BinaryMarshalerT, TextMarshalerT }
    ArrayT    { CommonType, Elem int, Len int }       SliceT { CommonType, Elem int }
    StructT   { CommonType, Field []fieldType }       MapT   { CommonType, Key int, Elem int }
    ...T      { CommonType }                          CommonType, fieldType { Name string, Id int }

Exactly one field of a wireType is sent. Its own name and number are decoration.
"""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.numbers import (
    read_count,
    read_sint,
    read_size,
    read_uint,
    sint,
    sized,
    uint,
)
from gen_plugin_runtime.netrpc.gob.remote import (
    RemoteArray,
    RemoteMap,
    RemoteOpaque,
    RemoteSlice,
    RemoteStruct,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeAlias

    from gen_plugin_runtime.netrpc.gob.remote import RemoteType

    Read: TypeAlias = Callable[[bytes, int], tuple[Any, int]]

__all__ = [
    "define_array",
    "define_map",
    "define_opaque",
    "define_slice",
    "define_struct",
    "read_definition",
]

_ARRAY, _SLICE, _STRUCT, _MAP, _OPAQUE = range(5)
_END = b"\0"
_NEXT = b"\x01"
"""The step to the field that follows the one before."""


def define_array(name: str, type_id: int, element_id: int, length: int) -> bytes:
    """The definition of an array."""
    fields = _NEXT + sint(element_id) + (_NEXT + sint(length) if length else b"")
    return _wire_type(_ARRAY, name, type_id, fields)


def define_slice(name: str, type_id: int, element_id: int) -> bytes:
    """The definition of a slice."""
    return _wire_type(_SLICE, name, type_id, _NEXT + sint(element_id))


def define_struct(name: str, type_id: int, fields: Sequence[tuple[str, int]]) -> bytes:
    """The definition of a struct: of each field its name and its type's number."""
    listed = uint(len(fields)) + b"".join(_named(*field) for field in fields)
    return _wire_type(_STRUCT, name, type_id, _NEXT + listed if fields else b"")


def define_map(name: str, type_id: int, key_id: int, element_id: int) -> bytes:
    """The definition of a map."""
    return _wire_type(_MAP, name, type_id, _NEXT + sint(key_id) + _NEXT + sint(element_id))


def define_opaque(name: str, type_id: int, codec: int) -> bytes:
    """The definition of a type that encodes itself.

    `codec` is 0 for a GobEncoder, 1 for a BinaryMarshaler and 2 for a TextMarshaler.
    """
    return _wire_type(_OPAQUE + codec, name, type_id, b"")


def _wire_type(index: int, name: str, type_id: int, fields: bytes) -> bytes:
    return uint(index + 1) + _NEXT + _named(name, type_id) + fields + _END + _END


def _named(name: str, type_id: int) -> bytes:
    """A CommonType or fieldType."""
    if not name:
        return b"\x02" + sint(type_id) + _END
    return _NEXT + sized(name.encode()) + _NEXT + sint(type_id) + _END


def read_definition(data: bytes, at: int) -> tuple[RemoteType, int]:
    """The type that is defined at a position, and where that ends.

    Raises:
        DecodeError: It is no definition.
        IndexError: It is cut off.
        UnicodeDecodeError: A name is not UTF-8.
    """
    wire_type, at = _read_wire_type(data, at)
    sent = [(index, fields) for index, fields in enumerate(wire_type) if fields is not None]
    if len(sent) != 1:
        raise DecodeError(f"a type is defined in {len(sent)} ways")
    [(index, (common, *fields))] = sent
    return _made(index, (common or ("",))[0] or "", fields), at


def _made(index: int, name: str, fields: list[Any]) -> RemoteType:
    if index >= _OPAQUE:
        return RemoteOpaque(name, index - _OPAQUE)
    if index == _STRUCT:
        sent = tuple((field, type_id or 0) for field, type_id in fields[0] or ())
        if not all(field for field, _ in sent):
            raise DecodeError(f"a field of {name or 'a struct'} has no name")
        return RemoteStruct(name, sent)
    numbers = [number or 0 for number in fields]
    if index == _SLICE:
        return RemoteSlice(*numbers)
    if index == _MAP:
        return RemoteMap(*numbers)
    if numbers[1] < 0:
        raise DecodeError(f"an array's length is {numbers[1]}")
    return RemoteArray(*numbers)


def _struct_of(*fields: Read) -> Read:
    """Reads a struct with these fields; those that were not sent are None."""

    def read(data: bytes, at: int) -> tuple[list[Any], int]:
        values: list[Any] = [None] * len(fields)
        index = -1
        while at < len(data):
            delta, at = read_uint(data, at)
            if not delta:
                break
            index += delta
            if index >= len(fields):
                raise DecodeError(f"a definition has a field {index} of {len(fields)}")
            values[index], at = fields[index](data, at)
        return values, at

    return read


def _list_of(element: Read) -> Read:
    def read(data: bytes, at: int) -> tuple[list[Any], int]:
        count, at = read_count(data, at)
        values = []
        for _ in range(count):
            value, at = element(data, at)
            values.append(value)
        return values, at

    return read


def _read_text(data: bytes, at: int) -> tuple[str, int]:
    size, at = read_size(data, at)
    return data[at : at + size].decode(), at + size


_read_named = _struct_of(_read_text, read_sint)
_read_common = _struct_of(_read_named)
_read_wire_type = _struct_of(
    _struct_of(_read_named, read_sint, read_sint),
    _struct_of(_read_named, read_sint),
    _struct_of(_read_named, _list_of(_read_named)),
    _struct_of(_read_named, read_sint, read_sint),
    *[_read_common] * 3,
)
