"""Deadlines, cancellation, lost connections and the ends of channels and servers."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack

import pytest
from tests.grpc.pairs import Pair, PlainStream
from tests.grpc.services import PATIENCE
from tests.grpc.threads import at_once
from tests.grpc.waiting import sees_its_deadline
from tests.http2.raw import GREETING, RESPONSE, block, headers, request

from gen_plugin_runtime.errors import CallCancelled, CallTimeout, ConnectionLost, PluginCrashed
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.http2 import frames
from gen_plugin_runtime.http2.codes import (
    DATA,
    FLAG_END_STREAM,
    GOAWAY,
    HEADERS,
    PING,
    RST_STREAM,
    ErrorCode,
)
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self


def test_a_deadline_ends_a_call_on_both_sides(any_pair: Pair) -> None:
    def call(seconds: float) -> None:
        started = time.monotonic()
        with pytest.raises(CallTimeout, match="WaitCancelled"):
            any_pair.channel.call("/test.Echo/WaitCancelled", b"", timeout=seconds).result()
        assert time.monotonic() - started < PATIENCE / 2

    assert sees_its_deadline(call, any_pair.echo.cancelled)


def test_the_channels_timeout_holds_for_every_shape() -> None:
    with Pair(call_timeout=0.1) as pair:
        with pytest.raises(CallTimeout):
            pair.channel.unary("/test.Echo/WaitCancelled")(b"")
        with pytest.raises(CallTimeout):
            list(pair.channel.server_streaming("/test.Echo/Silent")(b""))
        with pytest.raises(CallTimeout):
            list(pair.channel.server_streaming("/test.Echo/Endless")(b"x"))
        assert pair.channel.call("/test.Echo/Echo", b"x", timeout=None).result() == b"x"


def test_a_deadline_that_has_passed_already(pair: Pair) -> None:
    for _ in range(20):
        with pytest.raises(CallTimeout):
            pair.channel.call("/test.Echo/WaitCancelled", b"", timeout=0.0).result()
    assert pair.channel.unary("/test.Echo/Echo")(b"x") == b"x"


def test_a_late_reply_does_not_reach_another_call(pair: Pair) -> None:
    with pytest.raises(CallTimeout):
        pair.channel.call("/test.Echo/Block", b"late", timeout=0.05).result()
    pair.echo.leave.set()
    for number in range(100):
        assert pair.channel.unary("/test.Echo/Echo")(b"%d" % number) == b"%d" % number


def test_a_server_enforces_the_deadline_by_itself() -> None:
    """A client that only waits is told; its implementation goes on meanwhile."""
    with Pair() as pair, raw_client(pair) as peer:
        fields = (
            (":method", "POST"),
            (":scheme", "http"),
            (":path", "/test.Echo/Block"),
            ("te", "trailers"),
            ("content-type", "application/grpc"),
            ("grpc-timeout", "50m"),
        )
        peer.send(headers(1, fields) + frames.data_header(1, 5, end_stream=True) + bytes(5))
        kind, _, _, payload = peer.next_frame(HEADERS)
        assert kind == HEADERS
        assert b"grpc-status\x014" in payload


def test_cancel_from_another_thread(any_pair: Pair) -> None:
    call = any_pair.channel.call("/test.Echo/Silent", b"")
    outcome = threading.Thread(target=lambda: next(iter(_caught(lambda: list(call)))))
    outcome.start()
    assert any_pair.echo.entered.acquire(timeout=PATIENCE)
    call.cancel()
    outcome.join(PATIENCE)
    assert not outcome.is_alive()
    with pytest.raises(CallCancelled, match="cancelled by its caller"):
        next(call)
    assert any_pair.echo.cancelled.acquire(timeout=PATIENCE)


def _caught(task: Callable[[], object]) -> Iterator[BaseException]:
    try:
        task()
    except CallCancelled as error:
        yield error


def test_closing_an_iterator_stops_the_generator_behind_it(pair: Pair) -> None:
    replies = pair.channel.call("/test.Echo/Endless", bytes(1000))
    assert next(replies) == bytes(1000)
    replies.close()
    assert pair.echo.closed.acquire(timeout=PATIENCE)
    assert pair.errors == []


def test_a_slow_reader_holds_up_its_stream_only(pair: Pair) -> None:
    """Nobody reads an endless stream: it stops at its window, and other calls go on."""
    endless = pair.channel.call("/test.Echo/Endless", bytes(100_000))
    echo = pair.channel.unary("/test.Echo/Echo")
    for _ in range(200):
        assert echo(b"x") == b"x"
    assert sum(len(next(endless)) for _ in range(300)) == 30_000_000
    endless.cancel()
    assert pair.echo.closed.acquire(timeout=PATIENCE)


def test_closing_a_channel_ends_its_calls(any_pair: Pair) -> None:
    def call() -> type[BaseException]:
        try:
            any_pair.channel.unary("/test.Echo/WaitCancelled")(b"")
        except CallCancelled as error:
            return type(error)
        raise AssertionError

    def close() -> type[BaseException]:
        for _ in range(4):
            assert any_pair.echo.entered.acquire(timeout=PATIENCE)
        any_pair.channel.close()
        return CallCancelled

    assert set(at_once([call] * 4 + [close])) == {CallCancelled}
    for _ in range(4):
        assert any_pair.echo.cancelled.acquire(timeout=PATIENCE)
    any_pair.channel.close()
    with pytest.raises(ConnectionLost, match="this side has closed"):
        any_pair.channel.unary("/test.Echo/Echo")(b"")


def test_a_lost_connection_is_explained() -> None:
    """Each call under way, and each one after, gets what the owner of the connection says."""
    said = []

    def explain(loss: ConnectionLost) -> ConnectionLost:
        said.append(str(loss))
        return PluginCrashed("the plugin ended", exit_code=-9)

    ours, theirs = socket.socketpair()
    channel = Channel(SocketStream(ours), explain_loss=explain)

    def call() -> type[BaseException]:
        try:
            channel.unary("/test.Echo/Block")(b"")
        except ConnectionLost as error:
            return type(error)
        raise AssertionError

    def crash() -> type[BaseException]:
        seen = b""
        while seen.count(b"/test.Echo/Block") < 3:
            seen += theirs.recv(65536)
        theirs.close()
        return PluginCrashed

    assert set(at_once([call] * 3 + [crash])) == {PluginCrashed}
    assert call() is PluginCrashed
    assert len(said) == 4
    assert channel.ended
    channel.close()


def test_an_explanation_may_use_the_channel() -> None:
    """It is asked without any lock held: a host closes the channel there."""
    ours, theirs = socket.socketpair()

    def explain(loss: ConnectionLost) -> ConnectionLost:
        channel.close()
        return PluginCrashed("the plugin ended", exit_code=1)

    channel = Channel(SocketStream(ours), explain_loss=explain)
    theirs.close()
    for _ in range(3):
        with pytest.raises(PluginCrashed):
            channel.unary("/x/y")(b"")


def test_the_implementation_sees_that_its_caller_died() -> None:
    with Pair() as pair:
        stream = pair.channel.call("/test.Echo/Silent", b"")
        assert pair.echo.entered.acquire(timeout=PATIENCE)
        pair.channel.connection.driver.end("as if the process had ended")
        assert pair.echo.cancelled.acquire(timeout=PATIENCE)
        with pytest.raises(ConnectionLost):
            next(stream)


def test_stop_lets_running_calls_finish() -> None:
    with Pair() as pair:

        def call() -> bytes:
            return bytes(pair.channel.unary("/test.Echo/Block")(b"in time"))

        def stop() -> bytes:
            assert pair.echo.entered.acquire(timeout=PATIENCE)
            stopping = threading.Thread(target=pair.server.stop, args=(PATIENCE,))
            stopping.start()
            # New calls are turned away as soon as the channel knows.
            refused = None
            while refused is None:
                try:
                    pair.channel.unary("/test.Echo/Echo")(b"")
                except ConnectionLost as error:
                    refused = error
            pair.echo.leave.set()
            stopping.join(PATIENCE)
            assert not stopping.is_alive()
            return b"in time"

        assert at_once([call, stop]) == [b"in time"] * 2


def test_stop_without_grace_ends_at_once() -> None:
    with Pair() as pair:
        silent = pair.channel.call("/test.Echo/Silent", b"")
        assert pair.echo.entered.acquire(timeout=PATIENCE)
        pair.server.stop(0)
        assert pair.echo.cancelled.acquire(timeout=PATIENCE)
        with pytest.raises(ConnectionLost):
            next(silent)
        late, _other = socket.socketpair()
        with ExitStack() as stack:
            stack.callback(_other.close)
            pair.server.serve_connection(SocketStream(late))  # returns: it takes no more


_A_REQUEST = frames.data_header(1, 5, end_stream=True) + bytes(5)


class RawPeer:
    """The other end of a socket, speaking frames."""

    def __init__(self, connected: socket.socket) -> None:
        connected.settimeout(PATIENCE)
        self._socket = connected
        self._bytes = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def next_frame(self, wanted: int) -> tuple[int, int, int, bytes]:
        """The next frame of a type; others are read over."""
        while True:
            kind, flags, stream_id, payload = self._any_frame()
            if kind == wanted:
                return kind, flags, stream_id, payload

    def _any_frame(self) -> tuple[int, int, int, bytes]:
        head = self._take(9)
        payload = self._take(int.from_bytes(head[:3], "big"))
        return head[3], head[4], int.from_bytes(head[5:], "big"), payload

    def _take(self, count: int) -> bytes:
        while len(self._bytes) < count:
            more = self._socket.recv(65536)
            assert more, "the connection ended"
            self._bytes += more
        taken, self._bytes = self._bytes[:count], self._bytes[count:]
        return taken


def raw_client(pair: Pair) -> RawPeer:
    ours, theirs = socket.socketpair()
    thread = threading.Thread(
        target=pair.server.serve_connection, args=(SocketStream(theirs),), daemon=True
    )
    thread.start()
    peer = RawPeer(ours)
    peer.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + GREETING)
    return peer


class RawServer:
    """A channel whose other end is a `RawPeer`."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self.channel = Channel(SocketStream(ours))
        self.peer = RawPeer(theirs)
        preface = self.peer._take(24)
        assert preface.startswith(b"PRI")
        self.peer.send(GREETING)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.channel.close()
        self.peer.__exit__()


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        (ErrorCode.REFUSED_STREAM, 14, ConnectionLost),
        (ErrorCode.CANCEL, 1, CallCancelled),
        (ErrorCode.ENHANCE_YOUR_CALM, 8, None),
        (ErrorCode.INADEQUATE_SECURITY, 7, None),
        (ErrorCode.INTERNAL_ERROR, 13, None),
        (ErrorCode.NO_ERROR, 13, None),
        (77, 13, None),
    ],
)
def test_what_a_reset_means(code: int, status: int, kind: type[BaseException] | None) -> None:
    from gen_plugin_runtime.errors import CallError

    with RawServer() as raw:
        call = raw.channel.call("/x/y", b"")
        raw.peer.next_frame(DATA)
        raw.peer.send(frames.rst_stream(1, code))
        with pytest.raises(kind or CallError) as caught:
            call.result()
        assert isinstance(caught.value, CallError)
        assert caught.value.status == status


