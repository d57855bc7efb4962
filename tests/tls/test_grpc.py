"""gRPC over TLS, with sockets below and with the streams of a yamux session; and the broker's."""

from __future__ import annotations

import random
import socket
import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.broker.brokers import Brokers, bare, function_at, map_at, offer
from tests.grpc.services import Echo
from tests.grpc.threads import at_once
from tests.host.support import PATIENCE, eventually
from tests.tls.certificates import identity, mutual_tls
from tests.tls.pairs import configs
from tests.yamux.pairs import Pair

from gen_plugin_runtime.addresses import connect
from gen_plugin_runtime.broker.conn_info import ConnInfo, decode_conn_info
from gen_plugin_runtime.broker.links import SocketLinks
from gen_plugin_runtime.broker.post import Post
from gen_plugin_runtime.broker.tls_links import TlsLinks
from gen_plugin_runtime.errors import CallTimeout, ConnectionLost
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.options import call_options
from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.tls.handshake import accept_tls, connect_tls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.broker.brokers import Wrap

    from gen_plugin_runtime.broker.links import AcceptingEnd
    from gen_plugin_runtime.tls.config import TlsConfig
    from gen_plugin_runtime.transport import Buffer, TimedByteStream

    Ends = Callable[[], tuple[TimedByteStream, TimedByteStream]]

CLIENT, SERVER = configs()


def socket_ends() -> tuple[TimedByteStream, TimedByteStream]:
    one, other = socket.socketpair()
    return SocketStream(one), SocketStream(other)


@pytest.fixture(params=["socket", "yamux"])
def ends(request: pytest.FixtureRequest) -> Iterator[Ends]:
    """Makes connections for TLS to run over."""
    if request.param == "socket":
        yield socket_ends
        return
    with Pair() as pair:
        yield pair.stream


@pytest.fixture
def connected(ends: Ends) -> Iterator[Callable[[], Channel]]:
    """Makes channels to an `Echo`, a connection with TLS for each."""
    echo = Echo()
    server = Server([echo])
    threads: list[threading.Thread] = []
    channels: list[Channel] = []

    def make() -> Channel:
        ours, theirs = ends()

        def serve() -> None:
            server.serve_connection(accept_tls(theirs, SERVER))

        threads.append(threading.Thread(target=serve))
        threads[-1].start()
        channels.append(Channel(connect_tls(ours, CLIENT)))
        return channels[-1]

    yield make
    echo.leave.set()
    for channel in channels:
        channel.close()
    server.stop(0)
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.mark.parametrize("size", [0, 10, 70_000, 300_000, 5_000_000])
def test_calls_of_any_size(connected: Callable[[], Channel], size: int) -> None:
    request = random.Random(size).randbytes(size)
    assert connected().unary("/test.Echo/Echo")(request) == request


def test_many_calls_at_once(connected: Callable[[], Channel]) -> None:
    channels = [connected() for _ in range(4)]

    def call(channel: Channel, seed: int) -> None:
        for size in (1, 100_000, 5, 1_000_000):
            request = random.Random(seed).randbytes(size)
            assert channel.unary("/test.Echo/Echo")(request) == request

    at_once([partial(call, channels[seed % 4], seed) for seed in range(16)])


def test_streaming(connected: Callable[[], Channel]) -> None:
    requests = [b"%d" % number * 1000 for number in range(300)]
    replies = connected().bidirectional("/test.Echo/Mirror")(iter(requests))
    assert list(replies) == requests


def test_a_deadline_passes(connected: Callable[[], Channel]) -> None:
    channel = connected()
    with call_options(timeout=0.05), pytest.raises(CallTimeout):
        channel.unary("/test.Echo/Block")(b"")
    assert channel.unary("/test.Echo/Echo")(b"x") == b"x"


