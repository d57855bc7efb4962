"""Two sides wired together, whatever they wish and however their bytes are cut."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.yamux.wire import take_in

from gen_plugin_runtime.yamux.events import (
    DataReceived,
    EndReceived,
    PingAnswered,
    SessionFailed,
    StreamReset,
)
from gen_plugin_runtime.yamux.limits import INITIAL_WINDOW
from gen_plugin_runtime.yamux.multiplexer import Multiplexer
from gen_plugin_runtime.yamux.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.yamux.events import Event

SIDES = st.sampled_from([0, 1])
BACKLOG = 3
WINDOWS = [INITIAL_WINDOW, INITIAL_WINDOW + 100_000]
COUNTS = st.one_of(st.integers(1, 40), st.integers(1, 2 * INITIAL_WINDOW))


def pattern(start: int, count: int) -> bytes:
    """Bytes of a stream from an offset on, which tell lost and swapped ones."""
    period = bytes(range(251))
    shift = start % 251
    return (period * (count // 251 + 2))[shift : shift + count]


class Half:
    """What one side has sent and received on a stream."""

    def __init__(self) -> None:
        self.sent = 0
        self.received = 0
        self.unread = 0
        self.ended = False
        self.end_received = False
        self.reset = False


class Side:
    def __init__(self, number: int) -> None:
        self.session = Multiplexer(
            is_client=number == 0,
            settings=Settings(accept_backlog=BACKLOG, window=WINDOWS[number]),
            clock=lambda: 0.0,
        )
        self.wire = bytearray()  # written, and not arrived
        self.streams: dict[int, Half] = {}
        self.pings: set[int] = set()

    def collect(self) -> None:
        for event in self.session.take_events():
            self.follow(event)
        for chunk in self.session.output.take():
            self.wire += chunk

    def follow(self, event: Event) -> None:
        assert not isinstance(event, SessionFailed), event.reason
        if isinstance(event, DataReceived):
            half = self.streams.setdefault(event.stream_id, Half())
            assert event.data == pattern(half.received, len(event.data))
            assert not half.end_received
            half.received += len(event.data)
            half.unread += len(event.data)
            assert half.unread <= max(WINDOWS)
        elif isinstance(event, EndReceived):
            half = self.streams.setdefault(event.stream_id, Half())
            assert not half.end_received
            half.end_received = True
        elif isinstance(event, StreamReset):
            self.streams.setdefault(event.stream_id, Half()).reset = True
        elif isinstance(event, PingAnswered):
            self.pings.remove(event.value)


class TwoSides(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.sides = [Side(0), Side(1)]

    def some_stream(self, side: Side, choice: int) -> int | None:
        known = [key for key, half in side.streams.items() if not half.reset]
        return sorted(known)[choice % len(known)] if known else None

    @rule(side=SIDES)
    def open(self, side: int) -> None:
        wishing = self.sides[side]
        if wishing.session.may_open and len(wishing.streams) < 12:
            stream_id = wishing.session.open()
            assert stream_id not in wishing.streams
            wishing.streams[stream_id] = Half()
            wishing.collect()

    @rule(side=SIDES)
    def accept(self, side: int) -> None:
        wishing = self.sides[side]
        stream_id = wishing.session.accept()
        if stream_id is not None:
            wishing.streams.setdefault(stream_id, Half())
        wishing.collect()

    @rule(side=SIDES, choice=st.integers(0, 20), count=COUNTS, end=st.booleans())
    def send(self, side: int, choice: int, count: int, end: bool) -> None:
        wishing = self.sides[side]
        stream_id = self.some_stream(wishing, choice)
        if stream_id is None or wishing.streams[stream_id].ended:
            return
        half = wishing.streams[stream_id]
        count = min(count, wishing.session.room(stream_id))
        if count:
            wishing.session.send_data(stream_id, pattern(half.sent, count))
            half.sent += count
        if end and half.sent > INITIAL_WINDOW // 4:
            wishing.session.end(stream_id)
            half.ended = True
        wishing.collect()

    @rule(side=SIDES, choice=st.integers(0, 20), count=COUNTS)
    def read(self, side: int, choice: int, count: int) -> None:
        wishing = self.sides[side]
        stream_id = self.some_stream(wishing, choice)
        if stream_id is not None:
            self._read(wishing, stream_id, count)

    def _read(self, side: Side, stream_id: int, count: int) -> None:
        half = side.streams[stream_id]
        count = min(count, half.unread)
        half.unread -= count
        side.session.release(stream_id, count)
        side.collect()

    @rule(side=SIDES, choice=st.integers(0, 20))
    def reset(self, side: int, choice: int) -> None:
        wishing = self.sides[side]
        stream_id = self.some_stream(wishing, choice)
        if stream_id is not None and choice % 4 == 0:
            wishing.session.reset(stream_id)
            wishing.streams[stream_id].reset = True
            wishing.collect()

    @rule(side=SIDES)
    def ping(self, side: int) -> None:
        wishing = self.sides[side]
        wishing.pings.add(wishing.session.ping())
        wishing.collect()

    @rule(side=SIDES, cuts=st.lists(st.integers(1, 30), min_size=1, max_size=12))
    @precondition(lambda self: any(side.wire for side in self.sides))
    def deliver_little(self, side: int, cuts: list[int]) -> None:
        for count in cuts:
            self._deliver(side, count)

    @rule(side=SIDES, cuts=st.lists(COUNTS, min_size=1, max_size=6))
    @precondition(lambda self: any(side.wire for side in self.sides))
    def deliver(self, side: int, cuts: list[int]) -> None:
        for count in cuts:
            self._deliver(side, count)

    def _deliver(self, side: int, count: int) -> None:
        """Some of what this side wrote arrives."""
        writing, reading = self.sides[side], self.sides[1 - side]
        piece = bytes(writing.wire[:count])
        del writing.wire[:count]
        for event in take_in(reading.session, piece):
            reading.follow(event)
        reading.collect()

    @invariant()
    def no_window_is_exceeded(self) -> None:
        for side in self.sides:
            for stream_id, half in side.streams.items():
                assert half.unread <= half.received
                if not half.reset and not half.ended:
                    assert side.session.room(stream_id) <= max(WINDOWS)

    def teardown(self) -> None:
        """In the end everything arrives, and everybody may go on."""
        while any(side.wire for side in self.sides):
            for number in (0, 1):
                self._deliver(number, len(self.sides[number].wire))
        for side in self.sides:
            while side.session.accept() is not None:
                side.collect()
            for stream_id, half in side.streams.items():
                self._read(side, stream_id, half.unread)
        while any(side.wire for side in self.sides):
            for number in (0, 1):
                self._deliver(number, len(self.sides[number].wire))
        assert not any(side.pings for side in self.sides)
        for this, that in (self.sides, self.sides[::-1]):
            for stream_id, half in this.streams.items():
                self._compare(this, stream_id, half, that.streams.get(stream_id))

    def _compare(self, this: Side, stream_id: int, half: Half, other: Half | None) -> None:
        if half.reset or (other is not None and other.reset):
            return
        if not half.sent and not half.ended:
            return
        assert other is not None
        assert other.received == half.sent
        assert other.end_received is half.ended
        if not half.ended and not other.end_received:
            assert this.session.room(stream_id) > INITIAL_WINDOW // 2 - 1


TestTwoSides = TwoSides.TestCase
TestTwoSides.settings = settings(max_examples=100, stateful_step_count=60, deadline=None)