def test_a_reset_after_the_deadline_means_the_deadline() -> None:
    """A server that keeps deadlines, as Go's, may end the call before its client looks."""
    with RawServer() as raw:
        call = raw.channel.call("/x/y", b"", timeout=0.05)
        raw.peer.next_frame(DATA)
        time.sleep(0.05)
        raw.peer.send(frames.rst_stream(1, ErrorCode.CANCEL) + frames.ping(b"received", ack=False))
        raw.peer.next_frame(PING)
        assert call.done
        with pytest.raises(CallTimeout, match="not answered within"):
            next(call)


@pytest.mark.parametrize(
    ("fields", "status", "text"),
    [
        pytest.param(((":status", "503"),), 14, "HTTP status 503", id="503"),
        pytest.param(((":status", "404"),), 12, "HTTP status 404", id="404"),
        pytest.param(((":status", "418"),), 2, "HTTP status 418", id="418"),
        pytest.param(
            ((":status", "200"), ("content-type", "text/html")), 2, "text/html", id="html"
        ),
        pytest.param((*RESPONSE, ("grpc-encoding", "br")), 13, "'br'", id="unknown encoding"),
    ],
)
def test_answers_that_are_not_grpc(
    fields: tuple[tuple[str, str], ...], status: int, text: str
) -> None:
    from gen_plugin_runtime.errors import CallError

    with RawServer() as raw:
        call = raw.channel.call("/x/y", b"")
        raw.peer.next_frame(DATA)
        raw.peer.send(headers(1, fields) + frames.frame(DATA, 0, 1, b"<html>"))
        with pytest.raises(CallError, match=text) as caught:
            call.result()
        assert caught.value.status == status
        assert raw.peer.next_frame(RST_STREAM)[2] == 1


