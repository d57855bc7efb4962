"""Calls over one stream: many at once, what ends them, and that nothing is left."""

from __future__ import annotations

import gc
import socket
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.grpc.waiting import eventually
from tests.netrpc.pairs import (
    BIG,
    BLOCK,
    ECHO,
    PATIENCE,
    RAISE,
    WAIT_CANCELLED,
    WRONG,
    Object,
    Pair,
)

from gen_plugin_runtime import call_options
from gen_plugin_runtime.errors import (
    CallCancelled,
    CallTimeout,
    ConfigError,
    ConnectionLost,
    DecodeError,
    EncodeError,
    NotImplementedByPlugin,
    PluginError,
    RemoteTraceback,
)
from gen_plugin_runtime.known import Declared, Known
from gen_plugin_runtime.netrpc.calls import server_connection
from gen_plugin_runtime.netrpc.calls.channel import Channel
from gen_plugin_runtime.netrpc.calls.server import DEFAULT_WORKERS, Server, served_as
from gen_plugin_runtime.netrpc.calls.server_connection import MOST_WAITING
from gen_plugin_runtime.netrpc.gob.basics import INT, STRING
from gen_plugin_runtime.netrpc.rpc.client_side import ClientSide
from gen_plugin_runtime.netrpc.rpc.method import Method
from gen_plugin_runtime.peer import Peer
from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.threads.writing import BACKLOG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ["socket", "plain", "yamux"]


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [
        each for each in threading.enumerate() if each not in before and "asyncio" not in each.name
    ]
    assert eventually(lambda: not any(each.is_alive() for each in left)), left


@pytest.mark.parametrize("kind", KINDS)
def test_calls_are_answered(kind: str) -> None:
    with Pair(kind) as pair:
        echo = pair.channel.method(ECHO)
        assert [echo(str(n)) for n in range(50)] == [str(n) for n in range(50)]
        big = bytes(range(256)) * 10_000
        assert pair.channel.method(BIG)(big) == big
        assert echo("") == ""


@pytest.mark.parametrize("kind", KINDS)
def test_many_threads_call_at_once_and_each_gets_its_own_answer(kind: str) -> None:
    with Pair(kind) as pair, ThreadPoolExecutor(16) as pool:
        echo = pair.channel.method(ECHO)
        texts = [f"{n} " + "x" * (n * 37 % 5000) for n in range(800)]
        assert [*pool.map(echo, texts)] == texts


def test_a_long_call_does_not_hold_up_the_others() -> None:
    with Pair() as pair, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(pair.channel.method(BLOCK), "slow")
        assert pair.object.entered.acquire(timeout=PATIENCE)
        assert pair.channel.method(ECHO)("quick") == "quick"
        assert not slow.done()
        pair.object.leave.set()
        assert slow.result(PATIENCE) == "slow"


