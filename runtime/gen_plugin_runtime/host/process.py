"""A plugin's process: its output read, its end awaited or brought about, nothing of it left."""

from __future__ import annotations

import os
import selectors
import sys
import threading

from gen_plugin_runtime.errors import ExitedBeforeHandshake, HandshakeError, StartTimeout
from gen_plugin_runtime.protocol.handshake_line import LONGEST_LINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from typing import IO

    from gen_plugin_runtime.host.log import PluginLog

_READ_SIZE = 64 * 1024
_EXIT_AFTER_CLOSED_STDOUT = 1.0
_LAST_OUTPUT_TIMEOUT = 0.5
_KILL_TIMEOUT = 5.0


class PluginProcess:
    """A running program whose output is read by one thread and whose end is awaited by another.

    Args:
        process: Started with pipes for its standard output and error.
        log: Gets its standard error.
    """

    def __init__(self, process: subprocess.Popen[bytes], log: PluginLog) -> None:
        self._process = process
        self.log = log
        self._changed = threading.Condition()
        self._first_line: bytes | None = None
        self._stdout_head = b""
        self._stdout_ended = False
        self._ended = False
        self._when_ended: Callable[[], None] | None = None
        self._output = _OutputReader(
            {_pipe(process.stdout): self._take_stdout, _pipe(process.stderr): self._take_stderr}
        )
        self._waiter = threading.Thread(
            target=self._await_end, name=f"gen-plugin wait {process.pid}", daemon=True
        )
        self._waiter.start()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self._ended

    @property
    def exit_code(self) -> int | None:
        """Its exit code once it has ended; negative: the number of the signal that ended it."""
        return self._process.returncode if self._ended else None

    def first_line(self, timeout: float) -> str:
        """Wait for the first line on standard output; what follows it is read and dropped.

        Args:
            timeout: Seconds to wait.

        Raises:
            StartTimeout: If it does not come in time.
            ExitedBeforeHandshake: If the process ends first.
            HandshakeError: If it closes its standard output and runs on.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._first_line is not None or self._stdout_ended or self._ended, timeout
            )
            if self._stdout_ended or self._ended:
                # One follows the other, and a line may still be in the pipe of a process that
                # ended.
                self._changed.wait_for(
                    lambda: self._stdout_ended and self._ended, _EXIT_AFTER_CLOSED_STDOUT
                )
            if self._first_line is not None:
                return os.fsdecode(self._first_line)  # there is a path in it
        if self.exit_code is not None:
            raise ExitedBeforeHandshake(
                f"the plugin {describe_end(self.exit_code)} before it printed its handshake line"
            )
        if self._stdout_ended:
            raise HandshakeError("the plugin closed its stdout without printing a handshake line")
        raise StartTimeout(f"the plugin printed no handshake line within {timeout:g} seconds")

    def when_ended(self, callback: Callable[[], None]) -> None:
        """Have `callback` called, in a thread of this object, after the process has ended."""
        with self._changed:
            self._when_ended = callback
            ended = self._ended
        if ended:
            callback()

    def wait(self, timeout: float) -> bool:
        """Wait for the process's end; whether it has come."""
        with self._changed:
            return self._changed.wait_for(lambda: self._ended, timeout)

    def wait_for_last_output(self) -> None:
        """After its end, wait shortly for its last words. A child of its own may hold the pipes."""
        self._output.join(_LAST_OUTPUT_TIMEOUT)

    def kill(self) -> None:
        """End it by force, unless it has ended. Bounded in time, whatever the process does."""
        if not self._ended:
            self._process.kill()
            self.wait(_KILL_TIMEOUT)

    def release(self) -> None:
        """Give back the pipes and threads of a process that has ended."""
        self.wait_for_last_output()
        self._output.stop()
        self._waiter.join(_LAST_OUTPUT_TIMEOUT)

    def _take_stdout(self, data: bytes) -> None:
        with self._changed:
            self._stdout_ended = not data
            if self._first_line is None:
                self._stdout_head += data
                line, newline, _ = self._stdout_head.partition(b"\n")
                if newline or len(line) > LONGEST_LINE or (line and not data):
                    self._first_line = line
            self._changed.notify_all()

    def _take_stderr(self, data: bytes) -> None:
        if data:
            self.log.feed(data)
        else:
            self.log.end()

    def _await_end(self) -> None:
        self._process.wait()
        with self._changed:
            self._ended = True
            callback = self._when_ended
            self._changed.notify_all()
        if callback is not None:
            callback()


def describe_end(exit_code: int) -> str:
    """How a process ended, as a predicate."""
    if exit_code >= 0:
        return f"exited with code {exit_code}"
    import signal

    try:
        return f"was ended by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"was ended by signal {-exit_code}"


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the process was started without pipes")
    return stream


# The default one, epoll, takes a descriptor, which may be the last one.
_Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)


class _OutputReader:
    """One thread that reads several pipes until all have ended, or somebody stops it.

    Args:
        takers: What to do with the bytes of each; empty bytes tell the end.
    """

    def __init__(self, takers: dict[IO[bytes], Callable[[bytes], None]]) -> None:
        self._takers = takers
        self._stopped, self._stop = os.pipe()
        self._stopping = threading.Lock()  # held for ever by the first who stops it
        self._thread = threading.Thread(target=self._run, name="gen-plugin output", daemon=True)
        self._thread.start()

    def join(self, timeout: float) -> None:
        """Wait until all pipes have ended."""
        if threading.current_thread() is not self._thread:  # a log handler may kill its plugin
            self._thread.join(timeout)

    def stop(self) -> None:
        """Read no more and close the pipes, also those that others still hold."""
        if self._stopping.acquire(blocking=False):
            os.close(self._stop)
        self.join(_LAST_OUTPUT_TIMEOUT)

    def _run(self) -> None:
        with _Selector() as selector:
            selector.register(self._stopped, selectors.EVENT_READ)
            for stream in self._takers:
                selector.register(stream, selectors.EVENT_READ)
            self._read(selector)
        for stream in self._takers:
            stream.close()
        os.close(self._stopped)

    def _read(self, selector: selectors.BaseSelector) -> None:
        unfinished = {stream.fileno(): stream for stream in self._takers}
        while unfinished:
            for key, _ in selector.select():
                if key.fd == self._stopped:
                    return
                data = os.read(key.fd, _READ_SIZE)
                self._hand_over(unfinished[key.fd], data)
                if not data:
                    selector.unregister(key.fd)
                    del unfinished[key.fd]

    def _hand_over(self, stream: IO[bytes], data: bytes) -> None:
        try:
            self._takers[stream](data)
        except Exception:  # noqa: BLE001 - a fault in the host's logging must not block the plugin's output
            sys.excepthook(*sys.exc_info())
