"""Who writes to the connection.

Any thread queues frames under the session's lock; the first one that finds nobody writing becomes
the writer, and takes along what others queue until nothing is left. Who must not block, the
reading thread above all, leaves what the connection does not take at once to a helper thread, which
is started when that happens first.
"""

from __future__ import annotations

from threading import Condition, Thread
from time import monotonic

from gen_plugin_runtime.errors import ConnectionLost

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Lock

    from gen_plugin_runtime.http2.output import Chunk, Output
    from gen_plugin_runtime.transport import ByteStream

BACKLOG = 1024 * 1024
"""Queued bytes above which streams wait until the writer has caught up."""
_MOST_ROUNDS = 16  # then a thread has written enough for others, and the helper goes on


class Writer:
    """The writing half of a connection.

    Args:
        output: What is to be written.
        lock: Guards `output` and this object's state.
        patience: Seconds that a write may stand still, on a stream that has `send_within`.
        on_failure: Called once, without the lock, when nothing more can be written.
    """

    def __init__(
        self,
        stream: ByteStream,
        output: Output,
        lock: Lock,
        patience: float,
        on_failure: Callable[[BaseException], None],
    ) -> None:
        self._stream = stream
        self._send_now: Callable[[Chunk], int] | None = getattr(stream, "send_now", None)
        self._send_within: Callable[[Chunk, float], int] | None = getattr(
            stream, "send_within", None
        )
        self._output = output
        self._lock = lock
        self._patience = patience
        self._on_failure = on_failure
        self._writing = False
        self._stopped = False
        self._changed = Condition(lock)
        self._waiting = 0  # threads in `wait`
        self._handed: list[Chunk] = []
        self._helper: Thread | None = None
        self._work = Condition(lock)

    @property
    def busy(self) -> bool:
        """Whether streams should wait: enough is queued already. With the lock held."""
        return self._writing and self._output.size > BACKLOG

    def wait(self, seconds: float | None) -> None:
        """Sleep until less is queued, at most so long. With the lock held."""
        self._waiting += 1
        try:
            self._changed.wait(seconds)
        finally:
            self._waiting -= 1

    def claim(self) -> list[Chunk]:
        """What this thread has to write now, maybe nothing. With the lock held."""
        if self._writing or not self._output.size:
            return []
        chunks = self._output.take()
        if self._stopped:
            return []
        self._writing = True
        return chunks

    def write(self, chunks: list[Chunk]) -> None:
        """Write what `claim` gave, blocking as long as the peer does not read."""
        self._run(chunks, self._send)

    def write_soon(self, chunks: list[Chunk]) -> None:
        """See to it that what `claim` gave is written, without blocking."""
        self._run(chunks, self._send_at_once)

    def flush_soon(self) -> None:
        """See to it that what is queued is written, without blocking. Without the lock."""
        with self._lock:
            chunks = self.claim()
        if chunks:
            self.write_soon(chunks)

    def _run(self, chunks: list[Chunk], send: Callable[[list[Chunk]], list[Chunk]]) -> None:
        rounds = 0
        try:
            while chunks:
                left = send(chunks)
                rounds += 1
                if left or rounds > _MOST_ROUNDS:
                    self._hand_over(left)
                    return
                chunks = self._next()
        except OSError as error:
            self._fail(error)
        except BaseException as error:
            self._fail(error)
            raise

    def wait_written(self, seconds: float) -> None:
        """Wait until all that is queued is written, at most so long. Without the lock."""
        until = monotonic() + seconds
        with self._lock:
            chunks = self.claim()
        self.write_soon(chunks)
        with self._lock:
            while self._writing and not self._stopped and monotonic() < until:
                self.wait(until - monotonic())

    def stop(self) -> None:
        """Write nothing any more; who waits goes on. With the lock held."""
        self._stopped = True
        self._changed.notify_all()
        self._work.notify_all()

    def join(self, seconds: float) -> None:
        """Wait for the helper thread, after `stop` and the end of the stream."""
        if self._helper is not None:
            self._helper.join(seconds)

    def _next(self) -> list[Chunk]:
        """What to write next, or nothing; then nobody is the writer."""
        with self._lock:
            self._writing = False
            if self._waiting:
                self._changed.notify_all()
            return self.claim() if self._output.size else []

    def _send(self, chunks: list[Chunk]) -> list[Chunk]:
        """Send all, blocking."""
        left = self._send_at_once(chunks)
        while left:
            self._send_patiently(left[0])
            left = self._send_at_once(left[1:])
        return left

    def _send_patiently(self, piece: Chunk) -> None:
        if self._send_within is None:
            self._stream.send(piece)
            return
        view = memoryview(piece)
        while view:
            sent = self._send_within(view, self._patience)
            if not sent:
                raise ConnectionLost(
                    f"the other side read nothing for {self._patience:g} seconds", status=14
                )
            view = view[sent:]

    def _send_at_once(self, chunks: list[Chunk]) -> list[Chunk]:
        """Send what the connection takes without waiting; what was left."""
        if self._send_now is None:
            return chunks
        for position, piece in enumerate(chunks):
            sent = self._send_now(piece)
            if sent < len(piece):
                return [memoryview(piece)[sent:], *chunks[position + 1 :]]
        return []

    def _hand_over(self, left: list[Chunk]) -> None:
        """Let the helper write what was left, and on; this thread stays the writer by name."""
        with self._lock:
            self._handed = left or [b""]
            self._work.notify()
        if self._helper is None:  # nobody else can be here: one thread at a time is the writer
            helper = Thread(target=self._help, name="yamux-writer", daemon=True)
            helper.start()
            self._helper = helper

    def _help(self) -> None:
        """The body of the helper thread."""
        while True:
            with self._lock:
                while not self._handed and not self._stopped:
                    self._work.wait()
                if self._stopped:
                    return
                chunks, self._handed = self._handed, []
            try:
                while chunks:
                    self._send(chunks)
                    chunks = self._next()
            except OSError as error:
                self._fail(error)

    def _fail(self, error: BaseException) -> None:
        """Nobody knows how much of a frame was written, so nothing can follow it."""
        with self._lock:
            self.stop()
        self._on_failure(error)
