"""What answers hosts by net/rpc: a multiplexed connection for each, with a control stream."""

from __future__ import annotations

import threading

from gen_plugin_runtime.errors import ConnectionLost, PluginError
from gen_plugin_runtime.netrpc.broker.calling import Calling
from gen_plugin_runtime.netrpc.broker.mux_broker import MuxBroker
from gen_plugin_runtime.netrpc.calls.server import Server, services_of
from gen_plugin_runtime.netrpc.control import DISPENSE, PING, QUIT, unknown_plugin
from gen_plugin_runtime.netrpc.gob.limits import MAX_MESSAGE
from gen_plugin_runtime.netrpc.handler import NetRpcHandler
from gen_plugin_runtime.netrpc.mux import MULTIPLEXING
from gen_plugin_runtime.peer import Peer
from gen_plugin_runtime.serving.output import STDOUT
from gen_plugin_runtime.serving.reporting import end_after_output, reporting
from gen_plugin_runtime.yamux.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.config.types import PluginSet
    from gen_plugin_runtime.netrpc.calls.server import Services
    from gen_plugin_runtime.serving.agreement import Agreed
    from gen_plugin_runtime.serving.output import OutputBuffer
    from gen_plugin_runtime.serving.stop_request import StopRequest
    from gen_plugin_runtime.transport import TimedByteStream
    from gen_plugin_runtime.yamux.stream import YamuxStream

_JOIN = 0.5  # seconds for the threads of a connection that has ended


def assemble_netrpc(
    config: ServeConfig, agreed: Agreed, stop: StopRequest, output: OutputBuffer
) -> NetRpcAssembled:
    """Put together what answers a host: TLS, if there is any, below the multiplexer."""
    logger, report = reporting(config)
    max_receive = MAX_MESSAGE if config.max_receive is None else config.max_receive
    server = Server(max_receive=max_receive, on_error=report, name="gen-plugin calls")
    calling = Calling(max_receive=max_receive, peer=Peer("the host", agreed.version))
    assembled = NetRpcAssembled(server, calling, agreed.plugins, stop, output)
    if agreed.tls is not None:
        from gen_plugin_runtime.serving.securing import secured

        assembled.serve = secured(assembled.serve, agreed.tls, logger, alpn=None)
    return assembled


class NetRpcAssembled:
    """A server for any number of connections. Fits `assembly.Assembled`.

    Attributes:
        serve: Serves a connection until it ends.

    Args:
        server: Answers the calls of all streams.
        calling: What holds for calls of the host's objects.
        plugins: What is served, by name.
        stop: Made when a host asks for the end.
        output: What the program prints.
    """

    def __init__(
        self,
        server: Server,
        calling: Calling,
        plugins: PluginSet,
        stop: StopRequest,
        output: OutputBuffer,
    ) -> None:
        self._server = server
        self._calling = calling
        self._plugins = plugins
        self._stop = stop
        self._output = output
        self._lock = threading.Lock()
        self._connections: set[HostConnection] = set()
        self._stopped = False
        self.serve: Callable[[TimedByteStream], None] = self._serve

    def stop(self, grace: float) -> None:
        """See `Assembled`."""
        self._server.stop(grace)
        with self._lock:
            self._stopped = True
            connections = list(self._connections)
        for connection in connections:
            connection.close()

    def _serve(self, stream: TimedByteStream) -> None:
        session = Session(stream, is_client=False, settings=MULTIPLEXING)
        broker = MuxBroker(session, self._server, self._calling)
        services = control_services(
            broker, self._plugins, lambda: end_after_output(self._output, self._stop)
        )
        connection = HostConnection(session, broker, self._server, services, self._output)
        with self._lock:
            stopped = self._stopped
            self._connections.add(connection)
        try:
            if stopped:
                connection.close()  # it came too late to be ended by `stop`
            else:
                connection.serve()
        finally:
            with self._lock:
                self._connections.discard(connection)


class HostConnection:
    """The connection of one host.

    Args:
        session: The connection.
        broker: Its broker.
        server: Answers calls.
        services: What the control stream has.
        output: What the program prints; each piece goes to one host.
    """

    def __init__(
        self,
        session: Session,
        broker: MuxBroker,
        server: Server,
        services: Services,
        output: OutputBuffer,
    ) -> None:
        self._session = session
        self._broker = broker
        self._server = server
        self._services = services
        self._output = output
        self._threads: list[threading.Thread] = []

    def serve(self) -> None:
        """Serve it in this thread until it ends."""
        try:
            control, stdout, stderr = self._next(), self._next(), self._next()
            self._start("gen-plugin control", self._server.serve, control, self._services)
            self._start("gen-plugin stdio", self._copy_output, stdout, stderr)
            self._broker.run()
        except ConnectionLost:
            return  # it ended before it had begun
        finally:
            self.close()

    def close(self) -> None:
        """End it. May be called again."""
        self._broker.close()
        self._session.close()
        self._output.wake()
        for thread in self._threads:
            thread.join(_JOIN)

    def _next(self) -> YamuxStream:
        """The next stream that the host opens; it must open three, whenever it likes."""
        stream = None
        while stream is None:
            stream = self._session.accept()
        return stream

    def _start(self, name: str, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _copy_output(self, stdout: YamuxStream, stderr: YamuxStream) -> None:
        try:
            while (piece := self._output.take(self._is_wanted)) is not None:
                channel, data = piece
                (stdout if channel == STDOUT else stderr).send(data)
        except ConnectionLost:
            return  # the host has left

    def _is_wanted(self) -> bool:
        return self._session.ended is None


def control_services(broker: MuxBroker, plugins: PluginSet, end: Callable[[], None]) -> Services:
    """What a plugin answers on the first stream of a connection.

    Args:
        broker: The connection's.
        plugins: By name.
        end: Ends the serving, soon.
    """

    def dispense(name: str) -> int:
        plugin = plugins.get(name)
        if plugin is None or "netrpc" not in plugin.transports:
            raise PluginError("", unknown_plugin(name))
        number = broker.next_id()
        broker.accept_and_serve(number, plugin.server(broker))
        return number

    def ping(_argument: object) -> tuple[()]:
        return ()

    def quit_(_argument: object) -> tuple[()]:
        end()
        return ()

    control = {"Ping": NetRpcHandler(PING, ping), "Quit": NetRpcHandler(QUIT, quit_)}
    dispenser = {"Dispense": NetRpcHandler(DISPENSE, dispense)}
    return {**services_of("Control", control), **services_of("Dispenser", dispenser)}
