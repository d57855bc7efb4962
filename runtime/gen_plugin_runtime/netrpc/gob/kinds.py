"""What a type is, and the types that gob knows by itself: numbers, texts, bytes.

A type is described once, as a value, by whoever knows both sides: Go's text for it, the Python
values that stand for it, and how each becomes bytes. gob converts nothing: an int is never read as
a float or as an unsigned number, so a Python value alone does not tell what to send.
"""

from __future__ import annotations

import math
from struct import Struct as Layout

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.netrpc.gob.faults import unfit
from gen_plugin_runtime.netrpc.gob.numbers import (
    floating,
    read_float,
    read_sint,
    read_size,
    read_uint,
    sint,
    sized,
    uint,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, ClassVar, Protocol, TypeAlias

    from gen_plugin_runtime.netrpc.gob.remote import RemoteStruct, RemoteTypes

    Decode: TypeAlias = Callable[[bytes, int, int], tuple[Any, int]]
    """Takes a message, a position and a depth; gives a value and where its bytes end."""

    class Ids(Protocol):
        """Knows by which number a type goes on a stream, and that the peer learns of it."""

        def id_of(self, kind: Type) -> int:
            """The number, a new one for a type that is new."""

    class Plans(Protocol):
        """Knows how a peer's types are read: `gob.plans`."""

        types: RemoteTypes

        def value(self, remote_id: int, kind: Type) -> Decode:
            """What reads a value that stands by itself."""

        def struct(
            self, remote_id: int, kind: Type, plan: Callable[[RemoteStruct], Decode]
        ) -> Decode:
            """What reads a struct. `plan` finds it out, later: structs may hold each other."""

        def skip(self, remote_id: int) -> Decode:
            """What passes over a value that nobody wants."""


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
    "INTERFACE_ID",
    "STRING",
    "UINT",
    "UINT8",
    "UINT16",
    "UINT32",
    "UINT64",
    "UINTPTR",
    "Basic",
    "Type",
]

BOOL_ID, INT_ID, UINT_ID, FLOAT_ID, BYTES_ID, STRING_ID, COMPLEX_ID, INTERFACE_ID = range(1, 9)
"""What stands for the types that are never defined on a stream."""


class Type(Frozen):
    """Base of all descriptions of types.

    Attributes:
        go: Go's text for the type: ``[]string``.
    """

    __slots__ = ()

    go: str
    basic_id: int = 0
    """The number of a type that gob knows by itself, 0 for one that must be defined."""
    bare: str = ""
    """Its name by itself, ``Person``; empty for a type that Go knows by its text alone."""
    ZERO: ClassVar[bytes] = b""
    """The bytes of the value that is left out of structs, empty if none is."""
    ZERO_IS_SHARED: ClassVar[bool] = False
    """Whether `zero` always gives the same value, which nobody can change."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.go!r})"

    def __hash__(self) -> int:
        return hash(self.go)  # equal types have equal texts, and a text knows its hash

    @property
    def wire(self) -> Type:
        """The type that the stream speaks of, where that is another: pointers leave no trace."""
        return self

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        """The bytes of a value.

        Args:
            value: The value.
            ids: The stream's: an interface value brings a type that the peer must know.
            depth: How many structs and interface values it lies in.

        Raises:
            Exception: One of `ENCODING_FAULTS`: it is no value of the type.
        """
        raise NotImplementedError

    def encode_field(self, value: Any, ids: Ids, depth: int) -> bytes:
        """The same in a struct: empty for a value that is left out."""
        encoded = self.encode(value, ids, depth)
        return b"" if encoded == self.ZERO else encoded

    def zero(self) -> Any:
        """The value of a struct's field that was not sent."""
        raise NotImplementedError

    def accept(self, remote_id: int, plans: Plans) -> Decode | None:
        """How values of a peer's type are read as this one; None if they cannot be.

        Raises:
            DecodeError: They cannot be, for a reason that Go has words for.
        """
        raise NotImplementedError

    def inner(self) -> Sequence[Type]:
        """The types that its definition refers to."""
        return ()

    def name_within(self, inner: Type) -> str:
        """What Go calls a type that is first met within this one. Names are decoration."""
        return ""

    def definition(self, name: str, type_id: int, ids: Ids) -> bytes:
        """The bytes by which a peer learns of the type.

        Args:
            name: What Go calls it: decoration.
            type_id: Its own number.
            ids: Knows those of the inner types.
        """
        raise NotImplementedError


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
