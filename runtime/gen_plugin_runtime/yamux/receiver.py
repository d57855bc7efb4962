"""What the peer's frames do to a session."""

from __future__ import annotations

from gen_plugin_runtime.yamux import frames
from gen_plugin_runtime.yamux.events import (
    DataReceived,
    EndReceived,
    GoneAway,
    MayOpen,
    PingAnswered,
    StreamReset,
    StreamWaiting,
    WindowOpened,
)
from gen_plugin_runtime.yamux.faults import SessionFault
from gen_plugin_runtime.yamux.frames import ACK, DATA, FIN, GO_AWAY, PING, RST, SYN
from gen_plugin_runtime.yamux.limits import MAX_DROPPED, MAX_STREAMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.http2.allowance import Allowance
    from gen_plugin_runtime.http2.output import Output
    from gen_plugin_runtime.yamux.events import Event
    from gen_plugin_runtime.yamux.settings import Settings
    from gen_plugin_runtime.yamux.streams import StreamState, StreamTable
    from gen_plugin_runtime.yamux.timers import Timers

_GO_AWAY_REASONS = {
    frames.PROTOCOL_ERROR: "the peer says that this side broke yamux",
    frames.INTERNAL_ERROR: "the peer's yamux failed",
}


class Receiver:
    """Follows the frames of the peer, and answers those that are to be answered.

    Args:
        settings: This side's.

    Attributes:
        events: What is to be told.
        leaving: Whether this side has sent a go away.
        peer_left: Whether the peer has.
    """

    __slots__ = (
        "_accept_backlog",
        "_allowance",
        "_clock",
        "_current",
        "_current_id",
        "_ends",
        "_output",
        "_table",
        "_timers",
        "_window",
        "events",
        "leaving",
        "peer_left",
    )

    def __init__(
        self,
        table: StreamTable,
        output: Output,
        timers: Timers,
        allowance: Allowance,
        settings: Settings,
        clock: Callable[[], float],
    ) -> None:
        self._table = table
        self._output = output
        self._timers = timers
        self._allowance = allowance
        self._accept_backlog = settings.accept_backlog
        self._window = settings.window
        self._clock = clock
        self.events: list[Event] = []
        self.leaving = False
        self.peer_left = False
        # Where the payload that is arriving belongs; None if nobody wants it.
        self._current: StreamState | None = None
        self._current_id = 0
        self._ends = False  # whether it is the stream's last

    def header(self, kind: int, flags: int, stream_id: int, length: int) -> None:
        """Follow a frame up to its payload.

        Raises:
            PeerProtocolError: The session is over.
        """
        if kind == DATA:
            self._data(flags, stream_id, length)
        elif kind == PING:
            self._ping(flags, length)
        elif kind == GO_AWAY:
            self._go_away(length)
        else:
            self._window_update(flags, stream_id, length)

    def payload(self, piece: bytes, left: int) -> None:
        """Follow a piece of the payload of the last frame, of which `left` bytes are to come."""
        stream = self._current
        if stream is None or self._table.streams.get(self._current_id) is not stream:
            return
        if stream.abandoned:
            self._drop_data(stream, len(piece))
        elif not stream.ended_there:
            self.events.append(DataReceived(self._current_id, piece))
        if not left and self._ends and self._current is not None:
            self._end(self._current_id, stream)

    def drop(self, stream_id: int) -> None:
        """Forget a stream."""
        self._timers.gone(stream_id)
        if self._table.drop(stream_id):
            self.events.append(MayOpen())

    def _drop_data(self, stream: StreamState, count: int) -> None:
        """Let the peer go on up to a limit: it may not have seen the end of this side yet."""
        stream.dropped += count
        if stream.dropped > MAX_DROPPED:
            self._output.answer(frames.window_update(RST, self._current_id, 0))
            self.drop(self._current_id)
            self._current = None
            return
        increase = stream.use(count, self._window)
        if increase:
            self._output.answer(frames.window_update(0, self._current_id, increase))

    def _data(self, flags: int, stream_id: int, length: int) -> None:
        if not length:
            self._allowance.spend()
        stream = self._current = self._stream(flags, stream_id)
        if stream is None:
            self._allowance.spend()
            return
        if length > stream.window:
            raise SessionFault(
                f"{length} bytes on stream {stream_id}, whose window is {stream.window}",
                announced=True,
            )
        stream.window -= length
        self._current_id = stream_id
        self._ends = bool(flags & FIN)
        if self._ends and not length:
            self._end(stream_id, stream)

    def _window_update(self, flags: int, stream_id: int, increase: int) -> None:
        self._allowance.spend()
        stream = self._stream(flags, stream_id)
        if stream is None:
            return
        if increase:
            stream.grant(increase)
            self.events.append(WindowOpened(stream_id))
        if flags & FIN:
            self._end(stream_id, stream)

    def _stream(self, flags: int, stream_id: int) -> StreamState | None:
        """The stream of a frame, after the flags other than FIN; None if there is none (now)."""
        if flags & SYN:
            self._open(stream_id)
        stream = self._table.streams.get(stream_id)
        if stream is None:
            return None  # it ended while the frame was on its way
        if flags & FIN and stream.ended_there:
            raise SessionFault(f"stream {stream_id} ended twice", announced=True)
        if flags & ACK and self._table.acknowledge(stream):
            self._timers.settled(stream_id)
            self.events.append(MayOpen())
        if flags & RST:
            self.events.append(StreamReset(stream_id, "the peer reset the stream"))
            self.drop(stream_id)
            return None
        return stream

    def _open(self, stream_id: int) -> None:
        table = self._table
        if stream_id in table.streams:
            raise SessionFault(f"stream {stream_id} was opened twice", announced=True)
        full = len(table.waiting) >= self._accept_backlog or len(table.streams) >= MAX_STREAMS
        if self.leaving or full:
            self._output.answer(frames.window_update(RST, stream_id, 0))
            return
        table.add_theirs(stream_id)
        self.events.append(StreamWaiting(stream_id))

    def _end(self, stream_id: int, stream: StreamState) -> None:
        stream.ended_there = True
        self._timers.settled(stream_id)
        self.events.append(EndReceived(stream_id, gone=stream.ended_here))
        if stream.ended_here:
            self.drop(stream_id)

    def _ping(self, flags: int, value: int) -> None:
        self._allowance.spend()
        if flags & SYN:
            self._output.answer(frames.ping(ACK, value))
        else:
            self._timers.answered(value, self._clock())
            self.events.append(PingAnswered(value))

    def _go_away(self, code: int) -> None:
        self._allowance.spend()
        if code != frames.NORMAL:
            reason = _GO_AWAY_REASONS.get(code, f"the peer went away with the unknown code {code}")
            raise SessionFault(reason, announced=False)
        self.peer_left = True
        self.events.append(GoneAway())
