"""The start of a plugin: command -> process -> handshake line -> connected plugin, or nothing."""

from __future__ import annotations

import os
import threading

from gen_plugin_runtime.errors import StartError
from gen_plugin_runtime.host import exit_net
from gen_plugin_runtime.host.spawn import spawn
from gen_plugin_runtime.protocol.negotiation import host_versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.config.types import PluginSet
    from gen_plugin_runtime.host.running import RunningPlugin
    from gen_plugin_runtime.host.spawn import Spawned

    Establish: TypeAlias = Callable[[Spawned, ClientConfig, Mapping[int, PluginSet]], RunningPlugin]

_LONGEST_THREAD_START = 1.0


class Start:
    """A start, from `begin` on under way in a thread of its own, then over.

    There no Ctrl-C can interrupt it, which Python raises in the main thread between any two steps:
    each process that was started is known, and ended if something is in the way. Who waits can give
    up at any time.

    Args:
        config: Which plugin to start, and how.

    Attributes:
        owner: Id of the process that started it, to which it belongs: not to a forked child.
        running: The plugin, once the start has succeeded.
    """

    def __init__(self, config: ClientConfig) -> None:
        self.owner = os.getpid()
        self.running: RunningPlugin | None = None
        self._config = config
        self._spawned: Spawned | None = None
        self._error: BaseException | None = None
        self._cancelled = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gen-plugin start", daemon=True)

    def begin(self) -> None:
        """Start to start. Who is interrupted in this must `cancel`."""
        self._thread.start()

    def wait(self) -> RunningPlugin:
        """Wait for the plugin. Bounded in time by the configuration's `start_timeout`.

        Raises:
            StartError: One of its subclasses; who asks again is only told that there was an error.
        """
        # Not the thread's `join` alone: Python 3.11 takes a thread whose join was interrupted for
        # ended.
        self._over.wait()
        self._join()
        if self.running is not None:
            return self.running
        error, self._error = self._error, None
        if error is None:
            raise StartError("this client's plugin has failed to start: make another Client")
        raise error

    @property
    def failed_after_launch(self) -> bool:
        """Whether a process was started, and ended because the start failed."""
        return self._over.is_set() and self._spawned is not None and self.running is None

    def cancel(self) -> None:
        """Give up a start that is not over; returns when nothing of it is left."""
        self._cancelled.set()
        if self._spawned is not None and not self._over.is_set():
            self._spawned.kill()
        while not self._over.wait(_LONGEST_THREAD_START):
            if self._thread.ident is None:
                self._over.set()  # `begin` was interrupted, or impossible
        self._join()

    def _join(self) -> None:
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            self.running = self._started()
            if self._spawned is not None:  # not one that somebody else has started
                exit_net.add(self.running)
        except BaseException as error:  # noqa: BLE001 - it is raised to who waits
            self._error = self._explained(error)
        finally:
            self._over.set()

    def _started(self) -> RunningPlugin:
        if self._cancelled.is_set():
            raise StartError("cancelled")
        config = self._config
        versions = host_versions(
            config.handshake.protocol_version, config.plugins, config.versioned_plugins
        )
        if config.reattach is not None:
            from gen_plugin_runtime.host.attach import attach

            return attach(config.reattach, config, versions)
        self._spawned = spawn(config, versions)
        if self._cancelled.is_set():
            self._spawned.kill()
        return _load_establish(self._spawned)(self._spawned, config, versions)

    def _explained(self, error: BaseException) -> BaseException:
        if self._cancelled.is_set() and isinstance(error, StartError):
            return StartError("this client was killed while its plugin was starting")
        return error


def _load_establish(spawned: Spawned) -> Establish:
    """What follows needs `logging`, `json` and the transport: loaded while the program loads too.

    Args:
        spawned: Ended if the loading fails.
    """
    try:
        from gen_plugin_runtime.host.establish import establish
    except BaseException:
        spawned.abandon()
        raise
    return establish
