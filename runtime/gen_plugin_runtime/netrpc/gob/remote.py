"""What a peer has said of its types."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.netrpc.gob.limits import MAX_DEFINITION_BYTES, MAX_TYPES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "FIRST_ID",
    "RemoteArray",
    "RemoteMap",
    "RemoteOpaque",
    "RemoteSlice",
    "RemoteStruct",
    "RemoteType",
    "RemoteTypes",
]

FIRST_ID = 64
"""Numbers from here on are those of types that a stream defines."""
_BASICS = ("", "bool", "int", "uint", "float", "bytes", "string", "complex", "interface")
_LONGEST_TEXT = 200


class RemoteType(Frozen):
    """Base of all of them. Types within types are numbers, which may be defined later."""

    __slots__ = ()


class RemoteArray(RemoteType):
    """Go's ``[length]element``."""

    __slots__ = ("element", "length")

    element: int
    length: int

    def __init__(self, element: int, length: int) -> None:
        self._fill(element=element, length=length)


class RemoteSlice(RemoteType):
    """Go's ``[]element``."""

    __slots__ = ("element",)

    element: int

    def __init__(self, element: int) -> None:
        self._fill(element=element)


class RemoteMap(RemoteType):
    """Go's ``map[key]element``."""

    __slots__ = ("element", "key")

    key: int
    element: int

    def __init__(self, key: int, element: int) -> None:
        self._fill(key=key, element=element)


class RemoteStruct(RemoteType):
    """A struct.

    Attributes:
        name: For messages.
        fields: Name and type of each, in the order by which they are sent.
    """

    __slots__ = ("fields", "name")

    name: str
    fields: Sequence[tuple[str, int]]

    def __init__(self, name: str, fields: Sequence[tuple[str, int]]) -> None:
        self._fill(name=name, fields=fields)


class RemoteOpaque(RemoteType):
    """A type whose values encode themselves.

    Attributes:
        name: For messages.
        codec: By what, as in `definitions.define_opaque`.
    """

    __slots__ = ("codec", "name")

    name: str
    codec: int

    def __init__(self, name: str, codec: int) -> None:
        self._fill(name=name, codec=codec)


class RemoteTypes:
    """The types of one stream, by their numbers."""

    __slots__ = ("_defined", "_size")

    def __init__(self) -> None:
        self._defined: dict[int, RemoteType] = {}
        self._size = 0

    def get(self, type_id: int) -> RemoteType | None:
        """The type that was defined under a number, None for gob's own and for unknown ones."""
        return self._defined.get(type_id)

    def define(self, type_id: int, kind: RemoteType, size: int) -> None:
        """Add a type whose definition has so many bytes.

        Raises:
            DecodeError: Its number may not be defined, or there are too many.
        """
        if type_id < FIRST_ID:
            raise DecodeError(f"a type is defined as {type_id}, below {FIRST_ID}")
        if type_id in self._defined:
            raise DecodeError(f"duplicate type received: {type_id} is defined already")
        self._size += size
        if len(self._defined) >= MAX_TYPES or self._size > MAX_DEFINITION_BYTES:
            raise DecodeError(
                f"more than {MAX_TYPES} types or {MAX_DEFINITION_BYTES} bytes of definitions"
            )
        self._defined[type_id] = kind

    def text(self, type_id: int) -> str:
        """Go's text for a type: ``Point = struct { X int; Y int; }``. Long ones are cut."""
        return self._text(type_id, ())[:_LONGEST_TEXT]

    def _text(self, type_id: int, around: tuple[int, ...]) -> str:
        if 0 < type_id < len(_BASICS):
            return _BASICS[type_id]
        kind = self._defined.get(type_id)
        if kind is None:
            return "unknown type"
        if type_id in around or len(around) > _DEEPEST_TEXT:
            return getattr(kind, "name", "...")

        def text(inner: int) -> str:
            return self._text(inner, (*around, type_id))

        match kind:
            case RemoteSlice():
                return f"[]{text(kind.element)}"
            case RemoteArray():
                return f"[{kind.length}]{text(kind.element)}"
            case RemoteMap():
                return f"map[{text(kind.key)}]{text(kind.element)}"
            case RemoteStruct():
                shown = "".join(f"{name} {text(i)}; " for name, i in kind.fields[:_MOST_FIELDS])
                return f"{kind.name} = struct {{ {shown}}}"
        return getattr(kind, "name", "...")


_DEEPEST_TEXT = 4
_MOST_FIELDS = 20
