"""What a connection tells its user. All are values: made once, never changed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from gen_plugin_runtime.http2.hpack import Field
    from gen_plugin_runtime.transport import Buffer


class Event:
    """Base of all events.

    Attributes:
        stream_id: The stream that it is about; 0 for the connection.
    """

    __slots__ = ()
    stream_id: int = 0


class HeadersReceived(Event):
    """A request, or the final head of a response. Interim responses (1xx) are read over.

    Attributes:
        fields: Checked against RFC 9113 section 8.3. Equal blocks may give the same tuple again.
    """

    __slots__ = ("end_stream", "fields", "stream_id")

    def __init__(self, stream_id: int, fields: tuple[Field, ...], *, end_stream: bool) -> None:
        self.stream_id = stream_id
        self.fields: Final = fields
        self.end_stream: Final = end_stream


class DataReceived(Event):
    """A piece of a body. Give `flow_length` to `Connection.release` when it is no longer held.

    Attributes:
        data: Without padding; a bytearray of its own where it is large.
        flow_length: What it took of the stream's window, padding included.
    """

    __slots__ = ("data", "end_stream", "flow_length", "stream_id")

    def __init__(self, stream_id: int, data: Buffer, flow_length: int, *, end_stream: bool) -> None:
        self.stream_id = stream_id
        self.data: Final = data
        self.flow_length: Final = flow_length
        self.end_stream: Final = end_stream


class TrailersReceived(Event):
    """The fields after a body; the peer has said everything."""

    __slots__ = ("fields", "stream_id")

    def __init__(self, stream_id: int, fields: tuple[Field, ...]) -> None:
        self.stream_id = stream_id
        self.fields: Final = fields


class StreamReset(Event):
    """A stream ended before its time.

    Attributes:
        code: HTTP/2's error code.
        reason: Empty if the peer reset it; else its fault, for which this side did.
    """

    __slots__ = ("code", "reason", "stream_id")

    def __init__(self, stream_id: int, code: int, reason: str = "") -> None:
        self.stream_id = stream_id
        self.code: Final = code
        self.reason: Final = reason


class WindowOpened(Event):
    """There is more room to send: on one stream, or, where `stream_id` is 0, maybe on all."""

    __slots__ = ("stream_id",)

    def __init__(self, stream_id: int) -> None:
        self.stream_id = stream_id


class SettingsReceived(Event):
    """The peer announced settings; their acknowledgement is already queued."""

    __slots__ = ()


class PingAcknowledged(Event):
    """The peer answered a PING of this side."""

    __slots__ = ("payload",)

    def __init__(self, payload: bytes) -> None:
        self.payload: Final = payload


class GoAwayReceived(Event):
    """The peer takes no more streams; those above `last_stream_id` it has not looked at."""

    __slots__ = ("code", "debug", "last_stream_id")

    def __init__(self, last_stream_id: int, code: int, debug: bytes) -> None:
        self.last_stream_id: Final = last_stream_id
        self.code: Final = code
        self.debug: Final = debug


class ConnectionFailed(Event):
    """The peer broke the connection; GOAWAY is queued, nothing that it sends is read any more."""

    __slots__ = ("code", "reason")

    def __init__(self, code: int, reason: str) -> None:
        self.code: Final = code
        self.reason: Final = reason
