"""Moments that are hard to hit by chance, each brought about on purpose."""

from __future__ import annotations

import gc
import threading
import time
from collections import deque

import pytest
from tests.grpc.pairs import Pair
from tests.grpc.services import PATIENCE
from tests.grpc.test_ends import RawServer, raw_client
from tests.grpc.threads import at_once
from tests.grpc.waiting import eventually
from tests.http2.raw import GREETING, RESPONSE, headers, request

from gen_plugin_runtime.call import current_call
from gen_plugin_runtime.errors import CallTimeout, ConnectionLost, PluginError
from gen_plugin_runtime.grpc.deadline_watch import DeadlineWatch
from gen_plugin_runtime.grpc.inbox import HELD, Inbox
from gen_plugin_runtime.http2 import frames
from gen_plugin_runtime.http2.codes import CLIENT_PREFACE, DATA, PING, RST_STREAM, ErrorCode
from gen_plugin_runtime.http2.connection import Connection
from gen_plugin_runtime.http2.events import DataReceived, StreamReset
from gen_plugin_runtime.http2.limits import STREAM_WINDOW
from gen_plugin_runtime.streaming import decode_stream
from gen_plugin_runtime.threads.workers import _MOST_READY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from gen_plugin_runtime.grpc.calls import ClientCall
    from gen_plugin_runtime.grpc.channel import Channel
    from gen_plugin_runtime.grpc.server_connection import ServerConnection
    from gen_plugin_runtime.threads.reading import CallerReading


def served(pair: Pair) -> ServerConnection:
    pair.channel.unary("/test.Echo/Echo")(b"so that it is there")
    (connection,) = pair.server._connections
    return connection


class Hooked(deque[object]):
    """A queue in which something happens right after somebody looked whether it is empty."""

    def __init__(self, happens: Callable[[], None]) -> None:
        super().__init__()
        self._happens = [happens]

    def __len__(self) -> int:
        length = super().__len__()
        while self._happens:
            self._happens.pop()()
        return length


def test_the_last_request_is_not_lost_though_it_comes_between_two_looks() -> None:
    looking = threading.Event()

    def requests() -> Iterator[bytes]:
        assert looking.wait(PATIENCE)
        yield b"7"

    with Pair() as pair:
        connection = served(pair)

        def arrive() -> None:
            (call,) = connection._calls.values()
            looking.set()
            until = time.monotonic() + PATIENCE
            while not call.complete and time.monotonic() < until:
                time.sleep(0.001)

        def total(arriving: Any) -> bytes:
            arriving._call._inbox.messages = Hooked(arrive)
            return pair.echo.sum(arriving)

        method: Any = connection._methods["/test.Echo/Sum"]
        method.function = total
        assert pair.channel.client_streaming("/test.Echo/Sum")(requests()) == b"7"


def test_a_call_that_comes_while_the_last_worker_goes_to_rest_is_answered() -> None:
    """It finds nobody idle and nobody to start; the worker has already looked for calls."""
    with Pair(server_options={"workers": 1}) as pair:
        workers: Any = served(pair)._workers
        try_lead, employ = workers._keeper.try_lead, workers._employ
        nobody_found = threading.Event()
        second: list[Any] = []

        def employ_nobody() -> bool:
            found: bool = employ()
            if second and not found:
                nobody_found.set()
            return found

        def lead_later() -> bool:
            if try_lead():
                return True
            if not second:
                second.append(pair.channel.call("/test.Echo/Block", b"second", timeout=5.0))
                assert nobody_found.wait(PATIENCE)
            return False

        workers._keeper.try_lead, workers._employ = lead_later, employ_nobody
        first = pair.channel.call("/test.Echo/Block", b"first")
        assert pair.echo.entered.acquire(timeout=PATIENCE)
        pair.echo.leave.set()
        assert first.result() == b"first"
        assert nobody_found.wait(PATIENCE)
        assert second[0].result() == b"second"


