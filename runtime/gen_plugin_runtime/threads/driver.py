"""`Driver`: one connection's byte stream and what is to be written there, shared by threads."""

from __future__ import annotations

from threading import Lock, Thread

from gen_plugin_runtime.threads.waiter import Waiter
from gen_plugin_runtime.threads.writing import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.http2.output import Output
    from gen_plugin_runtime.transport import ByteStream

READ_SIZE = 64 * 1024
"""More would make the allocator map and unmap the buffer each time."""
_LAST_WORDS = 1.0
"""Seconds without news after which a peer that takes nothing any more has said all."""


class Driver:
    """Reads and writes one connection on behalf of the threads that use it. Fits `seams.Readable`.

    What is read, a subclass knows.

    Args:
        stream: Closed when the connection ends.
        output: What is to be written, guarded by `lock`.
        on_end: Called with `lock` held, with the reason for people; maybe several times, for an
            interrupt may come amid it.
        engine: What is spoken, for people.

    Attributes:
        lock: Guards the output, and what the subclass knows.
        ended: Why the connection has ended; None while it lives.
        timed: Whether `read_within` can be used.
    """

    def __init__(
        self, stream: ByteStream, output: Output, on_end: Callable[[str], None], engine: str
    ) -> None:
        self.lock = Lock()
        self.ended: str | None = None
        self.writer = Writer(stream, output, self.lock, self._write_failed)
        self._stream = stream
        self._readable: Callable[[float], bool] | None = getattr(stream, "readable", None)
        self.timed = self._readable is not None
        self._on_end = on_end
        self._engine = engine
        self._write_error: OSError | None = None
        self._heard = True  # whether something was read lately; kept after a write error only
        self._news = Waiter()  # of the end, for who hears the peer out
        self._hearing: Thread | None = None

    def read(self) -> None:
        """Block for the next bytes and handle them. One thread at a time."""
        try:
            try:
                data, count = self._fetch()
            except OSError as error:
                self.end(f"the connection broke: {error}")
                return
            if count:
                self._handle(data, count)
                if self._write_error is not None:
                    self._heard = True
            else:
                self._handle_end()
        except Exception as error:
            # Not the peer's fault, but ours; whoever waits must not wait for ever.
            self.end(f"this side's {self._engine} engine failed: {error!r}")
            raise
        except BaseException as error:
            self.end(f"reading was interrupted, bytes may be lost: {error!r}")
            raise

    def read_within(self, seconds: float) -> bool:
        """As `read`, if something comes within `seconds`; whether it did. Needs `timed`."""
        if self._readable is None or not self._readable(seconds):
            return False
        self.read()
        return True

    def end(self, reason: str) -> None:
        """End the connection and close its stream; the first reason counts. Without the lock."""
        with self.lock:
            if self.ended is None:
                self.ended = reason
            self._on_end(self.ended)
        self._stream.close()
        self.writer.stop()
        self._news.wake()

    def join(self, timeout: float) -> None:
        """Wait for the threads that were started on the way, after the end."""
        self.writer.join(timeout)
        hearing = self._hearing
        if hearing is not None:
            hearing.join(timeout)

    def recover(self, error: BaseException) -> None:
        """The calling thread was torn out of its work, by an interrupt mostly. Without the lock."""
        self.writer.recover(error)

    def _fetch(self) -> tuple[bytes, int]:
        """The next bytes and their number; where they are kept elsewhere, only that."""
        data = self._stream.receive(READ_SIZE)
        return data, len(data)

    def _handle(self, data: bytes, count: int) -> None:
        """Follow what `_fetch` gave."""
        raise NotImplementedError

    def _handle_end(self) -> None:
        """The peer sends nothing more."""
        self.end("the peer closed the connection")

    def _write_failed(self, error: BaseException) -> None:
        """A peer that takes nothing may still have said something."""
        if not isinstance(error, OSError):
            self.end(f"writing was interrupted, bytes may be lost: {error!r}")
        elif self._readable is None:
            self.end(f"the connection broke: {error}")
        else:
            self._write_error = error
            self._hear_out_soon(error)

    def _hear_out_soon(self, error: OSError) -> None:
        hearing = Thread(
            target=self._hear_out, args=(error,), name="gen-plugin last words", daemon=True
        )
        try:
            hearing.start()
        except RuntimeError:  # the system has no thread to give
            self.end(f"the connection broke: {error}")
        else:
            self._hearing = hearing

    def _hear_out(self, error: OSError) -> None:
        """End the connection when nothing has come for a while; others read meanwhile."""
        while self._heard and self.ended is None:
            self._heard = False
            self._news.wait(_LAST_WORDS)
        self.end(f"the connection broke: {error}")
