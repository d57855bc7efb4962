"""The streams of a connection: the open ones, and what is remembered of the others."""

from __future__ import annotations

from enum import Enum

from gen_plugin_runtime.http2.codes import ErrorCode
from gen_plugin_runtime.http2.faults import ConnectionProtocolError, StreamClosedError
from gen_plugin_runtime.http2.limits import MAX_STREAM_ID, REMEMBERED_STREAMS
from gen_plugin_runtime.http2.streams import Stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.http2.streams import State


class Ending(Enum):
    """How a stream ended, which decides what a late frame on it means."""

    BOTH_SIDES = "each side said that it was done"
    RESET_HERE = "this side reset it; the peer may not know yet"
    RESET_BY_PEER = "the peer reset it"
    FORGOTTEN = "long ago, or its number was skipped"


class StreamTable:
    """Streams by number (RFC 9113 section 5.1.1); the client's are odd, and nobody here pushes.

    Attributes:
        open: The streams that are neither idle nor closed.
        highest: The highest number that was used.
    """

    __slots__ = ("_earlier_endings", "_endings", "_is_client", "highest", "open")

    def __init__(self, *, is_client: bool) -> None:
        self._is_client = is_client
        self.open: dict[int, Stream] = {}
        self.highest = 0
        self._endings: dict[int, Ending] = {}
        self._earlier_endings: dict[int, Ending] = {}

    @property
    def highest_remote(self) -> int:
        """The highest number that the peer has used."""
        return 0 if self._is_client else self.highest

    def add_local(self, send_window: int, state: State) -> int:
        """Open the next stream of this side (a client), in the state after what it sends first.

        Raises:
            StreamClosedError: All numbers are used up.
        """
        stream_id = self.highest + 2 if self.highest else 1
        if stream_id > MAX_STREAM_ID:
            raise StreamClosedError("the connection has used up its stream numbers")
        self.highest = stream_id
        self.open[stream_id] = Stream(state, send_window)
        return stream_id

    def add_remote(self, stream_id: int, send_window: int, state: State) -> Stream:
        """Open a stream of the peer (a client), whose number was found to be idle."""
        self.highest = stream_id
        stream = self.open[stream_id] = Stream(state, send_window)
        return stream

    def skip(self, stream_id: int) -> None:
        """Note that the peer uses a number, though its stream is not taken on."""
        self.highest = stream_id

    def is_idle(self, stream_id: int) -> bool:
        """Whether the number was not used yet, nor skipped."""
        return stream_id > self.highest or stream_id % 2 == 0

    def check_not_idle(self, stream_id: int, frame: str) -> None:
        """Refuse a frame that an idle stream cannot have.

        Raises:
            ConnectionProtocolError: PROTOCOL_ERROR; also for stream 0.
        """
        if not stream_id or self.is_idle(stream_id):
            raise ConnectionProtocolError(
                f"{frame} on stream {stream_id}, which is not open", code=ErrorCode.PROTOCOL_ERROR
            )

    def ending(self, stream_id: int) -> Ending:
        """How a stream that is neither idle nor open ended."""
        earlier = self._earlier_endings.get(stream_id, Ending.FORGOTTEN)
        return self._endings.get(stream_id, earlier)

    def close(self, stream_id: int, ending: Ending) -> None:
        """Forget a stream but for its ending. A stream that was never opened may be given too."""
        self.open.pop(stream_id, None)
        self._endings[stream_id] = ending
        if len(self._endings) == REMEMBERED_STREAMS:
            self._earlier_endings, self._endings = self._endings, {}
