"""The end of a plugin's process, however it was started: awaited by a thread of its own."""

from __future__ import annotations

import sys
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Protocol

    class WatchedProcess(Protocol):
        """A plugin's process as the connection to it and the ladder of its end see it."""

        @property
        def id(self) -> str:
            """What identifies it to people."""

        @property
        def ended(self) -> bool:
            """Whether it has ended."""

        @property
        def exit_code(self) -> int | None:
            """Its exit code once it has ended, if anybody knows; negative: a signal's number."""

        def when_ended(self, callback: Callable[[], None], /) -> None:
            """Have `callback` called, in a thread of this object, after the process has ended."""

        def wait(self, timeout: float, /) -> bool:
            """Wait for the process's end; whether it has come."""

        def wait_for_last_output(self) -> None:
            """After its end, wait shortly for its last words."""

        def last_lines(self) -> Sequence[str]:
            """The newest lines of its log, oldest first."""

        def kill(self, why: str = "", /) -> None:
            """End it by force, unless it has ended. Bounded in time, whatever the process does.

            Args:
                why: For the log, if the process is to blame.
            """

        def release(self) -> None:
            """Give back what was needed to watch it."""

        def detach(self) -> None:
            """Watch it no more, and leave it running."""

        def plugin_to_host(self, network: str, address: str, /) -> tuple[str, str]:
            """See `gen_plugin_runtime.config.runner.Runner`."""

        def host_to_plugin(self, network: str, address: str, /) -> tuple[str, str]:
            """See `gen_plugin_runtime.config.runner.Runner`."""


class AwaitedEnd:
    """Waits for an end.

    Args:
        wait: Blocks until it has come; the exit code, or None if nobody knows.
        name: The process's, for the thread.
        changed: Notified of the end; whoever waits for something else too shares it.
        note: Told of the exit code when all others have been: it may take its time, or wait for
            the end itself, as a handler of the host's log that kills the plugin.
    """

    def __init__(
        self,
        wait: Callable[[], int | None],
        name: str,
        changed: threading.Condition | None = None,
        note: Callable[[int | None], None] | None = None,
    ) -> None:
        self._wait = wait
        self._note = note
        self._changed = changed or threading.Condition()
        self._let_go = False
        self._callback: Callable[[], None] | None = None
        self.ended = False
        self.exit_code: int | None = None
        self._thread = threading.Thread(
            target=self._await, name=f"gen-plugin wait {name}", daemon=True
        )
        self._thread.start()

    def when_ended(self, callback: Callable[[], None]) -> None:
        """See `WatchedProcess`."""
        with self._changed:
            self._callback = callback
            ended = self.ended
        if ended:
            callback()

    def wait(self, timeout: float) -> bool:
        """Wait for the end; whether it has come."""
        with self._changed:
            return self._changed.wait_for(lambda: self.ended, timeout)

    def let_go(self) -> None:
        """Nobody is interested any more: what `wait` returns from now on is no end."""
        with self._changed:
            self._let_go = True

    def join(self, timeout: float) -> None:
        """Wait for the thread."""
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout)

    def _await(self) -> None:
        try:
            exit_code = self._wait()
        except Exception:  # noqa: BLE001 - a runner of the user's; what it cannot watch is over
            sys.excepthook(*sys.exc_info())
            exit_code = None
        with self._changed:
            if self._let_go:
                return
            self.exit_code = exit_code
            self.ended = True
            callback = self._callback
            self._changed.notify_all()
        if callback is not None:
            callback()
        if self._note is not None:
            self._note(exit_code)


def describe_end(exit_code: int | None) -> str:
    """How a process ended, as a predicate."""
    if exit_code is None:
        return "ended"
    if exit_code >= 0:
        return f"exited with code {exit_code}"
    import signal

    try:
        return f"was ended by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"was ended by signal {-exit_code}"