def test_a_deadline_that_comes_while_others_are_looked_at_counts() -> None:
    with Pair() as pair:
        driver = served(pair).driver
        expired = threading.Semaphore(0)
        adding: list[threading.Thread] = []

        def add() -> None:
            with driver.lock:
                watch.watch(time.monotonic())

        def expire() -> None:
            assert driver.lock.locked()
            expired.release()
            if not adding:
                adding.append(threading.Thread(target=add))
                adding[0].start()

        watch = DeadlineWatch(driver, expire, "watch")
        add()
        for _ in range(2):
            assert expired.acquire(timeout=PATIENCE)
        watch.stop(PATIENCE)
        adding[0].join(PATIENCE)


def test_a_system_without_threads_costs_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline is kept all the same where its implementation is not busy for longer."""

    def none_left(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with Pair() as pair:
        echo = pair.channel.unary("/test.Echo/Echo")
        echo(b"so that its threads are there")
        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", none_left)
            call = pair.channel.call("/test.Echo/Echo", b"x", timeout=PATIENCE)
            assert call.result() == b"x"
        with pytest.raises(CallTimeout):
            pair.channel.call("/test.Echo/WaitCancelled", b"", timeout=0.01).result()
        assert pair.echo.cancelled.acquire(timeout=PATIENCE)
        watch: Any = served(pair)._deadlines
        assert watch._thread is not None


def test_a_peer_that_accepts_more_streams_later_is_called_then() -> None:
    with RawServer() as raw:
        raw.peer.send(frames.settings([(3, 0)]) + frames.ping(b"settled?", ack=False))
        raw.peer.next_frame(PING)

        def call() -> bool:
            return raw.channel.call("/x/y", b"", timeout=PATIENCE).done

        def allow() -> bool:
            with pytest.raises(CallTimeout):
                raw.channel.call("/x/y", b"", timeout=0.05)
            raw.peer.send(frames.settings([(3, 5)]))
            return False

        assert at_once([call, call, allow]) == [False] * 3


def test_a_deadline_ends_a_stream_that_the_peer_goes_on_sending() -> None:
    reply = frames.data_header(1, 6, end_stream=False) + b"\0\0\0\0\1x"
    with RawServer() as raw:
        call = raw.channel.call("/x/y", b"", timeout=0.3)
        raw.peer.next_frame(DATA)
        raw.peer.send(headers(1, RESPONSE) + 100 * reply)

        def read_on() -> None:
            until = time.monotonic() + PATIENCE
            while next(call) and time.monotonic() < until:
                raw.peer.send(reply)  # so there is always another one

        with pytest.raises(CallTimeout):
            read_on()
        assert raw.peer.next_frame(RST_STREAM)[2] == 1


@pytest.mark.parametrize("watched", [True, False])
def test_a_deadline_that_passes_between_requests_is_no_error_of_the_implementation(
    watched: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever notices it first, the watch or the thread that waits for a request."""
    if not watched:
        monkeypatch.setattr(DeadlineWatch, "watch", lambda *_: None)
    with Pair() as pair:
        ended = threading.Semaphore(0)

        def wait(requests: Iterator[bytes]) -> bytes:
            current_call().on_cancelled(ended.release)
            try:
                return b"".join(requests)
            finally:
                ended.release()

        method: Any = served(pair)._methods["/test.Echo/Sum"]
        method.function = wait
        with pytest.raises(CallTimeout):
            pair.channel.call("/test.Echo/Sum", None, timeout=0.2).result()
        for _ in range(2):
            assert ended.acquire(timeout=PATIENCE)
    assert pair.errors == []


def test_a_stream_that_nobody_holds_is_cancelled_without_another_call() -> None:
    with Pair() as pair:
        replies = pair.channel.server_streaming("/test.Echo/Endless")(b"x")
        assert next(replies) == b"x"
        del replies
        gc.collect()
        assert pair.echo.closed.acquire(timeout=PATIENCE)


def test_a_stream_may_be_dropped_by_a_thread_that_holds_the_lock() -> None:
    """As the garbage collector may do it."""
    with Pair() as pair:
        held = [pair.channel.server_streaming("/test.Echo/Silent")(b"x")]
        assert pair.echo.entered.acquire(timeout=PATIENCE)
        with pair.channel.connection.driver.lock:
            held.clear()
            gc.collect()
        assert pair.echo.cancelled.acquire(timeout=PATIENCE)


