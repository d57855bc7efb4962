"""What comes whole, in one read, is held to the same rules as what comes frame by frame."""

from __future__ import annotations

import gzip
from functools import partial

import pytest
from tests.grpc.pairs import Pair
from tests.grpc.services import PATIENCE
from tests.grpc.test_ends import RawPeer, RawServer, raw_client
from tests.grpc.threads import at_once
from tests.http2.raw import REQUEST, RESPONSE, headers

from gen_plugin_runtime.errors import CallError
from gen_plugin_runtime.grpc.deadline_watch import DeadlineWatch
from gen_plugin_runtime.grpc.exchange import Exchange
from gen_plugin_runtime.grpc.server_connection import ServerConnection
from gen_plugin_runtime.http2 import frames, hpack
from gen_plugin_runtime.http2.codes import DATA, FLAG_END_STREAM, HEADERS
from gen_plugin_runtime.http2.events import RequestReceived, ResponseReceived

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from gen_plugin_runtime.grpc.channel import Channel

    Fields = tuple[tuple[str, str], ...]

LIMIT = 1000
"""Bytes of the longest message that is accepted."""
OK: Fields = (("grpc-status", "0"),)
PING = frames.ping(b"between!", ack=False)
GZIP = ("grpc-encoding", "gzip")
TWICE = 2 * gzip.compress(b"hello")
NO_TABLE = frames.settings_ack()


def message(text: bytes, *, compressed: bool = False) -> bytes:
    return bytes([compressed]) + len(text).to_bytes(4, "big") + text


def knowing(written: bytes) -> bytes:
    """A HEADERS frame as the first one of a peer: it empties the table."""
    return frames.frame(
        HEADERS, written[4], int.from_bytes(written[5:9], "big"), b" " + written[9:]
    )


