"""A peer's faults, by scope (RFC 9113 section 5.4), and this side's own mistake.

Inside `http2` they are raised; `Connection.receive` turns them into RST_STREAM or GOAWAY frames
and events.
"""

from __future__ import annotations

from gen_plugin_runtime.errors import GenPluginError, PeerProtocolError


class ConnectionProtocolError(PeerProtocolError):
    """The peer broke the connection as a whole: GOAWAY, and nothing of it can be used further."""


def flood(message: str) -> ConnectionProtocolError:
    """The fault of a peer that floods this side with frames: ENHANCE_YOUR_CALM."""
    # Not before: what yamux and net/rpc share with HTTP/2 does without its codes.
    from gen_plugin_runtime.http2.codes import ErrorCode

    return ConnectionProtocolError(message, code=ErrorCode.ENHANCE_YOUR_CALM)


class StreamProtocolError(PeerProtocolError):
    """The peer broke one stream: RST_STREAM, while the others go on."""

    def __init__(self, stream_id: int, message: str, *, code: int) -> None:
        super().__init__(message, code=code)
        self.stream_id = stream_id


class StreamClosedError(GenPluginError):
    """This side wants to send on a stream whose state forbids it."""
