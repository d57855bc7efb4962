"""What is known of each stream of a session, and how much each may send."""

from __future__ import annotations

from collections import deque

from gen_plugin_runtime.yamux.limits import INITIAL_WINDOW, MAX_WINDOW


class StreamState:
    """One stream, as the protocol sees it.

    Attributes:
        ours: Whether this side opened it.
        acknowledged: Whether it was accepted, by the side that did not open it.
        ended_here: Whether this side has sent its FIN.
        ended_there: Whether the peer has.
        abandoned: Whether nobody here reads it any more; what still comes is dropped.
        dropped: Bytes that were.
        room: Bytes that may be sent.
        window: Bytes that the peer may send.
    """

    __slots__ = (
        "_unreported",
        "abandoned",
        "acknowledged",
        "dropped",
        "ended_here",
        "ended_there",
        "ours",
        "room",
        "window",
    )

    def __init__(self, *, ours: bool) -> None:
        self.ours = ours
        self.acknowledged = False
        self.ended_here = False
        self.ended_there = False
        self.abandoned = False
        self.dropped = 0
        self.room = INITIAL_WINDOW
        self.window = INITIAL_WINDOW
        self._unreported = 0

    def grant(self, count: int) -> None:
        """Follow a window update of the peer; Go's counter has 32 bits."""
        self.room = min(self.room + count, MAX_WINDOW)

    def widen(self, window: int) -> int:
        """Use a larger window than the initial one; the increase that the peer must be told."""
        increase = window - INITIAL_WINDOW
        self.window += increase
        return increase

    def use(self, count: int, window: int) -> int:
        """Note that so many received bytes were read; the increase to announce now, or 0.

        As Go has it, nothing is announced below half of the whole window: few, large updates.
        """
        self._unreported += count
        if self._unreported * 2 < window:
            return 0
        increase, self._unreported = self._unreported, 0
        self.window += increase
        return increase


class StreamTable:
    """The streams of a session by their ids.

    Attributes:
        streams: Those that have not ended both ways.
        waiting: The ids that wait for `accept`, oldest first.
        unacknowledged: Streams that this side opened and the peer has not accepted yet.
    """

    __slots__ = ("_next", "streams", "unacknowledged", "waiting")

    def __init__(self, *, is_client: bool) -> None:
        self.streams: dict[int, StreamState] = {}
        self.waiting: deque[int] = deque()
        self.unacknowledged = 0
        self._next = 1 if is_client else 2

    def next_id(self) -> int:
        """The id of the next stream of this side, maybe beyond all that there are."""
        while self._next in self.streams:  # Go does not check whose ids a peer uses
            self._next += 2
        return self._next

    def add_ours(self) -> int:
        """Open a stream of this side; its id."""
        stream_id = self.next_id()
        self._next += 2
        self.streams[stream_id] = StreamState(ours=True)
        self.unacknowledged += 1
        return stream_id

    def add_theirs(self, stream_id: int) -> None:
        """Let a stream of the peer wait for `accept`."""
        self.streams[stream_id] = StreamState(ours=False)
        self.waiting.append(stream_id)

    def acknowledge(self, stream: StreamState) -> bool:
        """Note an ACK; whether it was the first of a stream of this side."""
        if stream.acknowledged or not stream.ours:
            return False
        stream.acknowledged = True
        self.unacknowledged -= 1
        return True

    def drop(self, stream_id: int) -> bool:
        """Forget a stream, also if it waits for `accept`; whether this side may open one more."""
        stream = self.streams.pop(stream_id)
        if not stream.ours and not stream.acknowledged:
            self.waiting.remove(stream_id)
        return self.acknowledge(stream)
