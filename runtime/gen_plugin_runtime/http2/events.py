"""What a connection tells its user. All are values: made once, never changed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from gen_plugin_runtime.http2.header_reader import FieldSection
    from gen_plugin_runtime.http2.hpack import Field
    from gen_plugin_runtime.transport import Buffer


class Event:
    """Base of all events.

    Attributes:
        stream_id: The stream that it is about; 0 for the connection.
    """

    __slots__ = ()
    stream_id: int = 0

    def parts(self) -> tuple[Event, ...]:
        """The events that it stands for, one for each frame or header block: mostly itself."""
        return (self,)


class HeadersReceived(Event):
    """A request, or the final head of a response. Interim responses (1xx) are read over.

    Attributes:
        section: Checked against RFC 9113 section 8.3. Equal blocks may give the same object again.
    """

    __slots__ = ("end_stream", "section", "stream_id")

    def __init__(self, stream_id: int, section: FieldSection, *, end_stream: bool) -> None:
        self.stream_id = stream_id
        self.section: Final = section
        self.end_stream: Final = end_stream

    @property
    def fields(self) -> tuple[Field, ...]:
        """The section's fields."""
        return self.section.fields


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

    __slots__ = ("section", "stream_id")

    def __init__(self, stream_id: int, section: FieldSection) -> None:
        self.stream_id = stream_id
        self.section: Final = section

    @property
    def fields(self) -> tuple[Field, ...]:
        """The section's fields."""
        return self.section.fields


class RequestReceived(Event):
    """A small request that came in one piece: a server's most frequent event.

    Attributes:
        head: As in `HeadersReceived`.
        data: The whole body; nothing of it is to be released, for nothing follows.
    """

    __slots__ = ("data", "head", "stream_id")

    def __init__(self, stream_id: int, head: FieldSection, data: bytes) -> None:
        self.stream_id = stream_id
        self.head: Final = head
        self.data: Final = data

    def parts(self) -> tuple[HeadersReceived, DataReceived]:
        """See `Event`."""
        return (
            HeadersReceived(self.stream_id, self.head, end_stream=False),
            DataReceived(self.stream_id, self.data, len(self.data), end_stream=True),
        )


class ResponseReceived(Event):
    """A small response that came in one piece, trailers included: a client's most frequent event.

    Attributes:
        head: As in `HeadersReceived`.
        data: The whole body; nothing of it is to be released, for nothing follows.
        trailers: As in `TrailersReceived`.
    """

    __slots__ = ("data", "head", "stream_id", "trailers")

    def __init__(
        self, stream_id: int, head: FieldSection, data: bytes, trailers: FieldSection
    ) -> None:
        self.stream_id = stream_id
        self.head: Final = head
        self.data: Final = data
        self.trailers: Final = trailers

    def parts(self) -> tuple[HeadersReceived, DataReceived, TrailersReceived]:
        """See `Event`."""
        return (
            HeadersReceived(self.stream_id, self.head, end_stream=False),
            DataReceived(self.stream_id, self.data, len(self.data), end_stream=False),
            TrailersReceived(self.stream_id, self.trailers),
        )


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
