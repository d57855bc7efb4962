"""Ints that travel in another form than int64: narrower, unsigned, zigzag, or as decimal text.

protobuf's varints carry 64 bits, which codecs read and write as int64. The functions here check
ranges before, and cut and fold as https://protobuf.dev/programming-guides/encoding/ says after.
"""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError, EncodeError

__all__ = [
    "big_int_from_text",
    "big_int_to_text",
    "int32_from_int64",
    "int32_to_int64",
    "sint32_from_int64",
    "sint32_to_int64",
    "sint64_from_int64",
    "sint64_to_int64",
    "uint32_from_int64",
    "uint32_to_int64",
    "uint64_from_int64",
    "uint64_to_int64",
]

_MAX_UINT32 = 0xFFFF_FFFF
_MAX_UINT64 = 0xFFFF_FFFF_FFFF_FFFF
_MAX_INT32 = 0x7FFF_FFFF
_MAX_INT64 = 0x7FFF_FFFF_FFFF_FFFF


def int32_to_int64(value: int) -> int:
    """An int of 32 bits with sign."""
    _check(value, -_MAX_INT32 - 1, _MAX_INT32, "int32")
    return value


def int32_from_int64(carried: int) -> int:
    """The lower 32 bits, with sign."""
    return ((carried + _MAX_INT32 + 1) & _MAX_UINT32) - _MAX_INT32 - 1


def uint32_to_int64(value: int) -> int:
    """An int of 32 bits without sign."""
    _check(value, 0, _MAX_UINT32, "uint32")
    return value


def uint32_from_int64(carried: int) -> int:
    """The lower 32 bits."""
    return carried & _MAX_UINT32


def uint64_to_int64(value: int) -> int:
    """The int64 with the same 64 bits."""
    _check(value, 0, _MAX_UINT64, "uint64")
    return value if value <= _MAX_INT64 else value - _MAX_UINT64 - 1


def uint64_from_int64(carried: int) -> int:
    """The number without sign that has the same 64 bits."""
    return carried & _MAX_UINT64


def sint32_to_int64(value: int) -> int:
    """Zigzag: 0, -1, 1, -2 become 0, 1, 2, 3."""
    _check(value, -_MAX_INT32 - 1, _MAX_INT32, "sint32")
    return value << 1 if value >= 0 else ~(value << 1)


def sint32_from_int64(carried: int) -> int:
    """Zigzag back, of the lower 32 bits."""
    return (carried & _MAX_UINT32) >> 1 ^ -(carried & 1)


def sint64_to_int64(value: int) -> int:
    """Zigzag, and of that the int64 with the same 64 bits."""
    _check(value, -_MAX_INT64 - 1, _MAX_INT64, "sint64")
    return uint64_to_int64(value << 1 if value >= 0 else ~(value << 1))


def sint64_from_int64(carried: int) -> int:
    """Zigzag back, of 64 bits."""
    return (carried & _MAX_UINT64) >> 1 ^ -(carried & 1)


def big_int_to_text(value: int) -> str:
    """Decimal digits, with a minus sign before them if it is negative.

    Python converts ints of up to `sys.get_int_max_str_digits` digits.
    """
    if not isinstance(value, int):
        raise EncodeError("is not an int")
    try:
        return int.__repr__(value + 0)  # a bool, or a member of an IntEnum, as a number
    except ValueError:
        raise EncodeError("has more digits than sys.get_int_max_str_digits() allows") from None


def big_int_from_text(text: str) -> int:
    """The int with these digits, and no other characters than int itself writes."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()):
        raise DecodeError(f"{text[:80]!r} is not a decimal int")
    return int(text)


def _check(value: int, lowest: int, highest: int, name: str) -> None:
    if not isinstance(value, int):
        raise EncodeError("is not an int")
    if not lowest <= value <= highest:
        raise EncodeError(f"does not fit {name}")
