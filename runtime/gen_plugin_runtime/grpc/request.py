"""`RequestHead`: what a request's header fields ask for."""

from __future__ import annotations

from functools import lru_cache

from gen_plugin_runtime.grpc import metadata as metadata_fields
from gen_plugin_runtime.grpc.deadlines import parse_timeout
from gen_plugin_runtime.grpc.status import StatusCode, StatusError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from gen_plugin_runtime.call import Metadata
    from gen_plugin_runtime.http2.hpack import Field


class NotGrpcError(Exception):
    """A request that a gRPC server answers with an HTTP status.

    Attributes:
        status: 405 or 415.
    """

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class RequestHead:
    """A call that a peer asks for.

    Attributes:
        path: ``/shop.v1.Shop/Buy``.
        timeout: Seconds, or None.
        encoding: Of the messages.
    """

    __slots__ = ("encoding", "metadata", "path", "timeout")

    def __init__(self, path: str, timeout: float | None, encoding: str, metadata: Metadata) -> None:
        self.path: Final = path
        self.timeout: Final = timeout
        self.encoding: Final = encoding
        self.metadata: Final = metadata


_USUAL_FIELDS = 32
"""Fields up to which a request is remembered: a peer must not fill the memory of the process."""


def parse_request(fields: tuple[Field, ...]) -> RequestHead:
    """Read a request's fields. Those of the calls of one client are mostly the same.

    Raises:
        NotGrpcError: This is another kind of HTTP request.
        StatusError: The fields are not what gRPC allows.
    """
    return _remembered(fields) if len(fields) <= _USUAL_FIELDS else _parse(fields)


def _parse(fields: tuple[Field, ...]) -> RequestHead:
    values = dict(fields)
    if values[":method"] != "POST":
        raise NotGrpcError("405")
    if not metadata_fields.is_grpc(values.get("content-type", "")):
        raise NotGrpcError("415")
    timeout = values.get("grpc-timeout")
    try:
        seconds = None if timeout is None else parse_timeout(timeout)
    except ValueError as error:
        raise StatusError(StatusCode.INTERNAL, f"malformed {error}") from None
    return RequestHead(
        values[":path"],
        seconds,
        values.get("grpc-encoding", "identity"),
        metadata_fields.decode(fields),
    )


_remembered = lru_cache(maxsize=256)(_parse)
