"""`Driver`: one session's byte stream and protocol state, shared by the threads that use it."""

from __future__ import annotations

from threading import Lock

from gen_plugin_runtime.errors import CallError
from gen_plugin_runtime.threads.reading import CallerReading
from gen_plugin_runtime.threads.torn import passed_through
from gen_plugin_runtime.threads.writing import Writer
from gen_plugin_runtime.yamux.events import SessionFailed
from gen_plugin_runtime.yamux.frames import HEADER_SIZE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Protocol

    from gen_plugin_runtime.transport import ByteStream
    from gen_plugin_runtime.yamux.events import Event
    from gen_plugin_runtime.yamux.multiplexer import Multiplexer

    class Reader(Protocol):
        """A stream whose user reads the session."""

        def take_own(self, stream_id: int, data: bytes, /) -> bool:
            """Keep data, if it is this stream's and the next of it. With the lock held."""


READ_SIZE = 64 * 1024
"""More would make the allocator map and unmap the buffer each time."""
_PROTOCOL = "gen_plugin_runtime.yamux.multiplexer"
"""All steps of the protocol begin there."""


class Driver:
    """Reads and writes one connection.

    A thread that waits for a stream's bytes reads the connection itself if nobody else does. The
    keeper of `reading` sees to it that somebody reads at any time, so that pings are answered and
    windows kept whatever the streams' users do.

    Args:
        stream: Closed when the session ends.
        write_timeout: Seconds that a write may stand still.
        on_event: Called for each event, with `lock` held.
        on_data: Called in place of it with a stream's id and what it has received, likewise.
        on_end: Called with `lock` held, when `ended` is set; maybe several times, for an interrupt
            may come amid it.

    Attributes:
        lock: Guards `multiplexer`, and what `on_event` touches.
        ended: Why the session has ended; None while it lives.
        guard: Around what a thread of a user's does, where an interrupt may come: see `recover`.
            Where it would cost too much the same is done by hand.
        orderly: Whether one of the sides just closed it.
        timed: Whether `read_within` can be used.
    """

    def __init__(
        self,
        stream: ByteStream,
        multiplexer: Multiplexer,
        write_timeout: float,
        on_event: Callable[[Event], None],
        on_data: Callable[[int, bytes], None],
        on_end: Callable[[], None],
    ) -> None:
        self.lock = Lock()
        self.multiplexer = multiplexer
        self.writer = Writer(
            stream, multiplexer.output, self.lock, self._write_failed, write_timeout
        )
        self.reading = CallerReading(self, "yamux-reader")
        self.guard = Guard(self)
        self.ended: str | None = None
        self.orderly = False
        self._stream = stream
        self._readable: Callable[[float], bool] | None = getattr(stream, "readable", None)
        self.timed = self._readable is not None
        self._on_event = on_event
        self._on_data = on_data
        self._on_end = on_end

    def read(self, reader: Reader | None = None) -> None:
        """Block for the next bytes and handle them. One thread at a time.

        Args:
            reader: The stream whose user reads, for data of its own: it may take that at once.
        """
        try:
            data = self._receive()
            if not data:
                return
            with self.lock:
                stream_id = self.multiplexer.receive_lone(data)
                if stream_id:  # mostly: a small call's data, which needs no event
                    payload = data[HEADER_SIZE:]
                    if reader is None or not reader.take_own(stream_id, payload):
                        self._on_data(stream_id, payload)
            if not stream_id:
                self._follow(self.multiplexer.receive, data)
        except BaseException as error:
            self._torn(error)
            raise

    def read_within(self, seconds: float, reader: Reader | None = None) -> bool:
        """As `read`, if something comes within `seconds`; whether it did. Needs `timed`."""
        if self._readable is None or not self._readable(seconds):
            return False
        self.read(reader)
        return True

    def tick(self) -> None:
        """Do what is due. By one thread at a time."""
        try:
            self._follow(self.multiplexer.tick)
        except BaseException as error:
            self._torn(error)
            raise

    def _torn(self, error: BaseException) -> None:
        """Not the peer's fault, but ours; whoever waits must not wait for ever."""
        if isinstance(error, Exception):
            self.end(f"this side's yamux failed: {error!r}")
        else:
            self.end(f"reading was interrupted, bytes may be lost: {error!r}")

    def _receive(self) -> bytes:
        """The next bytes; none if the session has ended."""
        try:
            data = self._stream.receive(READ_SIZE)
        except ConnectionResetError:
            data = b""  # the peer closed it before it had read all: yamux knows no other goodbye
        except OSError as error:
            self.end(f"the connection broke: {error}")
            return b""
        if not data:
            self.end("the other side closed the connection", orderly=True)
        return data

    def _follow(self, step: Callable[..., list[Event]], *arguments: bytes) -> None:
        """Pass on the events of a step, and write what they brought about."""
        multiplexer = self.multiplexer
        with self.lock:
            self.handle(step(*arguments))
        if multiplexer.output.size:
            self.writer.flush_soon()
        if multiplexer.failed:
            self._close()

    def handle(self, events: list[Event]) -> None:
        """Pass events on. With the lock held."""
        for event in events:
            if type(event) is SessionFailed:
                self._conclude(f"yamux: {event.reason}", orderly=False)
            elif self.ended is None:  # else those who would care have been told
                self._on_event(event)

    def recover(self, error: BaseException) -> None:
        """The calling thread was torn out of its work, by an interrupt mostly. Without the lock."""
        self.reading.recover()
        if passed_through(error, _PROTOCOL):
            self.end(f"this side was interrupted amid a step: {error!r}")
        self.writer.recover(error)

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
            self.orderly = orderly
            self.ended = reason
        self._on_end()

    def _close(self) -> None:
        self.writer.stop()
        self._stream.close()


class Guard:
    """Has a driver recover where something but an error of the session's comes out of a block."""

    __slots__ = ("_driver",)

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None and not isinstance(error, CallError):
            self._driver.recover(error)
