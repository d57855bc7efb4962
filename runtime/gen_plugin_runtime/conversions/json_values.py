"""`JsonValue` as google.protobuf.Value.

https://protobuf.dev/reference/protobuf/google.protobuf/#value has one number, a double: ints are
those that a double holds exactly, and every whole number among them arrives as an int.
"""

from __future__ import annotations

from struct import pack, unpack

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.protobuf.faults import DECODING_FAULTS, shown, undecodable
from gen_plugin_runtime.protobuf.wire import (
    FIXED64,
    LENGTH_DELIMITED,
    VARINT,
    length_delimited_field,
    read_fields,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin_runtime.json_value import JsonValue
    from gen_plugin_runtime.transport import Buffer

__all__ = ["decode_json_value", "encode_json_value"]

_DEEPEST = 32
"""How deep lists and dicts may nest. A dict takes three messages, of which peers read 100."""

_HIGHEST_INT = 2**53
_NULL = b"\x08\x00"
_BOOLS = (b"\x20\x00", b"\x20\x01")
_NUMBER, _TEXT, _BOOL, _STRUCT, _LIST = 2, 3, 4, 5, 6
_WIRE_TYPES = {
    1: VARINT,
    _NUMBER: FIXED64,
    _TEXT: LENGTH_DELIMITED,
    _BOOL: VARINT,
    _STRUCT: LENGTH_DELIMITED,
    _LIST: LENGTH_DELIMITED,
}


def encode_json_value(value: JsonValue) -> bytes:
    """The message of a value.

    Raises:
        EncodeError: With the way to what JSON cannot say.
    """
    return _encode(value, 0)


def _encode(value: object, depth: int) -> bytes:
    if value is None:
        return _NULL
    if isinstance(value, bool):
        return _BOOLS[value]
    if isinstance(value, str):
        return length_delimited_field(_TEXT, _text(value))
    if isinstance(value, int | float):
        return pack("<Bd", _NUMBER << 3 | FIXED64, _number(value))
    if isinstance(value, list | dict) and depth == _DEEPEST:
        raise EncodeError(f"nests more than {_DEEPEST} deep, or holds itself")
    if isinstance(value, list):
        items = [_within(f"[{at}]", item, depth) for at, item in enumerate(value)]
        payload = b"".join(length_delimited_field(1, item) for item in items)
        return length_delimited_field(_LIST, payload)
    if isinstance(value, dict):
        entries = [_entry(key, item, depth) for key, item in value.items()]
        payload = b"".join(length_delimited_field(1, entry) for entry in entries)
        return length_delimited_field(_STRUCT, payload)
    raise EncodeError("is not None, bool, int, float, str, list or dict, as JSON has them")


def _entry(key: object, value: object, depth: int) -> bytes:
    if not isinstance(key, str):
        raise EncodeError(f"has the key {shown(key)}, which is not a str")
    name = length_delimited_field(1, _text(key))
    return name + length_delimited_field(2, _within(f"[{shown(key)}]", value, depth))


def _within(step: str, value: object, depth: int) -> bytes:
    """The message of what a list or dict holds, at that step of the way."""
    try:
        return _encode(value, depth + 1)
    except EncodeError as error:
        reason = error.reason if error.path else f"{shown(value)} {error.reason}"
        raise EncodeError(reason, step + error.path) from None


def _text(value: str) -> bytes:
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise EncodeError("has a lone surrogate, which UTF-8 cannot carry") from None


def _number(value: float) -> float:
    if isinstance(value, int) and not -_HIGHEST_INT <= value <= _HIGHEST_INT:
        raise EncodeError("lies beyond 2**53, where JSON's numbers have gaps: send it as a str")
    if value - value != 0:
        raise EncodeError("is no number of JSON")
    return float(value)


def decode_json_value(data: Buffer, position: int, end: int) -> JsonValue:
    """The value of a message.

    Raises:
        DecodeError: It has none, or one that JSON does not know.
    """
    return _decode(data[position:end], 0)


def _decode(data: Buffer, depth: int) -> JsonValue:
    """Of several fields the last one counts; a list goes on after another, and so does a dict."""
    kind = 0
    value: JsonValue = None
    for number, wire_type, carried in read_fields(data):
        if _WIRE_TYPES.get(number) != wire_type:
            continue
        before = value if kind == number else None
        kind = number
        if isinstance(carried, int):
            value = carried != 0 if number == _BOOL else None
        elif number == _NUMBER:
            value = _from_number(unpack("<d", carried)[0])
        elif number == _TEXT:
            value = carried.decode()
        elif number == _LIST:
            value = [*before] if isinstance(before, list) else []
            value += _items(carried, depth, len(value))
        else:
            value = {**before} if isinstance(before, dict) else {}
            value.update(_entries(carried, depth))
    if not kind:
        raise DecodeError("holds no value")
    return value


def _items(data: Buffer, depth: int, first: int) -> Iterator[JsonValue]:
    for at, carried in enumerate(_messages(data, 1, depth), first):
        yield _decoded(f"[{at}]", carried, depth)


def _entries(data: Buffer, depth: int) -> Iterator[tuple[str, JsonValue]]:
    for entry in _messages(data, 1, depth):
        key = b"".join([*_messages(entry, 1, depth)][-1:]).decode()
        yield key, _decoded(f"[{shown(key)}]", b"".join(_messages(entry, 2, depth)), depth)


def _messages(data: Buffer, field: int, depth: int) -> Iterator[Buffer]:
    """What is in the fields of one number."""
    if depth == _DEEPEST:
        raise DecodeError(f"nests more than {_DEEPEST} deep")
    for number, wire_type, carried in read_fields(data):
        if number == field and wire_type == LENGTH_DELIMITED and not isinstance(carried, int):
            yield carried


def _decoded(step: str, data: Buffer, depth: int) -> JsonValue:
    try:
        return _decode(data, depth + 1)
    except DECODING_FAULTS as error:
        raise undecodable(error, step) from None


def _from_number(number: float) -> float:
    if number - number != 0:
        raise DecodeError(f"{number} is no number of JSON")
    is_int = number.is_integer() and abs(number) <= _HIGHEST_INT and str(number) != "-0.0"
    return int(number) if is_int else number