def test_a_call_that_the_peer_has_not_seen_fails_and_others_go_on() -> None:
    """GOAWAY (RFC 9113 section 6.8)."""
    with RawServer() as raw:
        first = raw.channel.call("/x/first", b"")
        second = raw.channel.call("/x/second", b"")
        for _ in range(2):
            raw.peer.next_frame(DATA)
        raw.peer.send(frames.go_away(1, ErrorCode.NO_ERROR))
        with pytest.raises(ConnectionLost, match="ending the connection"):
            second.result()
        reply = frames.data_header(1, 6, end_stream=False) + b"\0\0\0\0\1x"
        tail = headers(1, (("grpc-status", "0"),), end_stream=True)
        raw.peer.send(headers(1, RESPONSE) + reply + tail)
        assert first.result() == b"x"
        with pytest.raises(ConnectionLost, match="ending the connection"):
            raw.channel.call("/x/third", b"")


def test_a_peer_that_takes_nothing_any_more_is_heard_out() -> None:
    """It has shut its reading half: what it still says counts, and then calls fail."""
    with RawServer() as raw:
        first = raw.channel.call("/x/first", b"")
        raw.peer.next_frame(DATA)
        raw.peer._socket.shutdown(socket.SHUT_RD)
        second = raw.channel.call("/x/second", b"")
        reply = frames.data_header(1, 6, end_stream=False) + b"\0\0\0\0\1x"
        raw.peer.send(headers(1, RESPONSE) + reply)
        raw.peer.send(headers(1, (("grpc-status", "0"),), end_stream=True))
        assert first.result() == b"x"
        started = time.monotonic()
        with pytest.raises(ConnectionLost, match="broke"):
            second.result()
        assert time.monotonic() - started < PATIENCE / 2
        assert raw.channel.ended


