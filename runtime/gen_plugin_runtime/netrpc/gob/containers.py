"""Slices, arrays and maps: lists, tuples and dicts."""

from __future__ import annotations

from gen_plugin_runtime.errors import ConfigError, DecodeError
from gen_plugin_runtime.netrpc.gob.basics import UINT8
from gen_plugin_runtime.netrpc.gob.definitions import define_array, define_map, define_slice
from gen_plugin_runtime.netrpc.gob.faults import (
    DECODING_FAULTS,
    ENCODING_FAULTS,
    undecodable,
    unencodable,
    unfit,
)
from gen_plugin_runtime.netrpc.gob.kinds import Type
from gen_plugin_runtime.netrpc.gob.numbers import read_count, uint
from gen_plugin_runtime.netrpc.gob.remote import RemoteArray, RemoteMap, RemoteSlice
from gen_plugin_runtime.protobuf.faults import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from gen_plugin_runtime.netrpc.gob.kinds import Decode, Ids, Plans

__all__ = ["Array", "Map", "Slice"]


class Slice(Type):
    """list, or a tuple in its place: Go's ``[]T``. None is none.

    Args:
        element: T. Bytes are a type of their own, `BYTES`.
    """

    __slots__ = ("element", "go")
    ZERO = b"\0"

    element: Type

    def __init__(self, element: Type) -> None:
        if element.wire == UINT8:
            raise ConfigError("gob has a type of its own for bytes: BYTES, not Slice(UINT8)")
        self._fill(element=element, go=f"[]{element.go}")

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        if not isinstance(value, list | tuple):
            raise unfit(value, "is not a list")
        pieces = _encode_items(self.element, value, ids, depth)
        return uint(len(pieces)) + b"".join(pieces)  # another thread may have changed the list

    def zero(self) -> list[Any]:
        return []

    def accept(self, remote_id: int, plans: Plans) -> Decode | None:
        remote = plans.types.get(remote_id)
        if not isinstance(remote, RemoteSlice):
            return None
        read = self.element.accept(remote.element, plans)
        return read and _items_of(read)

    def inner(self) -> Sequence[Type]:
        return (self.element,)

    def name_within(self, inner: Type) -> str:
        return inner.bare

    def definition(self, name: str, type_id: int, ids: Ids) -> bytes:
        return define_slice(name, type_id, ids.id_of(self.element))


class Array(Type):
    """tuple, or a list in its place: Go's ``[n]T``. Bytes are ints here.

    Args:
        element: T.
        length: n.
    """

    __slots__ = ("element", "go", "length")

    element: Type
    length: int

    def __init__(self, element: Type, length: int) -> None:
        self._fill(element=element, length=length, go=f"[{length}]{element.go}")

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        if isinstance(value, list | tuple) and len(value) == self.length:
            pieces = _encode_items(self.element, value, ids, depth)
            if len(pieces) == self.length:  # likewise
                return uint(self.length) + b"".join(pieces)
        raise unfit(value, f"is not a tuple of {self.length}")

    def zero(self) -> tuple[Any, ...]:
        return tuple(self.element.zero() for _ in range(self.length))

    def accept(self, remote_id: int, plans: Plans) -> Decode | None:
        remote = plans.types.get(remote_id)
        if not isinstance(remote, RemoteArray) or remote.length != self.length:
            return None
        read = self.element.accept(remote.element, plans)
        return read and self._all_of(_items_of(read))

    def _all_of(self, read_items: Decode) -> Decode:
        length = self.length

        def decode(data: bytes, at: int, depth: int) -> tuple[tuple[Any, ...], int]:
            values, at = read_items(data, at, depth)
            if len(values) != length:
                raise DecodeError(f"{len(values)} elements were sent for an array of {length}")
            return tuple(values), at

        return decode

    def inner(self) -> Sequence[Type]:
        return (self.element,)

    def definition(self, name: str, type_id: int, ids: Ids) -> bytes:
        return define_array(name, type_id, ids.id_of(self.element), self.length)


class Map(Type):
    """dict: Go's ``map[K]V``. None is none.

    Args:
        key: K, whose values can be a dict's keys.
        element: V.
    """

    __slots__ = ("element", "go", "key")

    key: Type
    element: Type

    def __init__(self, key: Type, element: Type) -> None:
        self._fill(key=key, element=element, go=f"map[{key.go}]{element.go}")

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        if not isinstance(value, dict):
            raise unfit(value, "is not a dict")
        pieces: list[bytes] = []
        key: object = None
        encode_key, encode_element = self.key.encode, self.element.encode
        try:
            for key, each in value.items():
                pieces += encode_key(key, ids, depth), encode_element(each, ids, depth)
        except ENCODING_FAULTS as error:
            raise unencodable(error, f"[{shown(key)}]", value) from None
        return uint(len(pieces) // 2) + b"".join(pieces)

    def zero(self) -> dict[Any, Any]:
        return {}

    def accept(self, remote_id: int, plans: Plans) -> Decode | None:
        remote = plans.types.get(remote_id)
        if not isinstance(remote, RemoteMap):
            return None
        read_key = self.key.accept(remote.key, plans)
        read_element = self.element.accept(remote.element, plans)
        return read_key and read_element and _pairs_of(read_key, read_element)

    def inner(self) -> Sequence[Type]:
        return (self.key, self.element)

    def definition(self, name: str, type_id: int, ids: Ids) -> bytes:
        return define_map(name, type_id, ids.id_of(self.key), ids.id_of(self.element))


def _encode_items(element: Type, values: Sequence[Any], ids: Ids, depth: int) -> list[bytes]:
    pieces: list[bytes] = []
    append, encode = pieces.append, element.encode
    value: object = None
    try:
        for value in values:
            append(encode(value, ids, depth))
    except ENCODING_FAULTS as error:
        raise unencodable(error, f"[{len(pieces)}]", value) from None
    return pieces


def _items_of(read: Decode) -> Decode:
    def decode(data: bytes, at: int, depth: int) -> tuple[list[Any], int]:
        count, at = read_count(data, at)
        values: list[Any] = []
        append = values.append
        try:
            for _ in range(count):
                value, at = read(data, at, depth)
                append(value)
        except DECODING_FAULTS as error:
            raise undecodable(error, f"[{len(values)}]") from None
        return values, at

    return decode


def _pairs_of(read_key: Decode, read_element: Decode) -> Decode:
    def decode(data: bytes, at: int, depth: int) -> tuple[dict[Any, Any], int]:
        count, at = read_count(data, at)
        values: dict[Any, Any] = {}
        try:
            for _ in range(count):
                key, at = read_key(data, at, depth)
                element, at = read_element(data, at, depth)
                values[key] = element
        except DECODING_FAULTS as error:
            raise undecodable(error, f"[{len(values)}]") from None
        return values, at

    return decode
