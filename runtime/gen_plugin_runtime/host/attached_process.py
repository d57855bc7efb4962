"""The process of a plugin that this host has not started."""

from __future__ import annotations

import sys

from gen_plugin_runtime.host.ending import AwaitedEnd

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.config.runner import AttachedRunner

_JOIN_TIMEOUT = 0.5
_KILL_TIMEOUT = 5.0


class AttachedProcess:
    """A process whose output goes elsewhere. Fits `gen_plugin_runtime.host.ending.WatchedProcess`.

    Args:
        runner: Watches and ends it.
    """

    def __init__(self, runner: AttachedRunner) -> None:
        self._runner = runner
        self._end = AwaitedEnd(runner.wait, runner.id)
        self.when_ended = self._end.when_ended
        self.wait = self._end.wait
        self.plugin_to_host = runner.plugin_to_host
        self.host_to_plugin = runner.host_to_plugin

    @property
    def id(self) -> str:
        """See `WatchedProcess`."""
        return self._runner.id

    @property
    def ended(self) -> bool:
        """See `WatchedProcess`."""
        return self._end.ended

    @property
    def exit_code(self) -> int | None:
        """See `WatchedProcess`."""
        return self._end.exit_code

    def wait_for_last_output(self) -> None:
        """Whoever started it reads that."""

    def last_lines(self) -> tuple[str, ...]:
        """Whoever started it has them."""
        return ()

    def kill(self, why: str = "") -> None:  # noqa: ARG002 - the log is its starter's
        """See `WatchedProcess`."""
        if self.ended:
            return
        try:
            self._runner.kill()
        except Exception:  # noqa: BLE001 - not allowed to, or a runner of the user's; the rest is done all the same
            sys.excepthook(*sys.exc_info())
        self.wait(_KILL_TIMEOUT)

    def release(self) -> None:
        """See `WatchedProcess`."""
        self._runner.detach()
        self._end.join(_JOIN_TIMEOUT)

    def detach(self) -> None:
        """See `WatchedProcess`."""
        self._end.let_go()
        self.release()


class UnwatchedProcess:
    """The process of a plugin in test mode: nobody's to end, as it does something else too.

    Fits `gen_plugin_runtime.host.ending.WatchedProcess`.
    """

    id = ""
    ended = False
    exit_code = None

    def when_ended(self, callback: Callable[[], None]) -> None:
        """The end of the connection tells it."""

    def wait(self, timeout: float) -> bool:  # noqa: ARG002 - the shape of `WatchedProcess`
        """It is never seen to end."""
        return False

    def wait_for_last_output(self) -> None:
        """It goes elsewhere."""

    def last_lines(self) -> tuple[str, ...]:
        """There are none."""
        return ()

    def kill(self, why: str = "") -> None:
        """That is not for this side."""

    def release(self) -> None:
        """Nothing was taken."""

    def detach(self) -> None:
        """Nothing was taken."""

    def plugin_to_host(self, network: str, address: str) -> tuple[str, str]:
        """Both are on one machine."""
        return network, address

    def host_to_plugin(self, network: str, address: str) -> tuple[str, str]:
        """Both are on one machine."""
        return network, address
