"""`Session`: the connection to a plugin, whatever it speaks (go-plugin: `ClientProtocol`)."""

from __future__ import annotations

import threading
from time import monotonic

from gen_plugin_runtime.config.checks import lacks_form
from gen_plugin_runtime.errors import (
    CallError,
    ConfigError,
    ConnectionLost,
    PluginCrashed,
    UnknownPlugin,
)
from gen_plugin_runtime.host.ending import describe_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, Protocol

    from gen_plugin_runtime.config.types import PluginSet
    from gen_plugin_runtime.host.ending import WatchedProcess
    from gen_plugin_runtime.plugin import Plugin
    from gen_plugin_runtime.transport import Transport

    class Farewell(Protocol):
        """The call that asks a plugin to end."""

        def result(self) -> object:
            """Wait for its answer."""


_EXIT_AFTER_LOST_CONNECTION = 1.0
_CLOSED_AFTER_EXIT = 1.0
LAST_OUTPUT_TIMEOUT = 0.5
"""Seconds for the plugin's last output, after the farewell and after the connection's end."""
CLOSE_TIMEOUT = 0.5
"""Seconds for the threads of the connection."""
KILLED = "this side has killed it"


class Session:
    """A connected plugin. Safe to use from several threads.

    Args:
        plugins: What can be dispensed, by name.
        process: Asked why the connection was lost.

    Attributes:
        transport: What is spoken.
    """

    transport: ClassVar[Transport]

    def __init__(self, plugins: PluginSet, process: WatchedProcess) -> None:
        self._plugins = plugins
        self._process = process
        self._why_ended = ""
        self._outputs: list[threading.Thread] = []
        self._farewell: Farewell | None = None

    def dispense(self, name: str) -> Any:
        """An object that satisfies the interface of the plugin of this name.

        Raises:
            UnknownPlugin: If the plugin map has no such name, or the plugin knows none.
            ConfigError: If its interface has no form for the transport that is spoken.
            CallError: If the plugin cannot make the object.
        """
        plugin = self._plugins.get(name)
        if plugin is None:
            known = ", ".join(sorted(self._plugins)) or "none"
            raise UnknownPlugin(f"there is no plugin {name!r} in the host's map, only: {known}")
        if self.transport not in plugin.transports:
            raise ConfigError(f"the plugin {name!r}: {lacks_form([plugin], self.transport)}")
        return self._dispense(name, plugin)

    def ping(self) -> None:
        """Ask the plugin whether it is alive.

        Raises:
            CallError: If it does not answer, within `ClientConfig.call_timeout` if there is one.
        """
        raise NotImplementedError

    def wait_for_peer(self, timeout: float) -> str | None:
        """Wait for the plugin's first word; why the connection has ended, or None."""
        raise NotImplementedError

    def ask_to_end(self, deadline: float) -> None:
        """Ask the plugin to end, without waiting for its answer. Failing is no error.

        Args:
            deadline: On the clock of `time.monotonic`.
        """
        self._note_end(KILLED)
        patience = deadline - monotonic()
        if patience <= 0 or self._farewell is not None:
            return
        try:
            self._farewell = self._say_farewell(patience)
        except CallError:
            return  # it is gone already: what follows cleans up

    def wait_for_end(self, deadline: float) -> None:
        """Wait for the answer to `ask_to_end` and for the last output, at most to the deadline."""
        if self._farewell is None or deadline <= monotonic():
            return
        try:
            self._farewell.result()
        except CallError as error:
            if not self._is_answer(error):
                return  # it does not answer: what follows ends it
        self.wait_for_output(min(LAST_OUTPUT_TIMEOUT, max(0.0, deadline - monotonic())))

    def close(self, why: str = KILLED) -> None:
        """Close the connection. Calls under way end with `CallCancelled`.

        Args:
            why: What later calls are told, unless the plugin has ended by itself.
        """
        raise NotImplementedError

    def _say_farewell(self, patience: float) -> Farewell:
        """Call what ends the plugin, which has that many seconds to answer."""
        raise NotImplementedError

    def _is_answer(self, error: CallError) -> bool:  # noqa: ARG002 - for those that differ
        """Whether this is how a plugin may answer the call that ends it."""
        return False

    def wait_for_output(self, timeout: float) -> bool:
        """Wait for the end of the plugin's output, which comes with the connection's at the latest.

        Args:
            timeout: Seconds to wait at most.

        Returns:
            Whether it has come.
        """
        until = monotonic() + timeout
        for output in self._outputs:
            if threading.current_thread() is not output:  # a writer may kill its plugin
                output.join(max(0.0, until - monotonic()))
        return not any(output.is_alive() for output in self._outputs)

    def end_with_process(self, give_up: Callable[[], None]) -> None:
        """Have the connection ended with the process, whatever of it still holds it open.

        Args:
            give_up: Ends it: nobody will answer.
        """

        def end() -> None:
            if not self.wait_for_output(_CLOSED_AFTER_EXIT):
                give_up()

        self._process.when_ended(end)

    def explain(self, loss: ConnectionLost) -> ConnectionLost:
        """Tell a plugin that ended from a connection that broke, or that this side has closed."""
        if self._why_ended:
            return ConnectionLost(f"the plugin is gone: {self._why_ended}", status=loss.status)
        process = self._process
        if not process.wait(_EXIT_AFTER_LOST_CONNECTION):
            return loss
        process.wait_for_last_output()
        return PluginCrashed(
            f"the plugin {describe_end(process.exit_code)} while it was needed",
            exit_code=process.exit_code,
            stderr=process.last_lines(),
        )

    def _dispense(self, name: str, plugin: Plugin[Any]) -> Any:
        raise NotImplementedError

    def _note_end(self, why: str) -> None:
        self._why_ended = self._why_ended or why

    def _copy(self, copy: Callable[[], None]) -> None:
        """Have output copied by a thread of its own."""
        output = threading.Thread(target=copy, name="gen-plugin stdio", daemon=True)
        self._outputs.append(output)
        output.start()
