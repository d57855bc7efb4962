"""All that a plugin process serves with: where it listens, its gRPC server and its broker."""

from __future__ import annotations

from gen_plugin_runtime.addresses import listen
from gen_plugin_runtime.broker.broker import Broker
from gen_plugin_runtime.broker.links import SocketLinks
from gen_plugin_runtime.broker.stream import BrokerServer
from gen_plugin_runtime.broker.wiring import wire_plugin
from gen_plugin_runtime.grpc.controller import ControllerServer
from gen_plugin_runtime.grpc.health import HealthServer
from gen_plugin_runtime.grpc.reflection.server import with_reflection
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.grpc.stdio import StdioServer
from gen_plugin_runtime.hclog import describe, get_logger
from gen_plugin_runtime.peer import Peer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.addresses import Listener
    from gen_plugin_runtime.broker.links import Answer, Links
    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.config.types import PluginSet
    from gen_plugin_runtime.protocol.environment import PluginEnvironment
    from gen_plugin_runtime.serving.agreement import Agreed
    from gen_plugin_runtime.serving.output import OutputBuffer
    from gen_plugin_runtime.serving.stop_request import StopRequest
    from gen_plugin_runtime.transport import ServerAdapter, TimedByteStream

_LAST_OUTPUT_TIMEOUT = 0.2


class Assembled:
    """A server and its broker, ready for connections.

    Attributes:
        serve: Serves a connection until it ends.

    Args:
        server: Answers calls.
        broker: Brokers for it.
        serve: See above.
    """

    def __init__(
        self, server: Server, broker: Broker, serve: Callable[[TimedByteStream], None]
    ) -> None:
        self.serve = serve
        self._server = server
        self._broker = broker

    def stop(self, grace: float) -> None:
        """End all connections; running calls get `grace` seconds to finish."""
        self._server.stop(grace)
        self._broker.close()


def listen_for_hosts(
    config: ServeConfig, environment: PluginEnvironment
) -> tuple[Listener, SocketLinks]:
    """Listen where the host wants it; with that, how brokered connections are made alike."""
    place = (
        config.network,
        environment.socket_directory,
        (environment.min_port, environment.max_port),
        environment.socket_group,
    )
    return listen(*place), SocketLinks(*place)


def assemble(
    links: Links, config: ServeConfig, agreed: Agreed, stop: StopRequest, output: OutputBuffer
) -> Assembled:
    """Put together what answers a host: TLS, if there is any, within a multiplexer."""
    if config.loop is not None:
        from gen_plugin_runtime.event_loop import use_loop

        use_loop(config.loop)
    logger = config.logger or get_logger()

    def report(method: str, error: BaseException) -> None:
        # The caller gets the exception; where it came from only the plugin knows.
        logger.debug("an implementation raised", method=method, **describe(error))

    run, links = wire_plugin(links, stop.make, multiplex=bool(agreed.multiplexed))
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

        answer = secured(answer, agreed.tls, logger)
    return Assembled(server, broker, lambda stream: run(answer, stream))


def _services(
    plugins: PluginSet, broker: Broker, stop: StopRequest, output: OutputBuffer
) -> list[ServerAdapter]:
    """Everything that a plugin process answers to."""

    def end() -> None:
        # Go's hosts close the connection as soon as they are answered.
        output.wait_until_taken(_LAST_OUTPUT_TIMEOUT)
        stop.make()

    return with_reflection(
        [
            HealthServer(),
            *(plugin.server(broker) for plugin in plugins.values()),
            BrokerServer(broker),
            ControllerServer(end),
            StdioServer(output),
        ]
    )
