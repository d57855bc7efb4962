"""Varints, tags and fields: what every protobuf message is made of."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin_runtime.transport import Buffer

__all__ = [
    "END_GROUP",
    "FIXED32",
    "FIXED64",
    "LENGTH_DELIMITED",
    "MAX_DEPTH",
    "START_GROUP",
    "VARINT",
    "length_delimited_field",
    "read_fields",
    "read_size",
    "read_tag",
    "read_varint",
    "skip_field",
    "varint",
    "varint_field",
]

VARINT = 0
FIXED64 = 1
LENGTH_DELIMITED = 2
START_GROUP = 3
END_GROUP = 4
FIXED32 = 5

MAX_DEPTH = 100
"""How many messages (or groups) may lie inside a message, one within the other. upb's limit."""

_MAX_SIZE = 0x7FFF_FFFF
_MAX_TAG = 0xFFFF_FFFF


def varint(value: int) -> bytes:
    """`value` as a varint: 1 to 10 bytes. Negative numbers are sent as 64-bit two's complement.

    The caller has checked that `value` lies in -2**63 .. 2**64 - 1.
    """
    if 0 <= value < 0x80:
        return bytes((value,))
    if value < 0:
        value += 1 << 64
    out: list[int] = []
    while value > 0x0FFF_FFFF:  # four bytes at a time: arithmetic on large ints is slow
        low = value & 0x0FFF_FFFF
        out += low & 0x7F | 0x80, low >> 7 & 0x7F | 0x80, low >> 14 & 0x7F | 0x80, low >> 21 | 0x80
        value >>= 28
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def varint_field(number: int, value: int) -> bytes:
    """The field `number` with a varint in it: an int, an enum number or a bool."""
    return varint(number << 3 | VARINT) + varint(value)


def length_delimited_field(number: int, payload: Buffer) -> bytes:
    """The field `number` with bytes in it: UTF-8 text, bytes, or a message."""
    return varint(number << 3 | LENGTH_DELIMITED) + varint(len(payload)) + payload


def read_varint(data: Buffer, position: int) -> tuple[int, int]:
    """The varint at `position` as an unsigned 64-bit number, and where it ends.

    Raises:
        DecodeError: It is cut off or longer than 10 bytes.
    """
    result = shift = 0
    for byte in data[position : position + 10]:
        position += 1
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            return result & 0xFFFF_FFFF_FFFF_FFFF, position
        shift += 7
    if shift == 70:
        raise DecodeError("a varint is longer than 10 bytes")
    raise DecodeError("the message is cut off in a varint")


def read_tag(data: Buffer, position: int) -> tuple[int, int, int]:
    """The tag at `position`: field number, wire type, and where the tag ends.

    Raises:
        DecodeError: It is cut off or out of range: a tag is at most 5 bytes and 32 bits, and no
            field has number 0.
    """
    tag, end = read_varint(data, position)
    if end - position > 5 or tag > _MAX_TAG or tag < 8:
        raise DecodeError(f"a field's tag is out of range: {data[position:end].hex()}")
    return tag >> 3, tag & 7, end


def read_size(data: Buffer, position: int) -> tuple[int, int]:
    """The size in front of length-delimited bytes, and where they begin. They lie within `data`.

    Raises:
        DecodeError: The size is out of range, or the bytes are cut off.
    """
    if position + 1 < len(data) and data[position + 1] < 0x80 <= data[position]:
        size = data[position] + (data[position + 1] << 7) - 0x80  # the usual case: two bytes
        start = position + 2
    else:
        size, start = read_varint(data, position)
        if start - position > 5 or size > _MAX_SIZE:
            raise DecodeError(f"a field's size is out of range: {data[position:start].hex()}")
    if start + size > len(data):
        raise DecodeError(f"the message is cut off: {start + size - len(data)} bytes are missing")
    return size, start


def skip_field(data: Buffer, position: int, number: int, wire_type: int, depth: int = 0) -> int:
    """Where the field ends whose tag (`number`, `wire_type`) ended at `position`.

    `depth` is how many messages and groups the field lies in.

    Raises:
        DecodeError: The field is cut off, of no known wire type, or holds groups nested too deep.
    """
    if wire_type == VARINT:
        return read_varint(data, position)[1]
    if wire_type == LENGTH_DELIMITED:
        size, start = read_size(data, position)
        return start + size
    if wire_type == START_GROUP:
        return _skip_group(data, position, number, depth + 1)
    if wire_type not in {FIXED32, FIXED64}:
        raise DecodeError(f"field {number} has no usable wire type: {wire_type}")
    end = position + (4 if wire_type == FIXED32 else 8)
    if end > len(data):
        raise DecodeError(f"the message is cut off: {end - len(data)} bytes are missing")
    return end


def _skip_group(data: Buffer, position: int, group: int, depth: int) -> int:
    if depth > MAX_DEPTH:
        raise DecodeError(f"groups are nested more than {MAX_DEPTH} deep")
    while True:
        number, wire_type, position = read_tag(data, position)
        if wire_type == END_GROUP:
            break
        position = skip_field(data, position, number, wire_type, depth)
    if number != group:
        raise DecodeError(f"group {group} is ended as group {number}")
    return position


def read_fields(data: Buffer) -> Iterator[tuple[int, int, int | Buffer]]:
    """The fields of a message in the order of the wire: number, wire type and value.

    The value is an unsigned int for `VARINT`, and bytes for `LENGTH_DELIMITED`, `FIXED32` and
    `FIXED64`. Groups, which no message here has, are skipped. A caller ignores numbers that it does
    not know, and numbers with another wire type than it expects.

    Raises:
        DecodeError: `data` is not a message.
    """
    position = 0
    while position < len(data):
        number, wire_type, start = read_tag(data, position)
        if wire_type == VARINT:
            value, position = read_varint(data, start)
            yield number, wire_type, value
            continue
        if wire_type == LENGTH_DELIMITED:
            size, start = read_size(data, start)
            position = start + size
            yield number, wire_type, data[start:position]
            continue
        position = skip_field(data, start, number, wire_type)
        if wire_type != START_GROUP:
            yield number, wire_type, data[start:position]
