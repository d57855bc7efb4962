"""Finds the end of a value that nobody wants, or that is spread over several messages.

An encoder in Go that meets a new type within an interface value defines it there, and ends the
message: the rest of the value comes in the next one. That can happen at one place only, where the
type of an interface value is expected.

The way through a value is a stack, not recursion: it can stop for the next message, and a peer
decides how deep it gets.
"""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.definitions import read_definition
from gen_plugin_runtime.netrpc.gob.limits import MAX_NAME, MAX_SKIPPED_DEPTH
from gen_plugin_runtime.netrpc.gob.numbers import read_sint, read_size, read_uint
from gen_plugin_runtime.netrpc.gob.remote import (
    RemoteArray,
    RemoteMap,
    RemoteOpaque,
    RemoteSlice,
    RemoteStruct,
)
from gen_plugin_runtime.netrpc.gob.type_ids import (
    BOOL_ID,
    BYTES_ID,
    COMPLEX_ID,
    FLOAT_ID,
    INT_ID,
    INTERFACE_ID,
    STRING_ID,
    UINT_ID,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gen_plugin_runtime.netrpc.gob.remote import RemoteTypes

__all__ = ["Walk"]


class Walk:
    """The way through one value.

    Args:
        types: What the peer has defined.
        type_id: The value's type.
        whole: Whether it is what a message brings, and takes in the definitions amid it; otherwise
            it is a part of that, where somebody else has to find them.
    """

    __slots__ = ("_kept", "_since", "_stack", "_types", "_whole", "broken")

    def __init__(self, types: RemoteTypes, type_id: int, *, whole: bool) -> None:
        self._types = types
        self._whole = whole
        self._stack: list[_Step] = [_Alone(type_id) if whole else _Items((type_id,), 1)]
        self._kept: list[bytes] = []
        self._since = 0
        self.broken = False
        """Whether a definition was wrong: the stream's types are no longer known."""

    def to_end(self, data: bytes, at: int) -> int:
        """Where a value ends that begins at a position of `data` and lies all in it.

        Raises:
            DecodeError: It does not, or is none.
            IndexError: It is cut off.
        """
        end = self.go_on(data, at)
        if end is None:
            raise DecodeError("the message is cut off in an interface value")
        return end

    def go_on(self, data: bytes, at: int) -> int | None:
        """Where the value ends in `data`, the next message; None if it goes on in another one.

        Raises: as for `to_end`.
        """
        self._since = at
        while self._stack:
            if at >= len(data) and isinstance(self._stack[-1], _Content):
                self._kept.append(data[self._since :])
                return None
            at = self._stack[-1].step(self, data, at)
        self._kept.append(data[self._since : at])
        return at

    def joined(self) -> bytes:
        """The value without what lay between its parts, once its end was found."""
        return b"".join(self._kept)

    # What steps call.

    def push(self, step: _Step) -> None:
        """Go on with a step inside of the last one."""
        if len(self._stack) >= MAX_SKIPPED_DEPTH:
            raise DecodeError(f"it is nested more than {MAX_SKIPPED_DEPTH} deep")
        self._stack.append(step)

    def pop(self) -> None:
        """Be done with the last step."""
        self._stack.pop()

    def define(self, data: bytes, start: int, at: int, type_id: int) -> int:
        """Take in a definition amid the value, from `start` on; `at` is after its number."""
        if not self._whole:
            raise DecodeError("a type is defined within an interface value")
        self._kept.append(data[self._since : start])
        self.broken = True
        kind, at = read_definition(data, at)
        self._types.define(type_id, kind, at - start)
        self.broken = False
        if at < len(data):
            _, at = read_uint(data, at)  # the size of what follows, as if it were a message
        self._since = at
        return at

    def is_struct(self, type_id: int) -> bool:
        """Whether a type is a struct."""
        return isinstance(self._types.get(type_id), RemoteStruct)

    def enter(self, type_id: int, data: bytes, at: int) -> int:
        """Pass over a value, or its beginning: the steps that are left are pushed."""
        if basic := _BASICS.get(type_id):
            return basic(data, at)
        match self._types.get(type_id):
            case RemoteStruct(fields=fields):
                self.push(_Fields(fields))
                return at
            case RemoteSlice(element=element):
                count, at = read_uint(data, at)
                self.push(_Items((element,), count))
            case RemoteMap(key=key, element=element):
                count, at = read_uint(data, at)
                self.push(_Items((key, element), 2 * count))
            case RemoteArray(element=element, length=length):
                count, at = read_uint(data, at)
                if count != length:
                    raise DecodeError(f"{count} elements were sent for an array of {length}")
                self.push(_Items((element,), count))
            case RemoteOpaque():
                return _skip_sized(data, at)
            case None if type_id == INTERFACE_ID:
                return self._enter_interface(data, at)
            case _:
                raise DecodeError("gob: unknown type id or corrupted data")
        return at

    def _enter_interface(self, data: bytes, at: int) -> int:
        size, at = read_size(data, at)
        if size > MAX_NAME:
            raise DecodeError(f"the name of a type has {size} bytes, more than {MAX_NAME}")
        if size:
            self.push(_Content())
        return at + size


class _Step:
    """What is left of a value within the value."""

    __slots__ = ()

    def step(self, walk: Walk, data: bytes, at: int) -> int:
        """Go on at a position; where to go on after that."""
        raise NotImplementedError


class _Alone(_Step):
    """A value that stands by itself: a zero comes before all but structs."""

    __slots__ = ("_type_id",)

    def __init__(self, type_id: int) -> None:
        self._type_id = type_id

    def step(self, walk: Walk, data: bytes, at: int) -> int:
        walk.pop()
        if not walk.is_struct(self._type_id):
            if data[at]:
                raise DecodeError("gob: decode: corrupted data: non-zero delta for singleton")
            at += 1
        return walk.enter(self._type_id, data, at)


class _Content(_Step):
    """The type of an interface value and what follows. A message may end before it."""

    __slots__ = ()

    def step(self, walk: Walk, data: bytes, at: int) -> int:
        type_id, after = read_sint(data, at)
        if type_id < 0:
            return walk.define(data, at, after, -type_id)
        _, after = read_uint(data, after)  # the size, which is wrong if there is a cut within
        walk.pop()
        walk.push(_Alone(type_id))
        return after


class _Items(_Step):
    """Elements, of one type or of two by turns."""

    __slots__ = ("_kinds", "_left")

    def __init__(self, kinds: Sequence[int], left: int) -> None:
        self._kinds = kinds
        self._left = left

    def step(self, walk: Walk, data: bytes, at: int) -> int:
        if not self._left:
            walk.pop()
            return at
        if at >= len(data):
            raise DecodeError(f"the message is cut off: {self._left} elements are missing")
        if self._kinds[0] in _NUMBERS and len(self._kinds) == 1:
            return self._skip_numbers(data, at)
        kind = self._kinds[-self._left % len(self._kinds)]
        self._left -= 1
        return walk.enter(kind, data, at)

    def _skip_numbers(self, data: bytes, at: int) -> int:
        """All of them: small ones are a byte each, and need no look."""
        if self._left > len(data) - at:
            raise DecodeError(f"{self._left} elements cannot lie in {len(data) - at} bytes")
        left, self._left = self._left, 0
        if data[at : at + left].isascii():
            return at + left
        for _ in range(left):
            at = _skip_number(data, at)
        return at


class _Fields(_Step):
    """Fields of a struct. A message may end without their end."""

    __slots__ = ("_fields", "_index")

    def __init__(self, fields: Sequence[tuple[str, int]]) -> None:
        self._fields = fields
        self._index = -1

    def step(self, walk: Walk, data: bytes, at: int) -> int:
        delta = 0
        if at < len(data):
            delta, at = read_uint(data, at)
        if not delta:
            walk.pop()
            return at
        self._index += delta
        if self._index >= len(self._fields):
            raise DecodeError(f"field {self._index} was sent, of {len(self._fields)}")
        return walk.enter(self._fields[self._index][1], data, at)


def _skip_number(data: bytes, at: int) -> int:
    return read_uint(data, at)[1]


def _skip_pair(data: bytes, at: int) -> int:
    return _skip_number(data, _skip_number(data, at))


def _skip_sized(data: bytes, at: int) -> int:
    size, at = read_size(data, at)
    return at + size


_NUMBERS = frozenset((BOOL_ID, INT_ID, UINT_ID, FLOAT_ID))
_BASICS: Mapping[int, Callable[[bytes, int], int]] = {
    **dict.fromkeys(_NUMBERS, _skip_number),
    **dict.fromkeys((BYTES_ID, STRING_ID), _skip_sized),
    COMPLEX_ID: _skip_pair,
}