def test_a_stream_of_values_may_be_dropped_by_a_thread_that_holds_the_lock() -> None:
    """As generated clients read it; the call is cancelled though nobody calls or receives again."""
    with Pair() as pair:
        messages = pair.channel.server_streaming("/test.Echo/Silent")(b"x")
        held = [decode_stream(bytes, messages)]
        del messages
        assert pair.echo.entered.acquire(timeout=PATIENCE)

        def drop() -> None:
            with pair.channel.connection.driver.lock:
                held.clear()
                gc.collect()

        dropping = threading.Thread(target=drop, daemon=True)
        dropping.start()
        dropping.join(PATIENCE)
        assert not dropping.is_alive()
        assert pair.echo.cancelled.acquire(timeout=PATIENCE)


def test_empty_messages_fill_an_inbox_too() -> None:
    """Each of them costs memory: a sender must not send any number of them unread."""
    piece = frames.frame(DATA, 0, 1, bytes(5 * 3000))
    protocol = Connection(is_client=False)
    protocol.receive(CLIENT_PREFACE + GREETING + request(1))
    inbox = Inbox(1000, "identity", single=False)
    reset = None
    while reset is None:
        for event in protocol.receive(piece):
            if isinstance(event, DataReceived):
                inbox.receive(protocol, event)
            else:
                reset = event
    assert isinstance(reset, StreamReset)
    assert reset.code == ErrorCode.FLOW_CONTROL_ERROR
    assert len(inbox.messages) * 5 < STREAM_WINDOW + HELD


def test_a_method_of_one_request_takes_no_second_one() -> None:
    with Pair() as pair, raw_client(pair) as peer:
        two = frames.frame(DATA, 0, 1, bytes(5) + bytes(5))
        peer.send(request(1, path="/test.Echo/Echo") + two)
        assert peer.next_frame(RST_STREAM)[2:] == (1, bytes(4))


def test_streams_that_come_all_at_once_are_held_to_their_limit() -> None:
    with Pair(server_options={"workers": 2}) as pair, raw_client(pair) as peer:
        peer.send(b"".join(request(number, path="/test.Echo/Reversed") for number in (1, 3, 5, 7)))
        refused = sorted(peer.next_frame(RST_STREAM)[2] for _ in range(2))
        assert refused == [5, 7]
        for _ in range(2):
            assert pair.echo.entered.acquire(timeout=PATIENCE)


def test_calls_that_are_reset_at_once_do_not_pile_up() -> None:
    """Every worker is busy, and a peer opens and resets streams as fast as it can."""
    with Pair(server_options={"workers": 1}) as pair:
        workers: Any = served(pair)._workers
        submit = workers.submit
        most = 0

        def count(call: object) -> None:
            nonlocal most
            submit(call)
            most = max(most, len(workers._ready))

        workers.submit = count
        blocked = pair.channel.call("/test.Echo/Block", b"x")
        assert pair.echo.entered.acquire(timeout=PATIENCE)
        for _ in range(3 * _MOST_READY):
            pair.channel.call("/test.Echo/Echo", b"").cancel()
        silent = pair.channel.call("/test.Echo/Silent", b"")
        assert pair.echo.entered.acquire(timeout=PATIENCE)
        silent.cancel()
        assert most <= _MOST_READY + 1
        pair.echo.leave.set()
        assert blocked.result() == b"x"


def test_an_interrupt_while_waiting_cancels_the_call_and_nothing_else() -> None:
    with Pair() as pair:
        driver: Any = pair.channel.connection.driver
        within = driver.read_within

        def interrupted(_seconds: float) -> bool:
            driver.read_within = within
            assert pair.echo.entered.acquire(timeout=PATIENCE)
            raise KeyboardInterrupt

        driver.read_within = interrupted
        with pytest.raises(KeyboardInterrupt):
            pair.channel.unary("/test.Echo/WaitCancelled")(b"")
        assert pair.echo.cancelled.acquire(timeout=PATIENCE)
        assert pair.channel.unary("/test.Echo/Echo")(b"x") == b"x"


