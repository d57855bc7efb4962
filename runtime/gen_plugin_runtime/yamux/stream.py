"""`YamuxStream`: one stream of a session, a byte stream like a socket."""

from __future__ import annotations

from threading import Condition
from time import monotonic

from gen_plugin_runtime.errors import ConnectionLost
from gen_plugin_runtime.threads.deadlines import left_until
from gen_plugin_runtime.threads.reading import SLICE
from gen_plugin_runtime.threads.waiter import Waiter
from gen_plugin_runtime.yamux.inbox import Inbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.transport import Buffer
    from gen_plugin_runtime.yamux.driver import Driver


class YamuxStream:
    """A stream of a session, as `Session.open` and `Session.accept` give it.

    Fits `transport.TimedByteStream`. One thread at a time may receive, and one may send.

    Attributes:
        stream_id: Its number; the client's are odd.
        peer: The other end of the connection, for people.
    """

    __slots__ = (
        "_driver",
        "_fault",
        "_inbox",
        "_its_own",
        "_left",
        "_loss",
        "_on_gone",
        "_opened",
        "_over",
        "_receiving",
        "_sending_ended",
        "peer",
        "stream_id",
    )

    def __init__(
        self, driver: Driver, stream_id: int, peer: str, on_gone: Callable[[int], None]
    ) -> None:
        self.stream_id = stream_id
        self.peer = peer
        self._driver = driver
        self._on_gone = on_gone
        self._its_own = b""  # what its user has read himself, before all that is in the inbox
        self._inbox = Inbox()
        self._receiving: Waiter | None = None  # where somebody waits for bytes who does not lead
        self._opened = Condition(driver.lock)  # for who sends
        self._over = False  # whether nothing more comes
        self._sending_ended = False
        self._left = False
        self._loss = ""  # why nothing more comes, if that is not the peer's orderly end
        self._fault = ""  # why nothing can be sent

    # For the session, with the lock held.

    def arrive(self, data: bytes) -> None:
        """Take in bytes of the peer."""
        self._inbox.add(data)
        waiter = self._receiving
        if waiter is not None:
            self._driver.reading.deliver(waiter)

    def take_own(self, stream_id: int, data: bytes, /) -> bool:
        """Keep data that the stream's own user has read; whether it is the next of this stream."""
        if stream_id != self.stream_id or self._inbox.size:
            return False
        self._driver.multiplexer.release(stream_id, len(data))
        self._its_own = data
        return True

    def end_there(self) -> None:
        """Note that the peer sends no more."""
        self._over = True
        self._driver.reading.deliver(self._receiving)

    def break_off(self, reason: str) -> None:
        """Note that the stream was reset, or the session has ended in disorder."""
        if not self._over:
            self._loss = reason
        self._fault = self._fault or reason
        self.finish()

    def finish(self) -> None:
        """Note that nothing more comes, and nothing can be sent: let those who wait look."""
        self.end_there()
        self._opened.notify_all()

    def open_window(self) -> None:
        """Note that more can be sent."""
        self._opened.notify_all()

    # For its user. Who is interrupted may be in the middle of what it does for other streams.

    def receive(self, limit: int, /) -> bytes:
        """Block for the next bytes, at most `limit`; empty at the end of the stream.

        Raises:
            ConnectionLost: The stream was reset, or the session broke; what came before was given.
        """
        driver = self._driver
        try:
            if self._its_own or self._read_directly(SLICE):
                return self._take_own(limit)
            if not self._inbox.size:
                self._wait_for_news(None)
            with driver.lock:
                data = self._inbox.take(limit)
                driver.multiplexer.release(self.stream_id, len(data))
            if driver.multiplexer.output.size:
                driver.writer.flush_soon()
            if not data:
                self._check_loss()
        except ConnectionLost:
            raise
        except BaseException as error:
            driver.recover(error)
            raise
        return data

    def receive_into(self, buffer: memoryview, /) -> int:
        """As `receive`, into `buffer`; the number of bytes, 0 at the end of the stream."""
        driver = self._driver
        try:
            self._wait_for_news(None)
            if self._its_own:
                data = self._take_own(len(buffer))
                buffer[: len(data)] = data
                return len(data)
            with driver.lock:
                count = self._inbox.take_into(buffer)
                driver.multiplexer.release(self.stream_id, count)
            if driver.multiplexer.output.size:
                driver.writer.flush_soon()
            if not count:
                self._check_loss()
        except ConnectionLost:
            raise
        except BaseException as error:
            driver.recover(error)
            raise
        return count

    def readable(self, seconds: float, /) -> bool:
        """Wait at most `seconds` until `receive` would not block; whether it would not."""
        try:
            until = monotonic() + seconds
            if self._its_own or self._read_directly(min(seconds, SLICE)):
                return True
            return self._wait_for_news(until)
        except BaseException as error:
            self._driver.recover(error)
            raise

    def send(self, data: Buffer | memoryview, /) -> None:
        """Send all of `data`, blocking as long as the peer does not read.

        Raises:
            ConnectionLost: The stream was closed or reset, or the session ended.
        """
        self._send(data, None)

    def send_now(self, data: Buffer | memoryview, /) -> int:
        """Send what is possible at once; the number of bytes."""
        driver = self._driver
        try:
            with driver.lock:
                sent = self._queue(data)
                chunks = driver.writer.claim()
            if chunks:
                driver.writer.write_soon(chunks)
        except ConnectionLost:
            raise
        except BaseException as error:
            driver.recover(error)
            raise
        return sent

    def send_within(self, data: Buffer | memoryview, seconds: float, /) -> int:
        """Send what is possible within `seconds`; the number of bytes."""
        return self._send(data, monotonic() + seconds)

    def end_sending(self) -> None:
        """Say that nothing more is sent; what the peer sends can still be received.

        As in Go, the stream is reset if the peer does not end its part within the session's
        `close_timeout`.
        """
        driver = self._driver
        with driver.guard:
            with driver.lock:
                self._sending_ended = True
                driver.multiplexer.end(self.stream_id)
                self._tell_end()
            driver.writer.flush_soon()

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
        with driver.guard:
            with driver.lock:
                if self._left:
                    return
                self._over = self._sending_ended = True
                driver.multiplexer.release(self.stream_id, self._inbox.size)
                self._inbox.clear()
                wish(self.stream_id)
                self._tell_end()
                self._left = True  # not before: an interrupt may come first
            driver.writer.flush_soon()

    def _tell_end(self) -> None:
        """The stream may have ended both ways, by a wish of this side."""
        driver = self._driver
        driver.handle(driver.multiplexer.take_events())
        self._on_gone(self.stream_id)
        driver.reading.deliver(self._receiving)
        self._opened.notify_all()

    def _read_directly(self, seconds: float) -> bool:
        """Read the session once, if nobody else does; whether it was data of this stream.

        As `_wait_for_news` mostly goes, by a shorter way.
        """
        reading = self._driver.reading
        if self._inbox.size or self._over or not reading.try_lead():
            return False
        try:
            self._driver.read_within(seconds, self)
        finally:
            reading.release()
        return bool(self._its_own)

    def _take_own(self, limit: int) -> bytes:
        data, self._its_own = self._its_own[:limit], self._its_own[limit:]
        if self._driver.multiplexer.output.size:
            self._driver.writer.flush_soon()
        return data

    def _wait_for_news(self, deadline: float | None) -> bool:
        """Wait until there is something to receive, an end included; whether there is."""
        if self._inbox.size > 0 or self._its_own:
            return True
        found = self._driver.reading.wait(self._wait_at, self._has_news, deadline, brief=True)
        self._receiving = None
        return found

    def _check_loss(self) -> None:
        if self._loss:
            raise ConnectionLost(f"yamux stream {self.stream_id}: {self._loss}", status=14)

    def _wait_at(self) -> Waiter:
        self._receiving = Waiter()
        return self._receiving

    def _has_news(self) -> bool:
        return self._inbox.size > 0 or self._over

    def _send(self, data: Buffer | memoryview, deadline: float | None) -> int:
        """Send until all is sent or the deadline has passed; the number of bytes."""
        driver, sent = self._driver, 0
        with driver.guard:
            while sent < len(data):
                with driver.lock:
                    sent += self._queue(data if not sent else memoryview(data)[sent:])
                    chunks = driver.writer.claim()
                    done = sent == len(data)
                    if not chunks and not done and not self._wait_for_room(deadline):
                        break
                driver.writer.write(chunks, deadline)
        return sent

    def _queue(self, data: Buffer | memoryview) -> int:
        """Queue as much as may be sent now; the number of bytes. With the lock held."""
        driver = self._driver
        if self._sending_ended or self._fault or driver.ended is not None:
            raise self._refusal()
        if driver.writer.busy:
            return 0
        sent = count = driver.multiplexer.send_data(self.stream_id, data)
        while count and sent < len(data):
            count = driver.multiplexer.send_data(self.stream_id, memoryview(data)[sent:])
            sent += count
        return sent

    def _refusal(self) -> ConnectionLost:
        """Why nothing can be sent."""
        if self._sending_ended:
            return ConnectionLost(f"yamux stream {self.stream_id} was closed by this side")
        reason = self._fault or self._driver.ended
        return ConnectionLost(f"yamux stream {self.stream_id}: {reason}", status=14)

    def _wait_for_room(self, deadline: float | None) -> bool:
        """Wait until more may be sent, or never will; False at the deadline."""
        left = left_until(deadline)
        if left == 0:
            return False
        driver = self._driver
        if driver.writer.busy:
            driver.writer.wait_caught_up(left)
        elif not driver.multiplexer.room(self.stream_id):
            driver.reading.expect()
            self._opened.wait(left)
        return True
