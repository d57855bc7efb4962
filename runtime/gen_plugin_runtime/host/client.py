"""`Client`: one plugin process, from its start to its end (go-plugin: `Client`)."""

from __future__ import annotations

import threading
import time

from gen_plugin_runtime.errors import StartError
from gen_plugin_runtime.host import exit_net
from gen_plugin_runtime.host.start import start_plugin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Self

    from gen_plugin_runtime.config import ClientConfig
    from gen_plugin_runtime.host.running import RunningPlugin
    from gen_plugin_runtime.host.session import Session


class Client:
    """Launches a plugin, hands out its objects, ends it. Safe to use from several threads.

    As a context manager it starts the plugin on entry and kills it on exit. A client starts one
    process in its life: to launch again, make another. One that is never killed keeps its plugin
    until the host program ends, which then ends it.

    Args:
        config: Which plugin, and how.
    """

    def __init__(self, config: ClientConfig) -> None:
        self.config = config
        self._lock = threading.RLock()
        self._running: RunningPlugin | None = None
        self._failure = ""

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
        with self._lock:
            if self._failure:
                raise StartError(f"{self._failure}: make another Client to launch again")
            if self._running is None:
                try:
                    self._running = start_plugin(self.config)
                except BaseException:
                    self._failure = "this client's plugin has failed to start"
                    raise
                exit_net.add(self._running)
            return self._running.session

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
        when nothing was started; the client cannot be started afterwards.
        """
        with self._lock:
            running = self._running
            self._failure = self._failure or "this client has been killed"
        if running is not None:
            deadline = time.monotonic() + running.shutdown_timeout
            running.ask_to_end(deadline)
            running.end(deadline)
            exit_net.remove(running)

    @property
    def exited(self) -> bool:
        """Whether the plugin's process was started and has ended."""
        return self._running is not None and self._running.process.ended

    @property
    def id(self) -> str:
        """The process's id in decimal; empty while none runs."""
        running = self._running
        return "" if running is None or running.process.ended else str(running.process.pid)

    @property
    def negotiated_version(self) -> int:
        """The application's protocol version that host and plugin agreed on; 0 before the start."""
        return 0 if self._running is None else self._running.line.version

    @property
    def protocol(self) -> str:
        """The transport in use, ``grpc``; empty before the start."""
        return "" if self._running is None else self._running.line.protocol

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