def test_a_caller_that_takes_nothing_any_more_is_let_go() -> None:
    with Pair() as pair, raw_client(pair) as peer:
        peer.send(request(1, path="/test.Echo/Endless") + _A_REQUEST)
        peer.next_frame(DATA)
        peer._socket.shutdown(socket.SHUT_RD)
        assert pair.echo.closed.acquire(timeout=PATIENCE)


def test_a_ping_is_answered_while_nobody_calls() -> None:
    with RawServer() as raw:
        raw.peer.send(frames.ping(b"are you?", ack=False))
        assert raw.peer.next_frame(PING)[3] == b"are you?"


def test_a_peer_that_breaks_http2_is_told_why() -> None:
    with RawServer() as raw:
        call = raw.channel.call("/x/y", b"")
        raw.peer.send(frames.frame(DATA, 0, 0, b"x"))
        with pytest.raises(ConnectionLost, match=r"broke HTTP/2.*PROTOCOL_ERROR"):
            call.result()
        assert raw.peer.next_frame(GOAWAY)[3][4:8] == b"\0\0\0\1"


def test_a_limit_of_streams_is_waited_for() -> None:
    with RawServer() as raw:
        first = raw.channel.call("/x/first", b"")
        raw.peer.send(frames.settings([(3, 1)]) + frames.ping(b"settled?", ack=False))
        raw.peer.next_frame(PING)  # so the setting has arrived
        with pytest.raises(CallTimeout):
            raw.channel.call("/x/second", b"", timeout=0.05)

        def third() -> bool:
            return raw.channel.call("/x/third", b"").done

        def make_room() -> bool:
            first.cancel()
            return False

        assert at_once([third, make_room]) == [False, False]


@pytest.mark.parametrize(
    "faulty",
    [
        pytest.param(request(1), id="unknown method"),
        pytest.param(request(1, method="GET"), id="not gRPC"),
        pytest.param(
            request(1, path="/test.Echo/Echo") + frames.frame(DATA, 0, 1, b"\0\x7f\xff\xff\xff"),
            id="too long",
        ),
        pytest.param(
            request(1, path="/test.Echo/Echo") + frames.frame(DATA, FLAG_END_STREAM, 1, b"\0\0"),
            id="cut off",
        ),
    ],
)
def test_a_caller_that_breaks_the_rules_and_leaves_at_once_disturbs_nobody(faulty: bytes) -> None:
    """All of it arrives in one piece, so that the stream is closed when the fault is answered."""
    with Pair() as pair, raw_client(pair) as peer:
        leaves = frames.rst_stream(1, ErrorCode.CANCEL)
        peer.send(faulty + leaves + frames.ping(b"are you?", ack=False))
        assert peer.next_frame(PING)[3] == b"are you?"


def test_requests_that_are_not_grpc_get_an_http_status() -> None:
    with Pair() as pair, raw_client(pair) as peer:
        peer.send(request(1, method="GET", end_stream=True))
        assert peer.next_frame(HEADERS)[3].endswith(b"\x03405")
        html = tuple(
            (name, "text/html" if name == "content-type" else value)
            for name, value in (
                (":method", "POST"),
                (":scheme", "http"),
                (":path", "/"),
                ("content-type", ""),
            )
        )
        peer.send(headers(3, html, end_stream=True))
        assert peer.next_frame(HEADERS)[3].endswith(b"\x03415")
        assert block()


def test_a_plain_stream_can_be_cancelled_while_the_peer_is_silent() -> None:
    with Pair(PlainStream) as pair:

        def call(seconds: float) -> None:
            with pytest.raises(CallTimeout):
                pair.channel.call("/test.Echo/Silent", b"", timeout=seconds).result()

        assert sees_its_deadline(call, pair.echo.cancelled)
