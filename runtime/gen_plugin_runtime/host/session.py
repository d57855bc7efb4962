"""`Session`: the connection to a running plugin (go-plugin: `GRPCClient`)."""

from __future__ import annotations

import threading
import time

from gen_plugin_runtime.broker.broker import Broker
from gen_plugin_runtime.broker.stream import BrokerStream
from gen_plugin_runtime.errors import (
    CallError,
    ConnectionLost,
    GenPluginError,
    PluginCrashed,
    UnknownPlugin,
)
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.controller import SHUTDOWN
from gen_plugin_runtime.grpc.health import CHECK, PLUGIN_SERVICE, encode_check
from gen_plugin_runtime.grpc.messages import MAX_MESSAGE
from gen_plugin_runtime.grpc.stdio import STDERR, STDOUT, STREAM_STDIO, decode_output
from gen_plugin_runtime.host.ending import describe_end
from gen_plugin_runtime.host.sinks import Sink
from gen_plugin_runtime.peer import Peer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from gen_plugin_runtime.broker.links import Links
    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.config.types import PluginSet
    from gen_plugin_runtime.grpc.calls import ClientCall
    from gen_plugin_runtime.host.ending import WatchedProcess
    from gen_plugin_runtime.transport import TimedByteStream

_EXIT_AFTER_LOST_CONNECTION = 1.0
_CLOSED_AFTER_EXIT = 1.0
_LAST_OUTPUT_TIMEOUT = 0.5
_CLOSE_TIMEOUT = 0.5


def open_session(
    stream: TimedByteStream,
    links: Links,
    version: int,
    plugins: PluginSet,
    process: WatchedProcess,
    config: ClientConfig,
) -> Session:
    """Speak gRPC over a connection to a plugin.

    Args:
        stream: Connected to it; it belongs to the session from now on.
        links: Makes the brokered connections.
        version: The negotiated one.
        plugins: Those of that version.
        process: Asked why a connection was lost.
        config: Where the plugin's output goes, and how long a call may take.
    """

    def explain(loss: ConnectionLost) -> ConnectionLost:
        return session.explain(loss)

    try:
        peer = Peer("the plugin", version)
        channel = Channel(
            stream,
            explain_loss=explain,
            call_timeout=config.call_timeout,
            max_receive=MAX_MESSAGE if config.max_receive is None else config.max_receive,
            peer=peer,
        )
        broker = Broker(
            links,
            open_stream=BrokerStream(channel).open,
            send_tracebacks=config.send_tracebacks,
            call_timeout=config.call_timeout,
            peer=peer,
        )
        sinks = {STDOUT: Sink(config.sync_stdout), STDERR: Sink(config.sync_stderr)}
        session = Session(channel, broker, plugins, sinks, process)
        session.start()
    except BaseException:
        stream.close()
        links.close()
        raise

    def give_up() -> None:
        if not session.wait_for_output(_CLOSED_AFTER_EXIT):
            stream.close()  # a child of the plugin's keeps the connection open: nobody will answer
            links.close()

    process.when_ended(give_up)
    return session


class Session:
    """A connected plugin. Safe to use from several threads.

    Args:
        channel: The connection.
        broker: Its broker, which the session closes.
        plugins: What can be dispensed, by name.
        sinks: Where each channel of the plugin's output goes.
        process: Asked why the connection was lost.
    """

    def __init__(
        self,
        channel: Channel,
        broker: Broker,
        plugins: PluginSet,
        sinks: Mapping[int, Sink],
        process: WatchedProcess,
    ) -> None:
        self._channel = channel
        self._plugins = plugins
        self._sinks = sinks
        self._process = process
        self._broker = broker
        self._farewell: ClientCall | None = None
        self._why_ended = ""
        self._is_closed = False
        self._output = threading.Thread(
            target=self._copy_output, name="gen-plugin stdio", daemon=True
        )

    def start(self) -> None:
        """Begin to copy the plugin's output."""
        self._output.start()

    def wait_for_peer(self, timeout: float) -> str | None:
        """Wait for the plugin's first word; why the connection has ended, or None."""
        return self._channel.connection.wait_for_peer(timeout)

    def dispense(self, name: str) -> Any:
        """An object that satisfies the interface of the plugin of this name.

        Raises:
            UnknownPlugin: If the plugin map has no such name.
        """
        plugin = self._plugins.get(name)
        if plugin is None:
            known = ", ".join(sorted(self._plugins)) or "none"
            raise UnknownPlugin(f"there is no plugin {name!r} in the host's map, only: {known}")
        return plugin.client(self._broker, self._channel)

    def ping(self) -> None:
        """Ask the plugin whether it is alive.

        Raises:
            CallError: If it does not answer, within `ClientConfig.call_timeout` if there is one.
        """
        self._channel.call(CHECK, encode_check(PLUGIN_SERVICE)).result()

    def ask_to_end(self, deadline: float) -> None:
        """Ask the plugin to end, without waiting for its answer. Failing is no error.

        Args:
            deadline: On the clock of `time.monotonic`.
        """
        self._note_end("this side has killed it")
        patience = deadline - time.monotonic()
        if patience <= 0 or self._farewell is not None:
            return
        try:
            self._farewell = self._channel.call(SHUTDOWN, b"", timeout=patience)
        except CallError:
            return  # it is gone already: what follows cleans up

    def wait_for_end(self, deadline: float) -> None:
        """Wait for the answer to `ask_to_end` and for the last output, at most to the deadline."""
        if self._farewell is None or deadline <= time.monotonic():
            return
        try:
            self._farewell.result()
        except CallError:
            return  # it does not answer: what follows ends it
        self.wait_for_output(min(_LAST_OUTPUT_TIMEOUT, max(0.0, deadline - time.monotonic())))

    def wait_for_output(self, timeout: float) -> bool:
        """Wait for the end of the plugin's output, which comes with the connection's at the latest.

        Args:
            timeout: Seconds to wait at most.

        Returns:
            Whether it has come.
        """
        if threading.current_thread() is not self._output:  # a writer may kill its plugin
            self._output.join(timeout)
        return not self._output.is_alive()

    def close(self, why: str = "this side has killed it") -> None:
        """Close the connection. Calls under way end with `CallCancelled`.

        Args:
            why: What later calls are told, unless the plugin has ended by itself.
        """
        if not self._process.ended:
            self._note_end(why)
        self._channel.close(_CLOSE_TIMEOUT)
        self._broker.close()
        self.wait_for_output(_LAST_OUTPUT_TIMEOUT)
        self._is_closed = True

    def _note_end(self, why: str) -> None:
        self._why_ended = self._why_ended or why

    def _copy_output(self) -> None:
        try:
            for message in self._channel.call(STREAM_STDIO, b"", timeout=None):
                if self._is_closed:
                    return  # a slow writer has had its time
                channel, data = decode_output(message)
                if channel in self._sinks:
                    self._sinks[channel].write(data)
        except GenPluginError:
            return  # the connection has ended, or the plugin has no such service

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
