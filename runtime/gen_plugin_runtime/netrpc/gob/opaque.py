"""Types whose values encode themselves, and values that Python has another class for."""

from __future__ import annotations

from gen_plugin_runtime.netrpc.gob.basics import BYTES
from gen_plugin_runtime.netrpc.gob.definitions import define_opaque
from gen_plugin_runtime.netrpc.gob.faults import unfit
from gen_plugin_runtime.netrpc.gob.kinds import Type
from gen_plugin_runtime.netrpc.gob.remote import RemoteOpaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from gen_plugin_runtime.netrpc.gob.kinds import Decode, Ids, Plans

__all__ = ["BINARY_MARSHALER", "GOB_ENCODER", "TEXT_MARSHALER", "Converted", "Opaque"]

GOB_ENCODER, BINARY_MARSHALER, TEXT_MARSHALER = range(3)
"""By what a Go type encodes itself: the first of these interfaces that it has."""


class Opaque(Type):
    """bytes, as the Go type itself makes and reads them.

    Args:
        go: Go's text for it, ``time.Time``.
        codec: `GOB_ENCODER`, `BINARY_MARSHALER` or `TEXT_MARSHALER`.
        zero_value: The bytes of its zero value, which structs leave out.
    """

    __slots__ = ("bare", "codec", "go", "zero_value")
    ZERO_IS_SHARED = True

    codec: int
    zero_value: bytes

    def __init__(self, go: str, codec: int = GOB_ENCODER, *, zero_value: bytes = b"") -> None:
        self._fill(go=go, bare=go.rpartition(".")[2], codec=codec, zero_value=zero_value)

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        return BYTES.encode(value, ids, depth)

    def encode_field(self, value: Any, ids: Ids, depth: int) -> bytes:
        return b"" if value == self.zero_value else self.encode(value, ids, depth)

    def zero(self) -> bytes:
        return self.zero_value

    def accept(self, remote_id: int, plans: Plans) -> Decode | None:
        remote = plans.types.get(remote_id)
        fits = isinstance(remote, RemoteOpaque) and remote.codec == self.codec
        return BYTES.decode if fits else None

    def definition(self, name: str, type_id: int, ids: Ids) -> bytes:
        return define_opaque(name, type_id, self.codec)


class Converted(Type):
    """Values of a Python class that travel as those of another type.

    Args:
        base: The type that travels.
        load: Makes a value of what arrived; it may raise ValueError and the like for what is none.
        dump: Makes what travels of a value; likewise.
        check: What values are instances of; others are refused without asking `dump`.
    """

    __slots__ = ("base", "bare", "check", "dump", "go", "load")

    base: Type
    load: Callable[[Any], Any]
    dump: Callable[[Any], Any]
    check: type

    def __init__(
        self,
        base: Type,
        load: Callable[[Any], Any],
        dump: Callable[[Any], Any],
        check: type = object,
    ) -> None:
        self._fill(base=base, bare=base.bare, go=base.go, load=load, dump=dump, check=check)

    @property
    def wire(self) -> Type:
        return self.base.wire

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        return self.base.encode(self._dumped(value), ids, depth)

    def encode_field(self, value: Any, ids: Ids, depth: int) -> bytes:
        return self.base.encode_field(self._dumped(value), ids, depth)

    def _dumped(self, value: Any) -> Any:
        if not isinstance(value, self.check):
            raise unfit(value, f"is not a {self.check.__name__}")
        return self.dump(value)

    def zero(self) -> Any:
        return self.load(self.base.zero())

    def accept(self, remote_id: int, plans: Plans) -> Decode | None:
        read = self.base.accept(remote_id, plans)
        if read is None:
            return None
        read_base, load = read, self.load

        def decode(data: bytes, at: int, depth: int) -> tuple[Any, int]:
            value, at = read_base(data, at, depth)
            return load(value), at

        return decode
