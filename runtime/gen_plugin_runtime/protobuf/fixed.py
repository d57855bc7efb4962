"""Numbers of a fixed size, which fields have that are pinned to match another contract."""

from __future__ import annotations

from struct import Struct
from struct import error as StructError  # noqa: N812 - it is a class

from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.protobuf import wire
from gen_plugin_runtime.protobuf.decoding import cut_off
from gen_plugin_runtime.protobuf.encoding import as_list

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Generic, TypeVar

    from gen_plugin_runtime.transport import Buffer

    Number = TypeVar("Number", int, float)

    class _OfNumber(Generic[Number]):
        """For type checkers, a format carries ints or floats."""
else:
    Number = None

    class _OfNumber:
        def __class_getitem__(cls, number: object) -> type:
            return cls


__all__ = ["FIXED32", "FIXED64", "FLOAT32", "SFIXED32", "SFIXED64"]


class FixedFormat(_OfNumber[Number]):
    """One way to write a number in 4 or 8 bytes."""

    def __init__(
        self, name: str, code: str, number: Callable[[Number], Number], *also: type
    ) -> None:
        """Make a format.

        Args:
            name: What error messages call it.
            code: As `struct` names it.
            number: The class of its values, which makes a plain number of one.
            also: What is accepted beside ints.
        """
        self._name = name
        self._code = code
        self._number: Callable[[Number], Number] = number
        self._classes = (int, *also)
        self._one = Struct(f"<{code}")

    def convert(self, value: Number) -> Number:
        """A value as a plain number.

        Raises:
            EncodeError: It is of another type, or out of range.
        """
        self._pack(value)
        return self._number(value)

    def field(self, number: int, *, presence: bool = False) -> Callable[[Number], bytes]:
        """The function from a value to its whole field. -0.0 is not the wire's zero.

        Args:
            number: The field's.
            presence: Whether 0 is sent; without, its field is empty.
        """
        wire_type = wire.FIXED32 if self._one.size == 4 else wire.FIXED64
        tag = wire.varint(number << 3 | wire_type)
        zero = None if presence else bytes(self._one.size)

        def encode(value: Number) -> bytes:
            payload = self._pack(value)
            return b"" if payload == zero else tag + payload

        return encode

    def read(self, data: Buffer, position: int) -> Number:
        """The value at a position."""
        value: Number = self._one.unpack_from(data, position)[0]
        return value

    def pack(self, values: Sequence[Number]) -> bytes:
        """The payload of a packed repeated field."""
        return b"".join(map(self._pack, as_list(values)))

    def unpack(self, payload: Buffer, before: list[Number]) -> list[Number]:
        """`before` and the values of a packed repeated field."""
        if len(payload) % self._one.size:
            cut_off()
        before += Struct(f"<{len(payload) // self._one.size}{self._code}").unpack(payload)
        return before

    def _pack(self, value: object) -> bytes:
        if not isinstance(value, self._classes):
            raise EncodeError("is not a float" if float in self._classes else "is not an int")
        try:
            return self._one.pack(value)
        except (OverflowError, StructError):
            raise EncodeError(f"does not fit {self._name}") from None


FIXED32 = FixedFormat[int]("fixed32", "I", int)
FIXED64 = FixedFormat[int]("fixed64", "Q", int)
SFIXED32 = FixedFormat[int]("sfixed32", "i", int)
SFIXED64 = FixedFormat[int]("sfixed64", "q", int)
FLOAT32 = FixedFormat[float]("float32", "f", float, float)
