"""One end of a yamux session, client or server: bytes in, events out; wishes in, bytes out.

Not safe for use by several threads at once: its owner has a lock.
"""

from __future__ import annotations

from time import monotonic

from gen_plugin_runtime.errors import ConnectionLost, PeerProtocolError
from gen_plugin_runtime.http2.allowance import Allowance
from gen_plugin_runtime.http2.output import Output
from gen_plugin_runtime.yamux import frames, limits
from gen_plugin_runtime.yamux.events import SessionFailed, StreamReset
from gen_plugin_runtime.yamux.faults import SessionFault
from gen_plugin_runtime.yamux.frame_reader import FrameReader
from gen_plugin_runtime.yamux.receiver import Receiver
from gen_plugin_runtime.yamux.settings import Settings
from gen_plugin_runtime.yamux.streams import StreamTable
from gen_plugin_runtime.yamux.timers import Timers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.http2.output import Chunk
    from gen_plugin_runtime.yamux.events import Event

_SMALL = 4096
"""Bytes of data up to which they are copied behind their header: two pieces would cost more."""


class Multiplexer:
    """The protocol of one session.

    Args:
        is_client: Which side this is: the client's streams have odd ids.
        clock: Seconds, as `time.monotonic` gives them.

    Attributes:
        output: What is to be written.
        failed: Whether the session is over; nothing that the peer sends is read any more.
    """

    __slots__ = (
        "_allowance",
        "_clock",
        "_pings",
        "_reader",
        "_receiver",
        "_settings",
        "_table",
        "_timers",
        "failed",
        "output",
    )

    def __init__(
        self,
        *,
        is_client: bool,
        settings: Settings,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.output = Output()
        self.failed = False
        self._settings = settings
        self._clock = clock
        self._table = StreamTable(is_client=is_client)
        self._timers = Timers(settings, clock())
        self._allowance = Allowance(clock)
        self._pings = 0
        self._receiver = Receiver(
            self._table,
            self.output,
            self._timers,
            self._allowance,
            settings,
            clock,
        )
        self._reader = FrameReader(self._receiver.header, self._receiver.payload)

    # What comes in.

    def receive(self, data: bytes) -> list[Event]:
        """Take in bytes of the peer; what they mean, in order.

        Never raises for a fault of the peer: that is an event, `SessionFailed`.
        """
        if self.failed:
            return []
        try:
            self._reader.feed(data)
        except SessionFault as fault:
            self._fail(str(fault), announced=fault.announced)
        except PeerProtocolError as fault:  # a flood, or answers that nobody reads
            self._fail(str(fault), announced=True)
        receiver = self._receiver
        events, receiver.events = receiver.events, []
        return events

    def receive_lone(self, data: bytes) -> int:
        """Take in bytes that are one frame of data, and bring no event but that; 0 if they are not.

        Returns:
            Its stream, which is open. The payload lies behind `frames.HEADER_SIZE`.
        """
        stream_id = self._reader.lone(data)
        stream = self._table.streams.get(stream_id)
        if stream is None or stream.abandoned or stream.ended_there or self.failed:
            return 0
        length = len(data) - frames.HEADER_SIZE
        if length > stream.window:
            return 0
        stream.window -= length
        return stream_id

    def _fail(self, reason: str, *, announced: bool) -> None:
        self.failed = True
        if announced:
            self.output.add(frames.go_away(frames.PROTOCOL_ERROR))
        self._receiver.events.append(SessionFailed(reason))

    def take_events(self) -> list[Event]:
        """What a wish brought about; `receive` and `tick` give their events themselves."""
        events, self._receiver.events = self._receiver.events, []
        return events

    # What this side wants.

    @property
    def open_streams(self) -> int:
        """Streams that have not ended both ways."""
        return len(self._table.streams)

    @property
    def waiting(self) -> int:
        """Streams that wait for `accept`."""
        return len(self._table.waiting)

    def knows(self, stream_id: int) -> bool:
        """Whether the stream has not ended both ways."""
        return stream_id in self._table.streams

    def accepted(self, stream_id: int) -> bool:
        """Whether the stream is there, and was accepted by the side that did not open it."""
        stream = self._table.streams.get(stream_id)
        return stream is not None and stream.acknowledged

    @property
    def may_open(self) -> bool:
        """Whether the peer has accepted enough of the streams before, or will accept none."""
        few = self._table.unacknowledged < self._settings.accept_backlog
        return few or self._receiver.peer_left

    def open(self) -> int:
        """Open a stream, when `may_open`; its id. Data may follow before the peer accepts it.

        Raises:
            ConnectionLost: The peer takes on no more streams, or the ids are used up.
        """
        if self._receiver.peer_left:
            raise ConnectionLost("the other side has gone away: it accepts no new yamux stream")
        if self._table.next_id() >= limits.STREAM_IDS_END:
            raise ConnectionLost("the yamux session has used up its stream ids")
        stream_id = self._table.add_ours()
        self._timers.opening(stream_id, self._clock())
        increase = self._table.streams[stream_id].widen(self._settings.window)
        self._say(frames.window_update(frames.SYN, stream_id, increase))
        return stream_id

    def accept(self, stream_id: int | None = None) -> int | None:
        """Accept a stream; its id.

        Args:
            stream_id: The one that has waited longest if not given.

        Returns:
            None if it does not wait, or none does.
        """
        waiting = self._table.waiting
        if stream_id is None and waiting:
            stream_id = waiting[0]
        if stream_id is None or stream_id not in waiting:
            return None
        waiting.remove(stream_id)
        stream = self._table.streams[stream_id]
        stream.acknowledged = True
        if not stream.ended_there:  # as in Go: whoever ended it expects nothing but an end
            increase = stream.widen(self._settings.window)
            self._say(frames.window_update(frames.ACK, stream_id, increase))
        return stream_id

    def refuse(self, stream_id: int) -> None:
        """Reset a stream that the peer opened. It is bounded in making this side do so."""
        if stream_id not in self._table.streams:
            return
        self._receiver.events.append(StreamReset(stream_id, "it was refused"))
        self._receiver.drop(stream_id)
        try:
            self.output.answer(frames.window_update(frames.RST, stream_id, 0))
        except PeerProtocolError as fault:
            self._fail(str(fault), announced=True)

    def room(self, stream_id: int) -> int:
        """How many bytes a frame on the stream may have now; 0 until its window is opened."""
        stream = self._table.streams.get(stream_id)
        return 0 if stream is None else min(stream.room, limits.MAX_DATA_FRAME)

    def send_data(self, stream_id: int, data: Chunk) -> int:
        """Send as much as one frame may have now.

        Args:
            stream_id: Which stream.
            data: Copied, unless its owner never changes it.

        Returns:
            The number of bytes; 0 until the stream's window is opened.

        Raises:
            ConnectionLost: This side has ended the stream, or it is gone.
        """
        stream = self._table.streams.get(stream_id)
        if stream is None or stream.ended_here:
            raise ConnectionLost(f"yamux stream {stream_id} is closed")
        count = len(data)
        if count > stream.room or count > limits.MAX_DATA_FRAME:
            count = min(stream.room, limits.MAX_DATA_FRAME)
            data = memoryview(data)[:count]
        if count:
            stream.room -= count
            self._allowance.earn()
            header = frames.data_header(0, stream_id, count)
            if count <= _SMALL:
                self.output.add(header + data)
            else:
                self.output.add(header)
                self.output.add(_kept(data))
        return count

    def release(self, stream_id: int, count: int) -> None:
        """Say that so many received bytes are used: the peer may send as many more."""
        stream = self._table.streams.get(stream_id)
        if stream is None or stream.ended_there or stream.abandoned:
            return
        increase = stream.use(count, self._settings.window)
        if increase:
            self._say(frames.window_update(0, stream_id, increase))

    def end(self, stream_id: int) -> None:
        """Say that this side sends no more; nothing happens if it has said so, or it is gone."""
        stream = self._table.streams.get(stream_id)
        if stream is None or stream.ended_here:
            return
        stream.ended_here = True
        self._say(frames.window_update(frames.FIN, stream_id, 0))
        if stream.ended_there:
            self._receiver.drop(stream_id)
            return
        oldest = self._timers.closing(stream_id, self._clock())
        if oldest is not None:
            self._reset_late(oldest)

    def abandon(self, stream_id: int) -> None:
        """As `end`; and what the peer still sends is dropped."""
        stream = self._table.streams.get(stream_id)
        if stream is not None:
            stream.abandoned = True
            self.end(stream_id)

    def reset(self, stream_id: int) -> None:
        """End a stream at once, both ways; nothing happens if it is gone."""
        if stream_id in self._table.streams:
            self._say(frames.window_update(frames.RST, stream_id, 0))
            self._receiver.drop(stream_id)

    def ping(self) -> int:
        """Ask for a `PingAnswered`; its value."""
        value = self._pings
        self._pings = (value + 1) & 0xFFFF_FFFF
        self._say(frames.ping(frames.SYN, value))
        return value

    def go_away(self) -> None:
        """Take on no more streams; those that are there go on, and this side may open more."""
        self._receiver.leaving = True
        self._say(frames.go_away(frames.NORMAL))

    def _say(self, frame: bytes) -> None:
        self._allowance.earn()
        self.output.add(frame)

    # What time brings.

    @property
    def due(self) -> float | None:
        """When to call `tick`, on the clock; None if there is nothing to wait for."""
        return None if self.failed else self._timers.next

    def tick(self) -> list[Event]:
        """Do what is due: the keepalive, and the ends of streams that have waited too long."""
        now, timers = self._clock(), self._timers
        if self.failed:
            return []
        stuck = timers.never_accepted(now)
        if stuck is not None:
            seconds = self._settings.open_timeout
            self._fail(
                f"the other side did not accept stream {stuck} within {seconds:g} seconds",
                announced=False,
            )
        elif timers.ping_due(now):
            self._keep_alive(now)
        for stream_id in timers.never_ended(now):
            self._reset_late(stream_id)
        return self.take_events()

    def _keep_alive(self, now: float) -> None:
        if self._timers.ping_unanswered:
            seconds = self._settings.write_timeout
            self._fail(f"a ping was not answered within {seconds:g} seconds", announced=False)
        else:
            self._timers.pinged(self.ping(), now)

    def _reset_late(self, stream_id: int) -> None:
        reason = "the other side did not end its part of the stream in time"
        self._receiver.events.append(StreamReset(stream_id, reason))
        self.reset(stream_id)


def _kept(data: Chunk) -> Chunk:
    """`data`, or a copy if its owner may change it before it is written."""
    owner = data.obj if isinstance(data, memoryview) else data
    return data if isinstance(owner, bytes) else bytes(data)
