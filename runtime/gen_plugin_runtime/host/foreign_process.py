"""A process that is not this one's child, by its number: watched, and ended by force.

Both fit `gen_plugin_runtime.config.runner.AttachedRunner`.
"""

from __future__ import annotations

import os
import select
import signal
import threading

_INTERVAL = 1.0  # go-plugin's
_INTERVAL_AFTER_KILL = 0.02


class _SameMachine:
    def __init__(self, pid: int) -> None:
        self._pid = pid

    @property
    def id(self) -> str:
        """The process's number."""
        return str(self._pid)

    def plugin_to_host(self, network: str, address: str) -> tuple[str, str]:
        """Both are on one machine."""
        return network, address

    def host_to_plugin(self, network: str, address: str) -> tuple[str, str]:
        """Both are on one machine."""
        return network, address


class DescribedProcess(_SameMachine):
    """By a descriptor of the process: its end is seen at once, and its number's next owner is safe.

    Args:
        pid: Its number.

    Raises:
        ProcessLookupError: If there is none.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(pid)
        self._process = os.pidfd_open(pid)
        self._detached, self._detach = os.pipe()
        self._lock = threading.Lock()  # guards the descriptors: their numbers may be used again
        self._is_watched = True
        self._is_detached = False

    def wait(self) -> int | None:
        """See `AttachedRunner`; called once. Whose child it is, knows its exit code."""
        poll = select.poll()
        poll.register(self._process, select.POLLIN)
        poll.register(self._detached, 0)  # the end of a pipe is reported unasked
        poll.poll()
        self.detach()
        with self._lock:
            self._is_watched = False
            os.close(self._process)
            os.close(self._detached)
        return None

    def kill(self) -> None:
        """See `AttachedRunner`."""
        with self._lock:
            if not self._is_watched:
                return
            try:
                signal.pidfd_send_signal(self._process, signal.SIGKILL)
            except ProcessLookupError:
                return  # it was quicker

    def detach(self) -> None:
        """See `AttachedRunner`."""
        with self._lock:
            if not self._is_detached:
                self._is_detached = True
                os.close(self._detach)


class PolledProcess(_SameMachine):
    """By asking whether its number is in use.

    Args:
        pid: Its number.

    Raises:
        ProcessLookupError: If there is none.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(pid)
        self._look = threading.Event()
        self._interval = _INTERVAL
        self._is_detached = False
        if not self._is_there():
            raise ProcessLookupError(pid)

    def wait(self) -> int | None:
        """See `AttachedRunner`. Whose child it is, knows its exit code."""
        while not self._is_detached and self._is_there():
            if self._look.wait(self._interval):
                self._look.clear()
        return None

    def kill(self) -> None:
        """See `AttachedRunner`."""
        try:
            os.kill(self._pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # it was quicker
        self._interval = _INTERVAL_AFTER_KILL
        self._look.set()

    def detach(self) -> None:
        """See `AttachedRunner`."""
        self._is_detached = True
        self._look.set()

    def _is_there(self) -> bool:
        try:
            os.kill(self._pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True  # somebody else's
        return True
