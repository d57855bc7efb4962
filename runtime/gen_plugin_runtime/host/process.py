"""A plugin's process: its output read, its end awaited or brought about, nothing of it left."""

from __future__ import annotations

import os
import sys
import threading

from gen_plugin_runtime.errors import ExitedBeforeHandshake, HandshakeError, StartTimeout
from gen_plugin_runtime.host.ending import AwaitedEnd, describe_end
from gen_plugin_runtime.host.output import read_output
from gen_plugin_runtime.protocol.handshake_line import LONGEST_LINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.config.runner import Runner
    from gen_plugin_runtime.host.log import PluginLog

_EXIT_AFTER_CLOSED_STDOUT = 1.0
_LAST_OUTPUT_TIMEOUT = 0.5
_LAST_NOTE_TIMEOUT = 2.0  # a handler of the host's log may block
_KILL_TIMEOUT = 5.0


class PluginProcess:
    """A running program whose output is read by one thread and whose end is awaited by another.

    Fits `gen_plugin_runtime.host.ending.WatchedProcess`.

    Args:
        runner: Runs it; started.
        log: Gets its standard error.
    """

    def __init__(self, runner: Runner, log: PluginLog) -> None:
        self._runner = runner
        self._log = log
        self._changed = threading.Condition()
        self._first_line: bytes | None = None
        self._stdout_head = b""
        self._stdout_ended = False
        self._forced = False
        self._output = read_output(
            {runner.stdout: self._take_stdout, runner.stderr: self._take_stderr}
        )
        self._end = AwaitedEnd(runner.wait, runner.id, self._changed, self._note_end)
        self.when_ended = self._end.when_ended
        self.wait = self._end.wait
        self.plugin_to_host = runner.plugin_to_host
        self.host_to_plugin = runner.host_to_plugin

    @property
    def id(self) -> str:
        """The process's id in decimal, or whatever the runner calls it."""
        return self._runner.id

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self._end.ended

    @property
    def exit_code(self) -> int | None:
        """Its exit code once it has ended; negative: the number of the signal that ended it."""
        return self._end.exit_code

    def last_lines(self) -> tuple[str, ...]:
        """The newest lines of its standard error, oldest first."""
        return self._log.last_lines()

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
                lambda: self._first_line is not None or self._stdout_ended or self.ended, timeout
            )
            if self._stdout_ended or self.ended:
                # One follows the other, and a line may still be in the pipe of a process that
                # ended.
                self._changed.wait_for(
                    lambda: self._stdout_ended and self.ended, _EXIT_AFTER_CLOSED_STDOUT
                )
            if self._first_line is not None:
                return os.fsdecode(self._first_line)  # there is a path in it
        if self.ended:
            raise ExitedBeforeHandshake(
                f"the plugin {describe_end(self.exit_code)} before it printed its handshake line"
            )
        if self._stdout_ended:
            raise HandshakeError("the plugin closed its stdout without printing a handshake line")
        raise StartTimeout(f"the plugin printed no handshake line within {timeout:g} seconds")

    def wait_for_last_output(self) -> None:
        """After its end, wait shortly for its last words. A child of its own may hold the pipes."""
        self._output.join(_LAST_OUTPUT_TIMEOUT)

    def kill(self, why: str = "") -> None:
        """See `WatchedProcess`."""
        if self.ended:
            return
        if why:
            self._log.note("warn", why)
        self._forced = True
        try:
            self._runner.kill()
        except Exception:  # noqa: BLE001 - a runner of the user's; what follows does without it
            sys.excepthook(*sys.exc_info())
        self.wait(_KILL_TIMEOUT)

    def release(self) -> None:
        """Give back the pipes and threads of a process that has ended."""
        self.wait_for_last_output()
        self._output.stop()
        self._end.join(_LAST_NOTE_TIMEOUT)

    def detach(self) -> None:
        """Watch it no more: it runs on without anybody who reads its output."""
        self._end.let_go()
        self._output.stop()

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
            self._log.feed(data)
        else:
            self._log.end()

    def _note_end(self, exit_code: int | None) -> None:
        is_fine = exit_code == 0 or self._forced
        self._log.note("info" if is_fine else "error", f"the plugin {describe_end(exit_code)}")
