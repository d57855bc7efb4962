"""`Session`: one end of a yamux session over a byte stream."""

from __future__ import annotations

from threading import Condition
from time import monotonic

from gen_plugin_runtime.errors import CallTimeout, ConnectionLost
from gen_plugin_runtime.threads.deadlines import left_until
from gen_plugin_runtime.threads.waiter import Waiter
from gen_plugin_runtime.yamux.clockwork import Clockwork
from gen_plugin_runtime.yamux.driver import Driver
from gen_plugin_runtime.yamux.events import (
    DataReceived,
    EndReceived,
    PingAnswered,
    StreamEvent,
    StreamReset,
    StreamWaiting,
)
from gen_plugin_runtime.yamux.multiplexer import Multiplexer
from gen_plugin_runtime.yamux.settings import Settings
from gen_plugin_runtime.yamux.stream import YamuxStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from gen_plugin_runtime.transport import ByteStream
    from gen_plugin_runtime.yamux.arrival import Arrival
    from gen_plugin_runtime.yamux.events import Event

_LAST_WRITES = 1.0  # seconds for what is queued when the session is closed
_JOIN = 5.0  # seconds for each thread to end, once the stream is closed


class Session:
    """Many streams over one. Safe for many threads.

    Pings are answered and windows kept whatever the streams' users do.

    Args:
        stream: The connection; the session closes it. One with the methods of
            `transport.TimedByteStream` is best: on others a write that stands still is found out
            by the keepalive alone.
        is_client: Which side this is: in go-plugin the host.
        settings: What is not as Go has it.
        on_arrival: Told of each stream that the other side opens, in their order, by the thread
            that reads: what it neither accepts nor refuses waits for `accept`. It must not block.
    """

    def __init__(
        self,
        stream: ByteStream,
        *,
        is_client: bool,
        settings: Settings | None = None,
        on_arrival: Callable[[Arrival], None] | None = None,
    ) -> None:
        self._on_arrival = on_arrival
        self._settings = settings or Settings()
        self._peer: str = getattr(stream, "peer", "unknown")
        self._streams: dict[int, YamuxStream] = {}
        self._answered: dict[int, float] = {}  # when the pings that somebody waits for were
        multiplexer = Multiplexer(is_client=is_client, settings=self._settings)
        self._driver = Driver(
            stream,
            multiplexer,
            self._settings.write_timeout,
            self._receive,
            self._receive_data,
            self._wake_all,
        )
        self._news = Condition(self._driver.lock)
        self._clockwork = Clockwork(self._driver)
        self._settling: set[Waiter] = set()  # of who waits for a stream of ours to be accepted
        self._driver.reading.start()
        with self._driver.lock:
            self._clockwork.look()

    @property
    def ended(self) -> str | None:
        """Why the session has ended; None while it lives."""
        return self._driver.ended

    @property
    def open_streams(self) -> int:
        """Streams that have not ended both ways, those that wait for `accept` included."""
        with self._driver.lock:
            return self._driver.multiplexer.open_streams

    def open(self, timeout: float | None = None) -> YamuxStream:
        """Open a stream, which can be used at once; the other side gets it by its `accept`.

        Args:
            timeout: Seconds to wait while the other side has too many streams to accept; the
                session's `open_timeout` if not given.

        Raises:
            ConnectionLost: The session has ended, the other side accepts no new streams, or the
                stream ids are used up.
            CallTimeout: Too many streams wait for the other side to accept them.
        """
        seconds = self._settings.open_timeout if timeout is None else timeout
        driver = self._driver
        stream_id = 0
        try:
            with driver.guard:
                with driver.lock:
                    self._wait_for_room(seconds)
                    stream_id = driver.multiplexer.open()
                    made = self._add(stream_id)
                    self._clockwork.look()
                driver.writer.flush()
        except BaseException:
            if stream_id:
                self._give_back(stream_id)
            raise
        return made

    def _wait_for_room(self, seconds: float) -> None:
        """Wait until one more stream may be opened. With the lock held."""
        if not self._wait(lambda: self._driver.multiplexer.may_open, seconds):
            raise CallTimeout(
                f"the other side has {self._settings.accept_backlog} yamux streams to accept, and"
                f" accepted none within {seconds:g} seconds",
                status=4,
            )

    def _give_back(self, stream_id: int) -> None:
        """Reset a stream that nobody has got."""
        driver = self._driver
        with driver.lock:
            driver.multiplexer.reset(stream_id)
            driver.handle(driver.multiplexer.take_events())
            self._look_after(stream_id)
        driver.writer.flush_soon()

    def wait_accepted(self, stream: YamuxStream, timeout: float) -> None:
        """Wait until the other side has accepted a stream.

        Args:
            stream: This side opened it.
            timeout: Seconds to wait.

        Raises:
            ConnectionLost: The session has ended, or the stream was refused.
            CallTimeout: It was not accepted in that time.
        """
        driver, multiplexer, stream_id = self._driver, self._driver.multiplexer, stream.stream_id
        waiter = Waiter()

        def is_settled() -> bool:
            return (
                driver.ended is not None
                or multiplexer.accepted(stream_id)
                or not multiplexer.knows(stream_id)
            )

        try:
            self._settling.add(waiter)
            with driver.guard:
                until = monotonic() + timeout
                if not driver.reading.wait(lambda: waiter, is_settled, until, brief=True):
                    raise CallTimeout(
                        f"the other side did not accept a yamux stream within {timeout:g} seconds",
                        status=4,
                    )
        finally:
            self._settling.discard(waiter)
        self._check_lives()
        if not multiplexer.knows(stream_id):
            raise ConnectionLost("the other side refused the yamux stream", status=14)

    def accept(self, timeout: float | None = None) -> YamuxStream | None:
        """The next stream that the other side opened.

        Args:
            timeout: Seconds to wait for it; without end if not given.

        Returns:
            None if there was none in that time.

        Raises:
            ConnectionLost: The session has ended.
        """
        driver = self._driver
        found: list[int] = []

        def accept() -> bool:
            stream_id = driver.multiplexer.accept()
            if stream_id is not None:
                found.append(stream_id)
            return bool(found)

        try:
            with driver.guard:
                with driver.lock:
                    if not self._wait(accept, timeout):
                        return None
                    accepted = self._streams[found[0]]
                driver.writer.flush()
        except BaseException:
            for stream_id in found:
                self._give_back(stream_id)
            raise
        return accepted

    def ping(self, timeout: float | None = None) -> float:
        """The seconds that the other side took to answer.

        Args:
            timeout: Seconds to wait; the session's `write_timeout` if not given.

        Raises:
            ConnectionLost: The session has ended.
            CallTimeout: There was no answer in that time.
        """
        seconds = self._settings.write_timeout if timeout is None else timeout
        driver = self._driver
        begun = monotonic()
        value = -1
        try:
            with driver.guard:
                with driver.lock:
                    self._check_lives()
                    value = driver.multiplexer.ping()
                    self._answered[value] = 0.0
                driver.writer.flush()
                with driver.lock:
                    if not self._wait(lambda: bool(self._answered[value]), seconds):
                        raise CallTimeout(
                            f"a yamux ping was not answered within {seconds:g} seconds", status=4
                        )
                    return self._answered[value] - begun
        finally:
            self._answered.pop(value, None)

    def go_away(self) -> None:
        """Accept no more streams of the other side; those that are there go on."""
        driver = self._driver
        with driver.guard:
            with driver.lock:
                self._check_lives()
                driver.multiplexer.go_away()
            driver.writer.flush()

    def close(self) -> None:
        """End the session with all its streams; whoever waits for something is woken.

        What was sent is written first, as far as the other side reads. May be called again.
        """
        if self._driver.ended is None:
            self._driver.writer.wait_written(monotonic() + _LAST_WRITES)
        self._driver.end("this side closed the session", orderly=True)
        self._join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _join(self) -> None:
        self._driver.reading.stop(_JOIN)
        self._clockwork.join(_JOIN)
        self._driver.writer.join(_JOIN)

    def _wait(self, is_so: Callable[[], bool], seconds: float | None) -> bool:
        """Wait until it is so; False after `seconds`. With the lock held."""
        until = None if seconds is None else monotonic() + seconds
        while True:
            self._check_lives()
            if is_so():
                return True
            left = left_until(until)
            if left == 0:
                return False
            self._driver.reading.expect()
            self._news.wait(left)

    def _check_lives(self) -> None:
        if self._driver.ended is not None:
            raise ConnectionLost(f"the yamux session has ended: {self._driver.ended}", status=14)

    # With the lock held, from here on.

    def _add(self, stream_id: int) -> YamuxStream:
        made = YamuxStream(self._driver, stream_id, self._peer, self._look_after)
        self._streams[stream_id] = made
        return made

    def _look_after(self, stream_id: int) -> None:
        """Let go of a stream that has ended both ways, and mind what is due of the others."""
        if not self._driver.multiplexer.knows(stream_id):
            self._streams.pop(stream_id, None)
        self._clockwork.look()

    def _receive(self, event: Event) -> None:
        if type(event) is DataReceived:  # mostly
            self._receive_data(event.stream_id, event.data)
        elif isinstance(event, StreamEvent):
            self._follow(event)
        elif isinstance(event, PingAnswered):
            self._follow_answer(event.value)
        else:
            self._tell_all()

    def _receive_data(self, stream_id: int, data: bytes) -> None:
        stream = self._streams.get(stream_id)
        if stream is not None:
            stream.arrive(data)

    def _tell_all(self) -> None:
        """Let everybody look who waits for something of the session's."""
        self._news.notify_all()
        for waiter in list(self._settling):
            self._driver.reading.deliver(waiter)

    def _follow(self, event: StreamEvent) -> None:
        stream = self._streams.get(event.stream_id)
        if isinstance(event, StreamWaiting):
            self._arrive(self._add(event.stream_id))
        elif stream is None:
            return  # it was refused while this was on its way
        elif isinstance(event, EndReceived):
            stream.end_there()
            if event.gone:
                del self._streams[event.stream_id]
        elif isinstance(event, StreamReset):
            del self._streams[event.stream_id]
            stream.break_off(event.reason)
        else:
            stream.open_window()

    def _arrive(self, stream: YamuxStream) -> None:
        if self._on_arrival is not None:
            # Not before: net/rpc does without.
            from gen_plugin_runtime.yamux.arrival import Arrival

            multiplexer = self._driver.multiplexer
            self._on_arrival(Arrival(multiplexer, stream))
            self._driver.handle(multiplexer.take_events())
        self._news.notify_all()

    def _follow_answer(self, ping: int) -> None:
        if ping in self._answered:
            self._answered[ping] = monotonic()
            self._news.notify_all()
        else:
            self._clockwork.look()  # the next keepalive's time has been set

    def _wake_all(self) -> None:
        """The session has ended."""
        self._tell_all()
        self._clockwork.stop()
        self._driver.reading.expect()  # so that the keeper sees it
        for stream in list(self._streams.values()):
            if self._driver.orderly:
                stream.finish()
            else:
                stream.break_off(str(self._driver.ended))
        self._streams.clear()
