"""Brokered streams: who dials meets who serves, and what happens when somebody does not."""

from __future__ import annotations

import gc
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.grpc.waiting import eventually
from tests.netrpc.pairs import BLOCK, ECHO, PATIENCE, Object

from gen_plugin_runtime.errors import CallError, ConfigError, ConnectionLost
from gen_plugin_runtime.netrpc.broker import arrivals, mux_broker
from gen_plugin_runtime.netrpc.broker.mux_broker import MuxBroker
from gen_plugin_runtime.netrpc.broker.offer import Offer
from gen_plugin_runtime.netrpc.calls.server import Server
from gen_plugin_runtime.netrpc.mux import encode_id
from gen_plugin_runtime.objects import release
from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.yamux.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Side:
    """One side of a connection: its session, and its broker in a thread."""

    def __init__(self, connected: socket.socket, *, is_client: bool) -> None:
        self.session = Session(SocketStream(connected), is_client=is_client)
        self.server = Server()
        self.broker = MuxBroker(self.session, self.server)
        self._running = threading.Thread(target=self.broker.run, daemon=True)

    def start(self) -> None:
        self._running.start()

    def close(self) -> None:
        self.broker.close()
        self.server.stop()
        self.session.close()
        if self._running.ident is not None:
            self._running.join(PATIENCE)
            assert not self._running.is_alive()


@pytest.fixture
def sides() -> Iterator[tuple[Side, Side]]:
    """A host's and a plugin's; the other one's broker does not run yet."""
    before = set(threading.enumerate())
    ours, theirs = socket.socketpair()
    host, plugin = Side(ours, is_client=True), Side(theirs, is_client=False)
    host.start()
    yield host, plugin
    host.close()
    plugin.close()
    left = set(threading.enumerate()) - before
    assert eventually(lambda: not any(each.is_alive() for each in left)), left


def test_both_ways_under_the_same_numbers(sides: tuple[Side, Side]) -> None:
    host, plugin = sides
    plugin.start()
    for one, other in ((host, plugin), (plugin, host)):
        number = one.broker.next_id()
        assert number == 1  # each counts for itself
        one.broker.accept_and_serve(number, Object())
        assert other.broker.dial(number).method(ECHO)("x") == "x"


def test_many_at_once(sides: tuple[Side, Side]) -> None:
    host, plugin = sides
    plugin.start()

    def pass_one(n: int) -> str:
        one, other = (host, plugin) if n % 2 else (plugin, host)
        number = one.broker.next_id()
        one.broker.accept_and_serve(number, Object())
        heard: str = other.broker.dial(number).method(ECHO)(str(n))
        return heard

    with ThreadPoolExecutor(8) as pool:
        assert [*pool.map(pass_one, range(60))] == [str(n) for n in range(60)]


def test_who_dials_first_waits_for_who_serves(sides: tuple[Side, Side]) -> None:
    host, plugin = sides
    plugin.start()
    with ThreadPoolExecutor(1) as pool:
        dialling = pool.submit(host.broker.dial, 7)
        assert eventually(lambda: 7 in plugin.broker._arrivals._streams)
        plugin.broker.accept_and_serve(7, Object())
        assert dialling.result(PATIENCE).method(ECHO)("x") == "x"


