"""What the program prints while it serves: captured here, handed to the host by the stdio service.

Descriptor 1 and `sys.stdout` go to the host's copy of standard output, `sys.stderr` to its copy of
standard error. Descriptor 2 stays what it was, the host's log: a crash of the interpreter is seen
there.
"""

from __future__ import annotations

import io
import os
import select
import sys
import threading
from collections import deque

from gen_plugin_runtime.hclog import describe, summarize, write_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import TextIO

    from gen_plugin_runtime.transport import Buffer

STDOUT = 1
STDERR = 2

_KEPT = 256 * 1024
_LARGEST_CHUNK = 16 * 1024
_STALLED_AFTER = 5.0
_PIPE_READ = 64 * 1024
_LAST_OUTPUT_TIMEOUT = 0.2


class OutputBuffer:
    """Output on its way to the host, in order.

    While somebody reads it, printing is as quick as the reader, and nothing is lost. Without a
    reader it keeps only the newest: a plugin must not stand still because its host does not listen.

    Args:
        limit: How many bytes to keep.
        patience: Seconds after which a reader that takes nothing from a full buffer is no reader,
            and after which the first one is no longer expected.

    Attributes:
        more_to_come: Whether something is on its way into the buffer.
    """

    def __init__(self, limit: int = _KEPT, patience: float = _STALLED_AFTER) -> None:
        self._limit = limit
        self._patience = patience
        # The last reader's question, or None if it has stalled. Before the first one comes, it is
        # expected: a host asks for the output as soon as it connects.
        self._wanted: Callable[[], bool] | None = lambda: True
        self._taken = 0  # how often so far: whether a reader gets on
        self._chunks: deque[tuple[int, bytes]] = deque()
        self._size = 0
        self._dropped = 0
        self._closed = False
        self._in_hand = False  # the last reader has taken a chunk, and not come back yet
        self._changed = threading.Condition()
        self.more_to_come: Callable[[], bool] = lambda: False

    def put(self, channel: int, data: bytes) -> None:
        """Add what was printed on `STDOUT` or `STDERR`."""
        with self._changed:
            step = min(_LARGEST_CHUNK, self._limit)
            for start in range(0, len(data), step):
                chunk = data[start : start + step]
                self._wait_for_room(len(chunk))
                self._add(channel, chunk)
            self._changed.notify_all()

    def _wait_for_room(self, size: int) -> None:
        while self._size + size > self._limit and self._has_reader():
            self._changed.notify_all()
            if not self._reader_gets_on():
                self._wanted = None

    def _reader_gets_on(self) -> bool:
        taken = self._taken
        return self._changed.wait_for(
            lambda: self._taken != taken or not self._has_reader(), self._patience
        )

    def _has_reader(self) -> bool:
        return self._wanted is not None and self._wanted()

    def _add(self, channel: int, chunk: bytes) -> None:
        self._chunks.append((channel, chunk))
        self._size += len(chunk)
        while self._size > self._limit:
            _, oldest = self._chunks.popleft()
            self._size -= len(oldest)
            self._dropped += len(oldest)

    def take(self, wanted: Callable[[], bool]) -> tuple[int, bytes] | None:
        """Wait for the next chunk and its channel. Each is handed out once.

        Args:
            wanted: Whether somebody still waits; asked again after each `wake`.

        Returns:
            None when nobody does, or when the buffer is closed and empty.
        """
        with self._changed:
            self._wanted = wanted
            self._in_hand = False
            self._changed.notify_all()
            while wanted() and not (self._chunks or self._dropped or self._closed):
                self._changed.wait()
            self._taken += 1
            self._changed.notify_all()
            if not wanted():
                return None
            if self._dropped:
                notice = f"[{self._dropped} bytes of output were dropped: nobody was reading]\n"
                self._dropped = 0
                self._in_hand = True
                return STDERR, notice.encode()
            if not self._chunks:
                return None
            channel, data = self._chunks.popleft()
            self._size -= len(data)
            self._in_hand = True
            return channel, data

    def wait_until_taken(self, timeout: float) -> None:
        """Wait until the reader has handed over all that was printed so far, if there is a reader.

        Args:
            timeout: Seconds to wait at most.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._is_taken() or not self._has_reader(), timeout)

    def _is_taken(self) -> bool:
        return not (self._chunks or self._dropped or self._in_hand or self.more_to_come())

    def wake(self) -> None:
        """Make those who wait ask again whether they are wanted."""
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """There will be no more. What is left can still be taken."""
        with self._changed:
            self._closed = True
            self._wanted = None
            self._changed.notify_all()


class _BufferedOutput(io.RawIOBase):
    """The file under a captured `sys.stdout` or `sys.stderr`."""

    def __init__(self, buffer: OutputBuffer, channel: int) -> None:
        super().__init__()
        self._buffer = buffer
        self._channel = channel
        self._process = os.getpid()

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._channel  # for those who hand `sys.stdout` to a subprocess

    def write(self, data: Buffer | memoryview, /) -> int:  # type: ignore[override]
        if (
            os.getpid() != self._process
        ):  # a forked child has a copy of the buffer that nobody reads
            return os.write(self._channel, data)
        self._buffer.put(self._channel, bytes(data))
        return len(data)


class CapturedOutput:
    """The program's output, redirected into an `OutputBuffer` from construction until `restore`.

    Text that was printed before, but is still in Python's buffer, follows the redirection: it does
    not get in the way of the handshake line.

    Attributes:
        real_stdout: A descriptor of the original standard output, where the handshake line goes.
    """

    def __init__(self, buffer: OutputBuffer) -> None:
        self._buffer = buffer
        self._replaced = (sys.stdout, sys.stderr, sys.excepthook, threading.excepthook)
        self.real_stdout = os.dup(STDOUT)
        self._pipe, write_end = os.pipe()
        os.dup2(write_end, STDOUT)
        os.close(write_end)
        self._pump = threading.Thread(
            target=self._drain_pipe, name="gen-plugin stdout", daemon=True
        )
        _flush(sys.stdout)
        sys.stdout = _text_file(buffer, STDOUT)
        sys.stderr = _text_file(buffer, STDERR)
        sys.excepthook = _report_fatal
        threading.excepthook = _report_in_thread

    def start(self) -> None:
        """Begin to read what is written to descriptor 1 itself. Until then the pipe holds it."""
        self._buffer.more_to_come = self._has_more
        self._pump.start()

    def _has_more(self) -> bool:
        if not hasattr(select, "poll"):  # Windows, whose pipes cannot be asked
            return False
        poll = select.poll()  # a `select` would take no descriptor above 1023
        poll.register(self._pipe, select.POLLIN)
        return bool(poll.poll(0))

    def restore(self) -> None:
        """Put everything back and let the last output through."""
        _flush(sys.stdout)
        _flush(sys.stderr)
        sys.stdout, sys.stderr, sys.excepthook, threading.excepthook = self._replaced
        # This ends the pipe, unless a child process has inherited it.
        os.dup2(self.real_stdout, STDOUT)
        os.close(self.real_stdout)
        if self._pump.ident is not None:
            self._pump.join(_LAST_OUTPUT_TIMEOUT)

    def _drain_pipe(self) -> None:
        while data := os.read(self._pipe, _PIPE_READ):
            self._buffer.put(STDOUT, data)
        os.close(self._pipe)


def _text_file(buffer: OutputBuffer, channel: int) -> TextIO:
    """Passes text on as Python's own files do on a terminal: stdout by lines, stderr at once."""
    return io.TextIOWrapper(
        _BufferedOutput(buffer, channel),  # type: ignore[type-var]  # as Python itself does for -u
        encoding="utf-8",
        errors="backslashreplace",
        newline="\n",
        line_buffering=True,
        write_through=channel == STDERR,
    )


def _flush(file: TextIO | None) -> None:
    try:
        if file is not None:
            file.flush()
    except (OSError, ValueError):
        return  # closed by the program, or nobody reads it any more


def _report_fatal(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Report an uncaught exception as Go's runtime would: hosts look for ``panic: ``."""
    import traceback

    text = "".join(traceback.format_exception(kind, error, trace))
    try:
        os.write(STDERR, f"panic: {summarize(error)}\n\n{text}".encode(errors="replace"))
    except OSError:
        return


def _report_in_thread(arguments: threading.ExceptHookArgs) -> None:
    """An exception that ended a thread: an error in the host's log, but the program goes on."""
    error = arguments.exc_value
    if error is None or isinstance(error, SystemExit):
        return
    name = "?" if arguments.thread is None else arguments.thread.name
    write_record(
        "error", "a thread ended with an exception", "", {"thread": name, **describe(error)}
    )
