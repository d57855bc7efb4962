"""`Client`: one plugin process, from its start to its end (go-plugin: `Client`)."""

from __future__ import annotations

import os
import threading

from gen_plugin_runtime.errors import StartError
from gen_plugin_runtime.host import exit_net, managed
from gen_plugin_runtime.host.start import Start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Self

    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.config.reattach import ReattachConfig
    from gen_plugin_runtime.host.running import RunningPlugin
    from gen_plugin_runtime.host.session import Session


class Client:
    """Launches a plugin, hands out its objects, ends it. Safe to use from several threads.

    Or it reattaches to one that runs already; what is said of a start holds for that too. As a
    context manager it starts the plugin on entry and kills it on exit. A client starts one process
    in its life: to launch again, make another. One that is never killed keeps its plugin until the
    host program ends, which then ends it. A plugin belongs to the process that started it: a forked
    child can neither use nor kill it.

    Args:
        config: Which plugin, and how.
    """

    def __init__(self, config: ClientConfig) -> None:
        self.config = config
        self._lock = threading.Lock()
        self._start: Start | None = None
        self._killed = False
        if config.managed:
            managed.add(self.kill)

    def start(self) -> None:
        """Launch the plugin and connect to it, unless that has been done.

        Raises:
            StartError: One of its subclasses, if the plugin did not become usable. It is gone then,
                and this client with it.
        """
        self.client()

    def client(self) -> Session:
        """The connection to the plugin, which is started if need be.

        Raises:
            StartError: As for `start`.
        """
        if self._is_the_parents():
            raise StartError("this client belongs to the parent process: make another Client")
        start, is_mine = self._one_start()
        try:
            if is_mine:
                start.begin()
            return start.wait().session
        except BaseException:
            if is_mine:
                start.cancel()
            raise

    def dispense(self, name: str) -> Any:
        """An object that satisfies the interface of the plugin of this name.

        Its calls raise `CallError` and its subclasses. Starts the plugin if need be.

        Raises:
            UnknownPlugin: If the negotiated version's plugin map has no such name.
            StartError: As for `start`.
        """
        return self.client().dispense(name)

    def ping(self) -> None:
        """Ask the plugin whether it is alive. Starts it if need be.

        Raises:
            CallError: If it does not answer.
            StartError: As for `start`.
        """
        self.client().ping()

    def kill(self) -> None:
        """End the plugin: ask, wait `ClientConfig.shutdown_timeout`, then use force.

        Returns when the process is gone and nothing of it is left. May be called at any time, also
        when nothing was started, or when another thread is about to, whose start fails then. The
        client cannot be started afterwards. Does nothing in a forked child, and nothing to a plugin
        in test mode, which is not this host's to end.
        """
        if self._is_in_test_mode or self._is_the_parents():
            return
        running = self._finish()
        if running is not None:
            running.kill()
            exit_net.remove(running)

    def detach(self) -> ReattachConfig | None:
        """Let go of the plugin: close the connection and leave it running, also at this host's end.

        It must have been made to outlive its host (``ServeConfig.end_with_host=False``), and nobody
        reads its log from then on. A directory that was made for its sockets stays. The client
        cannot be used afterwards.

        Returns:
            Where it is, as `reattach_config`.
        """
        reattach = self.reattach_config()
        if self._is_the_parents():
            return reattach
        running = self._finish()
        if running is not None:
            running.detach()
            exit_net.remove(running)
        return reattach

    def reattach_config(self) -> ReattachConfig | None:
        """Where the plugin is, for other hosts to reattach to; None while there is none.

        Its `pid` is 0 where a runner runs the plugin: another host needs an `attach` then.
        """
        running = self._running
        if self.config.reattach is not None or running is None:
            return self.config.reattach if running is not None else None
        return running.reattach_config()

    def _finish(self) -> RunningPlugin | None:
        """This client starts nothing any more; what it has started."""
        with self._lock:
            self._killed = True
        managed.remove(self.kill)
        if self._start is not None:
            self._start.cancel()
        return self._running

    @property
    def _is_in_test_mode(self) -> bool:
        return self.config.reattach is not None and self.config.reattach.test

    def _one_start(self) -> tuple[Start, bool]:
        """The start, and whether it is new: then it is to be begun."""
        with self._lock:
            if self._killed:
                raise StartError("this client has been killed: make another Client")
            if self._start is not None:
                return self._start, False
            self._start = Start(self.config)
            return self._start, True

    @property
    def _running(self) -> RunningPlugin | None:
        return None if self._start is None else self._start.running

    def _is_the_parents(self) -> bool:
        return self._start is not None and self._start.owner != os.getpid()

    @property
    def exited(self) -> bool:
        """Whether the plugin's process was started and has ended."""
        running = self._running
        if running is None:
            return self._start is not None and self._start.failed_after_launch
        return running.process.ended

    @property
    def id(self) -> str:
        """The process's id in decimal, or what its runner calls it; empty while none runs."""
        running = self._running
        return "" if running is None or running.process.ended else running.process.id

    @property
    def negotiated_version(self) -> int:
        """The application's protocol version that host and plugin agreed on; 0 before the start."""
        running = self._running
        return 0 if running is None else running.line.version

    @property
    def protocol(self) -> str:
        """The transport in use, ``grpc`` or ``netrpc``; empty before the start."""
        running = self._running
        return "" if running is None else running.line.protocol

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self._leave()  # a Ctrl-C may come when the start has just succeeded
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        if self._is_in_test_mode:
            self.detach()
        else:
            self.kill()
