"""What answers hosts by gRPC: the server and its broker."""

from __future__ import annotations

from gen_plugin_runtime.broker.broker import Broker
from gen_plugin_runtime.broker.links import SocketLinks
from gen_plugin_runtime.broker.stream import BrokerServer
from gen_plugin_runtime.broker.wiring import wire_plugin
from gen_plugin_runtime.grpc.controller import ControllerServer
from gen_plugin_runtime.grpc.health import HealthServer
from gen_plugin_runtime.grpc.reflection.server import with_reflection
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.grpc.stdio import StdioServer
from gen_plugin_runtime.peer import Peer
from gen_plugin_runtime.serving.reporting import end_after_output, reporting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.broker.links import Answer
    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.config.types import PluginSet
    from gen_plugin_runtime.serving.agreement import Agreed
    from gen_plugin_runtime.serving.output import OutputBuffer
    from gen_plugin_runtime.serving.place import Place
    from gen_plugin_runtime.serving.stop_request import StopRequest
    from gen_plugin_runtime.transport import ServerAdapter, TimedByteStream


class GrpcAssembled:
    """A server and its broker, ready for connections. Fits `assembly.Assembled`.

    Args:
        server: Answers calls.
        broker: Brokers for it.
        serve: See `Assembled`.
    """

    def __init__(
        self, server: Server, broker: Broker, serve: Callable[[TimedByteStream], None]
    ) -> None:
        self.serve = serve
        self._server = server
        self._broker = broker

    def stop(self, grace: float) -> None:
        """See `Assembled`."""
        self._server.stop(grace)
        self._broker.close()


def assemble_grpc(
    place: Place, config: ServeConfig, agreed: Agreed, stop: StopRequest, output: OutputBuffer
) -> GrpcAssembled:
    """Put together what answers a host: TLS, if there is any, within a multiplexer."""
    logger, report = reporting(config)
    sockets = SocketLinks(*place)
    run, links = wire_plugin(sockets, stop.make, multiplex=bool(agreed.multiplexed))
    if agreed.tls is not None:
        from gen_plugin_runtime.broker.tls_links import TlsLinks

        links = TlsLinks(links, agreed.tls)
    broker = Broker(
        links,
        send_tracebacks=config.send_tracebacks,
        on_error=report,
        max_receive=config.max_receive,
        peer=Peer("the host", agreed.version),
    )
    server = Server(
        _services(agreed.plugins, broker, stop, output),
        max_receive=config.max_receive,
        send_tracebacks=config.send_tracebacks,
        on_error=report,
    )
    answer: Answer = broker.answers_of(server)
    if agreed.tls is not None:
        from gen_plugin_runtime.serving.securing import secured
        from gen_plugin_runtime.tls.config import ALPN

        answer = secured(answer, agreed.tls, logger, alpn=ALPN)
    return GrpcAssembled(server, broker, lambda stream: run(answer, stream))


def _services(
    plugins: PluginSet, broker: Broker, stop: StopRequest, output: OutputBuffer
) -> list[ServerAdapter]:
    """Everything that a plugin process answers to."""
    return with_reflection(
        [
            HealthServer(),
            *(plugin.server(broker) for plugin in plugins.values() if "grpc" in plugin.transports),
            BrokerServer(broker),
            ControllerServer(lambda: end_after_output(output, stop)),
            StdioServer(output),
        ]
    )
