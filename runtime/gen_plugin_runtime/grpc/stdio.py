"""`plugin.GRPCStdio`: what a plugin prints while it serves, on its way to the host."""

from __future__ import annotations

from gen_plugin_runtime.call import current_call
from gen_plugin_runtime.handler import server_streaming
from gen_plugin_runtime.protobuf.wire import (
    LENGTH_DELIMITED,
    VARINT,
    length_delimited_field,
    read_fields,
    varint_field,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    from gen_plugin_runtime.transport import Buffer, Handler

    class Output(Protocol):
        """Pieces of output with their channels, each handed out once."""

        def take(self, wanted: Callable[[], bool], /) -> tuple[int, bytes] | None:
            """Wait for the next piece; None when there will be none, or it is not wanted."""

        def wake(self) -> None:
            """Make those who wait ask again whether they are wanted."""


STREAM_STDIO = "/plugin.GRPCStdio/StreamStdio"
STDOUT = 1
STDERR = 2


class StdioServer:
    """Hands the program's output to the host that asks for it. Each piece goes to one host only.

    Args:
        output: Where the output waits.
    """

    service = "plugin.GRPCStdio"

    def __init__(self, output: Output) -> None:
        self._output = output

    def handlers(self) -> dict[str, Handler]:
        """Its one method."""
        return {"StreamStdio": server_streaming(self._stream)}

    def _stream(self, request: Buffer) -> Iterator[bytes]:  # noqa: ARG002 - the request has no fields
        call = current_call()
        call.on_cancelled(self._output.wake)
        while (piece := self._output.take(lambda: not call.cancelled)) is not None:
            yield encode_output(*piece)


def encode_output(channel: int, data: bytes) -> bytes:
    """The message `plugin.StdioData`."""
    return varint_field(1, channel) + length_delimited_field(2, data)


def decode_output(message: Buffer) -> tuple[int, bytes]:
    """Channel and data of a message `plugin.StdioData`.

    Raises:
        DecodeError: If it is none.
    """
    channel, data = 0, b""
    for number, wire_type, value in read_fields(message):
        if (number, wire_type) == (1, VARINT) and isinstance(value, int):
            channel = value
        elif (number, wire_type) == (2, LENGTH_DELIMITED) and not isinstance(value, int):
            data = bytes(value)
    return channel, data
