"""Objects passed from side to side, over real connections."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from functools import partial

import pytest
from tests import descriptors
from tests.broker.brokers import Brokers, function_at, map_at, number, number_of, offer
from tests.grpc.services import PATIENCE
from tests.grpc.threads import at_once
from tests.grpc.waiting import eventually

from gen_plugin_runtime.broker import offer as offers
from gen_plugin_runtime.broker import rendezvous
from gen_plugin_runtime.broker.broker import Broker
from gen_plugin_runtime.broker.conn_info import decode_conn_info
from gen_plugin_runtime.broker.links import SocketLinks
from gen_plugin_runtime.broker.post import Post
from gen_plugin_runtime.errors import CallCancelled, CallError, ConnectionLost, PluginError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from gen_plugin_runtime.threads.dialled import Connection as Dialled
    from gen_plugin_runtime.transport import Buffer, Connection


def upper(request: Buffer) -> bytes:
    return bytes(request).upper()


def open_channels(broker: Broker) -> set[Dialled]:
    assert broker._dialled is not None
    return broker._dialled._connections


@pytest.fixture(autouse=True, params=["plain", "multiplexed"])
def _mode(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything holds in both."""
    monkeypatch.setattr(Brokers, "multiplex", request.param == "multiplexed")


@pytest.fixture(params=["host", "plugin"])
def offering(request: pytest.FixtureRequest) -> str:
    """The side that serves the object."""
    side: str = request.param
    return side


def test_a_program_may_have_many_descriptors(offering: str) -> None:
    with descriptors.all_selectable_ones_in_use(), Brokers() as brokers:
        serving, dialling = brokers.sides(offering)
        assert function_at(dialling.dial(offer(serving, upper)))(b"x") == b"X"


def test_either_side_calls_what_the_other_one_offers(offering: str) -> None:
    with Brokers() as brokers:
        serving, dialling = brokers.sides(offering)
        connection = dialling.dial(offer(serving, upper))
        assert function_at(connection)(b"x") == b"X"
        assert list(map_at(connection, iter([b"a", b"b"]))) == [b"A", b"B"]


def test_the_main_connection_streams_both_ways() -> None:
    """checklist: TestGRPCC_Stream (default, mux)."""
    with Brokers() as brokers:
        numbers = [b"%d" % number for number in range(21, 27)]
        assert list(map_at(brokers.channel, iter(numbers))) == numbers


def test_numbers_are_never_zero_and_never_the_same() -> None:
    with Brokers() as brokers:
        assert [brokers.host.next_id() for _ in range(3)] == [1, 2, 3]
        brokers.host._numbers._last = 2**32 - 1
        assert brokers.host.next_id() == 1


def test_both_sides_may_use_one_number() -> None:
    with Brokers() as brokers:
        assert offer(brokers.host, lambda _: b"host") == offer(brokers.plugin, lambda _: b"plugin")
        assert function_at(brokers.plugin.dial(1))(b"") == b"host"
        assert function_at(brokers.host.dial(1))(b"") == b"plugin"


def test_a_callback_may_raise(offering: str) -> None:
    def fail(_: Buffer) -> bytes:
        raise KeyError("nothing there")

    with Brokers() as brokers:
        serving, dialling = brokers.sides(offering)
        with pytest.raises((PluginError, KeyError), match="nothing there"):
            function_at(dialling.dial(offer(serving, fail)))(b"")


def test_a_handler_calls_back_while_every_worker_is_busy() -> None:
    """Callbacks have workers of their own: two calls that fill the plugin do not starve them."""
    meeting = threading.Barrier(2, timeout=PATIENCE)

    def call_back(plugin: Broker, request: Buffer) -> Buffer:
        callback = function_at(plugin.dial(number_of(request)))
        meeting.wait()
        return callback(b"from the plugin")

    def call() -> bytes:
        return bytes(brokers.call(number(offer(brokers.host, upper))))

    with Brokers(call_back, workers=2) as brokers:
        assert at_once([call, call]) == [b"FROM THE PLUGIN"] * 2


def test_callbacks_nest() -> None:
    """Each call offers the next one to the other side, ten levels deep; one worker is enough."""

    def descend(own: Broker, request: Buffer) -> bytes:
        level, service_id = request[0], number_of(request[1:])
        if not level:
            return b"bottom"
        callback = function_at(own.dial(service_id))
        deeper = offer(own, partial(descend, own))
        return bytes(callback(bytes([level - 1]) + number(deeper)))

    with Brokers(descend, workers=1) as brokers:
        first = offer(brokers.host, partial(descend, brokers.host))
        assert brokers.call(bytes([10]) + number(first)) == b"bottom"


def test_many_at_once(offering: str) -> None:
    with Brokers() as brokers:
        serving, dialling = brokers.sides(offering)

        def pass_one(text: bytes) -> bytes:
            service_id = offer(serving, lambda request: bytes(request) + text)
            return bytes(function_at(dialling.dial(service_id))(b"called "))

        texts = [b"%d" % index for index in range(40)]
        assert at_once([partial(pass_one, text) for text in texts]) == [
            b"called " + t for t in texts
        ]


