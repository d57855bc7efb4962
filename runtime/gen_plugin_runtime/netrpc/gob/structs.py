"""Structs, and pointers to anything."""

from __future__ import annotations

from functools import partial

from gen_plugin_runtime.errors import ConfigError, DecodeError
from gen_plugin_runtime.netrpc.gob.definitions import define_struct
from gen_plugin_runtime.netrpc.gob.faults import (
    DECODING_FAULTS,
    ENCODING_FAULTS,
    too_deep_to_read,
    too_deep_to_send,
    undecodable,
    unencodable,
    unfit,
)
from gen_plugin_runtime.netrpc.gob.kinds import Type
from gen_plugin_runtime.netrpc.gob.limits import MAX_DEPTH
from gen_plugin_runtime.netrpc.gob.numbers import ONE_BYTE, read_uint, uint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, TypeAlias

    from gen_plugin_runtime.netrpc.gob.kinds import Decode, Ids, Plans
    from gen_plugin_runtime.netrpc.gob.remote import RemoteStruct

    Fields: TypeAlias = Sequence[tuple[str, Type]]

__all__ = ["Pointer", "Struct"]


class Struct(Type):
    """tuple of the fields' values, in their order. Fields that only one side has are passed over.

    As in Go one that has a name is equal to itself alone, and others to those with equal fields.
    Describe a type of Go's once: where two fields of a struct are of one type but were sent as two,
    Go reads the second as it read the first.

    Args:
        go: Go's text for it, ``shop.Person``; empty for a type that has no name.
        fields: Name and type of each; or what gives them when they are needed, for a struct that
            holds itself: ``NODE = Struct("main.Node", lambda: (("Next", Pointer(NODE)),))``.
    """

    __slots__ = ("_declared", "_known", "bare", "go")

    _declared: Fields | Callable[[], Fields]
    _known: Fields | None

    def __init__(self, go: str, fields: Fields | Callable[[], Fields]) -> None:
        bare = go.rpartition(".")[2]
        if not go and not callable(fields):
            inside = "; ".join(f"{name} {kind.go}" for name, kind in fields)
            go = f"struct {{ {inside} }}" if inside else "struct {}"
        self._fill(go=go, bare=bare, _declared=fields, _known=None)

    def __eq__(self, other: object) -> bool:
        if self is other or not isinstance(other, Struct):
            return self is other
        return not (self.bare or other.bare) and self.fields == other.fields

    __hash__ = Type.__hash__

    @property
    def fields(self) -> Fields:
        """Name and type of each.

        Raises:
            ConfigError: A name is none that Go exports, or is there twice.
        """
        if self._known is None:
            declared = self._declared() if callable(self._declared) else self._declared
            names = [name for name, _ in declared]
            if len(set(names)) < len(names) or not all(name[:1].isupper() for name in names):
                raise ConfigError(f"Go has no struct of these fields: {', '.join(names)}")
            object.__setattr__(self, "_known", tuple(declared))
        return self._known or ()

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        fields = self.fields
        if not isinstance(value, tuple) or len(value) != len(fields):
            raise unfit(value, f"is not a tuple of {len(fields)}, the fields of {self.go}")
        if depth >= MAX_DEPTH:
            too_deep_to_send()
        pieces: list[bytes] = []
        last = index = -1
        try:
            for index, each in enumerate(value):
                if encoded := fields[index][1].encode_field(each, ids, depth + 1):
                    pieces += uint(index - last), encoded
                    last = index
        except ENCODING_FAULTS as error:
            raise unencodable(error, fields[index][0], value[index]) from None
        pieces.append(b"\0")
        return b"".join(pieces)

    def zero(self) -> tuple[Any, ...]:
        return tuple(kind.zero() for _, kind in self.fields)

    def accept(self, remote_id: int, plans: Plans) -> Decode | None:
        return plans.struct(remote_id, self, partial(self._plan, plans))

    def _plan(self, plans: Plans, remote: RemoteStruct) -> Decode:
        places = {name: place for place, (name, _) in enumerate(self.fields)}
        readers: dict[int, tuple[int, Decode]] = {}
        for index, (name, remote_id) in enumerate(remote.fields):
            if name not in places:
                continue
            local = self.fields[places[name]][1]
            read = local.accept(remote_id, plans)
            if read is None:
                raise DecodeError(
                    f"gob: wrong type ({local.go}) for received field {remote.name}.{name}"
                )
            readers[index] = places[name], read
        return self._reader(remote.fields, readers, plans)

    def _reader(
        self,
        sent: Sequence[tuple[str, int]],
        readers: Mapping[int, tuple[int, Decode]],
        plans: Plans,
    ) -> Decode:
        kinds = [kind for _, kind in self.fields]
        blank = [kind.zero() if kind.ZERO_IS_SHARED else _ABSENT for kind in kinds]
        fresh = [place for place, kind in enumerate(kinds) if not kind.ZERO_IS_SHARED]
        count = len(sent)

        def decode(data: bytes, at: int, depth: int) -> tuple[tuple[Any, ...], int]:
            if depth >= MAX_DEPTH:
                too_deep_to_read()
            values: list[Any] = blank.copy()
            index, end = -1, len(data)
            try:
                while at < end:  # Go does without the end of a struct that ends its message
                    delta = data[at]
                    if delta < ONE_BYTE:
                        at += 1
                    else:
                        delta, at = read_uint(data, at)
                    if not delta:
                        break
                    index += delta
                    if index in readers:
                        place, read = readers[index]
                        values[place], at = read(data, at, depth + 1)
                    elif index < count:
                        at = plans.skip(sent[index][1], data, at)
                    else:
                        raise DecodeError(f"field {index} was sent, of {count}")
            except DECODING_FAULTS as error:
                name = sent[index][0] if 0 <= index < count else ""
                raise undecodable(error, name) from None
            for place in fresh:
                if values[place] is _ABSENT:
                    values[place] = self._zero_of(place)
            return tuple(values), at

        return decode

    def _zero_of(self, place: int) -> Any:
        """What a field holds that was not sent; a conversion may have none for it."""
        name, kind = self.fields[place]
        try:
            return kind.zero()
        except DECODING_FAULTS as error:
            raise undecodable(error, name) from None

    def inner(self) -> Sequence[Type]:
        return [kind for _, kind in self.fields]

    def name_within(self, inner: Type) -> str:
        return inner.bare or inner.go

    def definition(self, name: str, type_id: int, ids: Ids) -> bytes:
        return define_struct(
            name, type_id, [(field, ids.id_of(kind)) for field, kind in self.fields]
        )


class Pointer(Type):
    """None, or a value: Go's ``*T``. It leaves no trace: there must be a value except in a struct.

    In a struct Go leaves out a pointer to a zero, and reads it if it is sent, which this side does.

    Args:
        target: T.
    """

    __slots__ = ("go", "target")
    ZERO_IS_SHARED = True

    target: Type

    def __init__(self, target: Type) -> None:
        self._fill(target=target, go=f"*{target.go}")

    @property
    def wire(self) -> Type:
        return self.target.wire

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        if value is None:
            raise unfit(value, "has no place outside of a struct's fields")
        return self.target.encode(value, ids, depth)

    def encode_field(self, value: Any, ids: Ids, depth: int) -> bytes:
        return b"" if value is None else self.target.encode(value, ids, depth)

    def zero(self) -> None:
        return None

    def accept(self, remote_id: int, plans: Plans) -> Decode | None:
        return self.target.accept(remote_id, plans)


_ABSENT = object()
