"""`YamuxStream`: one stream of a session, a byte stream like a socket."""

from __future__ import annotations

from threading import TIMEOUT_MAX, Condition
from time import monotonic

from gen_plugin_runtime.errors import ConnectionLost
from gen_plugin_runtime.yamux.inbox import Inbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.http2.output import Chunk
    from gen_plugin_runtime.transport import Buffer
    from gen_plugin_runtime.yamux.driver import Driver
    from gen_plugin_runtime.yamux.reading import Reading


class YamuxStream:
    """A stream of a session, as `Session.open` and `Session.accept` give it.

    Fits `transport.TimedByteStream`. One thread at a time may receive, and one may send.

    Attributes:
        stream_id: Its number; the client's are odd.
        peer: The other end of the connection, for people.
    """

    __slots__ = (
        "_closed",
        "_driver",
        "_ended_there",
        "_fault",
        "_inbox",
        "_news",
        "_opened",
        "_reading",
        "_receiving",
        "_on_gone",
        "_sending_ended",
        "peer",
        "stream_id",
    )

    def __init__(
        self,
        driver: Driver,
        reading: Reading,
        stream_id: int,
        peer: str,
        on_gone: Callable[[int], None],
    ) -> None:
        self.stream_id = stream_id
        self.peer = peer
        self._driver = driver
        self._reading = reading
        self._receiving = False  # whether somebody waits for bytes
        self._on_gone = on_gone
        self._inbox = Inbox()
        self._news = Condition(driver.lock)  # for who receives
        self._opened = Condition(driver.lock)  # for who sends
        self._ended_there = False
        self._closed = False
        self._sending_ended = False
        self._fault = ""  # why it can be used no more, where it did not just end

    # For the session, with the lock held.

    def arrive(self, data: bytes) -> None:
        """Take in bytes of the peer."""
        self._inbox.add(data)
        if self._receiving:
            self._reading.deliver(self._news)

    def end_there(self) -> None:
        """Note that the peer sends no more."""
        self._ended_there = True
        self._news.notify_all()

    def break_off(self, reason: str) -> None:
        """Note that the stream was reset, or the session has ended in disorder."""
        self._fault = self._fault or reason
        self.wake()

    def wake(self) -> None:
        """Let those who wait look again."""
        self._news.notify_all()
        self._opened.notify_all()

    def open_window(self) -> None:
        """Note that more can be sent."""
        self._opened.notify_all()

    # For its user.

    def receive(self, limit: int, /) -> bytes:
        """Block for the next bytes, at most `limit`; empty at the end of the stream.

        Raises:
            ConnectionLost: The stream was reset, or the session broke; what came before was given.
        """
        with self._driver.lock:
            self._wait_for_news(None)
            data = self._inbox.take(limit)
            chunks = self._used(len(data))
        if chunks:
            self._driver.writer.write_soon(chunks)
        return data

    def receive_into(self, buffer: memoryview, /) -> int:
        """As `receive`, into `buffer`; the number of bytes, 0 at the end of the stream."""
        with self._driver.lock:
            self._wait_for_news(None)
            count = self._inbox.take_into(buffer)
            chunks = self._used(count)
        if chunks:
            self._driver.writer.write_soon(chunks)
        return count

    def readable(self, seconds: float, /) -> bool:
        """Wait at most `seconds` until `receive` would not block; whether it would not."""
        with self._driver.lock:
            return self._wait_for_news(seconds)

    def send(self, data: Buffer | memoryview, /) -> None:
        """Send all of `data`, blocking as long as the peer does not read.

        Raises:
            ConnectionLost: The stream was closed or reset, or the session ended.
        """
        self._send(_kept(data), None)

    def send_now(self, data: Buffer | memoryview, /) -> int:
        """Send what is possible at once; the number of bytes."""
        with self._driver.lock:
            sent = self._queue(_kept(data))
            chunks = self._driver.writer.claim()
        if chunks:
            self._driver.writer.write_soon(chunks)
        return sent

    def send_within(self, data: Buffer | memoryview, seconds: float, /) -> int:
        """Send what is possible within `seconds`; the number of bytes."""
        return self._send(_kept(data), monotonic() + seconds)

    def end_sending(self) -> None:
        """Say that nothing more is sent; what the peer sends can still be received.

        As in Go, the stream is reset if the peer does not end its part within the session's
        `close_timeout`.
        """
        driver = self._driver
        with driver.lock:
            self._sending_ended = True
            driver.multiplexer.end(self.stream_id)
            chunks = self._after_wish()
        driver.writer.write_soon(chunks)

    def reset(self) -> None:
        """End both directions at once; the peer's receiving and sending fail."""
        self._leave(self._driver.multiplexer.reset)

    def close(self) -> None:
        """End both directions. Wakes every thread that blocks here. May be called again.

        What was sent still arrives. What the peer goes on sending is dropped, and its end awaited:
        above `limits.MAX_DROPPED`, or after the session's `close_timeout`, the stream is reset.
        """
        self._leave(self._driver.multiplexer.abandon)

    def _leave(self, wish: Callable[[int], None]) -> None:
        driver = self._driver
        with driver.lock:
            if self._closed:
                return
            self._closed = self._sending_ended = True
            driver.multiplexer.release(self.stream_id, self._inbox.size)
            self._inbox.clear()
            wish(self.stream_id)
            chunks = self._after_wish()
        driver.writer.write_soon(chunks)

    def _after_wish(self) -> list[Chunk]:
        """What there is to write after the stream may have ended."""
        driver = self._driver
        driver.handle(driver.multiplexer.take_events())
        self._on_gone(self.stream_id)
        self.wake()
        return driver.writer.claim()

    def _wait_for_news(self, seconds: float | None) -> bool:
        """Wait until there is something to receive, an end included; whether there is."""
        if self._inbox.size:
            return True
        self._receiving = True
        try:
            return self._reading.wait(self._news, self._has_news, seconds)
        finally:
            self._receiving = False

    def _has_news(self) -> bool:
        return self._inbox.size > 0 or self._closed or self._ended_there or self._over()

    def _over(self) -> bool:
        if self._fault:
            raise ConnectionLost(f"yamux stream {self.stream_id}: {self._fault}", status=14)
        return self._driver.ended is not None

    def _used(self, count: int) -> list[Chunk]:
        driver = self._driver
        driver.multiplexer.release(self.stream_id, count)
        return driver.writer.claim()

    def _send(self, data: Chunk, until: float | None) -> int:
        """Send until all is sent or the deadline has passed; the number of bytes."""
        driver, sent = self._driver, 0
        while sent < len(data):
            with driver.lock:
                sent += self._queue(data if not sent else memoryview(data)[sent:])
                chunks = driver.writer.claim()
                if not chunks and sent < len(data) and not self._wait_for_room(until):
                    break
            if chunks:
                driver.writer.write(chunks)
        return sent

    def _queue(self, data: Chunk) -> int:
        """Queue as much as may be sent now; the number of bytes. With the lock held."""
        if self._sending_ended:
            raise ConnectionLost(f"yamux stream {self.stream_id} was closed by this side")
        if self._over():
            raise ConnectionLost(f"yamux stream {self.stream_id}: {self._driver.ended}", status=14)
        if self._driver.writer.busy:
            return 0
        multiplexer = self._driver.multiplexer
        sent, size = 0, len(data)
        if 0 < size <= multiplexer.room(self.stream_id):
            multiplexer.send_data(self.stream_id, data)
            return size
        while sent < size:
            count = min(multiplexer.room(self.stream_id), size - sent)
            if not count:
                break
            multiplexer.send_data(self.stream_id, memoryview(data)[sent : sent + count])
            sent += count
        return sent

    def _wait_for_room(self, until: float | None) -> bool:
        """Wait until more may be sent, or never will; False at the deadline."""
        left = None if until is None else min(until - monotonic(), TIMEOUT_MAX)
        if left is not None and left <= 0:
            return False
        if self._driver.writer.busy:
            self._driver.writer.wait(left)
        elif not self._driver.multiplexer.room(self.stream_id):
            self._reading.expect()
            self._opened.wait(left)
        return True


def _kept(data: Chunk) -> Chunk:
    """`data`, or a copy if its owner may change it before it is written."""
    owner = data.obj if isinstance(data, memoryview) else data
    return data if isinstance(owner, bytes) else bytes(data)