def test_one_proxy_is_called_by_many_threads(offering: str) -> None:
    with Brokers() as brokers:
        serving, dialling = brokers.sides(offering)
        function = function_at(dialling.dial(offer(serving, upper)))
        texts = [b"text %d" % index for index in range(64)]
        assert at_once([partial(function, text) for text in texts]) == [t.upper() for t in texts]


def test_what_nobody_holds_is_released(offering: str) -> None:
    with Brokers() as brokers:
        serving, dialling = brokers.sides(offering)
        function = function_at(dialling.dial(offer(serving, upper)))
        assert function(b"x") == b"X"
        gc.collect()
        assert function(b"y") == b"Y", "the method alone keeps its connection"
        del function
        gc.collect()
        assert eventually(lambda: not serving._offers and not open_channels(dialling))


def test_replies_keep_their_connection_open(offering: str) -> None:
    with Brokers() as brokers:
        serving, dialling = brokers.sides(offering)
        replies = map_at(dialling.dial(offer(serving, upper)), iter([b"a", b"b"]))
        gc.collect()
        assert list(replies) == [b"A", b"B"]


def test_closing_releases_at_once(offering: str) -> None:
    with Brokers() as brokers:
        serving, dialling = brokers.sides(offering)
        connection = dialling.dial(offer(serving, upper))
        connection.release()
        connection.release()
        assert not open_channels(dialling)
        assert eventually(lambda: not serving._offers)
        with pytest.raises(CallError):
            function_at(connection)(b"x")


def test_the_side_that_serves_can_end_it(offering: str) -> None:
    with Brokers() as brokers:
        serving, dialling = brokers.sides(offering)
        service_id = serving.next_id()
        served = serving.accept_and_serve(service_id)
        connection = dialling.dial(service_id)
        served.close()
        with pytest.raises(ConnectionLost):
            function_at(connection)(b"x")


def test_an_unknown_number(offering: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendezvous, "PATIENCE", 0.05)
    with Brokers() as brokers:
        _, dialling = brokers.sides(offering)
        with pytest.raises(ConnectionLost, match="connection 7 cannot be made"):
            dialling.dial(7)


def test_an_offer_that_nobody_takes_expires(offering: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "EXPIRES", 0.05)
    with Brokers() as brokers:
        serving, dialling = brokers.sides(offering)
        service_id = offer(serving, upper)
        assert eventually(lambda: not serving._offers)
        with pytest.raises(ConnectionLost, match=f"connection {service_id} cannot be made"):
            dialling.dial(service_id)


def test_the_end_of_the_connection_ends_what_was_brokered() -> None:
    entered = threading.Semaphore(0)
    left = threading.Event()

    def wait(_: Buffer) -> bytes:
        entered.release()
        left.wait(PATIENCE)
        return b""

    with Brokers() as brokers:
        function = function_at(brokers.host.dial(offer(brokers.plugin, wait)))
        failed: list[Exception] = []

        def call() -> None:
            try:
                function(b"")
            except CallError as error:
                failed.append(error)

        calling = threading.Thread(target=call)
        calling.start()
        assert entered.acquire(timeout=PATIENCE)
        brokers.close()
        calling.join(PATIENCE)
        assert isinstance(failed[0], (ConnectionLost, CallCancelled))
        left.set()
        for broker in (brokers.host, brokers.plugin):
            with pytest.raises(ConnectionLost):
                offer(broker, upper)
            with pytest.raises(ConnectionLost):
                broker.dial(1)


def test_nobody_else_can_connect() -> None:
    post = Post()
    told: list[bytes] = []
    post.outbox.attach(told.append)
    end = SocketLinks().listen(1, post)
    info = decode_conn_info(told[0])
    try:
        assert info.network == "unix"
        assert os.stat(info.address).st_mode & 0o777 == 0o600
    finally:
        end.close()
    assert not os.path.exists(info.address)


def test_stray_messages_are_skipped() -> None:
    with Brokers() as brokers:
        brokers.host.receive(b"\xff\xff")
        brokers.host.receive(b"\x08\x01\x22\x02\x08\x01")
        assert function_at(brokers.host.dial(offer(brokers.plugin, upper)))(b"x") == b"X"


def test_tasks_call_what_the_other_side_offers() -> None:
    """Who waits for a reply, or iterates over a stream, holds the connection."""

    async def call(connection: Connection) -> tuple[Buffer, list[Buffer]]:
        calls = connection.asynchronous
        one, many = calls.unary("/test.Function/Call"), calls.bidirectional("/test.Function/Map")
        del connection, calls
        gc.collect()

        async def requests() -> AsyncIterator[bytes]:
            yield b"a"
            gc.collect()
            yield b"b"

        return await one(b"x"), [reply async for reply in many(requests())]

    with Brokers() as brokers:
        service_id = offer(brokers.plugin, upper)
        assert asyncio.run(call(brokers.host.dial(service_id))) == (b"X", [b"A", b"B"])
