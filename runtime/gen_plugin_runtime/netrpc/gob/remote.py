"""What a peer has said of its types."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.netrpc.gob.limits import MAX_DEFINITION_BYTES, MAX_TYPES
from gen_plugin_runtime.netrpc.gob.type_ids import FIRST_ID, INTERFACE_ID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "RemoteArray",
    "RemoteMap",
    "RemoteOpaque",
    "RemoteSlice",
    "RemoteStruct",
    "RemoteType",
    "RemoteTypes",
]

_BASICS = ("", "bool", "int", "uint", "float", "bytes", "string", "complex", "interface")
_LONGEST_TEXT = 200
_DEEPEST_TEXT = 4
_MOST_LOOKED_AT = 64


class RemoteType(Frozen):
    """Base of all of them. Types within types are numbers, which may be defined later."""

    __slots__ = ()

    def inner(self) -> Sequence[int]:
        """The types that it is made of."""
        return ()


class RemoteArray(RemoteType):
    """Go's ``[length]element``."""

    __slots__ = ("element", "length")

    element: int
    length: int

    def __init__(self, element: int, length: int) -> None:
        self._fill(element=element, length=length)

    def inner(self) -> Sequence[int]:
        """The elements' type."""
        return (self.element,)


class RemoteSlice(RemoteType):
    """Go's ``[]element``."""

    __slots__ = ("element",)

    element: int

    def __init__(self, element: int) -> None:
        self._fill(element=element)

    def inner(self) -> Sequence[int]:
        """The elements' type."""
        return (self.element,)


class RemoteMap(RemoteType):
    """Go's ``map[key]element``."""

    __slots__ = ("element", "key")

    key: int
    element: int

    def __init__(self, key: int, element: int) -> None:
        self._fill(key=key, element=element)

    def inner(self) -> Sequence[int]:
        """The types of keys and elements."""
        return (self.key, self.element)


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

    def inner(self) -> Sequence[int]:
        """The fields' types."""
        return [type_id for _, type_id in self.fields]


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

    __slots__ = ("_defined", "_inner", "_may_spread", "_size")

    def __init__(self) -> None:
        self._defined: dict[int, RemoteType] = {}
        self._size = 0
        self._inner: dict[int, frozenset[int]] = {}
        self._may_spread: dict[int, bool] = {}

    def get(self, type_id: int) -> RemoteType | None:
        """The type that was defined under a number, None for gob's own and for unknown ones."""
        return self._defined.get(type_id)

    def knows(self, type_id: int) -> bool:
        """Whether a number is one of gob's own, or was defined."""
        return 0 < type_id <= INTERFACE_ID or type_id in self._defined

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
        self._inner[type_id] = frozenset(kind.inner())

    def may_spread(self, type_id: int) -> bool:
        """Whether a value may be spread over several messages, as one with interface values.

        Also true for what is made of unknown types, or of so many that it is not worth a look.
        """
        found = self._may_spread.get(type_id)
        if found is None:
            found = self._reaches_interface(type_id)
            if type_id in self._defined:  # of others there are as many as a peer likes
                self._may_spread[type_id] = found
        return found

    def _reaches_interface(self, type_id: int) -> bool:
        waiting, seen = [type_id], {type_id}
        while waiting:
            each = waiting.pop()
            if each == INTERFACE_ID or not self.knows(each):
                return True
            inner = self._inner.get(each, frozenset())
            if len(seen) + len(inner) > _MOST_LOOKED_AT:
                return True
            waiting += inner - seen
            seen |= inner
        return False

    def text(self, type_id: int) -> str:
        """Go's text for a type: ``Point = struct { X int; Y int; }``. A long one is cut."""
        return self._text(type_id, ())[:_LONGEST_TEXT]

    def _text(self, type_id: int, around: tuple[int, ...]) -> str:
        if 0 < type_id < len(_BASICS):
            return _BASICS[type_id]
        within = (*around, type_id)
        match self._defined.get(type_id):
            case None:
                return "unknown type"
            case RemoteOpaque(name=name):
                return name
            case kind if type_id in around or len(around) >= _DEEPEST_TEXT:
                return getattr(kind, "name", "...")
            case RemoteSlice(element=element):
                return f"[]{self._text(element, within)}"
            case RemoteArray(element=element, length=length):
                return f"[{length}]{self._text(element, within)}"
            case RemoteMap(key=key, element=element):
                return f"map[{self._text(key, within)}]{self._text(element, within)}"
            case RemoteStruct(name=name, fields=fields):
                return f"{name} = struct {{ {self._fields_text(fields, within)}}}"
        raise AssertionError  # there are no other types

    def _fields_text(self, fields: Sequence[tuple[str, int]], around: tuple[int, ...]) -> str:
        text = ""
        for name, type_id in fields:
            text += f"{name} {self._text(type_id, around)}; "
            if len(text) > _LONGEST_TEXT:
                break
        return text
