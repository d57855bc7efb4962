"""What generated encoders are made of: Python values in, pieces of a message out.

An encoder joins the pieces of its fields. A field whose value is the wire's zero is an empty piece,
unless it has presence. The pieces of small values are made once and kept.

The primitives raise whatever Python raises for a wrong value (`TypeError`, `AttributeError`, ...):
they are too quick to say more. `gen_plugin_runtime.protobuf.explain` finds the words afterwards.
"""

from __future__ import annotations

from struct import Struct
from struct import error as StructError  # noqa: N812 - it is a class

from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.protobuf.wire import FIXED64, LENGTH_DELIMITED, MAX_DEPTH, VARINT, varint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import NoReturn, TypeVar

    Key = TypeVar("Key")
    Value = TypeVar("Value")
    Item = TypeVar("Item")

__all__ = [
    "ENCODING_FAULTS",
    "IntField",
    "SizePrefix",
    "as_bool",
    "as_bytes",
    "as_dict",
    "as_int",
    "as_list",
    "bool_field",
    "delimited",
    "double_field",
    "pack_bools",
    "pack_doubles",
    "pack_ints",
    "sized",
    "too_deep_to_send",
]

ENCODING_FAULTS = (
    AttributeError,
    EncodeError,
    KeyError,
    OverflowError,
    RecursionError,
    StructError,
    TypeError,
    ValueError,
)
"""What a wrong value can make an encoder raise."""

_ONE_BYTE = 0x80
_LOWEST_INT64 = -(2**63)
_HIGHEST_INT64 = 2**63 - 1


class SizePrefix(dict[int, bytes]):
    """Size of a payload -> what stands in front of it: the field's tag and the size.

    Args:
        number: The field's.
        presence: Whether an empty payload is sent; without, its prefix is empty.
    """

    __slots__ = ("_tag",)

    def __init__(self, number: int, *, presence: bool = False) -> None:
        super().__init__()
        self._tag = varint(number << 3 | LENGTH_DELIMITED)
        if not presence:
            self[0] = b""

    def __missing__(self, size: int) -> bytes:
        prefix = self._tag + varint(size)
        if size < _ONE_BYTE:
            self[size] = prefix
        return prefix


class IntField(dict[int, bytes]):
    """An int or enum number -> its whole field, as ``int64`` and ``enum`` are encoded.

    Only ints may be looked up: `1.0` would find what `1` has left here (`as_int`).

    Args:
        number: The field's.
        presence: Whether 0 is sent; without, its field is empty.
    """

    __slots__ = ("_tag",)

    def __init__(self, number: int, *, presence: bool = False) -> None:
        super().__init__()
        self._tag = varint(number << 3 | VARINT)
        if not presence:
            self[0] = b""

    def __missing__(self, value: int) -> bytes:
        if not _LOWEST_INT64 <= value <= _HIGHEST_INT64:
            raise OverflowError(value)
        field = self._tag + varint(value)
        if 0 <= value < _ONE_BYTE:
            self[value] = field
        return field


def bool_field(number: int, *, presence: bool = False) -> dict[bool, bytes]:
    """A bool -> its whole field. Only bools may be looked up (`as_bool`)."""
    tag = varint(number << 3 | VARINT)
    return {True: tag + b"\1", False: tag + b"\0" if presence else b""}


def double_field(number: int, *, presence: bool = False) -> Callable[[float], bytes]:
    """The function from a float or int to its whole field. -0.0 is not the wire's zero."""
    tag = varint(number << 3 | FIXED64)
    pack = Struct(f"<{len(tag)}sd").pack
    zero = None if presence else pack(tag, 0.0)

    def encode(value: float) -> bytes:
        if value.__class__ is not float:
            value = _as_float(value)
        field = pack(tag, value)
        return field if value or field != zero else b""

    return encode


def sized(prefix: SizePrefix, payload: bytes) -> bytes:
    """The whole field of one payload."""
    return prefix[len(payload)] + payload


def delimited(prefix: SizePrefix, payloads: Iterable[bytes]) -> bytes:
    """The fields of several payloads: a repeated field of text, bytes or messages."""
    pieces: list[bytes] = []
    for payload in payloads:
        pieces += prefix[len(payload)], payload
    return b"".join(pieces)


def pack_ints(values: Sequence[int]) -> bytes:
    """The payload of a packed repeated field of ints or enum numbers."""
    values = as_list(values)
    if values and values[0].__class__ is int and 0 <= values[0] < _ONE_BYTE:
        try:
            payload = bytes(values)
        except ValueError:  # one is not in 0 .. 255
            return _pack_varints(values)
        if payload.isascii():
            return payload
    return _pack_varints(values)


def _pack_varints(values: Sequence[int]) -> bytes:
    out: list[int] = []
    append = out.append
    for value in values:
        if value.__class__ is not int:
            value = as_int(value)
        if value < 0:
            if value < _LOWEST_INT64:
                raise OverflowError(value)
            value += 1 << 64
        elif value > _HIGHEST_INT64:
            raise OverflowError(value)
        while value > 0x7F:
            append(value & 0x7F | 0x80)
            value >>= 7
        append(value)
    return bytes(out)


def pack_doubles(values: Sequence[float]) -> bytes:
    """The payload of a packed repeated field of floats."""
    values = [each if each.__class__ is float else _as_float(each) for each in as_list(values)]
    return Struct(f"<{len(values)}d").pack(*values)


def pack_bools(values: Sequence[bool]) -> bytes:
    """The payload of a packed repeated field of bools."""
    values = as_list(values)
    return bytes([as_bool(value) for value in values])


def as_int(value: int) -> int:
    """A bool or a member of an `IntEnum` as the int that it is; anything else is refused."""
    if not isinstance(value, int):
        raise TypeError
    return int(value)


def _as_float(value: float) -> float:
    if not isinstance(value, float | int):
        raise TypeError
    return float(value)


def as_bool(value: bool) -> bool:  # noqa: FBT001 - a bool is what it is about
    """A bool; anything else, such as 1, is refused."""
    if value.__class__ is not bool:
        raise TypeError
    return value


def as_bytes(value: bytes | bytearray | memoryview) -> bytes:
    """A copy of any buffer of bytes."""
    if value.__class__ is bytes:
        return value
    if not isinstance(value, bytes | bytearray | memoryview):
        raise TypeError
    return bytes(value)


def as_list(values: Sequence[Item]) -> Sequence[Item]:
    """A list, or a tuple in its place; anything else, such as a str, is refused."""
    if values.__class__ is not list and not isinstance(values, list | tuple):
        raise TypeError
    return values


def as_dict(values: dict[Key, Value]) -> dict[Key, Value]:
    """A dict; anything else is refused."""
    if not isinstance(values, dict):
        raise TypeError
    return values


def too_deep_to_send() -> NoReturn:
    """Refuse a value that lies in more messages than a reader accepts: one that holds itself."""
    raise EncodeError(f"it is nested more than {MAX_DEPTH} deep, or holds itself")
