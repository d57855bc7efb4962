"""`Driver`: one connection's byte stream and protocol state, shared by threads."""

from __future__ import annotations

from threading import Lock

from gen_plugin_runtime.grpc.writing import Writer
from gen_plugin_runtime.http2.codes import error_name
from gen_plugin_runtime.http2.connection import Connection
from gen_plugin_runtime.http2.events import ConnectionFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.http2.events import Event
    from gen_plugin_runtime.transport import ByteStream

READ_SIZE = 64 * 1024
"""More would make the allocator map and unmap the buffer each time."""
_LAST_WORDS = 1.0  # seconds to read on, once the peer takes nothing any more


class Driver:
    """Reads and writes one connection on behalf of the threads that use it.

    Args:
        stream: Closed when the connection ends.
        on_event: Called for each event, with `lock` held, by the thread that reads.
        on_end: Called once, with `lock` held, with the reason for people.

    Attributes:
        lock: Guards `protocol`, and what `on_event` touches.
        ended: Why the connection has ended; None while it lives.
        timed: Whether `read_within` can be used.
    """

    def __init__(
        self,
        stream: ByteStream,
        protocol: Connection,
        on_event: Callable[[Event], None],
        on_end: Callable[[str], None],
    ) -> None:
        self.lock = Lock()
        self.protocol = protocol
        self.ended: str | None = None
        self.writer = Writer(stream, protocol, self.lock, self._write_failed)
        self._stream = stream
        self._readable: Callable[[float], bool] | None = getattr(stream, "readable", None)
        self.timed = self._readable is not None
        self._on_event = on_event
        self._on_end = on_end
        self._write_error: OSError | None = None

    def read(self) -> None:
        """Block for the next bytes and handle them. One thread at a time."""
        if self._write_error is not None and not self._has_last_words(self._write_error):
            return
        buffer = self.protocol.payload_buffer()
        data = b""
        try:
            if buffer is None:
                data = self._stream.receive(READ_SIZE)
                count = len(data)
            else:
                with buffer:
                    count = self._stream.receive_into(buffer)
        except OSError as error:
            self.end(f"the connection broke: {error}")
            return
        except BaseException as error:
            self.end(f"reading was interrupted, bytes may be lost: {error!r}")
            raise
        if not count:
            self.end("the peer closed the connection")
        else:
            self._handle(data, count)

    def _handle(self, data: bytes, count: int) -> None:
        """Follow what was received: `data`, or else `count` bytes in the payload's buffer."""
        try:
            with self.lock:
                protocol = self.protocol
                events = protocol.receive(data) if data else protocol.payload_received(count)
                for event in events:
                    self._on_event(event)
        except BaseException as error:
            # Not the peer's fault, but ours; whoever waits must not wait for ever.
            self.end(f"this side's gRPC engine failed: {error!r}")
            raise
        if protocol.output.size:
            self.writer.flush_soon()
        if protocol.failed and events and isinstance(events[-1], ConnectionFailed):
            fault = events[-1]
            self.end(f"the peer broke HTTP/2: {fault.reason} ({error_name(fault.code)})")

    def read_within(self, seconds: float) -> bool:
        """As `read`, if something comes within `seconds`; whether it did. Needs `timed`."""
        if self._readable is None or not self._readable(seconds):
            return False
        self.read()
        return True

    def end(self, reason: str) -> None:
        """End the connection and close its stream; the first reason counts. Without the lock."""
        with self.lock:
            if self.ended is not None:
                return
            self.ended = reason
            self._on_end(reason)
        self._stream.close()
        self.writer.stop()

    def _write_failed(self, error: BaseException) -> None:
        """A peer that takes nothing may still have said something: the reader looks for its end."""
        if not isinstance(error, OSError):
            self.end(f"writing was interrupted, bytes may be lost: {error!r}")
        elif self._readable is None:
            self.end(f"the connection broke: {error}")
        else:
            self._write_error = error

    def _has_last_words(self, error: OSError) -> bool:
        if self._readable is not None and self._readable(_LAST_WORDS):
            return True
        self.end(f"the connection broke: {error}")
        return False
