"""Objects as parameters and results, over a real connection."""

from __future__ import annotations

import gc
import threading
from functools import partial
from typing import Any

import pytest
from tests.codec.generated import Generated
from tests.grpc.services import PATIENCE
from tests.grpc.threads import at_once
from tests.grpc.waiting import eventually
from tests.objects.hubs import Hub, Listener, Relay

from gen_plugin_runtime import (
    CallTimeout,
    ConnectionLost,
    DecodeError,
    EncodeError,
    PluginError,
    release,
)
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.testing import connect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gen_plugin_runtime.transport import Handler


@pytest.fixture
def impl() -> Hub:
    return Hub()


@pytest.fixture(params=["plain", "multiplexed"])
def connection(hub: Generated, impl: Hub, request: pytest.FixtureRequest) -> Iterator[Any]:
    plugin = __import__(f"{hub.source.__name__}_plugin").HubPlugin
    multiplex = request.param == "multiplexed"
    made = connect(plugin(impl), call_timeout=PATIENCE, grpc_broker_multiplex=multiplex)
    yield made
    made.close()


@pytest.fixture
def client(connection: Any) -> Any:
    return connection.client


def test_the_plugin_calls_back(client: Any) -> None:
    listener = Listener("host")
    assert client.tell(listener, "hello") == "hub heard host: hello"
    assert listener.was_told == ["hello"]


def test_the_host_calls_what_it_got(client: Any) -> None:
    listener = client.open()
    assert listener.told("hello") == "opened: hello"
    assert listener.close() == "opened closed", "a method called close is the object's own"
    assert listener.told("again") == "opened: again"


def test_none_stands_for_no_object(client: Any) -> None:
    assert client.maybe() == "nobody"
    assert client.maybe(None) == "nobody"
    assert client.maybe(Listener("host")) == "host: you"
    assert client.find("") is None
    assert client.find("named").told("x") == "named: x"


def test_functions_go_both_ways(client: Any) -> None:
    assert client.apply(lambda value: value * 2, 21) == 42
    assert client.apply(int.__neg__, 5) == -5
    assert client.adder(3)(4) == 7


def test_functions_take_and_return_functions(client: Any) -> None:
    heard: list[str] = []

    def make(by: int, listener: Any) -> Callable[[int], int]:
        heard.append(listener.told("made"))
        return lambda value: value * by

    assert client.compose(make)(lambda value: value + 1) == 11
    assert heard == ["of the hub: made"]


def test_objects_make_objects(client: Any) -> None:
    """The hub gets a relay of the host, and returns the one that this one makes."""
    relay = client.relay(Relay())
    assert relay.depth() == 1
    assert relay.next().next().depth() == 3
    assert relay.send(Listener("host"), "x") == "sent host: x"
    assert relay.listener().told("y") == "of relay 1: y"
    assert relay.beside(Relay(4)).depth() == 4
    assert relay.beside(Relay(0)) is None


def test_proxies_are_passed_on_as_they_are(client: Any) -> None:
    """No proxy is unwrapped: a call goes to the plugin, from there to the host, and back."""
    assert client.tell(client.open(), "x") == "hub heard opened: x"


def test_streams_of_objects_methods(client: Any) -> None:
    assert list(client.open().lines(3)) == ["opened 0", "opened 1", "opened 2"]
    assert client.open().total(iter(range(100))) == 4950
    assert list(client.feed(Listener("host"), 2)) == ["host 0", "host 1"]
    assert client.sum(Listener(), iter([1, 2, 3])) == 6


def test_what_a_callback_raises_arrives(client: Any) -> None:
    def fail(_: int) -> int:
        raise KeyError("nothing there")

    with pytest.raises(KeyError, match="nothing there"):
        client.apply(fail, 1)
    assert client.apply(abs, -1) == 1


def test_a_value_that_does_not_fit_a_callback(client: Any) -> None:
    with pytest.raises((EncodeError, PluginError), match="x"):
        client.apply(lambda _: "x", 1)
    with pytest.raises(EncodeError, match=r"__call__\(arg1\)"):
        client.adder(1)("x")


def test_none_where_an_object_is_wanted(client: Any, impl: Hub) -> None:
    with pytest.raises(EncodeError, match=r"^tell\(listener\): None is no Listener$"):
        client.tell(None, "x")
    with pytest.raises(EncodeError, match=r"^apply\(function\): None is no function$"):
        client.apply(None, 1)
    impl.open = lambda: None  # type: ignore[method-assign,assignment,return-value] # as it says
    with pytest.raises(EncodeError, match=r"side: open\(\) -> result: None is no Listener$"):
        client.open()


def test_something_else_where_an_object_is_wanted(client: Any, impl: Hub) -> None:
    lacking = r"tell\(listener\): 'Ada' is no Listener: it has no told$"
    with pytest.raises(EncodeError, match=lacking):
        client.tell("Ada", "x")
    with pytest.raises(EncodeError, match=r"maybe\(listener\): 7 is no Listener"):
        client.maybe(7)
    with pytest.raises(EncodeError, match=r"apply\(function\): 7 is no function"):
        client.apply(7, 1)
    impl.find = lambda _: 7  # type: ignore[method-assign,assignment,return-value] # as it says
    with pytest.raises(EncodeError, match=r"side: find\(\) -> result: 7 is no Listener"):
        client.find("x")


