"""How values of a peer's types are read as ours: found out once for each pair of types.

Go's rules: see `Decoder.compatibleType` and `Decoder.compileDec` of encoding/gob.
"""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.remote import RemoteStruct
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.gob.type_ids import INTERFACE_ID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn, TypeAlias

    from gen_plugin_runtime.netrpc.gob.kinds import Decode, Type
    from gen_plugin_runtime.netrpc.gob.remote import RemoteTypes

    Plan: TypeAlias = Callable[[RemoteStruct], Decode]

__all__ = ["Plans"]


class Plans:
    """Those of one stream.

    Args:
        types: What the peer has defined.
    """

    __slots__ = ("_later", "_structs", "_values", "types")

    def __init__(self, types: RemoteTypes) -> None:
        self.types = types
        self._values: dict[tuple[int, Type], Decode] = {}
        self._structs: dict[tuple[int, Type], Decode] = {}
        self._later: list[tuple[tuple[int, Type], RemoteStruct, Plan]] = []

    def value(self, remote_id: int, kind: Type) -> Decode:
        """What reads a value that stands by itself, in a message or in an interface value.

        For types that do not fit, and for those that are unknown, it is what says so.
        """
        plan = self._values.get((remote_id, kind))
        if plan is None:
            plan = self._made(remote_id, kind)
            # Of unknown types there are as many as a peer likes.
            if self.types.knows(remote_id):
                self._values[remote_id, kind] = plan
        return plan

    def _made(self, remote_id: int, kind: Type) -> Decode:
        try:
            return self._matched(remote_id, kind)
        except DecodeError as error:
            return _refusal(error.reason)

    def _matched(self, remote_id: int, kind: Type) -> Decode:
        read = kind.accept(remote_id, self)
        self._make_structs()
        if read is None:
            raise DecodeError(self._mismatch(remote_id, kind))
        remote = self.types.get(remote_id)
        if not isinstance(remote, RemoteStruct):
            return _alone(read)
        _check_common_field(remote, kind.wire)
        return self._structs.get((remote_id, kind), read)

    def struct(self, remote_id: int, kind: Type, plan: Plan) -> Decode:
        """What reads a struct as ours. `plan` finds it out, later: structs may hold each other.

        Raises:
            DecodeError: The peer's type is no struct.
        """
        key = remote_id, kind
        if key in self._structs:
            return self._structs[key]
        remote = self.types.get(remote_id)
        if not isinstance(remote, RemoteStruct):
            if not self.types.knows(remote_id):
                raise DecodeError(_UNKNOWN)
            raise DecodeError(
                f"gob: type mismatch in decoder: want struct type {kind.go}; got non-struct"
            )
        self._later.append((key, remote, plan))

        def decode(data: bytes, at: int, depth: int) -> tuple[object, int]:
            return self._structs[key](data, at, depth)

        return decode

    def _make_structs(self) -> None:
        """Find out about the structs that others have asked for."""
        failure: DecodeError | None = None
        while self._later:
            key, remote, plan = self._later.pop()
            if key in self._structs:
                continue
            try:
                self._structs[key] = plan(remote)
            except DecodeError as error:
                self._structs[key] = _refusal(error.reason)
                failure = failure or error
        if failure:
            raise failure

    def skip(self, remote_id: int, data: bytes, at: int) -> int:
        """Where a part of a value ends that nobody wants."""
        # Rarely needed: a plugin starts without it.
        from gen_plugin_runtime.netrpc.gob.walk import Walk

        return Walk(self.types, remote_id, whole=False).to_end(data, at)

    def _mismatch(self, remote_id: int, kind: Type) -> str:
        if not self.types.knows(remote_id):
            return _UNKNOWN
        text = self.types.text(remote_id)
        if kind.wire.basic_id == INTERFACE_ID:
            return (
                f"gob: local interface type *{kind.go} can only be decoded from remote interface "
                f"type; received concrete type {text}"
            )
        return f"gob: decoding into local type *{kind.go}, received remote type {text}"


_UNKNOWN = "gob: unknown type id or corrupted data"


def _check_common_field(remote: RemoteStruct, local: Type) -> None:
    """Refuse a struct that shares no field with ours, as Go does outside of other structs."""
    if not isinstance(local, Struct) or not local.fields or not remote.fields:
        return
    if {name for name, _ in local.fields}.isdisjoint(name for name, _ in remote.fields):
        raise DecodeError(
            f"gob: type mismatch: no fields matched compiling decoder for {local.bare}"
        )


def _alone(read: Decode) -> Decode:
    """Reads a value that is no struct: a zero stands before it."""

    def decode(data: bytes, at: int, depth: int) -> tuple[object, int]:
        if data[at]:
            raise DecodeError("gob: decode: corrupted data: non-zero delta for singleton")
        return read(data, at + 1, depth)

    return decode


def _refusal(reason: str) -> Decode:
    def refuse(data: bytes, at: int, depth: int) -> NoReturn:  # noqa: ARG001
        raise DecodeError(reason)

    return refuse
