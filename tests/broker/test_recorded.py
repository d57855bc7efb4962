"""A session of go-plugin's, with this library in the place of its plugin, and of its host.

The bytes of the recorded side are played as they were. What this side says to them is compared as
`recorded.Heard` tells it: each yamux stream's flags, and each of its HTTP/2 streams' paths,
statuses and messages, the knock and its answer among them, in their order.
"""

from __future__ import annotations

import threading
from contextlib import suppress

from tests.broker.recorded import SESSION, Player, recorded
from tests.grpc.services import PATIENCE

from gen_plugin_runtime.broker.broker import Broker
from gen_plugin_runtime.broker.links import SocketLinks
from gen_plugin_runtime.broker.stream import BrokerServer, BrokerStream
from gen_plugin_runtime.broker.wiring import wire_host, wire_plugin
from gen_plugin_runtime.errors import CallError
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.controller import SHUTDOWN, ControllerServer
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.grpc.stdio import STREAM_STDIO, StdioServer
from gen_plugin_runtime.handler import unary
from gen_plugin_runtime.protobuf.wire import read_fields
from gen_plugin_runtime.protocol.handshake_line import HandshakeLine, format_handshake_line
from gen_plugin_runtime.serving.output import OutputBuffer
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.transport import Buffer, Handler


class Counter:
    """The example's plugin, on which each number is added to itself by the host."""

    service = "proto.Counter"

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    def handlers(self) -> dict[str, Handler]:
        return {"Put": unary(self._put)}

    def _put(self, request: Buffer) -> bytes:
        fields = {number: value for number, _, value in read_fields(request)}
        number, value = fields[1], fields[3]
        assert isinstance(number, int)
        assert isinstance(value, int)
        channel = self._broker.dial(number)
        channel.unary("/proto.AddHelper/Sum")(bytes([0x08, value, 0x10, value]))
        channel.release()
        return b""


class AddHelper:
    """The host's object."""

    service = "proto.AddHelper"

    def handlers(self) -> dict[str, Handler]:
        return {"Sum": unary(lambda request: bytes([0x08, request[1] + request[3]]))}


def test_the_recorded_handshake_line_is_what_a_multiplexing_plugin_prints() -> None:
    line = HandshakeLine(1, "unix", "/path/to/socket", "grpc", multiplexed=True)
    assert format_handshake_line(line) == SESSION["handshake"] + "\n"


def test_the_recorded_host_with_this_plugin() -> None:
    stopped, ended = threading.Event(), threading.Event()
    player, output = Player("host"), OutputBuffer()
    serve, links = wire_plugin(SocketLinks(), ended.set, multiplex=True)
    broker = Broker(links)
    server = Server(
        [
            Counter(broker),
            BrokerServer(broker),
            ControllerServer(stopped.set),
            StdioServer(output),
        ]
    )
    serving = threading.Thread(
        target=serve, args=(server.serve_connection, SocketStream(player.other))
    )
    serving.start()
    player.start()
    assert stopped.wait(PATIENCE), player.said
    player.wait()
    output.close()
    assert ended.wait(PATIENCE)
    server.stop()
    broker.close()
    serving.join(PATIENCE)
    expected = recorded("plugin")
    assert {key: player.said[key][: len(said)] for key, said in expected.items()} == expected


def test_the_recorded_plugin_with_this_host() -> None:
    player = Player("plugin")
    main, links = wire_host(SocketStream(player.other), SocketLinks(), multiplex=True)
    channel = Channel(main, call_timeout=PATIENCE)
    stream = BrokerStream(channel)
    broker = Broker(links, open_stream=stream.open)
    player.start()
    request = bytes.fromhex("0801120568656c6c6f1803")
    calls = [channel.call(STREAM_STDIO, b""), channel.call("/proto.Counter/Put", request)]
    broker.accept_and_serve(1, AddHelper())
    assert calls[1].result() == b""
    shutdown = channel.call(SHUTDOWN, b"")
    player.wait()
    with suppress(CallError):  # Go's plugin closes the connection instead of an answer
        shutdown.result()
    channel.close()
    broker.close()
    assert player.said == recorded("host")
