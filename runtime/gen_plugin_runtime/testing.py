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
from gen_plugin_runtime.config.checks import transport_of
from gen_plugin_runtime.generic import OfInterface
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.peer import Peer
from gen_plugin_runtime.serving.in_process import ServedInProcess
from gen_plugin_runtime.streams import socket_stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.generic import Interface
    from gen_plugin_runtime.plugin import Plugin
    from gen_plugin_runtime.transport import Transport

_END_TIMEOUT = 5.0
_NAME = "plugin"  # nobody sees it


class InProcess(OfInterface["Interface"]):
    """A plugin served by threads of this process. Made by `connect`.

    Args:
        client: The plugin's object.
        close: Ends the connection and the threads. May be called again.
        brokers: The host's and the plugin's, where there is one of each.
    """

    def __init__(self, client: Interface, close: Callable[[], None], *brokers: Broker) -> None:
        self.client = client
        self._close = close
        self._brokers = brokers

    def close(self) -> None:
        """End the connection and the threads. May be called again."""
        self._close()

    def __enter__(self) -> Interface:
        return self.client

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _connect_by_grpc(
    plugin: Plugin[Interface],
    call_timeout: float | None,
    *,
    multiplex: bool,
    send_tracebacks: bool,
) -> InProcess[Interface]:
    host_end, plugin_end = map(socket_stream, socket.socketpair())
    run, links = wire_plugin(SocketLinks(), lambda: None, multiplex=multiplex)
    served = Broker(links, send_tracebacks=send_tracebacks, peer=Peer("the host"))
    services = [plugin.server(served), BrokerServer(served)]
    server = Server(services, send_tracebacks=send_tracebacks)
    serving = _in_thread(run, server.serve_connection, plugin_end)
    peer = Peer("the plugin")
    main, links = wire_host(host_end, SocketLinks(), multiplex=multiplex)
    channel = Channel(main, call_timeout=call_timeout, peer=peer)
    broker = Broker(
        links,
        open_stream=BrokerStream(channel).open,
        send_tracebacks=send_tracebacks,
        call_timeout=call_timeout,
        peer=peer,
    )

    def close() -> None:
        channel.close(_END_TIMEOUT)
        broker.close()
        server.stop(0.0)
        served.close()
        serving.join(_END_TIMEOUT)

    return InProcess(plugin.client(broker, channel), close, broker, served)


def _connect_by_netrpc(
    plugin: Plugin[Interface], call_timeout: float | None
) -> InProcess[Interface]:
    # Only who tests over net/rpc needs it.
    from gen_plugin_runtime.host.attached_process import UnwatchedProcess
    from gen_plugin_runtime.host.netrpc_session import connect_session
    from gen_plugin_runtime.host.sinks import Sink
    from gen_plugin_runtime.netrpc.broker.calling import Calling
    from gen_plugin_runtime.netrpc.calls.server import Server as NetRpcServer
    from gen_plugin_runtime.serving.netrpc_assembly import NetRpcAssembled
    from gen_plugin_runtime.serving.output import OutputBuffer
    from gen_plugin_runtime.serving.stop_request import StopRequest

    host_end, plugin_end = map(socket_stream, socket.socketpair())
    plugins, stop, output = {_NAME: plugin}, StopRequest(), OutputBuffer()
    called = Calling(call_timeout=call_timeout, peer=Peer("the plugin"))
    served = NetRpcAssembled(NetRpcServer(), Calling(peer=Peer("the host")), plugins, stop, output)
    serving = _in_thread(served.serve, plugin_end)
    sinks = Sink(None), Sink(None)
    session = connect_session(host_end, plugins, UnwatchedProcess(), called, sinks)

    def close() -> None:
        session.close("this side has closed it")
        served.stop(0.0)
        output.close()
        stop.close()
        serving.join(_END_TIMEOUT)

    try:
        return InProcess(session.dispense(_NAME), close)
    except BaseException:
        close()
        raise


def _in_thread(function: Callable[..., None], *arguments: object) -> threading.Thread:
    thread = threading.Thread(
        target=function, args=arguments, name="gen-plugin in process", daemon=True
    )
    thread.start()
    return thread


def connect(
    plugin: Plugin[Interface],
    *,
    call_timeout: float | None = None,
    protocol: Transport | None = None,
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
        protocol: As in `ServeConfig`.
        grpc_broker_multiplex: As in `ClientConfig`; for gRPC alone, and so is what follows.
        send_tracebacks: As in `ServeConfig` and `ClientConfig`, for both sides.

    Raises:
        ConfigError: The interface has no form for the protocol.
    """
    if transport_of({_NAME: plugin}, protocol) == "netrpc":
        return _connect_by_netrpc(plugin, call_timeout)
    return _connect_by_grpc(
        plugin, call_timeout, multiplex=grpc_broker_multiplex, send_tracebacks=send_tracebacks
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
