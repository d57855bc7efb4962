"""Interface values: each says of which type it is, by a name that both sides have registered."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.netrpc.gob.basics import BASICS, BYTES, UINT8, Basic
from gen_plugin_runtime.netrpc.gob.containers import Slice
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
from gen_plugin_runtime.netrpc.gob.limits import MAX_DEPTH, MAX_NAME
from gen_plugin_runtime.netrpc.gob.numbers import read_sint, read_size, read_uint, sint, sized
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.gob.type_ids import INTERFACE_ID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from gen_plugin_runtime.netrpc.gob.kinds import Decode, Ids, Plans

__all__ = ["ANY", "PREDECLARED", "Concrete", "Interface", "Registry"]


class Concrete(Frozen):
    """A value together with the name of its type, where Python's class does not tell.

    Attributes:
        name: The registered name: ``int32``, ``github.com/you/shop.Person``.
        value: As the type with this name has it.
    """

    __slots__ = ("name", "value")

    name: str
    value: Any

    def __init__(self, name: str, value: object) -> None:
        self._fill(name=name, value=value)


class Registry(Frozen):
    """Names of types, as Go's `gob.Register` knows them.

    Values of a class that has a name travel under it, and arrive as they are; so do those of gob's
    own types. All others are `Concrete`, both ways.

    Args:
        types: Of each registered name its type. Go's names are Go's texts with the import path
            before them; a pointer's is ``*`` with the path's last part alone.
        names: Of classes the names of the types that their values travel as.
    """

    __slots__ = ("names", "types")

    types: Mapping[str, Type]
    names: Mapping[type, str]

    def __init__(self, types: Mapping[str, Type], names: Mapping[type, str]) -> None:
        self._fill(types=dict(types), names=dict(names))

    def extended(self, types: Mapping[str, Type], names: Mapping[type, str]) -> Registry:
        """One that has these too."""
        return Registry({**self.types, **types}, {**self.names, **names})

    def is_plain(self, name: str) -> bool:
        """Whether values of a type arrive as they are."""
        return isinstance(self.types[name], Basic) or name in self.names.values()


class Interface(Type):
    """None, a plain value or a `Concrete`: Go's ``interface{}``, or any other interface.

    Args:
        registry: What may lie in it; or what gives it when it is needed, for types that hold the
            interface itself.
        go: Go's text for it.
    """

    __slots__ = ("_registry", "basic_id", "go")
    ZERO = b"\0"
    ZERO_IS_SHARED = True

    _registry: Registry | Callable[[], Registry]

    def __init__(
        self, registry: Registry | Callable[[], Registry], go: str = "interface {}"
    ) -> None:
        self._fill(go=go, basic_id=INTERFACE_ID, _registry=registry)

    @property
    def registry(self) -> Registry:
        """What may lie in it."""
        return self._registry if isinstance(self._registry, Registry) else self._registry()

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        if value is None:
            return b"\0"
        if depth >= MAX_DEPTH:
            too_deep_to_send()
        name, inner = self._named(value)
        kind = self.registry.types.get(name)
        if kind is None:
            raise unfit(value, f"cannot be sent: no type is registered as {name!r}")
        try:
            encoded = kind.encode(inner, ids, depth + 1)
        except ENCODING_FAULTS as error:
            raise unencodable(error, f"({name})", inner) from None
        if not isinstance(kind.wire, Struct):
            encoded = b"\0" + encoded
        return sized(name.encode()) + sint(ids.id_of(kind)) + sized(encoded)

    def _named(self, value: object) -> tuple[str, object]:
        if isinstance(value, Concrete):
            return value.name, value.value
        name = self.registry.names.get(value.__class__)
        if name is None:
            raise unfit(value, "is of a class that has no registered name: send a Concrete")
        return name, value

    def zero(self) -> None:
        return None

    def accept(self, remote_id: int, plans: Plans) -> Decode | None:
        return self._reader(plans) if remote_id == INTERFACE_ID else None

    def _reader(self, plans: Plans) -> Decode:
        def decode(data: bytes, at: int, depth: int) -> tuple[Any, int]:
            size, at = read_size(data, at)
            if not size:
                return None, at
            if depth >= MAX_DEPTH:
                too_deep_to_read()
            registry = self.registry
            name, at = _read_name(data, at, size)
            kind = registry.types.get(name)
            if kind is None:
                raise DecodeError(f'gob: name not registered for interface: "{name}"')
            remote_id, at = read_sint(data, at)
            _, at = read_uint(data, at)  # its size, of which Go makes no use either
            try:
                value, at = plans.value(remote_id, kind)(data, at, depth + 1)
            except DECODING_FAULTS as error:
                raise undecodable(error, f"({name})") from None
            return (value if registry.is_plain(name) else Concrete(name, value)), at

        return decode


def _read_name(data: bytes, at: int, size: int) -> tuple[str, int]:
    if size > MAX_NAME:
        raise DecodeError(f"the name of a type has {size} bytes, more than {MAX_NAME}")
    return data[at : at + size].decode(), at + size


PREDECLARED = Registry(
    {
        **{kind.go: kind for kind in BASICS},
        **{f"[]{kind.go}": Slice(kind) for kind in BASICS if kind not in (UINT8, BYTES)},
    },
    {
        bool: "bool",
        int: "int",
        float: "float64",
        complex: "complex128",
        str: "string",
        bytes: BYTES.go,
    },
)
"""What every Go program has registered: its basic types, and slices of them."""

ANY = Interface(PREDECLARED)
"""Go's ``interface{}`` in a program that registers nothing."""
