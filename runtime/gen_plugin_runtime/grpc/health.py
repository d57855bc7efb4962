"""`grpc.health.v1.Health`: whether a plugin serves. Hosts ask for the service ``plugin``."""

from __future__ import annotations

from gen_plugin_runtime.call import current_call
from gen_plugin_runtime.errors import PluginError
from gen_plugin_runtime.grpc.status import StatusCode
from gen_plugin_runtime.handler import server_streaming, unary
from gen_plugin_runtime.protobuf.wire import (
    LENGTH_DELIMITED,
    length_delimited_field,
    read_fields,
    varint_field,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin_runtime.transport import Buffer, Handler

PLUGIN_SERVICE = "plugin"
"""The name under which go-plugin asks for a plugin's health."""

CHECK = "/grpc.health.v1.Health/Check"

_SERVING = 1
_SERVICE_UNKNOWN = 3
_SERVICES = ("", PLUGIN_SERVICE)


class HealthServer:
    """Says that the plugin is serving, as long as it can say anything."""

    service = "grpc.health.v1.Health"

    def handlers(self) -> dict[str, Handler]:
        """The methods of grpc-go's health service."""
        return {
            "Check": unary(self._check),
            "List": unary(self._list),
            "Watch": server_streaming(self._watch),
        }

    def _check(self, request: Buffer) -> bytes:
        service = _decode_service(request)
        if service not in _SERVICES:
            raise PluginError("", f"unknown service {service!r}", status=StatusCode.NOT_FOUND)
        return _encode_status(_SERVING)

    def _list(self, request: Buffer) -> bytes:  # noqa: ARG002 - the request has no fields
        return b"".join(
            length_delimited_field(
                1,
                length_delimited_field(1, name.encode())
                + length_delimited_field(2, _encode_status(_SERVING)),
            )
            for name in _SERVICES
        )

    def _watch(self, request: Buffer) -> Iterator[bytes]:
        call = current_call()
        known = _decode_service(request) in _SERVICES
        yield _encode_status(_SERVING if known else _SERVICE_UNKNOWN)
        call.wait_cancelled()  # the status never changes: a plugin that does not serve is gone


def encode_check(service: str) -> bytes:
    """The message `grpc.health.v1.HealthCheckRequest`."""
    return length_delimited_field(1, service.encode())


def _decode_service(request: Buffer) -> str:
    for number, wire_type, value in read_fields(request):
        if (number, wire_type) == (1, LENGTH_DELIMITED) and not isinstance(value, int):
            return bytes(value).decode("utf-8", "replace")
    return ""


def _encode_status(status: int) -> bytes:
    return varint_field(1, status)