def test_no_more_calls_than_workers_are_answered_at_once() -> None:
    with Pair(server_options={"workers": 2}) as pair, ThreadPoolExecutor(5) as pool:
        block = pair.channel.method(BLOCK)
        calls = [pool.submit(block, str(n)) for n in range(5)]
        for _ in range(2):
            assert pair.object.entered.acquire(timeout=PATIENCE)
        assert not pair.object.entered.acquire(timeout=0.2)
        pair.object.leave.set()
        assert [call.result(PATIENCE) for call in calls] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("limit", "value", "most"),
    [("MOST_WAITING", MOST_WAITING, MOST_WAITING), ("MOST_HELD", 100_000, 100)],
)
def test_a_peer_that_calls_without_end_is_read_no_further(
    limit: str, value: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until some of its calls are answered; then all are."""
    monkeypatch.setattr(server_connection, limit, value)
    ours, theirs = socket.socketpair()
    ours.settimeout(0.5)
    served, server = Object(), Server(workers=1)
    serving = threading.Thread(
        target=server.serve,
        args=(SocketStream(theirs), served_as("Plugin", served)),
        daemon=True,
    )
    serving.start()
    side, sent, made = ClientSide(), 0, 0
    try:
        while True:
            _, data = side.call(BLOCK, "x" * 1000)
            made += 1
            ours.sendall(data)
            sent += 1
    except TimeoutError:
        pass
    assert most <= sent < most + 1000  # what lies in the sockets' buffers
    served.leave.set()
    ours.settimeout(PATIENCE)
    answered = 0
    while answered < sent:
        answered += len(side.receive(ours.recv(65536)))
    ours.close()
    serving.join(PATIENCE)
    assert not serving.is_alive()


def test_a_peer_that_does_not_read_its_answers_is_read_no_further() -> None:
    ours, theirs = socket.socketpair()
    ours.settimeout(0.5)
    server = Server()
    serving = threading.Thread(
        target=server.serve,
        args=(SocketStream(theirs), served_as("Plugin", Object())),
        daemon=True,
    )
    serving.start()
    side, sent, data = ClientSide(), 0, bytes(50_000)
    try:
        while sent < 2000:  # 100 MB
            ours.sendall(side.call(BIG, data)[1])
            sent += 1
    except TimeoutError:
        pass
    # What is queued, what each worker has in hand, and what lies in the sockets' buffers.
    assert sent * len(data) < BACKLOG + (DEFAULT_WORKERS + 20) * len(data)
    ours.close()
    serving.join(PATIENCE)
    assert not serving.is_alive()


# Failures.


class MuteError(Exception):
    """Whose text ends the thread that wants to have it."""

    def __str__(self) -> str:
        raise SystemExit


@pytest.mark.parametrize(
    ("raised", "arrives"),
    [
        (ValueError("no such name: x"), ValueError("no such name: x")),
        (KeyError("x"), KeyError("x")),
        (ZeroDivisionError(), ZeroDivisionError()),
        (FileNotFoundError(2, "gone", "f"), FileNotFoundError("[Errno 2] gone: 'f'")),
        (PluginError("", "open f: no such file"), PluginError("", "open f: no such file")),
        (SystemExit(3), PluginError("", "SystemExit: 3")),
        (KeyboardInterrupt(), PluginError("", "KeyboardInterrupt: ")),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), UnicodeError("'utf-8' codec can't ")),
        (MuteError(), PluginError("", f"{__name__}.MuteError: (its text could not be made)")),
    ],
    ids=repr,
)
def test_what_an_implementation_raises(raised: BaseException, arrives: Exception) -> None:
    with Pair() as pair:
        pair.object.raised = raised
        with pytest.raises(type(arrives)) as caught:
            pair.channel.method(RAISE)("")
        assert type(caught.value) is type(arrives)
        assert str(caught.value).startswith(str(arrives))
        if not isinstance(arrives, PluginError):
            assert isinstance(caught.value.__cause__, RemoteTraceback)
        assert pair.errors == [("Plugin.Raise", raised)]
        assert pair.channel.method(ECHO)("again") == "again"


def test_no_traceback_ever_crosses() -> None:
    def innermost() -> None:
        try:
            int("x")
        except ValueError as error:
            raise KeyError("missing") from error

    with Pair() as pair:
        try:
            innermost()
        except KeyError as error:
            pair.object.raised = error
        with pytest.raises(KeyError) as caught:
            pair.channel.method(RAISE)("")
    shown = "".join(traceback.format_exception(caught.value))
    assert "raised on the other side, in Plugin.Raise" in shown
    assert "innermost" not in shown
    assert "invalid literal" not in shown


class SoldOutError(Exception):
    pass


class FieldsError(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(one, two)


def test_the_exceptions_of_an_interface_are_known_by_their_names() -> None:
    def none(*_: object) -> bytes:
        raise AssertionError

    kinds = (SoldOutError, FieldsError)
    known = Known(*(Declared(kind, "x.Y", none, none) for kind in kinds))  # type: ignore[arg-type]
    with Pair() as pair:
        pair.object.raised = SoldOutError("all of them")
        with pytest.raises(SoldOutError, match=r"^all of them$"):
            pair.channel.method(RAISE, known)("")
        with pytest.raises(PluginError, match="SoldOutError: all of them"):
            pair.channel.method(RAISE)("")
        pair.object.raised = FieldsError(1, 2)  # a text alone does not make it
        with pytest.raises(PluginError, match=r"FieldsError: \(1, 2\)"):
            pair.channel.method(RAISE, known)("")


def test_what_cannot_be_sent_costs_nothing() -> None:
    with Pair() as pair:
        with pytest.raises(EncodeError):
            pair.channel.method(ECHO)(7)
        with pytest.raises(EncodeError, match=r"on the other side: .*is not a str"):
            pair.channel.method(WRONG)(7)
        with pytest.raises(NotImplementedByPlugin, match="does not implement") as caught:
            pair.channel.method(Method("Plugin.Nothing", STRING, STRING))("x")
        assert caught.value.method == "Plugin.Nothing"
        with pytest.raises(PluginError, match="received remote type int"):
            pair.channel.method(Method("Plugin.Echo", INT, STRING))(1)
        with pytest.raises(DecodeError, match=r"Plugin.Echo\(\) -> result"):
            pair.channel.method(Method("Plugin.Echo", STRING, INT))("x")
        assert pair.channel.method(ECHO)("x") == "x"


def test_a_method_that_is_missing_names_the_version() -> None:
    with (
        Pair(peer=Peer("the plugin", 3)) as pair,
        pytest.raises(
            NotImplementedByPlugin, match=r"the plugin .* in protocol version 3"
        ) as caught,
    ):
        pair.channel.method(Method("Plugin.Nothing", STRING, STRING))("x")
    assert caught.value.protocol_version == 3


def test_what_is_too_long_is_refused_on_either_side() -> None:
    with Pair(max_receive=1000) as pair:
        with pytest.raises(EncodeError, match="longer than 1000"):
            pair.channel.method(BIG)(bytes(2000))
        assert pair.channel.method(ECHO)("x") == "x"
    with Pair(server_options={"max_receive": 1000}) as pair, pytest.raises(ConnectionLost):
        pair.channel.method(BIG)(bytes(2000))


def test_an_object_without_methods_is_refused() -> None:
    class Empty:
        def methods(self) -> dict[str, object]:
            return {}

    with pytest.raises(ConfigError, match="Empty has no methods"):
        served_as("Plugin", Empty())  # type: ignore[arg-type]


# Deadlines.


def test_a_deadline_ends_the_waiting_alone() -> None:
    with Pair(call_timeout=0.05) as pair:
        with pytest.raises(CallTimeout, match=r"Plugin.Block was not answered within 0.05 s"):
            pair.channel.method(BLOCK)("late")
        assert pair.channel.connection._calls == {}
        assert pair.channel.connection._side.pending == 0  # the answer may never come
        pair.object.leave.set()
        with call_options(timeout=PATIENCE):
            assert (
                pair.channel.method(ECHO)("x") == "x"
            )  # its late answer came before, or comes now
        with call_options(timeout=None):
            assert pair.channel.method(ECHO)("y") == "y"


def test_a_deadline_ends_a_call_that_cannot_be_written() -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(SocketStream(ours))
    with call_options(timeout=0.1):
        for _ in range(3):
            with pytest.raises(CallTimeout):
                channel.method(BIG)(bytes(4_000_000))
    channel.close()
    theirs.close()


def test_metadata_has_no_place() -> None:
    with (
        Pair() as pair,
        call_options(metadata=[("trace", "1")]),
        pytest.raises(ConfigError, match="net/rpc cannot send metadata"),
    ):
        pair.channel.method(ECHO)("x")


# Ends.


@pytest.mark.parametrize("kind", KINDS)
def test_this_side_closes(kind: str) -> None:
    with Pair(kind) as pair, ThreadPoolExecutor(3) as pool:
        calls = [pool.submit(pair.channel.method(WAIT_CANCELLED), "") for _ in range(3)]
        for _ in calls:
            assert pair.object.entered.acquire(timeout=PATIENCE)
        pair.channel.close()
        for call in calls:
            with pytest.raises(CallCancelled):
                call.result(PATIENCE)
            assert pair.object.cancelled.acquire(timeout=PATIENCE)  # the other side is told
        with pytest.raises(ConnectionLost, match="this side has closed the connection"):
            pair.channel.method(ECHO)("x")
        pair.channel.close()


@pytest.mark.parametrize("kind", KINDS)
def test_the_other_side_closes(kind: str) -> None:
    told: list[ConnectionLost] = []

    def explain(loss: ConnectionLost) -> ConnectionLost:
        told.append(loss)
        return ConnectionLost("the plugin is gone")

    with Pair(kind, explain_loss=explain) as pair, ThreadPoolExecutor(3) as pool:
        calls = [pool.submit(pair.channel.method(BLOCK), "") for _ in range(3)]
        for _ in calls:
            assert pair.object.entered.acquire(timeout=PATIENCE)
        pair.server.stop()
        pair.object.leave.set()
        for call in calls:
            with pytest.raises(ConnectionLost, match="the plugin is gone"):
                call.result(PATIENCE)
        with pytest.raises(ConnectionLost, match="the plugin is gone"):
            pair.channel.method(ECHO)("x")
    assert len(told) == 4
    assert "the peer closed the connection" in str(told[0])


def test_a_server_that_stops_lets_running_calls_end_within_the_grace() -> None:
    with Pair() as pair, ThreadPoolExecutor(2) as pool:
        call = pool.submit(pair.channel.method(BLOCK), "last")
        assert pair.object.entered.acquire(timeout=PATIENCE)
        stopping = pool.submit(pair.server.stop, PATIENCE)
        time.sleep(0.05)  # so that it has probably begun
        pair.object.leave.set()
        assert call.result(PATIENCE) == "last"
        stopping.result(PATIENCE)
        assert eventually(lambda: pair.channel.ended is not None)


def test_an_implementation_that_stops_what_serves_it() -> None:
    """As a callback of a host does that kills its plugin."""
    ended: list[str] = []

    class Stopping(Object):
        def _echo(self, text: str) -> str:
            pair.server.stop()
            ended.append("in order")
            return text

    with Pair(made=Stopping()) as pair:
        with pytest.raises(ConnectionLost):
            pair.channel.method(ECHO)("x")
        assert eventually(lambda: ended == ["in order"])
    assert not pair.errors


@pytest.mark.parametrize("garbage", [b"\xff" * 9, b"\x00", b"\x03\x04\x00", b"\x90"], ids=repr)
def test_garbage_ends_the_connection_with_its_reason(garbage: bytes) -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(SocketStream(ours), call_timeout=PATIENCE)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(channel.method(ECHO), "x")
        theirs.recv(1)
        theirs.sendall(garbage)
        theirs.shutdown(socket.SHUT_WR)
        with pytest.raises(ConnectionLost):
            call.result(PATIENCE)
    channel.close()
    theirs.close()


@pytest.mark.parametrize("garbage", [b"\x90" * 40, b"\x00", b"\x7f" * 200], ids=repr)
def test_garbage_ends_the_serving_of_that_stream(garbage: bytes) -> None:
    ours, theirs = socket.socketpair()
    server = Server()
    serving = threading.Thread(
        target=server.serve,
        args=(SocketStream(theirs), served_as("Plugin", Object())),
        daemon=True,
    )
    serving.start()
    ours.sendall(garbage)
    ours.settimeout(PATIENCE)
    assert ours.recv(100) == b""
    serving.join(PATIENCE)
    assert not serving.is_alive()
    ours.close()


def test_a_channel_that_nobody_holds_can_be_collected() -> None:
    """Its thread does not hold it; its functions do."""
    import weakref

    ours, theirs = socket.socketpair()
    channel = Channel(SocketStream(ours))
    seen, connection = weakref.ref(channel), channel.connection
    echo, twin = channel.method(ECHO), channel.asynchronous.method(ECHO)
    del channel
    gc.collect()
    assert seen() is not None
    del echo
    gc.collect()
    assert seen() is not None
    del twin
    gc.collect()
    assert seen() is None
    connection.close(PATIENCE)
    theirs.close()
