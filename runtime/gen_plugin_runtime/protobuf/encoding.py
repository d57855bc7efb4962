"""What generated encoders are made of: Python values in, pieces of a message out.

An encoder joins the pieces of its fields. A field whose value is the wire's zero is an empty piece,
unless it has presence. The pieces of small values are made once and kept.

The primitives raise whatever Python raises for a wrong value (`TypeError`, `AttributeError`, ...):
they are too quick to say more. `gen_plugin_runtime.protobuf.explain` finds the words afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from struct import Struct

from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.protobuf.faults import ENCODING_FAULTS
from gen_plugin_runtime.protobuf.wire import FIXED64, LENGTH_DELIMITED, MAX_DEPTH, VARINT, varint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, NoReturn, TypeVar

    Key = TypeVar("Key")
    Value = TypeVar("Value")
    Item = TypeVar("Item")
    Items = TypeVar("Items", bound=tuple[object, ...])

__all__ = [
    "as_bool",
    "as_bytes",
    "as_dict",
    "as_items",
    "as_key",
    "as_list",
    "as_mapping",
    "as_set",
    "as_tuple",
    "bool_fields",
    "delimited",
    "double_field",
    "first_fitting",
    "int_field",
    "int_fields",
    "long_prefix",
    "pack_bools",
    "pack_doubles",
    "pack_ints",
    "private",
    "size_prefixes",
    "sized",
    "too_deep_to_send",
]

_ONE_BYTE = 0x80
_LOWEST_INT64 = -(2**63)
_HIGHEST_INT64 = 2**63 - 1


def size_prefixes(number: int, *, presence: bool = False) -> list[bytes]:
    """What stands in front of a payload of 0 .. 127 bytes: the field's tag and the size.

    Args:
        number: The field's.
        presence: Whether an empty payload is sent; without, its prefix is empty.
    """
    return _table(number << 3 | LENGTH_DELIMITED, _ONE_BYTE, presence=presence)


def int_fields(number: int, *, presence: bool = False) -> list[bytes]:
    """The whole field of each of the ints 0 .. 127.

    Args:
        number: The field's.
        presence: Whether 0 is sent; without, its field is empty.
    """
    return _table(number << 3 | VARINT, _ONE_BYTE, presence=presence)


def bool_fields(number: int, *, presence: bool = False) -> list[bytes]:
    """The whole field of False and of True. Arguments as for `int_fields`."""
    return _table(number << 3 | VARINT, 2, presence=presence)


def _table(tag: int, length: int, *, presence: bool) -> list[bytes]:
    prefix = varint(tag)
    table = [prefix + bytes((value,)) for value in range(length)]
    if not presence:
        table[0] = b""
    return table


def long_prefix(prefixes: list[bytes], size: int) -> bytes:
    """What stands in front of a payload of any size but 0. `prefixes` are those of the field."""
    return prefixes[1][:-1] + varint(size)


def int_field(fields: list[bytes], value: int) -> bytes:
    """The whole field of an int or enum number. `fields` are those of the small ints."""
    if not isinstance(value, int):
        raise TypeError
    if 0 <= value < _ONE_BYTE:
        return fields[value]
    if not _LOWEST_INT64 <= value <= _HIGHEST_INT64:
        raise OverflowError
    return fields[1][:-1] + varint(value)


def double_field(number: int, *, presence: bool = False) -> Callable[[float], bytes]:
    """The function from a float or int to its whole field. -0.0 is not the wire's zero.

    Arguments as for `int_fields`.
    """
    tag = varint(number << 3 | FIXED64)
    pack = Struct(f"<{len(tag)}sd").pack
    zero = None if presence else pack(tag, 0.0)

    def encode(value: float) -> bytes:
        if value.__class__ is not float:
            value = _as_float(value)
        field = pack(tag, value)
        return field if value or field != zero else b""

    return encode


def sized(prefixes: list[bytes], payload: bytes) -> bytes:
    """The whole field of one payload."""
    size = len(payload)
    return (prefixes[size] if size < _ONE_BYTE else long_prefix(prefixes, size)) + payload


def delimited(prefixes: list[bytes], payloads: Iterable[bytes]) -> bytes:
    """The fields of several payloads: a repeated field of text, bytes or messages."""
    pieces: list[bytes] = []
    for payload in payloads:
        size = len(payload)
        pieces += prefixes[size] if size < _ONE_BYTE else long_prefix(prefixes, size), payload
    return b"".join(pieces)


def first_fitting(value: object, *arms: tuple[Any, list[bytes], Callable[[Any], bytes]]) -> bytes:
    """The whole field of a union's value, of those arms between which its class does not decide.

    Args:
        value: The value.
        arms: Of each the classes of its values, the field's prefixes, and what makes the payload.

    Raises:
        Exception: One of `ENCODING_FAULTS`: none can carry it.
    """
    failure: Exception = TypeError(value)
    for classes, prefixes, encode in arms:
        if isinstance(value, classes):
            try:
                return sized(prefixes, encode(value))
            except ENCODING_FAULTS as error:
                failure = error
    raise failure


def pack_ints(values: Sequence[int]) -> bytes:
    """The payload of a packed repeated field of ints or enum numbers."""
    if values.__class__ is not list:
        values = as_list(values)
    if not values or values[0] < _ONE_BYTE:
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
        if value >> 63:
            if value >> 63 != -1:
                raise OverflowError
            value += 1 << 64
        while value > 0x0FFF_FFFF:  # as in `wire.varint`
            low = value & 0x0FFF_FFFF
            out += (
                low & 0x7F | 0x80,
                low >> 7 & 0x7F | 0x80,
                low >> 14 & 0x7F | 0x80,
                low >> 21 | 0x80,
            )
            value >>= 28
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


def _as_float(value: float) -> float:
    if not isinstance(value, float | int):
        raise TypeError
    return float(value)


def as_bool(value: bool) -> bool:  # noqa: FBT001 - a bool is what it is about
    """A bool; anything else, such as 1, is refused."""
    if value.__class__ is not bool:
        raise TypeError
    return value


def private(holder: object, name: str) -> Any:
    """An attribute whose name says that it is its class's; a codec makes all of an object again."""
    return getattr(holder, name)


def as_key(value: Key) -> Key:
    """A float or Decimal as a dict's key; NaN is refused: no look-up would find it."""
    if value != value:  # only NaN is not itself
        raise ValueError
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


def as_items(values: Iterable[Item]) -> Sequence[Item]:
    """The items of anything that can be gone through but a str, whose letters nobody means."""
    if isinstance(values, list | tuple):
        return values
    if isinstance(values, str):
        raise TypeError
    return list(values)


def as_set(values: AbstractSet[Item]) -> AbstractSet[Item]:
    """A set of any class, such as the keys of a dict; anything else is refused."""
    if not isinstance(values, set | frozenset | AbstractSet):
        raise TypeError
    return values


def as_tuple(values: Items) -> Items:
    """A tuple; anything else is refused. Who unpacks it sees whether it is of the right length."""
    if not isinstance(values, tuple):
        raise TypeError
    return values


def as_mapping(values: Mapping[Key, Value]) -> Mapping[Key, Value]:
    """A mapping of any class; anything else is refused."""
    if not isinstance(values, dict | Mapping):
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
