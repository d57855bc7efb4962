"""One connection used by many threads: the traps of a reader that moves from thread to thread."""

from __future__ import annotations

import os
import threading

import pytest
from tests.grpc.memory import MIB, forget_peak, peak, resident
from tests.grpc.pairs import Pair, PlainStream
from tests.grpc.services import PATIENCE
from tests.grpc.test_ends import raw_client
from tests.grpc.threads import at_once
from tests.http2.raw import request

from gen_plugin_runtime.errors import CallCancelled, CallTimeout, PluginError
from gen_plugin_runtime.http2 import frames
from gen_plugin_runtime.http2.codes import HEADERS, PING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LARGE = 64 * MIB
"""Bytes of a message, of which four are on their way in each direction at once."""
PEAK = 10 * LARGE
"""Bytes that both sides together may take for them: each message once where it arrives, which is
eight of them, and two more for what is under way and for the allocator."""


def unary(stream_id: int, method: str) -> bytes:
    """The frames of a call with an empty message."""
    message = frames.data_header(stream_id, 5, end_stream=True) + bytes(5)
    return request(stream_id, path=f"/test.Echo/{method}") + message


def test_64_callers_get_their_own_replies(any_pair: Pair) -> None:
    echo = any_pair.channel.unary("/test.Echo/Echo")

    def caller(name: int) -> Callable[[], bool]:
        return lambda: all(
            echo(text) == text for text in (b"%d:%d" % (name, turn) for turn in range(50))
        )

    assert all(at_once(caller(name) for name in range(64)))


def test_64_callers_of_64_handlers_at_once(any_pair: Pair) -> None:
    """No handler returns before all have begun, and other calls are answered meanwhile."""
    channel = any_pair.channel

    def caller(name: bytes) -> Callable[[], bytes]:
        return lambda: bytes(channel.unary("/test.Echo/Block")(name))

    def meanwhile() -> bytes:
        for _ in range(64):
            assert any_pair.echo.entered.acquire(timeout=PATIENCE)
        for _ in range(10):
            assert channel.unary("/test.Echo/Echo")(b"y") == b"y"
        any_pair.echo.leave.set()
        return b"meanwhile"

    names = [b"%d" % number for number in range(64)]
    assert at_once([*map(caller, names), meanwhile]) == [*names, b"meanwhile"]


def test_a_ping_and_a_call_are_answered_while_64_handlers_are_blocked() -> None:
    with Pair() as pair, raw_client(pair) as peer:
        for stream_id in range(1, 129, 2):
            peer.send(unary(stream_id, "Block"))
        for _ in range(64):
            assert pair.echo.entered.acquire(timeout=PATIENCE)
        peer.send(frames.ping(b"are you?", ack=False))
        assert peer.next_frame(PING)[3] == b"are you?"
        peer.send(unary(129, "Echo"))
        assert peer.next_frame(HEADERS)[2] == 129


def test_a_ping_is_answered_though_every_worker_is_blocked() -> None:
    """And calls that are above the limit are answered as soon as a worker is free."""
    with Pair(server_options={"workers": 3}) as pair, raw_client(pair) as peer:
        for stream_id in range(1, 13, 2):
            peer.send(unary(stream_id, "Block"))
        for _ in range(3):
            assert pair.echo.entered.acquire(timeout=PATIENCE)
        peer.send(frames.ping(b"are you?", ack=False))
        assert peer.next_frame(PING)[3] == b"are you?"
        assert not pair.echo.entered.acquire(blocking=False)
        pair.echo.leave.set()
        for _ in range(3):
            assert pair.echo.entered.acquire(timeout=PATIENCE)


def test_a_quick_method_that_blocks_for_once_stops_nobody() -> None:
    """Its calls are answered by the thread that reads, until one of them blocks there."""
    with Pair() as pair:
        block = pair.channel.unary("/test.Echo/Block")
        pair.echo.leave.set()
        for _ in range(200):
            block(b"quick")
        pair.echo.leave.clear()
        while pair.echo.entered.acquire(blocking=False):
            pass

        def blocked() -> bytes:
            return bytes(block(b"x"))

        def meanwhile() -> bytes:
            for _ in range(8):
                assert pair.echo.entered.acquire(timeout=PATIENCE)
            assert pair.channel.unary("/test.Echo/Echo")(b"y") == b"y"
            pair.echo.leave.set()
            return b"x"

        assert at_once([blocked] * 8 + [meanwhile]) == [b"x"] * 9