@pytest.mark.parametrize("what", ["read", "write"])
def test_an_interrupt_amid_the_bytes_ends_the_connection(what: str) -> None:
    """How far it came is not known; nobody may wait for what cannot come any more."""
    with Pair() as pair:
        echo = pair.channel.unary("/test.Echo/Echo")
        waiting = pair.channel.call("/test.Echo/Silent", b"")
        assert pair.echo.entered.acquire(timeout=PATIENCE)
        keep_from_leading(pair.channel)
        driver: Any = pair.channel.connection.driver

        def interrupted(*_: object) -> bytes:
            raise KeyboardInterrupt

        if what == "read":
            driver._fetch = interrupted
            driver._readable = lambda _: True
            with pytest.raises(KeyboardInterrupt):
                read_until_interrupted(pair.channel.connection.reading, waiting)
        else:
            driver.writer._send_now = interrupted
            with pytest.raises(KeyboardInterrupt):
                echo(b"x")
        with pytest.raises(ConnectionLost, match="interrupted"):
            next(waiting)


def keep_from_leading(channel: Channel) -> None:
    """Let the channel's keeper read no more, so that a caller finds the lead free."""
    keeper: Any = channel.connection.reading._keeper
    keeper._lead = lambda: channel.connection.driver.read_within(0.01)
    channel.unary("/test.Echo/Echo")(b"x")  # a keeper that reads for longer stops at the reply
    keeper._lead = lambda: None
    assert eventually(keeper.try_lead)
    keeper.release()


def read_until_interrupted(reading: CallerReading, call: ClientCall) -> None:
    """Wait for a call again and again: the keeper may have the lead at the wrong moment."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        turn = time.monotonic() + 0.05
        reading.wait(call._exchange._wait_at, lambda: False, turn, brief=True)


def test_a_deadline_may_be_far_away() -> None:
    """Further than the system's clocks and polls can be told at once."""
    with Pair() as pair:
        much = bytes(32 << 20)
        assert pair.channel.call("/test.Echo/Echo", much, timeout=1e7).result() == much
        assert pair.channel.call("/test.Echo/Echo", b"x", timeout=float("inf")).result() == b"x"
        call = pair.channel.call("/test.Echo/WaitCancelled", b"", timeout=1e11)
        assert pair.echo.entered.acquire(timeout=PATIENCE)
        call.cancel()
        assert pair.echo.cancelled.acquire(timeout=PATIENCE)
        assert pair.errors == []


def test_a_callback_that_raises_stops_nobody() -> None:
    with Pair() as pair:

        def fail() -> None:
            raise IndexError

        def wait(request: bytes) -> bytes:
            call = current_call()
            call.on_cancelled(fail)
            return pair.echo.wait_cancelled(request)  # type: ignore[return-value]

        method: Any = served(pair)._methods["/test.Echo/WaitCancelled"]
        method.function = wait
        call = pair.channel.call("/test.Echo/WaitCancelled", b"")
        assert pair.echo.entered.acquire(timeout=PATIENCE)
        call.cancel()
        assert pair.channel.unary("/test.Echo/Echo")(b"x") == b"x"
        assert pair.echo.cancelled.acquire(timeout=PATIENCE)
        assert [type(error) for _, error in pair.errors] == [IndexError]


@pytest.mark.parametrize(("status", "seen"), [(0, 2), (-1, 2), (300, 300)])
def test_a_status_that_is_none_fails_all_the_same(status: int, seen: int) -> None:
    def fail(_: bytes) -> bytes:
        raise PluginError("its.Own", "no", status=status)

    with Pair() as pair:
        method: Any = served(pair)._methods["/test.Echo/Echo"]
        method.function = fail
        with pytest.raises(PluginError, match="no") as caught:
            pair.channel.unary("/test.Echo/Echo")(b"x")
        assert caught.value.status == seen
