"""``gen_plugin.v1.Value``: an exception's arguments and attributes."""

from __future__ import annotations

import struct

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.exceptions.text import cut
from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.protobuf.wire import (
    FIXED64,
    LENGTH_DELIMITED,
    VARINT,
    length_delimited_field,
    read_fields,
    varint,
    varint_field,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from gen_plugin_runtime.transport import Buffer

_NONE = 1
_BOOLEAN = 2
_INTEGER = 3
_LARGE_INTEGER = 4
_REAL = 5
_TEXT = 6
_SURROGATES = 7
_DATA = 8
_TUPLE = 9
_LIST = 10
_DICT = 11
_REPR = 12

_ITEM = 1

MAX_DEPTH = 16
"""How deep values may lie in each other. What lies deeper is told by its repr."""
MAX_VALUES = 4096
"""How many values the details of one failure may hold; more are not read."""
_MOST_SHOWN = 20
"""Items of a collection that is told by its repr."""
_LARGEST_INTEGER = 1024
"""Bytes; Python does not print ints of more than 4,300 digits, which are 1,786 bytes."""


class TooLargeError(Exception):
    """The details are larger than they may be: they must be made anew within a lesser measure."""


class Measure(Frozen):
    """What is sent at most.

    Attributes:
        longest: Bytes of a text, or of bytes; a text that is longer is cut and ends with `` ...``.
        most: Items of a collection, exceptions of a group, notes.
        total: Bytes of a collection or a group.
    """

    longest: int
    most: int
    total: int
    __slots__ = ("longest", "most", "total")

    def __init__(self, longest: int, most: int, total: int) -> None:
        self._fill(longest=longest, most=most, total=total)


def encode_value(value: object, measure: Measure, depth: int = 0) -> bytes:
    """A value as bytes, or its repr where it has no form of its own: of exactly these types.

    Raises:
        TooLargeError: See there.
    """
    kind = type(value)
    if value is None:
        return varint_field(_NONE, 1)
    if kind is bool:
        return varint_field(_BOOLEAN, int(value is True))
    if isinstance(value, int) and kind is int:
        return _encode_int(value, measure)
    if isinstance(value, float) and kind is float:
        return varint(_REAL << 3 | FIXED64) + struct.pack("<d", value)
    if isinstance(value, str) and kind is str:
        return _encode_text(value, measure)
    if isinstance(value, bytes) and kind is bytes and len(value) <= measure.longest:
        return length_delimited_field(_DATA, value)
    if depth < MAX_DEPTH:
        if isinstance(value, tuple | list) and (kind is tuple or kind is list):
            if len(value) <= measure.most:
                number = _TUPLE if kind is tuple else _LIST
                return length_delimited_field(number, _encode_items(value, measure, depth))
        elif isinstance(value, dict) and kind is dict and len(value) <= measure.most:
            flat = [each for pair in value.items() for each in pair]
            return length_delimited_field(_DICT, _encode_items(flat, measure, depth))
    return _encode_repr(value, measure)


def _encode_int(value: int, measure: Measure) -> bytes:
    if -(2**63) <= value < 2**63:
        return varint_field(_INTEGER, value)
    size = value.bit_length() // 8 + 1
    if size > min(_LARGEST_INTEGER, measure.longest):
        return _encode_repr(value, measure)
    return length_delimited_field(_LARGE_INTEGER, value.to_bytes(size, "big", signed=True))


def _encode_text(value: str, measure: Measure) -> bytes:
    short = cut(value, measure.longest)
    try:
        return length_delimited_field(_TEXT, short.encode())
    except UnicodeEncodeError:
        return length_delimited_field(_SURROGATES, short.encode("utf-8", "surrogatepass"))


def _encode_items(items: Iterable[object], measure: Measure, depth: int) -> bytes:
    encoded: list[bytes] = []
    total = 0
    for each in items:
        encoded.append(length_delimited_field(_ITEM, encode_value(each, measure, depth + 1)))
        total += len(encoded[-1])
        if total > measure.total:
            raise TooLargeError
    return b"".join(encoded)


def _encode_repr(value: object, measure: Measure) -> bytes:
    text = cut(_repr(value), measure.longest)
    return length_delimited_field(_REPR, text.encode("utf-8", "backslashreplace"))


def _repr(value: object) -> str:
    try:
        if isinstance(value, _COLLECTIONS_OF_PYTHON):
            return _bounded_repr(value)
        return repr(value)
    except Exception:  # noqa: BLE001 - foreign code; a call must end whatever it does
        return f"a {type(value).__name__}"


def _bounded_repr(value: object) -> str:
    """As `repr`, of a collection that may hold a billion things."""
    from reprlib import Repr  # rarely needed, and not by a plugin that starts

    bounded = Repr()
    bounded.maxlevel = 3
    bounded.maxtuple = bounded.maxlist = bounded.maxdict = _MOST_SHOWN
    bounded.maxset = bounded.maxfrozenset = _MOST_SHOWN
    bounded.maxstring = bounded.maxlong = bounded.maxother = 8 * _MOST_SHOWN
    return bounded.repr(value)


_COLLECTIONS_OF_PYTHON = (list, tuple, dict, set, frozenset, bytes, bytearray, str)


def is_told(data: bytes) -> bool:
    """Whether a value is told by its repr."""
    return data[:1] == bytes([_REPR << 3 | LENGTH_DELIMITED])


class ValueReader:
    """Reads the values of one failure's details, and no more than `MAX_VALUES`."""

    def __init__(self) -> None:
        self._left = MAX_VALUES

    def read(self, data: Buffer, depth: int = 0) -> object:
        """A value.

        Raises:
            DecodeError: The bytes are none.
        """
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            raise DecodeError("an exception has too many arguments, or nests them too deep")
        found: object = None
        for number, wire_type, value in read_fields(data):
            if wire_type == VARINT and isinstance(value, int):
                found = _read_number(number, value, found)
            elif isinstance(value, int):
                continue
            elif wire_type == FIXED64 and number == _REAL:
                found = struct.unpack("<d", value)[0]
            elif wire_type == LENGTH_DELIMITED:
                found = self._read_delimited(number, bytes(value), found, depth)
        return found

    def _read_delimited(self, number: int, value: bytes, found: object, depth: int) -> object:
        try:
            if number in _COLLECTIONS:
                return _COLLECTIONS[number](self._items(value, depth))
            if number in _SCALARS:
                return _SCALARS[number](value)
        except (ValueError, TypeError) as error:  # no UTF-8; keys that no dict can have
            raise DecodeError(f"an exception's argument cannot be read: {error}") from None
        return found

    def _items(self, data: bytes, depth: int) -> Iterator[object]:
        for number, wire_type, value in read_fields(data):
            if (number, wire_type) == (_ITEM, LENGTH_DELIMITED) and not isinstance(value, int):
                yield self.read(value, depth + 1)


def _read_number(number: int, value: int, found: object) -> object:
    if number == _BOOLEAN:
        return value != 0
    if number == _INTEGER:
        return value - (1 << 64) if value >= 1 << 63 else value
    return None if number == _NONE else found


def _read_large(value: bytes) -> int:
    if len(value) > _LARGEST_INTEGER:
        raise ValueError(f"an int of {len(value)} bytes")
    return int.from_bytes(value, "big", signed=True)


def _read_dict(items: Iterator[object]) -> dict[object, object]:
    flat = list(items)
    if len(flat) % 2:
        raise ValueError("a key without a value")
    return dict(zip(flat[::2], flat[1::2], strict=True))


_SCALARS: dict[int, Callable[[bytes], object]] = {
    _LARGE_INTEGER: _read_large,
    _TEXT: bytes.decode,
    _SURROGATES: lambda value: value.decode("utf-8", "surrogatepass"),
    _DATA: bytes,
    _REPR: bytes.decode,
}
_COLLECTIONS: dict[int, Callable[[Iterator[object]], object]] = {
    _TUPLE: tuple,
    _LIST: list,
    _DICT: _read_dict,
}