def test_a_peer_that_sends_no_object(hub: Generated) -> None:
    with pytest.raises(DecodeError, match=r"tell\(listener\): there is no object"):
        hub.decoder("HubTellRequest")(b"")
    with pytest.raises(DecodeError, match=r"open\(\) -> result: there is no object"):
        hub.decoder("HubOpenResponse")(b"\x08\x00")
    assert hub.decoder("HubFindResponse")(b"") == 0


def test_implementations_may_be_async(client: Any) -> None:
    class Later(Listener):
        async def told(self, text: str) -> str:  # type: ignore[override] # as it says
            return f"later {text}"

    async def negated(value: int) -> int:
        return -value

    class Doubled:
        async def __call__(self, value: int) -> int:
            return value * 2

    assert client.tell(Later(), "x") == "hub heard later x"
    assert client.apply(negated, 5) == -5
    assert client.apply(Doubled(), 5) == 10


def test_many_at_once(client: Any) -> None:
    def call(index: int) -> str:
        listener = client.open()
        return str(client.tell(Listener(str(index)), listener.told("x")))

    assert at_once([partial(call, index) for index in range(24)]) == [
        f"hub heard {index}: opened: x" for index in range(24)
    ]


def test_one_object_is_called_from_many_threads(client: Any, impl: Hub) -> None:
    client.keep(Listener("host"))
    [kept] = impl.kept
    texts = [str(index) for index in range(48)]
    assert at_once([partial(kept.told, text) for text in texts]) == [f"host: {t}" for t in texts]


def test_each_pass_is_an_object_of_its_own(client: Any, impl: Hub) -> None:
    listener = Listener("host")
    client.keep(listener)
    client.keep(listener)
    one, other = impl.kept
    release(one)
    with pytest.raises(ConnectionLost):
        one.told("x")
    assert other.told("y") == "host: y"


def test_handlers_call_back_while_all_workers_are_busy(
    hub: Generated, impl: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two calls fill the plugin; their callbacks, and what these call in turn, need none of it."""
    monkeypatch.setattr("gen_plugin_runtime.testing.Server", partial(Server, workers=2))
    plugin = __import__(f"{hub.source.__name__}_plugin").HubPlugin
    with connect(plugin(impl), call_timeout=PATIENCE) as client:
        less = client.adder(-1)
        meeting = threading.Barrier(2, timeout=PATIENCE)

        def meet(value: int) -> int:
            meeting.wait()
            return int(less(value))

        assert at_once([partial(client.apply, meet, value) for value in (5, 6)]) == [4, 5]


def test_calls_of_objects_have_the_hosts_time_limit(hub: Generated, impl: Hub) -> None:
    plugin = __import__(f"{hub.source.__name__}_plugin").HubPlugin
    answer = threading.Event()
    impl.adder = lambda by: lambda value: int(answer.wait(PATIENCE))  # type: ignore[method-assign]
    with connect(plugin(impl), call_timeout=2.0) as client:
        wait = client.adder(0)
        with pytest.raises(CallTimeout):
            wait(1)
        answer.set()
        assert wait(1) == 1


def test_a_released_proxy_is_gone(client: Any) -> None:
    listener = client.open()
    release(listener)
    release(listener)
    with pytest.raises(ConnectionLost):
        listener.told("x")
    assert client.open().told("y") == "opened: y"


def test_what_is_no_proxy_is_not_released(client: Any) -> None:
    own = Listener("own")
    release(own)
    assert own.told("x") == "own: x"
    release(client)
    assert client.maybe() == "nobody"


def test_what_nobody_holds_is_released(connection: Any, impl: Hub) -> None:
    host, plugin = connection._brokers
    connection.client.keep(Listener("host"))
    listener = connection.client.open()
    assert len(host._offers) == len(plugin._offers) == 1
    del listener
    impl.kept.clear()
    gc.collect()
    assert eventually(lambda: not host._offers and not plugin._offers)


def test_the_end_of_the_connection_ends_its_objects(connection: Any, impl: Hub) -> None:
    connection.client.keep(Listener("host"))
    listener = connection.client.open()
    connection.close()
    for gone in (listener, impl.kept[0]):
        with pytest.raises(ConnectionLost):
            gone.told("x")


def test_interfaces_without_objects_need_no_broker(hub: Generated) -> None:
    package = __import__(f"{hub.source.__name__}_plugin")
    handlers: dict[str, Handler] = package.ListenerServer(Listener(), None).handlers()
    assert set(handlers) == {"Told", "Lines", "Total", "Close"}


def test_only_the_plugin_is_dispensed(hub: Generated) -> None:
    package = __import__(f"{hub.source.__name__}_plugin")
    assert list(package.PLUGINS) == ["hub"]
    assert not {"ListenerPlugin", "RelayPlugin"} & set(package.__all__)
    assert "serve(MyHub())" in hub.output.main
    assert "MyListener" not in hub.output.main
