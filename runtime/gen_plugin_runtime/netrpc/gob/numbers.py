"""How gob writes numbers: few bytes for small ones, and a count in front of the others.

https://pkg.go.dev/encoding/gob#hdr-Encoding_Details
"""

from __future__ import annotations

from struct import Struct

from gen_plugin_runtime.errors import DecodeError

__all__ = [
    "ONE_BYTE",
    "floating",
    "read_count",
    "read_float",
    "read_sint",
    "read_size",
    "read_uint",
    "sint",
    "sized",
    "uint",
]

ONE_BYTE = 0x80
"""What a number of one byte is below."""
_LONGEST = 8
_FIRST_COUNT = 0x100 - _LONGEST  # the byte before a number of that many
_SMALL = [bytes((value,)) for value in range(ONE_BYTE)]
_COUNTS = [bytes((-size & 0xFF,)) for size in range(_LONGEST + 1)]
_DOUBLE = Struct("<d")


def uint(value: int) -> bytes:
    """A number from 0 to 2**64 - 1, which the caller has checked."""
    if value < ONE_BYTE:
        return _SMALL[value]
    size = (value.bit_length() + 7) >> 3
    return _COUNTS[size] + value.to_bytes(size, "big")


def sint(value: int) -> bytes:
    """A number from -2**63 to 2**63 - 1, which the caller has checked: the sign comes last."""
    return uint(value << 1 if value >= 0 else ~value << 1 | 1)


def floating(value: float) -> bytes:
    """A float: the bytes of its double in reverse, so that the zeros of round numbers fall away."""
    significant = _DOUBLE.pack(value).lstrip(b"\0")
    if len(significant) > 1 or significant >= b"\x80":
        return _COUNTS[len(significant)] + significant
    return significant or b"\0"


def sized(payload: bytes) -> bytes:
    """Bytes with their number in front."""
    size = len(payload)
    return (_SMALL[size] if size < ONE_BYTE else uint(size)) + payload


def read_uint(data: bytes, at: int) -> tuple[int, int]:
    """The number at a position, and where it ends. Needless zeros are allowed, as in Go.

    Raises:
        DecodeError: It is longer than 8 bytes, or cut off.
        IndexError: There is none.
    """
    first = data[at]
    if first < ONE_BYTE:
        return first, at + 1
    end = at + 0x101 - first
    if first >= _FIRST_COUNT and end <= len(data):
        return int.from_bytes(data[at + 1 : end], "big"), end
    raise _wrong_number(first)


def read_sint(data: bytes, at: int) -> tuple[int, int]:
    """The number with a sign at a position, and where it ends. Faults as for `read_uint`."""
    value = data[at]
    if value < ONE_BYTE:
        at += 1
    else:
        value, at = read_uint(data, at)
    return (~(value >> 1) if value & 1 else value >> 1), at


def read_float(data: bytes, at: int) -> tuple[float, int]:
    """The float at a position, and where it ends. Faults as for `read_uint`."""
    first = data[at]
    if not first:
        return 0.0, at + 1
    bits, end = read_uint(data, at)
    [value] = _DOUBLE.unpack(bits.to_bytes(_LONGEST, "big"))
    return value, end


def _wrong_number(first: int) -> DecodeError:
    if first < _FIRST_COUNT:
        return DecodeError("a number is longer than 8 bytes")
    return DecodeError("the message is cut off in a number")


def read_size(data: bytes, at: int) -> tuple[int, int]:
    """The size in front of bytes, and where these begin. They lie within `data`.

    Raises:
        DecodeError: They do not, or it is no number.
        IndexError: There is none.
    """
    size, at = read_uint(data, at)
    if size > len(data) - at:
        raise DecodeError(
            f"the message is cut off: {size} bytes should follow, not {len(data) - at}"
        )
    return size, at


def read_count(data: bytes, at: int) -> tuple[int, int]:
    """The number of elements, each of at least one byte, and where the first begins.

    Faults as for `read_size`.
    """
    count, at = read_uint(data, at)
    if count > len(data) - at:
        raise DecodeError(f"{count} elements cannot lie in {len(data) - at} bytes")
    return count, at
