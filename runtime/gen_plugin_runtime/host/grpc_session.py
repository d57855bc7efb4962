"""`GrpcSession`: the connection to a running plugin that speaks gRPC (go-plugin: `GRPCClient`)."""

from __future__ import annotations

from gen_plugin_runtime.broker.broker import Broker
from gen_plugin_runtime.broker.stream import BrokerStream
from gen_plugin_runtime.errors import ConnectionLost, GenPluginError
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.controller import SHUTDOWN
from gen_plugin_runtime.grpc.health import CHECK, PLUGIN_SERVICE, encode_check
from gen_plugin_runtime.grpc.stdio import STDERR, STDOUT, STREAM_STDIO, decode_output
from gen_plugin_runtime.host.session import CLOSE_TIMEOUT, KILLED, LAST_OUTPUT_TIMEOUT, Session
from gen_plugin_runtime.host.sinks import Sink
from gen_plugin_runtime.peer import Peer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, ClassVar, Literal

    from gen_plugin_runtime.broker.links import Links
    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.config.types import PluginSet
    from gen_plugin_runtime.grpc.calls import ClientCall
    from gen_plugin_runtime.host.ending import WatchedProcess
    from gen_plugin_runtime.plugin import Plugin
    from gen_plugin_runtime.transport import TimedByteStream


def open_grpc_session(
    stream: TimedByteStream,
    links: Links,
    version: int,
    plugins: PluginSet,
    process: WatchedProcess,
    config: ClientConfig,
) -> GrpcSession:
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
            max_receive=config.max_receive,
            peer=peer,
        )
        broker = Broker(
            links,
            open_stream=BrokerStream(channel).open,
            send_tracebacks=config.send_tracebacks,
            call_timeout=config.call_timeout,
            max_receive=config.max_receive,
            peer=peer,
        )
        sinks = {STDOUT: Sink(config.sync_stdout), STDERR: Sink(config.sync_stderr)}
        session = GrpcSession(channel, broker, plugins, sinks, process)
        session.start()
    except BaseException:
        stream.close()
        links.close()
        raise

    def give_up() -> None:
        stream.close()
        links.close()

    session.end_with_process(give_up)
    return session


class GrpcSession(Session):
    """A connected plugin. Safe to use from several threads.

    Args:
        channel: The connection.
        broker: Its broker, which the session closes.
        plugins: What can be dispensed, by name.
        sinks: Where each channel of the plugin's output goes.
        process: Asked why the connection was lost.
    """

    transport: ClassVar[Literal["grpc"]] = "grpc"

    def __init__(
        self,
        channel: Channel,
        broker: Broker,
        plugins: PluginSet,
        sinks: Mapping[int, Sink],
        process: WatchedProcess,
    ) -> None:
        super().__init__(plugins, process)
        self._channel = channel
        self._sinks = sinks
        self._broker = broker
        self._is_closed = False

    def start(self) -> None:
        """Begin to copy the plugin's output."""
        self._copy(self._copy_output)

    def wait_for_peer(self, timeout: float) -> str | None:
        """See `Session`."""
        return self._channel.connection.wait_for_peer(timeout)

    def ping(self) -> None:
        """See `Session`."""
        self._channel.call(CHECK, encode_check(PLUGIN_SERVICE)).result()

    def close(self, why: str = KILLED) -> None:
        """See `Session`."""
        if not self._process.ended:
            self._note_end(why)
        self._channel.close(CLOSE_TIMEOUT)
        self._broker.close()
        self.wait_for_output(LAST_OUTPUT_TIMEOUT)
        self._is_closed = True

    def _say_farewell(self, patience: float) -> ClientCall:
        return self._channel.call(SHUTDOWN, b"", timeout=patience)

    def _dispense(self, name: str, plugin: Plugin[Any]) -> Any:  # noqa: ARG002 - gRPC needs none
        return plugin.client(self._broker, self._channel)

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