def test_requests_say_https(ends: Ends) -> None:
    ours, theirs = ends()
    heard: list[TimedByteStream] = []

    def accept() -> None:
        heard.append(accept_tls(theirs, SERVER))
        heard[0].send(b"\0\0\0\4\0\0\0\0\0")

    thread = threading.Thread(target=accept)
    thread.start()
    channel = Channel(connect_tls(ours, CLIENT))
    thread.join(PATIENCE)
    assert b"\x87" in channel.block("/test.Echo/Echo", None)  # HPACK's entry 7: https
    channel.close()
    heard[0].close()


# The broker's connections.


def upper(request: Buffer) -> bytes:
    return bytes(request).upper()


def in_tls(config: TlsConfig) -> Wrap:
    return lambda links: TlsLinks(links, config)


HOST, PLUGIN = in_tls(CLIENT), in_tls(SERVER)


class MultiplexedBrokers(Brokers):
    multiplex = True


@pytest.mark.parametrize("offering", ["host", "plugin"])
@pytest.mark.parametrize("kind", [Brokers, MultiplexedBrokers])
def test_either_side_calls_what_the_other_one_offers(offering: str, kind: type[Brokers]) -> None:
    with kind(wraps=(HOST, PLUGIN)) as brokers:
        serving, dialling = brokers.sides(offering)
        for _ in range(3):
            connection = dialling.dial(offer(serving, upper))
            assert function_at(connection)(b"x") == b"X"
            assert list(map_at(connection, iter([b"a", b"b"]))) == [b"A", b"B"]


def test_who_has_another_certificate_cannot_dial() -> None:
    stranger = mutual_tls(identity(), CLIENT.peer_certificate or b"")
    with Brokers(wraps=(in_tls(stranger), PLUGIN)) as brokers:
        function = function_at(brokers.host.dial(offer(brokers.plugin, upper)))
        with pytest.raises(ConnectionLost, match="refuses this side's certificate"):
            function(b"x")


def test_a_side_without_tls_cannot_dial_either() -> None:
    with Brokers(wraps=(bare, PLUGIN)) as brokers:
        number = offer(brokers.plugin, upper)
        with pytest.raises(ConnectionLost):
            function_at(brokers.host.dial(number))(b"x")


def test_nor_reach_who_has_none() -> None:
    with Brokers(wraps=(HOST, bare)) as brokers:
        number = offer(brokers.plugin, upper)
        with pytest.raises(ConnectionLost, match="does not speak TLS"):
            brokers.host.dial(number)


def listening() -> tuple[AcceptingEnd, ConnInfo]:
    """An end that expects TLS, and what it has told the other side."""
    post = Post()
    told: list[bytes] = []
    post.outbox.attach(told.append)
    end = PLUGIN(SocketLinks("tcp")).listen(1, post)
    return end, decode_conn_info(told[0])


def test_a_stranger_who_is_first_does_not_take_the_place_of_the_right_one() -> None:
    end, info = listening()
    stranger = connect(info.network, info.address)
    stranger.sendall(b"GET / HTTP/1.1\r\n\r\n")
    accepted: list[TimedByteStream | None] = []
    thread = threading.Thread(target=lambda: accepted.append(end.accept(PATIENCE)))
    thread.start()
    post = Post()
    post.arrived.put(info)
    heard: list[TimedByteStream] = []
    right = threading.Thread(target=lambda: heard.append(HOST(SocketLinks("tcp")).connect(1, post)))
    right.start()
    thread.join(PATIENCE)
    [stream] = accepted
    assert stream is not None
    stream.send(b"welcome")
    right.join(PATIENCE)
    assert heard[0].receive(100) == b"welcome"
    heard[0].close()
    stream.close()
    end.close()
    stranger.close()


def test_an_end_that_is_closed_waits_for_no_handshake() -> None:
    end, info = listening()
    silent = connect(info.network, info.address)
    accepted: list[TimedByteStream | None] = []
    thread = threading.Thread(target=lambda: accepted.append(end.accept(600)))
    thread.start()
    assert eventually(lambda: end._opening is not None)  # type: ignore[attr-defined]
    end.close()
    thread.join(PATIENCE / 2)
    assert accepted == [None]
    silent.close()


def test_nobody_comes() -> None:
    end, _ = listening()
    assert end.accept(0.05) is None
    end.close()
