"""Calls of every shape between our channel and our server."""

from __future__ import annotations

import gc
import threading
from queue import SimpleQueue

import pytest
from tests.grpc.pairs import Pair
from tests.grpc.services import PATIENCE

from gen_plugin_runtime.call import current_call
from gen_plugin_runtime.errors import (
    CallCancelled,
    ConfigError,
    NotImplementedByPlugin,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def test_unary(any_pair: Pair) -> None:
    echo = any_pair.channel.unary("/test.Echo/Echo")
    for size in (0, 1, 8 * 1024, 8 * 1024 + 1, 65_536, 1_000_000):
        assert echo(bytes(size)) == bytes(size)


def test_streams(any_pair: Pair) -> None:
    channel = any_pair.channel
    count = channel.server_streaming("/test.Echo/Count")
    assert list(count(b"1000")) == [b"%d" % number for number in range(1000)]
    assert list(count(b"0")) == []
    total = channel.client_streaming("/test.Echo/Sum")
    assert total(b"%d" % number for number in range(1000)) == b"499500"
    assert total([]) == b"0"
    backwards = channel.bidirectional("/test.Echo/Reversed")
    assert list(backwards(b"%05d" % number for number in range(500))) == [
        (b"%05d" % number)[::-1] for number in range(500)
    ]
    assert list(backwards([])) == []
    assert list(channel.bidirectional("/test.Echo/Mirror")([b"", b"x", b""])) == [b"", b"x", b""]


def test_each_request_may_depend_on_the_reply_before(pair: Pair) -> None:
    wanted: SimpleQueue[bytes | None] = SimpleQueue()
    replies = pair.channel.bidirectional("/test.Echo/Reversed")(iter(wanted.get, None))
    text = b"1"
    for number in range(200):
        wanted.put(text)
        reply = bytes(next(replies))
        assert reply == text[::-1]
        text = reply[-20:] + b"%d" % number
    wanted.put(None)
    assert list(replies) == []


def test_a_stream_that_sends_nothing_is_accepted(pair: Pair) -> None:
    """As a Go host's broker stream: headers, and no message until there is one to send."""

    def silence() -> Iterator[bytes]:
        pair.echo.leave.wait(PATIENCE)
        yield from ()

    replies = pair.channel.bidirectional("/test.Echo/Reversed")(silence())
    assert pair.echo.entered.acquire(timeout=PATIENCE)
    assert pair.channel.unary("/test.Echo/Echo")(b"meanwhile") == b"meanwhile"
    pair.echo.leave.set()
    assert list(replies) == []


def test_the_long_form(pair: Pair) -> None:
    call = pair.channel.call("/test.Echo/Echo", b"x", timeout=PATIENCE)
    assert call.result() == b"x"
    assert call.done
    assert list(pair.channel.call("/test.Echo/Count", b"3")) == [b"0", b"1", b"2"]
    assert pair.channel.call("/test.Echo/Sum", [b"1", b"2"]).result() == b"3"


def test_metadata_both_ways(pair: Pair) -> None:
    sent: list[tuple[str, str | bytes]]
    sent = [("x-one", "1"), ("x-one", "2"), ("x-two-bin", b"\0\xff,="), ("x-empty-bin", b"")]
    call = pair.channel.call("/test.Echo/Metadata", b"", metadata=sent)
    assert call.initial_metadata == (("x-initial", "1"), ("x-initial-bin", b"\0\xff"))
    assert call.result() == repr(sent).encode()
    assert call.trailing_metadata == (("x-trailing", "2"), ("x-trailing-bin", b"\1\2\3"))


@pytest.mark.parametrize(
    "metadata",
    [
        pytest.param([("Upper", "x")], id="upper-case key"),
        pytest.param([("", "x")], id="empty key"),
        pytest.param([("grpc-timeout", "1S")], id="reserved key"),
        pytest.param([("connection", "close")], id="a key of HTTP's"),
        pytest.param([("content-length", "5")], id="another key of HTTP's"),
        pytest.param([("x", "ü")], id="not ASCII"),
        pytest.param([("x", "a\nb")], id="a line end"),
        pytest.param([("x", b"bytes")], id="bytes without -bin"),
        pytest.param([("x-bin", "text")], id="text with -bin"),
    ],
)
def test_metadata_that_cannot_be_sent(pair: Pair, metadata: list[tuple[str, str | bytes]]) -> None:
    with pytest.raises(ConfigError, match="metadata"):
        pair.channel.call("/test.Echo/Echo", b"", metadata=metadata)
    assert pair.channel.unary("/test.Echo/Echo")(b"x") == b"x"


def test_the_current_call(pair: Pair) -> None:
    pair.channel.call("/test.Echo/Metadata", b"", timeout=100.0, metadata=[("a", "b")]).result()
    pair.channel.unary("/test.Echo/Metadata")(b"")
    with_deadline, without = pair.echo.calls
    assert with_deadline.method == "/test.Echo/Metadata"
    assert with_deadline.metadata == (("a", "b"),)
    assert with_deadline.deadline is not None
    assert 0 < with_deadline.deadline <= 100
    assert without.deadline is None
    assert without.peer.startswith("unix:")
    assert not without.cancelled
    with pytest.raises(ConfigError, match="has been sent"):
        without.set_initial_metadata([("too", "late")])


def test_outside_of_a_call_there_is_none() -> None:
    with pytest.raises(ConfigError, match="outside of a call"):
        current_call()


def test_a_method_that_is_not_served(pair: Pair) -> None:
    for method in ("/test.Echo/Nothing", "/test.Nothing/Echo", "/"):
        with pytest.raises(NotImplementedByPlugin, match=f"unknown method {method}") as caught:
            pair.channel.unary(method)(b"")
        assert caught.value.status == 12
    with pytest.raises(NotImplementedByPlugin):
        list(pair.channel.bidirectional("/test.Echo/Nothing")([b"x"] * 100))
    with pytest.raises(NotImplementedByPlugin):
        pair.channel.client_streaming("/test.Echo/Nothing")([b"x"] * 100)


def test_a_server_that_answers_early_stops_its_client(pair: Pair) -> None:
    """Half of the requests are never asked for."""
    asked = []

    def requests() -> Iterator[bytes]:
        for number in range(10_000):
            asked.append(number)
            yield b"%06d" % number + bytes(100_000)

    reply = pair.channel.client_streaming("/test.Echo/First")(requests())
    assert bytes(reply[:6]) == b"000000"
    assert len(asked) < 10_000


def test_requests_that_cannot_be_made(pair: Pair) -> None:
    def requests() -> Iterator[bytes]:
        yield b"1"
        raise KeyError("no more")

    with pytest.raises(KeyError):
        pair.channel.client_streaming("/test.Echo/Sum")(requests())
    with pytest.raises(CallCancelled, match="no more") as caught:
        list(pair.channel.bidirectional("/test.Echo/Mirror")(requests()))
    assert isinstance(caught.value.__cause__, KeyError)


def test_a_system_without_threads_leaves_no_stream_open(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    mirror = pair.channel.bidirectional("/test.Echo/Mirror")
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", none_left)
        with pytest.raises(RuntimeError, match="new thread"):
            mirror([b"x"])
    assert pair.channel.connection.driver.protocol.open_streams == 0
    assert pair.channel.unary("/test.Echo/Echo")(b"x") == b"x"


def test_a_reply_of_the_wrong_type(pair: Pair) -> None:
    with pytest.raises(TypeError):
        pair.channel.unary("/test.Echo/Wrong")(b"")


def test_a_stream_that_is_dropped_is_cancelled(pair: Pair) -> None:
    replies = pair.channel.server_streaming("/test.Echo/Endless")(b"x")
    assert next(replies) == b"x"
    del replies
    gc.collect()
    assert pair.channel.unary("/test.Echo/Echo")(b"x") == b"x"  # takes the cancellation along
    assert pair.echo.closed.acquire(timeout=PATIENCE)