def test_open_streams_do_not_use_up_the_workers() -> None:
    with Pair(server_options={"workers": 2}) as pair:
        channel = pair.channel
        streams = [channel.server_streaming("/test.Echo/Silent")(b"") for _ in range(2)]
        for _ in range(2):
            assert pair.echo.entered.acquire(timeout=PATIENCE)
        with pytest.raises(PluginError, match="too many streaming calls") as caught:
            list(channel.server_streaming("/test.Echo/Silent")(b""))
        assert caught.value.status == 8
        assert channel.unary("/test.Echo/Echo")(b"x") == b"x"
        for stream in streams:
            stream.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("shape", ["unary", "stream"])
def test_large_messages_in_both_directions_at_once(any_pair: Pair, shape: str) -> None:
    message = os.urandom(LARGE)

    def echo() -> bool:
        if shape == "unary":
            return any_pair.channel.unary("/test.Echo/Echo")(message) == message
        (reply,) = any_pair.channel.bidirectional("/test.Echo/Mirror")([message])
        return reply == message

    forget_peak()
    before = resident()
    assert all(at_once([echo] * 4))
    assert peak() - before < PEAK


def test_streams_beyond_every_window(any_pair: Pair) -> None:
    """64 MiB in messages of 1 MiB, echoed while they are still being sent."""
    piece = os.urandom(1 << 20)
    replies = any_pair.channel.bidirectional("/test.Echo/Mirror")(piece for _ in range(64))
    assert sum(reply == piece for reply in replies) == 64


def test_callers_that_give_up_disturb_nobody(any_pair: Pair) -> None:
    channel = any_pair.channel

    def impatient() -> bool:
        for _ in range(20):
            with pytest.raises(CallTimeout):
                channel.call("/test.Echo/WaitCancelled", b"", timeout=0.003).result()
        return True

    def fickle() -> bool:
        for _ in range(20):
            call = channel.call("/test.Echo/Endless", bytes(1000))
            next(call)
            call.cancel()
        return True

    def steady() -> bool:
        echo = channel.unary("/test.Echo/Echo")
        return all(echo(b"%d" % turn) == b"%d" % turn for turn in range(300))

    assert all(at_once([impatient] * 4 + [fickle] * 4 + [steady] * 4))
    for _ in range(80):
        assert any_pair.echo.closed.acquire(timeout=PATIENCE)


def test_a_lone_caller_beside_an_idle_stream_reads_for_itself() -> None:
    """The stream's consumer does not keep the lead: replies need no thread switch."""
    with Pair() as pair:
        channel = pair.channel
        silent = channel.call("/test.Echo/Silent", b"")

        def consume() -> None:
            with pytest.raises(CallCancelled):
                next(silent)

        consumer = threading.Thread(target=consume)
        consumer.start()
        assert pair.echo.entered.acquire(timeout=PATIENCE)
        echo = channel.unary("/test.Echo/Echo")
        readers: set[int] = set()
        inner = channel.connection.driver.read

        def read() -> None:
            readers.add(threading.get_ident())
            inner()

        for _ in range(50):
            echo(b"x")
        channel.connection.driver.read = read  # type: ignore[method-assign]
        by_caller = 0
        for _ in range(200):
            readers.clear()
            echo(b"x")
            by_caller += threading.get_ident() in readers
        assert by_caller > 100
        silent.cancel()
        consumer.join(PATIENCE)


@pytest.mark.parametrize("stream", [None, PlainStream])
def test_two_sides_that_both_write_much_do_not_wait_for_each_other(
    stream: type[PlainStream] | None,
) -> None:
    """Every socket buffer is full in both directions."""
    with Pair(stream) if stream else Pair() as pair:
        zeros = pair.channel.unary("/test.Echo/Zeros")
        length = pair.channel.unary("/test.Echo/Length")
        much = bytes(4 << 20)

        def download() -> bool:
            return len(zeros(b"%d" % len(much))) == len(much)

        def upload() -> bool:
            return length(much) == b"%d" % len(much)

        assert all(at_once([download, upload] * 8))


def test_messages_have_a_limit() -> None:
    options = {"max_receive": 1000}
    with Pair(server_options=options, max_receive=2000) as pair:
        channel = pair.channel
        assert len(channel.unary("/test.Echo/Zeros")(b"2000")) == 2000
        for method, size, limit in (("Zeros", b"2001", 2000), ("Echo", bytes(1001), 1000)):
            with pytest.raises(PluginError, match=f"accepts at most {limit}") as caught:
                channel.unary(f"/test.Echo/{method}")(size)
            assert caught.value.status == 8
        with pytest.raises(PluginError, match="accepts at most 1000"):
            list(channel.bidirectional("/test.Echo/Mirror")([b"x", bytes(1001)]))
        assert channel.unary("/test.Echo/Echo")(b"x") == b"x"
