"""Host and plugin in one process, for the tests of interfaces and their implementations.

Everything is real, the generated adapters, the encoding and the transport, except that there is no
second process: it is quick, and a debugger sees both sides. `connect` gives the plugin's object at
once; `serve_in_process` serves at an address, for hosts that reattach.
"""

from __future__ import annotations

import socket
import threading

from gen_plugin_runtime.broker.broker import Broker
from gen_plugin_runtime.broker.links import SocketLinks
from gen_plugin_runtime.broker.stream import BrokerServer, BrokerStream
from gen_plugin_runtime.broker.wiring import wire_host, wire_plugin
from gen_plugin_runtime.generic import OfInterface
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.peer import Peer
from gen_plugin_runtime.serving.in_process import ServedInProcess
from gen_plugin_runtime.streams import socket_stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.generic import Interface
    from gen_plugin_runtime.plugin import Plugin

_END_TIMEOUT = 5.0


class InProcess(OfInterface["Interface"]):
    """A plugin served by a thread of this process. Made by `connect`.

    Args:
        plugin: With its implementation.
        call_timeout: Seconds for each call; None: no limit.
        grpc_broker_multiplex: See `connect`; so is `send_tracebacks`.
    """

    def __init__(
        self,
        plugin: Plugin[Interface],
        call_timeout: float | None,
        *,
        grpc_broker_multiplex: bool,
        send_tracebacks: bool,
    ) -> None:
        host_end, plugin_end = map(socket_stream, socket.socketpair())
        run, links = wire_plugin(SocketLinks(), lambda: None, multiplex=grpc_broker_multiplex)
        served = self._plugin_broker = Broker(
            links, send_tracebacks=send_tracebacks, peer=Peer("the host")
        )
        services = [plugin.server(served), BrokerServer(served)]
        self._server = Server(services, send_tracebacks=send_tracebacks)
        self._serving = threading.Thread(
            target=run,
            args=(self._server.serve_connection, plugin_end),
            name="gen-plugin in process",
            daemon=True,
        )
        self._serving.start()
        peer = Peer("the plugin")
        main, links = wire_host(host_end, SocketLinks(), multiplex=grpc_broker_multiplex)
        self._channel = Channel(main, call_timeout=call_timeout, peer=peer)
        stream = BrokerStream(self._channel)
        self._host_broker = Broker(
            links,
            open_stream=stream.open,
            send_tracebacks=send_tracebacks,
            call_timeout=call_timeout,
            peer=peer,
        )
        self.client: Interface = plugin.client(self._host_broker, self._channel)

    def close(self) -> None:
        """End the connection and the thread. May be called again."""
        self._channel.close(_END_TIMEOUT)
        self._host_broker.close()
        self._server.stop(0.0)
        self._plugin_broker.close()
        self._serving.join(_END_TIMEOUT)

    def __enter__(self) -> Interface:
        return self.client

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def connect(
    plugin: Plugin[Interface],
    *,
    call_timeout: float | None = None,
    grpc_broker_multiplex: bool = False,
    send_tracebacks: bool = False,
) -> InProcess[Interface]:
    """Serve a plugin and call it, in this process.

    ::

        with connect(GreeterPlugin(MyGreeter())) as greeter:
            assert greeter.greet("Ada") == "Hello, Ada"

    Args:
        plugin: With the implementation to test.
        call_timeout: Seconds for each call; None: no limit.
        grpc_broker_multiplex: As in `ClientConfig`.
        send_tracebacks: As in `ServeConfig` and `ClientConfig`, for both sides.
    """
    return InProcess(
        plugin,
        call_timeout,
        grpc_broker_multiplex=grpc_broker_multiplex,
        send_tracebacks=send_tracebacks,
    )


def serve_in_process(config: ServeConfig) -> ServedInProcess:
    """Serve plugins in a thread of this process, for hosts that reattach to them.

    ::

        plugins = {"greeter": GreeterPlugin(MyGreeter())}
        with serve_in_process(ServeConfig(HANDSHAKE, plugins)) as address:
            with Client(ClientConfig(HANDSHAKE, PLUGINS, reattach=address)) as client:
                assert client.dispense("greeter").greet("Ada") == "Hello, Ada"

    Args:
        config: What to serve, and how.

    Raises:
        ConfigError: If it cannot be served.
        OSError: If the system refuses to listen.
    """
    return ServedInProcess(config)
