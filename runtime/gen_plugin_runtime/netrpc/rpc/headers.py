"""The headers of requests and responses, which Go calls `rpc.Request` and `rpc.Response`."""

from __future__ import annotations

from gen_plugin_runtime.netrpc.gob.basics import STRING, UINT64
from gen_plugin_runtime.netrpc.gob.numbers import sized, uint
from gen_plugin_runtime.netrpc.gob.structs import Struct

__all__ = [
    "EMPTY",
    "REQUEST",
    "RESPONSE",
    "encode_header",
    "ill_formed",
    "no_method",
    "no_service",
]

REQUEST = Struct("rpc.Request", (("ServiceMethod", STRING), ("Seq", UINT64)))
RESPONSE = Struct("rpc.Response", (("ServiceMethod", STRING), ("Seq", UINT64), ("Error", STRING)))
EMPTY = Struct("", ())
"""Go's ``struct{}``: the result of an error, and of methods that have none."""


def encode_header(full_name: str, seq: int) -> bytes:
    """A `REQUEST`, or a `RESPONSE` without error: the bytes are the same.

    Args:
        full_name: The method's, not empty.
        seq: The call's number.
    """
    number = b"\x01" + uint(seq) if seq else b""
    return b"\x01" + sized(full_name.encode()) + number + b"\0"


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
