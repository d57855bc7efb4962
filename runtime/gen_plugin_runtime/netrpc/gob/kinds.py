"""What a type is.

A type is described once, as a value, by whoever knows both sides: Go's text for it, the Python
values that stand for it, and how each becomes bytes. gob converts nothing: an int is never read as
a float or as an unsigned number, so a Python value alone does not tell what to send.
"""

from __future__ import annotations

from gen_plugin_runtime.frozen import Frozen

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

        def skip(self, remote_id: int, data: bytes, at: int) -> int:
            """Where a value ends that nobody wants."""


__all__ = ["Type"]


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
