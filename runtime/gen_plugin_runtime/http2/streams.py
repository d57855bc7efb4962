"""The states of a stream (RFC 9113 section 5.1).

Theory: a stream is half-duplex twice. Each half begins with headers and ends with a flag on a
    frame; a reset ends both. So
what a side may do follows from the state alone, and this table knows nothing of which side is the
client: "send" is this side, "receive" the other. What is missing in a row is forbidden in that
state; whose fault that is, and of which scope, is for the connection to say. Reserved states do
not exist: push is disabled, and nobody here pushes. A stream that is closed is forgotten;
`connection` remembers for a while how the last ones ended.
"""

from __future__ import annotations

from enum import IntEnum

from gen_plugin_runtime.http2.limits import STREAM_WINDOW
from gen_plugin_runtime.http2.windows import ReceiveWindow, SendWindow


class State(IntEnum):
    """Where a stream is in its life."""

    IDLE = 0
    OPEN = 1
    HALF_CLOSED_LOCAL = 2
    HALF_CLOSED_REMOTE = 3
    CLOSED = 4


class Action(IntEnum):
    """What happens to a stream. ``*_END`` is the END_STREAM flag, after its frame."""

    SEND_HEADERS = 0
    SEND_DATA = 1
    SEND_END = 2
    RECEIVE_HEADERS = 3
    RECEIVE_DATA = 4
    RECEIVE_END = 5
    RESET = 6


TRANSITIONS: dict[State, dict[Action, State]] = {
    State.IDLE: {
        Action.SEND_HEADERS: State.OPEN,
        Action.RECEIVE_HEADERS: State.OPEN,
    },
    State.OPEN: {
        Action.SEND_HEADERS: State.OPEN,
        Action.SEND_DATA: State.OPEN,
        Action.SEND_END: State.HALF_CLOSED_LOCAL,
        Action.RECEIVE_HEADERS: State.OPEN,
        Action.RECEIVE_DATA: State.OPEN,
        Action.RECEIVE_END: State.HALF_CLOSED_REMOTE,
        Action.RESET: State.CLOSED,
    },
    State.HALF_CLOSED_LOCAL: {
        Action.RECEIVE_HEADERS: State.HALF_CLOSED_LOCAL,
        Action.RECEIVE_DATA: State.HALF_CLOSED_LOCAL,
        Action.RECEIVE_END: State.CLOSED,
        Action.RESET: State.CLOSED,
    },
    State.HALF_CLOSED_REMOTE: {
        Action.SEND_HEADERS: State.HALF_CLOSED_REMOTE,
        Action.SEND_DATA: State.HALF_CLOSED_REMOTE,
        Action.SEND_END: State.CLOSED,
        Action.RESET: State.CLOSED,
    },
    State.CLOSED: {},
}

# The same by position: an enum's hash is slow, and this is looked up for every frame.
_BY_POSITION: tuple[tuple[State | None, ...], ...] = tuple(
    tuple(TRANSITIONS[state].get(action) for action in Action) for state in State
)

_RECEIVING_ENDED = (State.HALF_CLOSED_REMOTE, State.CLOSED)


class Stream:
    """One stream: its state, its two windows, and what its messages have said so far.

    Attributes:
        head_received: Whether the final header section came; the next one is the trailers.
        content_length: What is still to come of a body whose length was announced, or None.
    """

    __slots__ = ("_receive_window", "content_length", "head_received", "send_window", "state")

    def __init__(self, state: State, send_window: int) -> None:
        self.state = state
        self.send_window = SendWindow(send_window)
        self.head_received = False
        self.content_length: int | None = None
        self._receive_window: ReceiveWindow | None = None

    @property
    def receive_window(self) -> ReceiveWindow:
        """What the peer may send on this stream."""
        if self._receive_window is None:  # most streams' messages come whole, and need none
            self._receive_window = ReceiveWindow(STREAM_WINDOW)
        return self._receive_window

    @property
    def receiving_ended(self) -> bool:
        """Whether the peer has said everything."""
        return self.state in _RECEIVING_ENDED

    def step(self, action: Action) -> bool:
        """Follow the table; whether it allows `action` in the present state."""
        following = _BY_POSITION[self.state][action]
        if following is None:
            return False
        self.state = following
        return True
