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
_ONE_MORE = 0xFF  # says that the number is the next byte
_LONGEST = 8
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
    return uint(len(payload)) + payload


def read_uint(data: bytes, at: int) -> tuple[int, int]:
    """The number at a position, and where it ends. Needless zeros are allowed, as in Go.

    Raises:
        DecodeError: It is longer than 8 bytes, or cut off.
        IndexError: There is none.
    """
    first = data[at]
    if first < ONE_BYTE:
        return first, at + 1
    if first == _ONE_MORE and at + 1 < len(data):
        return data[at + 1], at + 2
    raw, end = _long(data, at, first)
    return int.from_bytes(raw, "big"), end


def read_sint(data: bytes, at: int) -> tuple[int, int]:
    """The number with a sign at a position, and where it ends. Faults as for `read_uint`."""
    value, at = read_uint(data, at)
    return (~(value >> 1) if value & 1 else value >> 1), at


def read_float(data: bytes, at: int) -> tuple[float, int]:
    """The float at a position, and where it ends. Faults as for `read_uint`."""
    first = data[at]
    if not first:
        return 0.0, at + 1
    raw, at = (data[at : at + 1], at + 1) if first < ONE_BYTE else _long(data, at, first)
    [value] = _DOUBLE.unpack(raw.rjust(_LONGEST, b"\0"))
    return value, at


def _long(data: bytes, at: int, first: int) -> tuple[bytes, int]:
    size = 0x100 - first
    if size > _LONGEST:
        raise DecodeError("a number is longer than 8 bytes")
    end = at + 1 + size
    if end > len(data):
        raise DecodeError("the message is cut off in a number")
    return data[at + 1 : end], end


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