@pytest.fixture
def came_whole(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The streams whose request or response came whole."""
    streams: list[int] = []
    receive, received = ServerConnection._receive, Exchange._methods[ResponseReceived]

    def take_request(connection: ServerConnection, event: Any) -> None:
        if isinstance(event, RequestReceived):
            streams.append(event.stream_id)
        receive(connection, event)

    def take_response(exchange: Exchange, event: Any) -> None:
        streams.append(event.stream_id)
        received(exchange, event)

    monkeypatch.setattr(ServerConnection, "_receive", take_request)
    monkeypatch.setitem(Exchange._methods, ResponseReceived, take_response)
    return streams


# Responses, to a channel.

RESPONSES: dict[str, tuple[Fields, bytes, Fields, object]] = {
    "usual": (RESPONSE, message(b"hello"), OK, [b"hello"]),
    "empty": (RESPONSE, message(b""), OK, [b""]),
    "as long as can be": (RESPONSE, message(bytes(LIMIT)), OK, [bytes(LIMIT)]),
    "too long": (RESPONSE, message(bytes(LIMIT + 1)), OK, 8),
    "cut off": (RESPONSE, message(b"hello")[:-1], OK, 13),
    "too short for a prefix": (RESPONSE, b"\0\0\0", OK, 13),
    "compressed unannounced": (RESPONSE, message(b"hello", compressed=True), OK, 13),
    "gzip": ((*RESPONSE, GZIP), message(gzip.compress(b"hello"), compressed=True), OK, [b"hello"]),
    "gzip, this one not": ((*RESPONSE, GZIP), message(b"hello"), OK, [b"hello"]),
    "unknown encoding": ((*RESPONSE, ("grpc-encoding", "x")), message(b"hello"), OK, 13),
    "more than gzip": ((*RESPONSE, GZIP), message(TWICE, compressed=True), OK, 13),
    "two": (RESPONSE, message(b"a") + message(b"b"), OK, [b"a", b"b"]),
    "failed": (RESPONSE, message(b"hello"), (("grpc-status", "5"),), 5),
    "no number": (RESPONSE, message(b"hello"), (("grpc-status", "00"),), 2),
    "no status": (RESPONSE, message(b"hello"), (("x", "y"),), 2),
    "not there": (((":status", "404"),), message(b"hello"), OK, 12),
    "a subtype": (
        (RESPONSE[0], ("content-type", "application/grpc+proto")),
        message(b"hello"),
        OK,
        [b"hello"],
    ),
    "gRPC-Web": (
        (RESPONSE[0], ("content-type", "application/grpc-web")),
        message(b"hello"),
        OK,
        2,
    ),
    "a page": (((":status", "200"), ("content-type", "text/html")), message(b"hello"), OK, 2),
}


def replies(channel: Channel, shape: str) -> object:
    """What the caller gets, in one of the ways to call; or the status of the failure."""
    try:
        if shape == "unary":
            return [channel.unary("/x/y")(b"request")]
        if shape == "result":
            return [channel.call("/x/y", b"request", timeout=PATIENCE).result()]
        if shape == "read":
            return [bytes(reply) for reply in channel.server_streaming("/x/y")(b"request")]
    except CallError as error:
        return int(error.status or 0)
    return channel.ended


def respond(peer: RawPeer, name: str, *, apart: bool) -> None:
    head, body, tail, _ = RESPONSES[name]
    number = peer.next_frame(DATA)[2]
    pieces = (
        headers(number, head),
        frames.frame(DATA, 0, number, body),
        headers(number, tail, end_stream=True),
    )
    peer.send((PING if apart else b"").join(pieces))


@pytest.mark.parametrize("shape", ["unary", "result", "read"])
@pytest.mark.parametrize("name", RESPONSES)
def test_a_response(name: str, shape: str, came_whole: list[int]) -> None:
    expected = 13 if name == "two" and shape != "read" else RESPONSES[name][3]
    with RawServer() as raw:
        raw.channel.connection.max_receive = LIMIT
        raw.peer.send(NO_TABLE)
        call, reset = partial(replies, raw.channel, shape), raw.channel.call("/x/y", b"")
        raw.peer.send(knowing(headers(reset._exchange.stream_id, RESPONSE)))
        raw.peer.next_frame(DATA)
        assert reset._exchange.wait_head()
        reset.cancel()
        for apart in (True, True, False):
            tasks: list[Callable[[], object]] = [
                call,
                partial(respond, raw.peer, name, apart=apart),
            ]
            assert at_once(tasks)[0] == expected
        assert len(came_whole) == 1, "the last one"


# Requests, to a server.

REQUESTS: dict[str, tuple[str, Fields, bytes, str]] = {
    "usual": ("Echo", (), message(b"hello"), "0"),
    "empty": ("Echo", (), message(b""), "0"),
    "as long as can be": ("Length", (), message(bytes(LIMIT)), "0"),
    "too long": ("Length", (), message(bytes(LIMIT + 1)), "8"),
    "cut off": ("Echo", (), message(b"hello")[:-1], "13"),
    "nothing": ("Echo", (), b"", "13"),
    "two": ("Echo", (), message(b"a") + message(b"b"), "13"),
    "compressed unannounced": ("Echo", (), message(b"hello", compressed=True), "13"),
    "gzip": ("Echo", (GZIP,), message(gzip.compress(b"hello"), compressed=True), "0"),
    "gzip, this one not": ("Echo", (GZIP,), message(b"hello"), "0"),
    "more than gzip": ("Echo", (GZIP,), message(TWICE, compressed=True), "13"),
    "unknown encoding": ("Echo", (("grpc-encoding", "x"),), message(b"hello"), "12"),
    "unknown method": ("Nowhere", (), message(b"hello"), "12"),
    "malformed timeout": ("Echo", (("grpc-timeout", "soon"),), message(b"hello"), "13"),
    "a deadline that has passed": ("Echo", (("grpc-timeout", "0n"),), message(b"hello"), "4"),
    "a deadline that passes": ("WaitCancelled", (("grpc-timeout", "1m"),), message(b""), "4"),
    "a deadline that passes unseen": ("Block", (("grpc-timeout", "20m"),), message(b""), "4"),
    "many replies": ("Count", (), message(b"3"), "0"),
    "many requests": ("Sum", (), message(b"1") + message(b"2"), "0"),
    "many of both": ("Mirror", (), message(b"1") + message(b"2"), "0"),
    "another method": ("Echo", ((":method", "GET"),), message(b"hello"), "405"),
    "a subtype": ("Echo", (("content-type", "application/grpc+proto"),), message(b"x"), "0"),
    "gRPC-Web": ("Echo", (("content-type", "application/grpc-web"),), message(b"x"), "415"),
    "another kind of content": ("Echo", (("content-type", "text/html"),), message(b"x"), "415"),
}


def asked(number: int, name: str, *, apart: bool) -> bytes:
    method, replaced, body, _ = REQUESTS[name]
    fields = dict(REQUEST) | {":path": f"/test.Echo/{method}"} | dict(replaced)
    head = headers(number, tuple(fields.items()))
    return head + (PING if apart else b"") + frames.frame(DATA, FLAG_END_STREAM, number, body)


class Reader:
    """Reads the answers that a server sends to a raw peer."""

    def __init__(self, peer: RawPeer) -> None:
        self._peer = peer
        self._decoder = hpack.Decoder(1 << 20)

    def answer(self, number: int) -> tuple[dict[str, str], bytes]:
        """The fields and the body of the next answer, which is to this stream.

        Of one that failed the body does not count: a late reply may or may not have gone out.
        """
        fields: dict[str, str] = {}
        body = b""
        while True:
            kind, flags, stream_id, payload = self._peer._any_frame()
            if kind == HEADERS:
                fields |= dict(self._decoder.decode(payload))
            elif kind == DATA:
                body += payload
            if stream_id == number and (flags & FLAG_END_STREAM and kind <= HEADERS):
                return fields, body if fields.get("grpc-status") == "0" else b""


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request(name: str, came_whole: list[int]) -> None:
    with Pair(server_options={"max_receive": LIMIT}) as pair, raw_client(pair) as peer:
        peer.send(NO_TABLE)
        read = Reader(peer)
        peer.send(knowing(headers(1, REQUEST, end_stream=True)))
        read.answer(1)
        answers = []
        for number, apart in ((3, True), (5, True), (7, False)):
            peer.send(asked(number, name, apart=apart))
            answers.append(read.answer(number))
        assert came_whole == [7]
        assert answers[0] == answers[2]
        fields = answers[2][0]
        assert fields.get("grpc-status", fields[":status"]) == REQUESTS[name][3]


def test_streams_that_are_asked_for_whole_are_held_to_their_limit(came_whole: list[int]) -> None:
    with Pair(server_options={"workers": 2}) as pair, raw_client(pair) as peer:
        peer.send(NO_TABLE + knowing(headers(1, REQUEST, end_stream=True)))
        read = Reader(peer)
        read.answer(1)
        fields = tuple((dict(REQUEST) | {":path": "/test.Echo/Silent"}).items())
        peer.send(headers(3, fields))
        body = message(b"")
        peer.send(frames.frame(DATA, FLAG_END_STREAM, 3, body))
        assert pair.echo.entered.acquire(timeout=PATIENCE)
        for number in (5, 7):
            peer.send(headers(number, fields) + frames.frame(DATA, FLAG_END_STREAM, number, body))
        assert read.answer(7)[0]["grpc-status"] == "8"
        assert came_whole == [5, 7]


def test_streams_whose_requests_end_all_at_once_are_held_to_their_limit() -> None:
    """Each was within the limit when it began, for none of them ran."""
    with Pair(server_options={"workers": 2}) as pair, raw_client(pair) as peer:
        fields = tuple((dict(REQUEST) | {":path": "/test.Echo/Silent"}).items())
        numbers = range(1, 9, 2)
        peer.send(b"".join(headers(number, fields) for number in numbers))
        peer.send(
            b"".join(frames.frame(DATA, FLAG_END_STREAM, each, message(b"")) for each in numbers)
        )
        read = Reader(peer)
        assert [read.answer(number)[0]["grpc-status"] for number in (5, 7)] == ["8", "8"]


def test_a_reply_after_the_deadline_is_none_though_nobody_watched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(DeadlineWatch, "watch", lambda *_: None)
    with Pair() as pair, raw_client(pair) as peer:
        read = Reader(peer)
        for number, name, status in ((1, "usual", "0"), (3, "a deadline that passes", "4")):
            peer.send(asked(number, name, apart=False))
            assert read.answer(number)[0]["grpc-status"] == status