def test_nobody_serves_the_number(
    sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other side closes the stream after its 5 seconds, which are fewer here."""
    monkeypatch.setattr(arrivals, "ACCEPT_TIMEOUT", 0.1)
    host, plugin = sides
    plugin.start()
    with pytest.raises(ConnectionLost, match="the brokered connection 9 cannot be made"):
        host.broker.dial(9)
    assert plugin.broker._arrivals._streams == {}


def test_nobody_answers_who_dials(
    sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other side's broker does not run; go-plugin's waits without end."""
    monkeypatch.setattr(mux_broker, "DIAL_TIMEOUT", 0.1)
    with pytest.raises(ConnectionLost, match="serves nothing under this number"):
        sides[0].broker.dial(9)


def test_nobody_dials_who_serves(sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mux_broker, "ACCEPT_TIMEOUT", 0.1)
    host, _ = sides
    offer = host.broker.accept_and_serve(3, Object())
    offer.join(PATIENCE)
    assert host.broker._offers == set()


def test_another_number_is_acknowledged(sides: tuple[Side, Side]) -> None:
    host, plugin = sides
    with ThreadPoolExecutor(1) as pool:
        dialling = pool.submit(host.broker.dial, 9)
        stream = plugin.session.accept(PATIENCE)
        assert stream is not None
        assert stream.receive(4) == encode_id(9)
        stream.send(encode_id(8))
        with pytest.raises(ConnectionLost, match=r"bad ack: 8 was acknowledged for .* id 9"):
            dialling.result(PATIENCE)


def test_a_second_stream_for_a_number_is_closed(sides: tuple[Side, Side]) -> None:
    host, plugin = sides
    first, second = plugin.session.open(), plugin.session.open()
    first.send(encode_id(5))
    assert eventually(lambda: 5 in host.broker._arrivals._streams)
    second.send(encode_id(5))
    assert second.receive(1) == b""
    host.broker.accept_and_serve(5, Object())
    assert first.receive(4) == encode_id(5)


def test_streams_without_a_number_keep_nobody_waiting(
    sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mux_broker, "MOST_NAMELESS", 3)
    host, plugin = sides
    nameless = [plugin.session.open() for _ in range(5)]
    nameless[0].send(b"\x09")
    for stream in nameless[3:]:
        with pytest.raises(ConnectionLost):  # more are not waited for
            stream.receive(1)
    assert eventually(lambda: len(host.broker._nameless) == 3)
    plugin.start()
    host.broker.accept_and_serve(1, Object())
    assert plugin.broker.dial(1).method(ECHO)("x") == "x"
    host.broker.accept_and_serve(9, Object())
    nameless[0].send(b"\0\0\0")
    assert nameless[0].receive(4) == encode_id(9)  # it came in two pieces


def test_streams_that_stay_without_a_number_are_reset(
    sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mux_broker, "ACCEPT_TIMEOUT", 0.1)
    host, plugin = sides
    stream = plugin.session.open()
    with pytest.raises(ConnectionLost):
        stream.receive(1)
    assert host.broker._nameless == set()


def test_a_stream_whose_number_comes_late_and_is_nobodys_is_closed(
    sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    host, plugin = sides
    monkeypatch.setattr(mux_broker, "_PROMPT", 0.0)
    monkeypatch.setattr(mux_broker, "ACCEPT_TIMEOUT", 2.0)
    monkeypatch.setattr(arrivals, "ACCEPT_TIMEOUT", 0.1)
    stream = plugin.session.open()
    assert eventually(lambda: len(host.broker._nameless) == 1)
    stream.send(encode_id(9))
    assert stream.readable(PATIENCE)
    assert stream.receive(1) == b""
    assert host.broker._arrivals._streams == {}


def test_an_object_without_methods_is_refused_where_it_is_offered(
    sides: tuple[Side, Side],
) -> None:
    class Empty:
        def methods(self) -> dict[str, object]:
            return {}

    with pytest.raises(ConfigError, match="Empty has no methods"):
        sides[0].broker.accept_and_serve(1, Empty())  # type: ignore[arg-type]


class Proxy:
    """As generated code has them."""

    def __init__(self, connection: object) -> None:
        self._connection = connection


@pytest.mark.parametrize("released", [True, False])
def test_an_object_that_nobody_holds_is_let_go_of(sides: tuple[Side, Side], released: bool) -> None:
    host, plugin = sides
    plugin.start()
    host.broker.accept_and_serve(1, Object())
    channel = plugin.broker.dial(1)
    proxy, echo = Proxy(channel), channel.method(ECHO)
    assert echo("x") == "x"
    if released:
        release(proxy)
        with pytest.raises(ConnectionLost):
            echo("y")
    del channel, echo, proxy
    gc.collect()
    assert eventually(lambda: host.broker._offers == set())
    assert eventually(lambda: host.session.open_streams == 0)


def test_an_object_that_is_gone_is_let_go_of_as_well(sides: tuple[Side, Side]) -> None:
    host, plugin = sides
    plugin.start()
    offer = host.broker.accept_and_serve(1, Object())
    channel = plugin.broker.dial(1)
    assert channel.method(ECHO)("x") == "x"
    offer.close()
    driver = channel.connection.driver
    assert eventually(lambda: driver.ended is not None)
    del channel
    gc.collect()
    assert plugin.broker._dialled is not None
    connections = plugin.broker._dialled._connections
    assert eventually(lambda: connections == set())


def test_the_end_of_the_connection_ends_what_was_brokered(sides: tuple[Side, Side]) -> None:
    host, plugin = sides
    plugin.start()
    served = Object()
    host.broker.accept_and_serve(1, served)
    channel = plugin.broker.dial(1)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(channel.method(BLOCK), "x")
        assert served.entered.acquire(timeout=PATIENCE)
        host.session.close()
        with pytest.raises(CallError):
            call.result(PATIENCE)
        served.leave.set()
    plugin.broker.close()
    for act in (lambda: plugin.broker.dial(2), lambda: plugin.broker.accept_and_serve(2, served)):
        with pytest.raises(ConnectionLost, match="nothing can be brokered"):
            act()


def test_what_this_side_calls_ends_before_what_it_serves(
    sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the other side blames the object that it cannot call, and that would be the answer."""
    host, plugin = sides
    plugin.start()
    host.broker.accept_and_serve(1, Object())
    back = plugin.broker.dial(1).method(ECHO)
    plugin.broker.accept_and_serve(2, Object())
    channel = host.broker.dial(2)
    assert back("x") == channel.method(ECHO)("x") == "x"
    ended: list[str | None] = []
    monkeypatch.setattr(Offer, "close", lambda _self: ended.append(channel.ended))
    host.broker.close()
    assert ended == ["this side has closed the connection"]
