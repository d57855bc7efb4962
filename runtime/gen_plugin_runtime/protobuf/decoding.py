"""What generated decoders are made of: a message and a position in it in, Python values out.

A decoder walks over a stretch of `data` itself and reads small values inline; what is rarer or
longer is read here. Positions beyond the stretch are noticed at its end, by the decoder.
"""

from __future__ import annotations

from struct import Struct

from gen_plugin_runtime.errors import DecodeError, argument_path
from gen_plugin_runtime.protobuf.faults import CUT_OFF, undecodable
from gen_plugin_runtime.protobuf.wire import (
    MAX_DEPTH,
    read_fields,
    read_size,
    read_tag,
    read_varint,
    skip_field,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

    from gen_plugin_runtime.transport import Buffer

__all__ = [
    "cut_off",
    "long_bytes",
    "long_tag",
    "long_text",
    "missing",
    "no_arm",
    "one_message",
    "read_bool",
    "read_double",
    "read_enum_number",
    "read_int",
    "read_size",
    "skip_all",
    "skip_unknown",
    "too_deep_to_read",
    "undecodable_argument",
    "undecodable_result",
    "unpack_bools",
    "unpack_doubles",
    "unpack_enum_numbers",
    "unpack_ints",
]

_ONE_BYTE = 0x80
_SIGN = 1 << 63
_MODULUS = 1 << 64
_LAST_SHIFT = 63
_LONG_VARINT = "a varint is longer than 10 bytes"

read_double: Callable[[Buffer, int], tuple[float]] = Struct("<d").unpack_from
"""The double at a position, as a tuple of one."""


def long_tag(data: Buffer, position: int) -> tuple[int, int]:
    """A tag of several bytes, and the position of its last byte."""
    number, wire_type, end = read_tag(data, position)
    return number << 3 | wire_type, end - 1


def read_int(data: Buffer, position: int) -> tuple[int, int]:
    """An int64, and where it ends."""
    value = data[position]
    if value < _ONE_BYTE:
        return value, position + 1
    # Each byte's continuation bit is taken off again by the next byte.
    shift = 7
    for byte in data[position + 1 : position + 10]:
        value += (byte - 1) << shift
        if byte < _ONE_BYTE:
            end = position + shift // 7 + 1
            return (value if shift < _LAST_SHIFT else _wrap_int64(value)), end
        shift += 7
    if shift > _LAST_SHIFT:
        raise DecodeError(_LONG_VARINT)
    raise DecodeError(CUT_OFF)


def _wrap_int64(value: int) -> int:
    """What a varint of 10 bytes means: its lower 64 bits as two's complement."""
    return (value + _SIGN) % _MODULUS - _SIGN


def read_enum_number(data: Buffer, position: int) -> tuple[int, int]:
    """The number of an enum's member, and where it ends: the lower 32 bits, with sign."""
    value, position = read_int(data, position)
    return _wrap_int32(value), position


def _wrap_int32(value: int) -> int:
    return (value + 0x8000_0000) % 0x1_0000_0000 - 0x8000_0000


def read_bool(data: Buffer, position: int) -> tuple[bool, int]:
    """A bool, and where it ends. Any number but 0 is true."""
    value, position = read_varint(data, position)
    return value != 0, position


def long_text(data: Buffer, position: int) -> tuple[str, int]:
    """A size and that much text, of any length, and where it ends."""
    size, start = read_size(data, position)
    end = start + size
    return str(memoryview(data)[start:end], "utf-8"), end


def long_bytes(data: Buffer, position: int) -> tuple[bytes, int]:
    """A size and that many bytes, of any length, and where they end."""
    size, start = read_size(data, position)
    end = start + size
    return bytes(memoryview(data)[start:end]), end


def unpack_ints(payload: Buffer, before: list[int]) -> list[int]:
    """`before` and the values of a packed repeated field of int64."""
    if payload.isascii():
        return before + list(payload) if before else list(payload)
    append = before.append
    rest = iter(payload)
    for value in rest:
        if value >= _ONE_BYTE:  # as in `read_int`
            shift = 7
            for byte in rest:
                value += (byte - 1) << shift
                if byte < _ONE_BYTE:
                    break
                shift += 7
            else:
                cut_off()
            if shift >= _LAST_SHIFT:
                if shift > _LAST_SHIFT:
                    raise DecodeError(_LONG_VARINT)
                value = _wrap_int64(value)
        append(value)
    return before


def unpack_enum_numbers(payload: Buffer) -> list[int]:
    """The values of a packed repeated field of enum numbers."""
    return [_wrap_int32(value) for value in unpack_ints(payload, [])]


def unpack_doubles(payload: Buffer, before: list[float]) -> list[float]:
    """`before` and the values of a packed repeated field of doubles."""
    if len(payload) % 8:
        cut_off()
    before += Struct(f"<{len(payload) // 8}d").unpack(payload)
    return before


def unpack_bools(payload: Buffer, before: list[bool]) -> list[bool]:
    """`before` and the values of a packed repeated field of bools."""
    before += [value != 0 for value in unpack_ints(payload, [])]
    return before


def one_message(data: Buffer, spans: Sequence[int]) -> tuple[Buffer, int, int]:
    """The one message that was sent in one or several fields: data, start and end.

    Args:
        data: The message around it.
        spans: Start and end of each field's payload. Their concatenation is the merged message.

    Raises:
        DecodeError: There is none.
    """
    if len(spans) == 2:
        start, end = spans
        return data, start, end
    if not spans:
        missing()
    bounds = iter(spans)
    parts = [data[start:end] for start, end in zip(bounds, bounds, strict=True)]
    for part in parts:
        skip_all(part)  # a field that is cut off must not go on in the next part
    merged = b"".join(parts)
    return merged, 0, len(merged)


def skip_unknown(data: Buffer, position: int, tag: int) -> int:
    """Where an unknown field ends, or a known one that has another wire type than it should."""
    if tag < 8:
        raise DecodeError(f"a field's tag is out of range: {tag:02x}")
    return skip_field(data, position, tag >> 3, tag & 7)


def skip_all(data: Buffer) -> None:
    """Check a message of which no field is known."""
    for _ in read_fields(data):
        pass


def cut_off() -> NoReturn:
    """Refuse a message that ends within a field."""
    raise DecodeError(CUT_OFF)


def missing() -> NoReturn:
    """Refuse a message that lacks a field without which there is no value."""
    raise DecodeError("no value was sent")


def no_arm() -> NoReturn:
    """Refuse a union of which no arm was sent that this side knows."""
    raise DecodeError("no value was sent that this side knows: a variant from a newer peer?")


def too_deep_to_read() -> NoReturn:
    """Refuse a message that lies in too many others."""
    raise DecodeError(f"messages are nested more than {MAX_DEPTH} deep")


def undecodable_argument(error: Exception, method: str, place: str) -> DecodeError:
    """`error` as a `DecodeError` with its whole path: ``greet(people=[3].age)``.

    `place` begins with the parameter: ``people[3]``.
    """
    inner = undecodable(error, place)
    end = next((at for at, char in enumerate(inner.path) if char in ".[ "), len(inner.path))
    return DecodeError(inner.reason, argument_path(method, inner.path[:end], inner.path[end:]))


def undecodable_result(error: Exception, method: str, place: str) -> DecodeError:
    """`error` as a `DecodeError` with its whole path: ``greet() -> result[3].age``."""
    inner = undecodable(error, place)
    return DecodeError(inner.reason, f"{method}() -> result{inner.path}")
