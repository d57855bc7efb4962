"""`Driver`: one session's byte stream and protocol state, shared by the threads that use it."""

from __future__ import annotations

from threading import Lock

from gen_plugin_runtime.yamux.events import SessionFailed
from gen_plugin_runtime.yamux.writing import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.transport import ByteStream
    from gen_plugin_runtime.yamux.events import Event
    from gen_plugin_runtime.yamux.multiplexer import Multiplexer

READ_SIZE = 64 * 1024
"""More would make the allocator map and unmap the buffer each time."""


class Driver:
    """Reads and writes one connection.

    Args:
        stream: Closed when the session ends.
        write_timeout: Seconds that a write may stand still.
        on_event: Called for each event, with `lock` held.
        on_end: Called once, with `lock` held, when `ended` is set.

    Attributes:
        lock: Guards `multiplexer`, and what `on_event` touches.
        ended: Why the session has ended; None while it lives.
        orderly: Whether one of the sides just closed it.
        timed: Whether `read_within` can be used.
    """

    def __init__(
        self,
        stream: ByteStream,
        multiplexer: Multiplexer,
        write_timeout: float,
        on_event: Callable[[Event], None],
        on_end: Callable[[], None],
    ) -> None:
        self.lock = Lock()
        self.multiplexer = multiplexer
        self.writer = Writer(
            stream, multiplexer.output, self.lock, write_timeout, self._write_failed
        )
        self.ended: str | None = None
        self.orderly = False
        self._stream = stream
        self._readable: Callable[[float], bool] | None = getattr(stream, "readable", None)
        self.timed = self._readable is not None
        self._on_event = on_event
        self._on_end = on_end

    def read(self) -> None:
        """Block for the next bytes and handle them. One thread at a time, with the lock held.

        It is not held meanwhile; so for `read_within` and `tick`.
        """
        self.lock.release()
        try:
            data = self._receive()
        finally:
            self.lock.acquire()
        if data:
            self._follow(self.multiplexer.receive, data)

    def read_within(self, seconds: float) -> bool:
        """As `read`, if something comes within `seconds`; whether it did. Needs `timed`."""
        self.lock.release()
        data = b""
        try:
            came = self._readable is not None and self._readable(seconds)
            if came:
                data = self._receive()
        finally:
            self.lock.acquire()
        if data:
            self._follow(self.multiplexer.receive, data)
        return came

    def tick(self) -> None:
        """Do what is due."""
        self._follow(self.multiplexer.tick)

    def _receive(self) -> bytes:
        """The next bytes; none if the session has ended. Without the lock."""
        try:
            data = self._stream.receive(READ_SIZE)
        except ConnectionResetError:
            data = b""  # the peer closed it before it had read all: yamux knows no other goodbye
        except OSError as error:
            self.end(f"the connection broke: {error}")
            return b""
        except BaseException as error:
            self.end(f"reading was interrupted, bytes may be lost: {error!r}")
            raise
        if not data:
            self.end("the other side closed the connection", orderly=True)
        return data

    def _follow(self, step: Callable[..., list[Event]], *arguments: bytes) -> None:
        """Pass on the events of a step, and write what they brought about."""
        try:
            self.handle(step(*arguments))
        except BaseException as error:
            # Not the peer's fault, but ours; whoever waits must not wait for ever.
            self._conclude(f"this side's yamux failed: {error!r}", orderly=False)
            self._unlocked(self._close)
            raise
        if self.multiplexer.output.size:
            self._unlocked(self.writer.flush_soon)
        if self.multiplexer.failed:
            self._unlocked(self._close)

    def _unlocked(self, step: Callable[[], None]) -> None:
        self.lock.release()
        try:
            step()
        finally:
            self.lock.acquire()

    def handle(self, events: list[Event]) -> None:
        """Pass events on. With the lock held."""
        for event in events:
            if self.ended is not None:
                return  # those who would care have been told
            if isinstance(event, SessionFailed):
                self._conclude(f"yamux: {event.reason}", orderly=False)
            else:
                self._on_event(event)

    def _write_failed(self, error: BaseException) -> None:
        """A peer that has left may have said something before: the reader finds its end."""
        if isinstance(error, BrokenPipeError | ConnectionResetError):
            return
        if isinstance(error, OSError):
            self.end(f"the connection broke: {error}")
        else:
            self.end(f"writing was interrupted, bytes may be lost: {error!r}")

    def end(self, reason: str, *, orderly: bool = False) -> None:
        """End the session and close its stream; the first reason counts. Without the lock."""
        with self.lock:
            self._conclude(reason, orderly=orderly)
        self._close()

    def _conclude(self, reason: str, *, orderly: bool) -> None:
        if self.ended is None:
            self.ended = reason
            self.orderly = orderly
            self._on_end()

    def _close(self) -> None:
        with self.lock:
            self.writer.stop()
        self._stream.close()
