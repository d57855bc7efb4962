"""gRPC over the streams of a session: the same engine, nothing changed."""

from __future__ import annotations

import gc
import random
import threading
from functools import partial

import pytest
from tests.grpc.services import PATIENCE, Echo
from tests.grpc.threads import at_once
from tests.grpc.waiting import eventually
from tests.yamux.pairs import Pair

from gen_plugin_runtime.errors import CallTimeout, ConnectionLost
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.options import call_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin_runtime.yamux.session import Session


class Serving:
    """Serves an `Echo` on each stream that a session accepts."""

    def __init__(self, session: Session) -> None:
        self.echo = Echo()
        self.server = Server([self.echo])
        self._session = session
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        try:
            while (stream := self._session.accept(PATIENCE)) is not None:
                serving = threading.Thread(target=self.server.serve_connection, args=(stream,))
                self._threads.append(serving)
                serving.start()
        except ConnectionLost:
            return

    def stop(self) -> None:
        self.echo.leave.set()
        self.server.stop(0)
        self._session.close()
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()


@pytest.fixture
def served() -> Iterator[Pair]:
    """Both sides serve, as with a broker."""
    with Pair() as pair:
        serving = [Serving(pair.client), Serving(pair.server)]
        yield pair
        for each in serving:
            each.stop()


def channels(pair: Pair, count: int) -> list[Channel]:
    """Connections that either side opens in turn."""
    return [Channel((pair.client, pair.server)[at % 2].open()) for at in range(count)]


@pytest.mark.parametrize("size", [0, 10, 70_000, 300_000, 5_000_000])
def test_calls_of_any_size(served: Pair, size: int) -> None:
    request = random.Random(size).randbytes(size)
    for channel in channels(served, 2):
        assert channel.unary("/test.Echo/Echo")(request) == request
        channel.close()


def test_many_connections_at_once(served: Pair) -> None:
    def call(channel: Channel) -> None:
        for size in (1, 100_000, 5, 1_000_000):
            request = random.Random(size).randbytes(size)
            assert channel.unary("/test.Echo/Echo")(request) == request
        channel.close()

    at_once([partial(call, channel) for channel in channels(served, 8)])


def test_streaming(served: Pair) -> None:
    [channel] = channels(served, 1)
    requests = [b"%d" % number * 1000 for number in range(300)]
    replies = channel.bidirectional("/test.Echo/Mirror")(iter(requests))
    assert list(replies) == requests
    channel.close()


def test_the_garbage_collector_may_come_amid_a_step_of_the_session(served: Pair) -> None:
    [channel] = channels(served, 1)
    calls: list[object] = [channel.call("/test.Echo/Endless", b"1")]
    calls.append(calls)

    def collect() -> None:
        with served.client._driver.lock:
            calls[0] = None
            gc.collect()

    collecting = threading.Thread(target=collect, daemon=True)
    collecting.start()
    collecting.join(PATIENCE)
    assert not collecting.is_alive()
    assert channel.unary("/test.Echo/Echo")(b"x") == b"x"
    assert eventually(lambda: not channel.connection._calls)
    channel.close()


def test_a_deadline_passes(served: Pair) -> None:
    [channel] = channels(served, 1)
    with call_options(timeout=0.05), pytest.raises(CallTimeout):
        channel.unary("/test.Echo/Block")(b"")
    assert channel.unary("/test.Echo/Echo")(b"x") == b"x"
    channel.close()


def test_the_end_of_the_session_ends_the_calls(served: Pair) -> None:
    [channel] = channels(served, 1)
    closer = threading.Timer(0.05, served.server.close)
    closer.start()
    with pytest.raises(ConnectionLost):
        channel.unary("/test.Echo/Block")(b"")
    closer.join()
    channel.close()
