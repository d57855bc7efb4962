"""What a multiplexer tells its user. All are values: made once, never changed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Event:
    """Base of all events."""

    __slots__ = ()


class StreamEvent(Event):
    """Base of those about one stream.

    Attributes:
        stream_id: Which one.
    """

    __slots__ = ("stream_id",)

    def __init__(self, stream_id: int) -> None:
        self.stream_id: Final = stream_id


class StreamWaiting(StreamEvent):
    """The peer opened a stream, which `Multiplexer.accept` will give."""

    __slots__ = ()


class DataReceived(Event):
    """Bytes of a stream. Give their number to `Multiplexer.release` when they are used.

    Attributes:
        stream_id: Which one.
        data: A frame's payload or a piece of it, never empty.
    """

    __slots__ = ("data", "stream_id")

    def __init__(self, stream_id: int, data: bytes) -> None:
        self.stream_id: Final = stream_id
        self.data: Final = data


class EndReceived(StreamEvent):
    """The peer sends no more on the stream.

    Attributes:
        gone: Whether this side had ended it before: nothing follows.
    """

    __slots__ = ("gone",)

    def __init__(self, stream_id: int, *, gone: bool) -> None:
        super().__init__(stream_id)
        self.gone: Final = gone


class StreamReset(StreamEvent):
    """A stream ended before its time, both ways.

    Attributes:
        reason: For people.
    """

    __slots__ = ("reason",)

    def __init__(self, stream_id: int, reason: str) -> None:
        super().__init__(stream_id)
        self.reason: Final = reason


class WindowOpened(StreamEvent):
    """There is more room to send on the stream."""

    __slots__ = ()


class MayOpen(Event):
    """A stream that this side opened was accepted or has ended; one more may be opened for it."""

    __slots__ = ()


class PingAnswered(Event):
    """The peer answered a ping of this side.

    Attributes:
        value: The ping's.
    """

    __slots__ = ("value",)

    def __init__(self, value: int) -> None:
        self.value: Final = value


class GoneAway(Event):
    """The peer takes on no more streams; those that are there go on."""

    __slots__ = ()


class SessionFailed(Event):
    """Nothing can be used any more: write what is queued, and close the connection.

    Attributes:
        reason: For people.
    """

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason: Final = reason
