"""The headers of requests and responses, which Go calls `rpc.Request` and `rpc.Response`."""

from __future__ import annotations

from gen_plugin_runtime.netrpc.gob.basics import STRING, UINT64
from gen_plugin_runtime.netrpc.gob.faults import DECODING_FAULTS
from gen_plugin_runtime.netrpc.gob.numbers import ONE_BYTE, read_uint, sized, uint
from gen_plugin_runtime.netrpc.gob.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from gen_plugin_runtime.netrpc.gob.kinds import Decode, Plans

__all__ = [
    "EMPTY",
    "REQUEST",
    "RESPONSE",
    "Headers",
    "ill_formed",
    "no_method",
    "no_service",
]


class Header(Struct):
    """A name and a number first, and often nothing else: that is read in one step."""

    __slots__ = ("_declared", "_known", "bare", "go")

    def _reader(
        self,
        sent: Sequence[tuple[str, int]],
        readers: Mapping[int, tuple[int, Decode]],
        plans: Plans,
    ) -> Decode:
        long_way = super()._reader(sent, readers, plans)
        if [name for name, _ in sent[:2]] != [name for name, _ in self.fields[:2]]:
            return long_way
        rest = self.zero()[2:]

        def decode(data: bytes, at: int, depth: int) -> tuple[tuple[Any, ...], int]:
            try:
                begin = at + 2
                end = begin + data[at + 1]
                if data[at] == data[end] == 1 and end - begin < ONE_BYTE:
                    seq, last = read_uint(data, end + 1)
                    if not data[last]:
                        return (data[begin:end].decode(), seq, *rest), last + 1
            except DECODING_FAULTS:
                pass  # the long way will say what is wrong
            return long_way(data, at, depth)

        return decode


REQUEST = Header("rpc.Request", (("ServiceMethod", STRING), ("Seq", UINT64)))
RESPONSE = Header("rpc.Response", (("ServiceMethod", STRING), ("Seq", UINT64), ("Error", STRING)))
EMPTY = Struct("", ())
"""Go's ``struct{}``: the result of an error, and of methods that have none."""


class Headers:
    """Encodes those of one stream: of requests, or of responses without error, which are alike."""

    __slots__ = ("_beginnings",)

    def __init__(self) -> None:
        self._beginnings: dict[str, bytes] = {}

    def encode(self, full_name: str, seq: int) -> bytes:
        """The header of a call.

        Args:
            full_name: The method's, not empty. Its encoded form is kept.
            seq: The call's number.
        """
        beginning = self._beginnings.get(full_name)
        if beginning is None:
            beginning = self._beginnings[full_name] = b"\x01" + sized(full_name.encode())
        return b"%b\x01%b\0" % (beginning, uint(seq)) if seq else beginning + b"\0"


# What a Go server says to calls that it cannot make: see `Server.readRequestHeader`.


def ill_formed(full_name: str) -> str:
    """For a name without a dot."""
    return f"rpc: service/method request ill-formed: {full_name}"


def no_service(full_name: str) -> str:
    """For a service that is not there."""
    return f"rpc: can't find service {full_name}"


def no_method(full_name: str) -> str:
    """For a service that has no such method."""
    return f"rpc: can't find method {full_name}"
