"""Who writes to the stream.

Any thread queues frames under the connection's lock; the first one that finds nobody writing
becomes the writer, and takes along what others queue until nothing is left. So a small call never
waits for the stream behind another thread, and frames are never interleaved. The thread that reads
never blocks here: what the stream does not take at once, and what a caller leaves behind at its
deadline, goes to a helper thread, started only then.
"""

from __future__ import annotations

from threading import Condition, Thread, get_ident

from gen_plugin_runtime.errors import ConnectionLost
from gen_plugin_runtime.threads.deadlines import left_until, sooner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Lock

    from gen_plugin_runtime.http2.output import Chunk, Output
    from gen_plugin_runtime.transport import ByteStream

BACKLOG = 1024 * 1024
"""Queued bytes above which messages wait until the writer has caught up."""
_MOST_ROUNDS = 16  # then a thread has written enough for others, and a helper goes on


class Writer:
    """The writing half of a connection.

    Args:
        output: What is to be written.
        lock: Guards `output` and this object's state.
        on_failure: Called, without the lock, with an OSError when the stream refuses to be written
            to, or with what else ended a write before its time.
        patience: Seconds that a write may stand still, on a stream that has `send_within`; None
            for no limit.
    """

    def __init__(
        self,
        stream: ByteStream,
        output: Output,
        lock: Lock,
        on_failure: Callable[[BaseException], None],
        patience: float | None = None,
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
        self._writing = 0  # the thread that writes, or nobody
        self._failed = False
        self._told = False  # whether `on_failure` has heard of it
        self._caught_up = Condition(lock)
        self._waiting = 0  # threads in `wait_caught_up`
        self._helper: Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether a message should wait: enough is queued already. With the lock held."""
        return self._writing > 0 and self._output.size > BACKLOG

    def claim(self) -> list[Chunk]:
        """What this thread has to `write` now, maybe nothing. With the lock held."""
        if self._writing or not self._output.size:
            return []
        if self._failed:
            self._output.take()
            return []
        self._writing = get_ident()  # first: an interrupt may come before this returns
        return self._output.take()

    def claim_with(self, chunk: Chunk) -> list[Chunk]:
        """As `claim`, with one more chunk that comes last. With the lock held."""
        if self._writing or self._failed or self._output.size:
            self._output.add(chunk)
            return self.claim()
        self._writing = get_ident()
        return [chunk]

    def write(self, chunks: list[Chunk], deadline: float | None = None) -> None:
        """Write what `claim` gave, and what is queued meanwhile; past the deadline others do."""
        rounds = 0
        try:
            while chunks:
                chunks = self._send_at_once(chunks)
                if chunks:
                    chunks = self._send_waiting(chunks, deadline)
                rounds += 1
                if chunks or rounds > _MOST_ROUNDS:
                    self._hand_over(chunks)
                    return
                chunks = self._next()
        except BaseException as error:
            self.recover(error)
            raise

    def flush(self, deadline: float | None = None) -> None:
        """Write what is queued, blocking as long as the peer does not read. Without the lock."""
        with self._lock:
            chunks = self.claim()
        self.write(chunks, deadline)

    def flush_soon(self) -> None:
        """See to it that what is queued is written, without blocking. Without the lock."""
        try:
            with self._lock:
                chunks = self.claim()
            if chunks:
                self.write_soon(chunks)
        except BaseException as error:
            self.recover(error)
            raise

    def write_soon(self, chunks: list[Chunk]) -> None:
        """See to it that what `claim` gave is written, without blocking."""
        rounds = 0
        try:
            while chunks:
                chunks = self._send_at_once(chunks)
                rounds += 1
                if chunks or rounds > _MOST_ROUNDS:
                    self._hand_over(chunks)
                    return
                chunks = self._next()
        except BaseException as error:
            self.recover(error)
            raise

    def recover(self, error: BaseException) -> None:
        """The calling thread was torn out of its work, by an interrupt mostly. Without the lock.

        If it was the writer, nobody knows how much of a frame was written, so nothing can follow
        it. If it had just ceased to be, what others had left to it is written.
        """
        if self._writing == get_ident():
            self._give_up(error)
            return
        with self._lock:
            self._caught_up.notify_all()
        self.flush_soon()

    def wait_caught_up(self, timeout: float | None) -> None:
        """Sleep until less is queued, or `timeout` seconds passed. With the lock held."""
        self._waiting += 1
        try:
            if self._writing:  # looked at after saying so: the writer does the same, reversed
                self._caught_up.wait(timeout)
        finally:
            self._waiting -= 1

    def wait_written(self, until: float) -> None:
        """Wait until all that is queued is written, at most until that moment. Without the lock."""
        self.flush(until)
        with self._lock:
            while self._writing and not self._failed:
                left = left_until(until)
                if not left:
                    return
                self.wait_caught_up(left)

    def stop(self) -> None:
        """Write nothing any more; who waits goes on. Without the lock."""
        with self._lock:
            self._failed = True
            self._caught_up.notify_all()

    def join(self, timeout: float) -> None:
        """Wait for the helper thread, after the stream was closed."""
        helper = self._helper
        if helper is not None:
            helper.join(timeout)

    def _next(self) -> list[Chunk]:
        """What to write next, or nothing; then nobody is the writer.

        Mostly nothing, and no lock is taken to see that: who queues something after the look finds
        nobody writing, for that was said before it.
        """
        self._writing = 0
        if not self._output.size and not self._waiting:
            return []
        with self._lock:
            if self._waiting:
                self._caught_up.notify_all()
            return self.claim()

    def _hand_over(self, chunks: list[Chunk]) -> None:
        chunks = chunks or self._next()
        if not chunks:
            return
        helper = Thread(target=self._go_on, args=(chunks,), name="gen-plugin writer", daemon=True)
        try:
            helper.start()
        except RuntimeError as error:  # the system has no thread to give
            self._give_up(error)
        else:
            self._helper = helper

    def _go_on(self, chunks: list[Chunk]) -> None:
        """Write until nothing is left; the body of the helper thread."""
        self._writing = get_ident()
        try:
            while chunks:
                self._send_waiting(chunks, None)
                chunks = self._next()
        except BaseException as error:
            self.recover(error)
            raise

    def _give_up(self, error: BaseException) -> None:
        self._fail(error)
        self._next()

    def _send_waiting(self, chunks: list[Chunk], deadline: float | None) -> list[Chunk]:
        """Send, blocking until the deadline; what was left."""
        try:
            while chunks:
                left = self._send_piece(chunks[0], deadline)
                if left:
                    return [left, *chunks[1:]]
                chunks = self._send_at_once(chunks[1:])
        except OSError as error:
            self._fail(error)
        return []

    def _send_piece(self, piece: Chunk, deadline: float | None) -> Chunk:
        """Send a piece, blocking until the deadline; what was left of it.

        Raises:
            ConnectionLost: The peer takes nothing, and this side has no more patience.
        """
        left, patience = left_until(deadline), self._patience
        seconds = sooner(left, patience)
        if seconds is None or self._send_within is None:
            self._stream.send(piece)
            return b""
        view = memoryview(piece)
        while view:
            sent = self._send_within(view, seconds)
            view = view[sent:]
            left = left_until(deadline)
            if left == 0 or patience is None:
                break
            if not sent:
                raise ConnectionLost(
                    f"the other side read nothing for {patience:g} seconds", status=14
                )
            seconds = patience if left is None else min(left, patience)
        return view

    def _send_at_once(self, chunks: list[Chunk]) -> list[Chunk]:
        """Send what the stream takes without waiting; what was left."""
        send_now = self._send_now
        if send_now is None:
            return chunks
        try:
            for position, piece in enumerate(chunks):
                sent = send_now(piece)
                if sent < len(piece):
                    return [memoryview(piece)[sent:], *chunks[position + 1 :]]
        except OSError as error:
            self._fail(error)
        return []

    def _fail(self, error: BaseException) -> None:
        self._failed = True
        if not self._told:
            self._on_failure(error)
            self._told = True  # not before: an interrupt may come first
