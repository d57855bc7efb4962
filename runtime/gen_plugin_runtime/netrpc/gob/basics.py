"""The types that gob knows by itself: bools, numbers, texts, bytes."""

from __future__ import annotations

import math
from struct import Struct as Layout

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.faults import unfit
from gen_plugin_runtime.netrpc.gob.kinds import Type
from gen_plugin_runtime.netrpc.gob.numbers import (
    ONE_BYTE,
    floating,
    read_float,
    read_sint,
    read_size,
    read_uint,
    sint,
    sized,
    uint,
)
from gen_plugin_runtime.netrpc.gob.type_ids import (
    BOOL_ID,
    BYTES_ID,
    COMPLEX_ID,
    FLOAT_ID,
    INT_ID,
    STRING_ID,
    UINT_ID,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from gen_plugin_runtime.netrpc.gob.kinds import Decode, Ids, Plans

__all__ = [
    "BASICS",
    "BOOL",
    "BYTES",
    "COMPLEX64",
    "COMPLEX128",
    "FLOAT32",
    "FLOAT64",
    "INT",
    "INT8",
    "INT16",
    "INT32",
    "INT64",
    "STRING",
    "UINT",
    "UINT8",
    "UINT16",
    "UINT32",
    "UINT64",
    "UINTPTR",
    "Basic",
    "Bool",
    "Bytes",
    "Complex",
    "Float",
    "Integer",
    "Single",
    "Text",
]


class Basic(Type):
    """Base of the types that gob knows by itself.

    Args:
        go: Go's name.
        basic_id: gob's number.
    """

    __slots__ = ()
    ZERO = b"\0"
    ZERO_IS_SHARED = True

    def __init__(self, go: str, basic_id: int) -> None:
        self._fill(go=go, basic_id=basic_id)

    def accept(self, remote_id: int, plans: Plans) -> Decode | None:
        return self.decode if remote_id == self.basic_id else None

    def decode(self, data: bytes, at: int, depth: int) -> tuple[Any, int]:
        """The value at a position, and where it ends."""
        raise NotImplementedError


class Bool(Basic):
    """bool; 1 is none."""

    __slots__ = ("basic_id", "go")

    def encode(self, value: object, ids: Ids, depth: int) -> bytes:
        if value is True:
            return b"\x01"
        if value is not False:
            raise unfit(value, "is not a bool")
        return b"\0"

    def decode(self, data: bytes, at: int, depth: int) -> tuple[bool, int]:
        value, at = read_uint(data, at)
        return value != 0, at

    def zero(self) -> bool:
        return False


class Integer(Basic):
    """int within the bounds of a Go type.

    Args:
        go: Go's name.
        bits: Its size.
        signed: Whether there are negative ones.
    """

    __slots__ = ("basic_id", "go", "high", "low")

    low: int
    high: int

    def __init__(self, go: str, bits: int, *, signed: bool) -> None:
        low, high = (-(1 << bits - 1), 1 << bits - 1) if signed else (0, 1 << bits)
        self._fill(go=go, basic_id=INT_ID if signed else UINT_ID, low=low, high=high - 1)

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        if value.__class__ is not int and not isinstance(value, int):
            raise unfit(value, "is not an int")
        if not self.low <= value <= self.high:
            raise unfit(value, f"does not fit {self.go}")
        return sint(value) if self.low else uint(value)

    def decode(self, data: bytes, at: int, depth: int) -> tuple[int, int]:
        value, at = read_sint(data, at) if self.low else read_uint(data, at)
        if not self.low <= value <= self.high:
            raise DecodeError(f"{value} does not fit {self.go}")
        return value, at

    def zero(self) -> int:
        return 0


class Float(Basic):
    """float. -0.0 is sent even where Go would leave it out, and Go reads it."""

    __slots__ = ("basic_id", "go")

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        return floating(self._fitting(value))

    def _fitting(self, value: Any) -> float:
        """A float that the Go type can hold."""
        if value.__class__ is not float:
            if not isinstance(value, float | int):
                raise unfit(value, "is not a float")
            try:
                return float(value)
            except OverflowError:
                raise unfit(value, f"does not fit {self.go}") from None
        return value

    def decode(self, data: bytes, at: int, depth: int) -> tuple[float, int]:
        return read_float(data, at)

    def zero(self) -> float:
        return 0.0


class Single(Float):
    """float of 32 bits in Go: what is finer is rounded."""

    __slots__ = ("basic_id", "go")

    def _fitting(self, value: Any) -> float:
        value = super()._fitting(value)
        try:
            return _rounded(value)
        except OverflowError:
            raise unfit(value, f"does not fit {self.go}") from None

    def decode(self, data: bytes, at: int, depth: int) -> tuple[float, int]:
        value, at = read_float(data, at)
        if _LARGEST_SINGLE < abs(value) < math.inf:
            raise DecodeError(f"{value} does not fit {self.go}")
        return _rounded(value), at


class Complex(Basic):
    """complex.

    Args:
        go: Go's name.
        part: The type of each of its two parts.
    """

    __slots__ = ("basic_id", "go", "part")
    ZERO = b"\0\0"

    part: Float

    def __init__(self, go: str, part: Float) -> None:
        self._fill(go=go, basic_id=COMPLEX_ID, part=part)

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        if not isinstance(value, complex | float | int):
            raise unfit(value, "is not a complex")
        real, imaginary = value.real, value.imag
        return self.part.encode(real, ids, depth) + self.part.encode(imaginary, ids, depth)

    def decode(self, data: bytes, at: int, depth: int) -> tuple[complex, int]:
        real, at = self.part.decode(data, at, depth)
        imaginary, at = self.part.decode(data, at, depth)
        return complex(real, imaginary), at

    def zero(self) -> complex:
        return 0j


class Text(Basic):
    """str. Go checks no UTF-8; Python cannot do without."""

    __slots__ = ("basic_id", "go")

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        if not isinstance(value, str):
            raise unfit(value, "is not a str")
        try:
            return sized(value.encode())
        except UnicodeEncodeError:
            raise unfit(value, "has a lone surrogate, which UTF-8 cannot carry") from None

    def decode(self, data: bytes, at: int, depth: int) -> tuple[str, int]:
        size = data[at]
        if size < ONE_BYTE and (end := at + 1 + size) <= len(data):  # mostly
            return data[at + 1 : end].decode(), end
        size, at = read_size(data, at)
        end = at + size
        return data[at:end].decode(), end

    def zero(self) -> str:
        return ""


class Bytes(Basic):
    """bytes, or a bytearray or memoryview in their place: Go's ``[]byte``."""

    __slots__ = ("basic_id", "go")

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        if not isinstance(value, bytes | bytearray | memoryview):
            raise unfit(value, "is not bytes")
        return sized(bytes(value))

    def decode(self, data: bytes, at: int, depth: int) -> tuple[bytes, int]:
        size, at = read_size(data, at)
        end = at + size
        return data[at:end], end

    def zero(self) -> bytes:
        return b""


def _rounded(value: float) -> float:
    [single] = _SINGLE.unpack(_SINGLE.pack(value))
    return float(single)


_SINGLE = Layout("<f")
_LARGEST_SINGLE = (2 - 2**-23) * 2.0**127

BOOL = Bool("bool", BOOL_ID)
INT = Integer("int", 64, signed=True)
INT8 = Integer("int8", 8, signed=True)
INT16 = Integer("int16", 16, signed=True)
INT32 = Integer("int32", 32, signed=True)
INT64 = Integer("int64", 64, signed=True)
UINT = Integer("uint", 64, signed=False)
UINT8 = Integer("uint8", 8, signed=False)
UINT16 = Integer("uint16", 16, signed=False)
UINT32 = Integer("uint32", 32, signed=False)
UINT64 = Integer("uint64", 64, signed=False)
UINTPTR = Integer("uintptr", 64, signed=False)
FLOAT32 = Single("float32", FLOAT_ID)
FLOAT64 = Float("float64", FLOAT_ID)
COMPLEX64 = Complex("complex64", FLOAT32)
COMPLEX128 = Complex("complex128", FLOAT64)
STRING = Text("string", STRING_ID)
BYTES = Bytes("[]uint8", BYTES_ID)

BASICS: Sequence[Basic] = (
    *(BOOL, INT, INT8, INT16, INT32, INT64, UINT, UINT8, UINT16, UINT32, UINT64, UINTPTR),
    *(FLOAT32, FLOAT64, COMPLEX64, COMPLEX128, STRING, BYTES),
)
