"""Messages that come whole mean what they mean frame by frame, whatever stands between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.http2.raw import GREETING, REQUEST, RESPONSE, block, headers, output, parts

from gen_plugin_runtime.http2 import frames, hpack, limits
from gen_plugin_runtime.http2.codes import (
    CLIENT_PREFACE,
    DATA,
    FLAG_END_HEADERS,
    FLAG_END_STREAM,
    FLAG_PADDED,
    HEADERS,
)
from gen_plugin_runtime.http2.connection import Connection
from gen_plugin_runtime.http2.events import Event, RequestReceived, ResponseReceived
from gen_plugin_runtime.http2.windows import ReceiveWindow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

STATUS = (("grpc-status", "0"),)
STREAMS = range(1, 16, 2)

stream_ids = st.sampled_from(STREAMS)
bodies = st.binary(max_size=30) | st.just(bytes(300))
heads = st.sampled_from(
    [
        RESPONSE,
        ((":status", "404"),),
        ((":status", "100"),),
        ((":status", "20"),),
        (*RESPONSE, ("content-length", "3")),
    ]
)
requests = st.sampled_from(
    [REQUEST, REQUEST[1:], (*REQUEST, ("grpc-timeout", "1S")), (*REQUEST, ("content-length", "3"))]
)
trailers = st.sampled_from([STATUS, (("grpc-status", "5"), ("grpc-message", "no")), RESPONSE])


def data(stream_id: int, body: bytes, flags: int = 0) -> bytes:
    return frames.frame(DATA, flags, stream_id, body)


def padded_end(stream_id: int, body: bytes) -> bytes:
    return data(stream_id, bytes([2]) + body + bytes(2), FLAG_PADDED | FLAG_END_STREAM)


between = st.one_of(
    st.builds(frames.window_update, st.just(0) | stream_ids, st.integers(0, 2**31 - 1)),
    st.builds(frames.rst_stream, stream_ids, st.integers(0, 13)),
    st.just(frames.ping(bytes(8), ack=False)),
    st.builds(lambda size: frames.settings([(4, size)]), st.integers(0, 2**31 - 1)),
    st.builds(data, stream_ids, bodies),
    st.builds(frames.frame, st.integers(0, 10), st.integers(0, 255), stream_ids, bodies),
)
requested = st.one_of(
    st.builds(
        lambda stream_id, fields, body: (
            headers(stream_id, fields) + data(stream_id, body, FLAG_END_STREAM)
        ),
        stream_ids,
        requests,
        bodies,
    ),
    st.builds(
        lambda stream_id, body: headers(stream_id, REQUEST) + padded_end(stream_id, body),
        stream_ids,
        bodies,
    ),
)
responded = st.builds(
    lambda stream_id, head, body, tail: (
        headers(stream_id, head) + data(stream_id, body) + headers(stream_id, tail, end_stream=True)
    ),
    stream_ids,
    heads,
    bodies,
    trailers,
)


def usual_response(stream_id: int) -> bytes:
    head, tail = headers(stream_id, RESPONSE), headers(stream_id, STATUS, end_stream=True)
    return head + data(stream_id, b"hello") + tail


def first(stream_id: int, fields: tuple[tuple[str, str], ...]) -> bytes:
    """A HEADERS frame that says, as the first one must, that the peer keeps no table."""
    block = hpack.EMPTY_THE_TABLE + hpack.encode(fields)
    return frames.frame(HEADERS, FLAG_END_HEADERS, stream_id, block)


def greeted_server() -> Connection:
    connection = Connection(is_client=False)
    opened = first(1, REQUEST) + data(1, b"", FLAG_END_STREAM)
    connection.receive(CLIENT_PREFACE + GREETING + frames.settings_ack() + opened)
    return connection


def warm_server() -> Connection:
    """A server that has seen the usual request and so takes it whole from now on."""
    connection = greeted_server()
    connection.receive(headers(3, REQUEST) + data(3, b"", FLAG_END_STREAM))
    connection.output.take()
    return connection


def warm_client() -> Connection:
    """A client with open calls that has seen the usual response."""
    connection = Connection(is_client=True)
    connection.receive(GREETING + frames.settings_ack())
    connection.open_stream(block(), end_stream=True)
    connection.receive(first(1, RESPONSE) + usual_response(1)[len(headers(1, RESPONSE)) :])
    connection.request(block(), b"hello")
    connection.receive(usual_response(3))
    for _ in range(4):
        connection.request(block(), b"hello")
    connection.open_stream(block(), end_stream=False)
    connection.output.take()
    return connection


def at_once(connection: Connection, written: bytes) -> tuple[list[Event], bytes]:
    return connection.receive(written), output(connection)


def in_pieces(connection: Connection, written: bytes, size: int) -> tuple[list[Event], bytes]:
    events: list[Event] = []
    for at in range(0, len(written), size):
        events += connection.receive(written[at : at + size])
    return events, output(connection)


def described(events: list[Event]) -> list[object]:
    """The events as values that can be compared."""
    return [
        (
            type(part).__name__,
            part.stream_id,
            getattr(part, "fields", None),
            bytes(getattr(part, "data", b"")),
            getattr(part, "end_stream", None),
            getattr(part, "code", None),
            getattr(part, "reason", None),
        )
        for part in parts(events)
    ]


def test_a_servers_usual_requests_come_whole() -> None:
    connection = greeted_server()
    for stream_id, seen in ((3, False), (5, True), (7, True)):
        told = connection.receive(headers(stream_id, REQUEST) + data(stream_id, b"hello", 1))
        assert [isinstance(event, RequestReceived) for event in told][:1] == [seen]
        assert [event.stream_id for event in parts(told)] == [stream_id] * 2


def test_a_clients_usual_responses_come_whole() -> None:
    connection = warm_client()
    told = connection.receive(b"".join(map(usual_response, (5, 7, 9, 11))))
    assert [type(event) for event in told] == [ResponseReceived] * 4
    told = connection.receive(usual_response(13))
    assert not any(isinstance(event, ResponseReceived) for event in told), "its call goes on"
    assert connection.open_streams == 1


def test_a_peer_whose_header_blocks_have_state_is_read_block_by_block() -> None:
    """Before SETTINGS are acknowledged, equal bytes may stand for other fields."""
    connection = Connection(is_client=False)
    connection.receive(CLIENT_PREFACE + GREETING)
    for stream_id in STREAMS[:4]:
        told = connection.receive(headers(stream_id, REQUEST) + data(stream_id, b"", 1))
        assert len(told) == 2


@given(
    written=st.lists(st.one_of(requested, requested, between), max_size=12).map(b"".join),
    size=st.integers(1, 70),
)
def test_requests_mean_the_same_in_pieces(written: bytes, size: int) -> None:
    whole, answers = at_once(warm_server(), written)
    cut, cut_answers = in_pieces(warm_server(), written, size)
    assert described(whole) == described(cut)
    assert answers == cut_answers


@given(
    written=st.lists(st.one_of(responded, responded, between), max_size=12).map(b"".join),
    size=st.integers(1, 70),
)
def test_responses_mean_the_same_in_pieces(written: bytes, size: int) -> None:
    whole, answers = at_once(warm_client(), written)
    cut, cut_answers = in_pieces(warm_client(), written, size)
    assert described(whole) == described(cut)
    assert answers == cut_answers


@pytest.mark.parametrize("size", [limits.OWN_BUFFER, limits.OWN_BUFFER + 1])
def test_large_bodies_are_received_by_themselves(size: int) -> None:
    connection = warm_server()
    told = connection.receive(headers(5, REQUEST) + data(5, bytes(size), FLAG_END_STREAM))
    assert any(isinstance(event, RequestReceived) for event in told) == (size <= limits.OWN_BUFFER)
    assert sum(len(getattr(event, "data", b"")) for event in told) == size


# Each rule by itself: what differs from a usual message in one thing is read frame by frame.


def told(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def state(connection: Connection) -> object:
    """What a connection keeps of what it was sent."""
    receiver: Any = connection._receiver
    return (
        {
            number: (stream.state, stream.head_received, stream.send_window.available)
            for number, stream in receiver.streams.open.items()
        },
        [receiver.streams.ending(number) for number in range(1, 40, 2)],
        receiver.streams.highest,
        (receiver._receive_window.available, receiver._receive_window._used),
        receiver.allowance._left,
        receiver.headers.unfinished,
        connection.failed,
    )


def read(
    make: Callable[[], Connection], written: bytes, size: int
) -> tuple[list[Event], tuple[object, bytes, object]]:
    connection = make()
    events, answers = in_pieces(connection, written, size)
    return events, (described(events), answers, state(connection))


def check_read_frame_by_frame(make: Callable[[], Connection], written: bytes) -> None:
    """Nothing is taken whole, and reading all at once has the effect of reading byte by byte."""
    events, effect = read(make, written, len(written))
    assert not any(isinstance(event, RequestReceived | ResponseReceived) for event in events)
    assert effect == read(make, written, 1)[1]


LENGTH = ("content-length", "3")
HEADS = ((*REQUEST, LENGTH), (*REQUEST, ("Upper", "x")), REQUEST)
"""Of requests that a server has seen before, the last one a usual one."""
REPLY_HEADS = ((*RESPONSE, LENGTH), ((":status", "100"),), ((":status", "20"),), RESPONSE)


def knowing_server() -> Connection:
    """A server that has seen all of `HEADS`, with an open stream 7 that is not ended."""
    connection = greeted_server()
    for stream_id, head in zip((3, 5, 7), HEADS, strict=True):
        connection.receive(headers(stream_id, head))
    connection.receive(headers(9, REQUEST) + data(9, b"", FLAG_END_STREAM))
    connection.output.take()
    return connection


def server_that_says_goodbye() -> Connection:
    connection = knowing_server()
    connection.go_away()
    connection.output.take()
    return connection


def server_amid_a_header_block() -> Connection:
    connection = knowing_server()
    connection.receive(frames.frame(HEADERS, 0, 11, b""))
    return connection


def full_server() -> Connection:
    connection = knowing_server()
    number = 11
    while connection.open_streams < limits.MAX_CONCURRENT_STREAMS:
        connection.receive(headers(number, REQUEST))
        number += 2
    connection.output.take()
    return connection


def shut(connection: Connection) -> Connection:
    """As if the peer had ignored the connection's window until it is all but shut."""
    receiver: Any = connection._receiver
    receiver._receive_window.available = 4
    return connection


def framed(kind: int, flags: int, stream_id: int, payload: bytes) -> bytes:
    return frames.frame(kind, flags, stream_id, payload)


END = data(31, b"hello", FLAG_END_STREAM)
PADDED = bytes([2]) + b"hello" + bytes(2)
UNUSUAL_REQUESTS: dict[str, bytes] = {
    "HEADERS with END_STREAM": headers(31, REQUEST, end_stream=True) + END,
    "HEADERS with more to come": framed(HEADERS, 0, 31, block()) + END,
    "padded HEADERS": framed(HEADERS, FLAG_END_HEADERS | FLAG_PADDED, 31, b"\0" + block()) + END,
    "PADDED in block's stead": framed(HEADERS, FLAG_END_HEADERS | FLAG_PADDED, 31, block()) + END,
    "HEADERS with an unknown flag": framed(HEADERS, FLAG_END_HEADERS | 0x80, 31, block()) + END,
    "another type first": framed(0x20, FLAG_END_HEADERS, 31, block()) + END,
    "another type next": headers(31, REQUEST) + framed(0x20, FLAG_END_STREAM, 31, b"hello"),
    "DATA that goes on": headers(31, REQUEST) + data(31, b"hello"),
    "padded DATA": headers(31, REQUEST) + data(31, PADDED, FLAG_PADDED | FLAG_END_STREAM),
    "DATA on another stream": headers(31, REQUEST) + data(7, b"hello", FLAG_END_STREAM),
    "DATA cut off": headers(31, REQUEST) + END[:-1],
    "content-length": headers(31, HEADS[0]) + END,
    "a malformed head": headers(31, HEADS[1]) + END,
    "a new head": headers(31, (*REQUEST, ("new", "x"))) + END,
    "an even stream": headers(32, REQUEST) + data(32, b"hello", FLAG_END_STREAM),
    "a stream that is open": headers(7, REQUEST) + data(7, b"hello", FLAG_END_STREAM),
    "the highest stream": headers(9, REQUEST) + data(9, b"hello", FLAG_END_STREAM),
    "the reserved bit": headers(31 | 1 << 31, REQUEST) + data(31 | 1 << 31, b"hello", 1),
}


@pytest.mark.parametrize("name", UNUSUAL_REQUESTS)
def test_an_unusual_request(name: str) -> None:
    check_read_frame_by_frame(knowing_server, UNUSUAL_REQUESTS[name])


@pytest.mark.parametrize(
    "make",
    [
        server_that_says_goodbye,
        server_amid_a_header_block,
        full_server,
        lambda: shut(knowing_server()),
    ],
    ids=["goodbye", "amid a header block", "full", "window"],
)
def test_a_usual_request_in_an_unusual_moment(make: Callable[[], Connection]) -> None:
    number = 2 * limits.MAX_CONCURRENT_STREAMS + 101
    check_read_frame_by_frame(make, headers(number, REQUEST) + data(number, b"hello", 1))


def test_a_usual_request_has_the_effect_of_its_frames() -> None:
    written = headers(31, REQUEST) + END + headers(33, REQUEST) + data(33, b"", FLAG_END_STREAM)
    whole, effect = read(knowing_server, written, len(written))
    assert told(whole) == ["RequestReceived"] * 2
    assert effect == read(knowing_server, written, 1)[1]


def test_a_request_amid_the_bytes_of_another_frame() -> None:
    """Of one that was cut off, and of one that is read over: no frame begins there."""
    unknown = framed(0x20, 0, 0, bytes(40_000) + headers(31, REQUEST) + END)
    for written in (framed(0x20, 0, 0, headers(31, REQUEST) + END), unknown):
        connection = knowing_server()
        at = len(written) - len(headers(31, REQUEST) + END)
        assert connection.receive(written[:at]) + connection.receive(written[at:]) == []
        assert connection.open_streams == knowing_server().open_streams


def knowing_client() -> Connection:
    """A client that has seen all heads and statuses; its calls 21 and 23 wait for an answer.

    Call 25 has got a head already, and 27 is not fully sent.
    """
    connection = Connection(is_client=True)
    connection.receive(GREETING + frames.settings_ack())
    connection.open_stream(block(), end_stream=True)
    connection.receive(first(1, RESPONSE) + usual_response(1)[len(headers(1, RESPONSE)) :])
    for head in REPLY_HEADS:
        stream_id = connection.request(block(), b"hello")
        connection.receive(headers(stream_id, head))
        connection.reset(stream_id, 8)
    for tail in (RESPONSE, STATUS):
        stream_id = connection.request(block(), b"hello")
        connection.receive(headers(stream_id, RESPONSE))
        connection.receive(headers(stream_id, tail, end_stream=True))
    while connection.request(block(), b"hello") < 25:
        pass
    connection.receive(headers(25, RESPONSE))
    connection.open_stream(block(), end_stream=False)
    connection.output.take()
    return connection


def client_amid_a_header_block() -> Connection:
    connection = knowing_client()
    connection.receive(frames.frame(HEADERS, 0, 23, b""))
    return connection


HEAD, BODY = headers(21, RESPONSE), data(21, b"hello")
TAIL = headers(21, STATUS, end_stream=True)
TAIL_FLAGS = FLAG_END_HEADERS | FLAG_END_STREAM
UNUSUAL_RESPONSES: dict[str, bytes] = {
    "HEADERS with END_STREAM": headers(21, RESPONSE, end_stream=True) + BODY + TAIL,
    "HEADERS with more to come": framed(HEADERS, 0, 21, block(RESPONSE)) + BODY + TAIL,
    "padded HEADERS": framed(HEADERS, FLAG_END_HEADERS | FLAG_PADDED, 21, b"\0" + block(RESPONSE))
    + BODY
    + TAIL,
    "another type first": framed(0x20, FLAG_END_HEADERS, 21, block(RESPONSE)) + BODY + TAIL,
    "another type next": HEAD + framed(0x20, 0, 21, b"hello") + TAIL,
    "DATA with END_STREAM": HEAD + data(21, b"hello", FLAG_END_STREAM) + TAIL,
    "padded DATA": HEAD + data(21, PADDED, FLAG_PADDED) + TAIL,
    "empty DATA": HEAD + data(21, b"") + TAIL,
    "DATA on another stream": HEAD + data(23, b"hello") + TAIL,
    "two DATA frames": HEAD + BODY + BODY + TAIL,
    "another type last": HEAD + BODY + framed(0x20, TAIL_FLAGS, 21, block(STATUS)),
    "trailers that do not end": HEAD + BODY + headers(21, STATUS),
    "trailers with more to come": HEAD + BODY + framed(HEADERS, FLAG_END_STREAM, 21, block(STATUS)),
    "padded trailers": HEAD
    + BODY
    + framed(HEADERS, TAIL_FLAGS | FLAG_PADDED, 21, b"\0" + block(STATUS)),
    "trailers of another stream": HEAD + BODY + headers(23, STATUS, end_stream=True),
    "trailers cut off": HEAD + BODY + TAIL[:-1],
    "content-length": headers(21, REPLY_HEADS[0]) + BODY + TAIL,
    "an interim head": headers(21, REPLY_HEADS[1]) + BODY + TAIL,
    "a malformed head": headers(21, REPLY_HEADS[2]) + BODY + TAIL,
    "a new head": headers(21, (*RESPONSE, ("new", "x"))) + BODY + TAIL,
    "malformed trailers": HEAD + BODY + headers(21, RESPONSE, end_stream=True),
    "new trailers": HEAD + BODY + headers(21, (*STATUS, ("new", "x")), end_stream=True),
    "a stream that was never opened": usual_response(35),
    "a stream that is over": usual_response(1),
    "a stream whose head has come": usual_response(25),
    "a stream whose request goes on": usual_response(27),
    "the reserved bit": b"".join(
        (
            headers(21 | 1 << 31, RESPONSE),
            data(21 | 1 << 31, b"hello"),
            headers(21 | 1 << 31, STATUS, end_stream=True),
        )
    ),
}


@pytest.mark.parametrize("name", UNUSUAL_RESPONSES)
def test_an_unusual_response(name: str) -> None:
    check_read_frame_by_frame(knowing_client, UNUSUAL_RESPONSES[name])


@pytest.mark.parametrize(
    "make",
    [client_amid_a_header_block, lambda: shut(knowing_client())],
    ids=["amid a header block", "window"],
)
def test_a_usual_response_in_an_unusual_moment(make: Callable[[], Connection]) -> None:
    check_read_frame_by_frame(make, usual_response(21))


def test_a_usual_response_has_the_effect_of_its_frames() -> None:
    written = usual_response(23) + usual_response(21)
    whole, effect = read(knowing_client, written, len(written))
    assert told(whole) == ["ResponseReceived"] * 2
    assert effect == read(knowing_client, written, 1)[1]


def test_the_window_is_given_back_for_what_came_whole() -> None:
    connection = knowing_server()
    receiver: Any = connection._receiver
    receiver._receive_window = ReceiveWindow(2 * len(b"hello"))
    for number in range(31, 51, 2):
        connection.receive(headers(number, REQUEST) + data(number, b"hello", FLAG_END_STREAM))
        assert output(connection) == frames.window_update(0, len(b"hello"))


# What goes out in one go keeps the rules of what goes out frame by frame.


def limited(connection: Connection, settings: bytes) -> Connection:
    connection.receive(settings)
    connection.output.take()
    return connection


def asked_server(window: int) -> Connection:
    """A server whose peer lets it send `window` bytes on each stream; 31 waits for an answer."""
    connection = limited(knowing_server(), frames.settings([(4, window)]))
    connection.receive(headers(31, REQUEST) + END)
    return connection


HEAD_BLOCK, STATUS_BLOCK = block(RESPONSE), block(STATUS)


def answer(connection: Connection, stream_id: int = 31, body: bytes = b"hello") -> bool:
    return connection.respond(stream_id, HEAD_BLOCK, body, STATUS_BLOCK)


def test_a_response_goes_out_whole_where_the_windows_allow_it() -> None:
    connection = asked_server(5)
    connection.send_headers(7, HEAD_BLOCK, end_stream=False)
    connection.output.take()
    before = connection._receiver.send_window.available
    assert answer(connection)
    assert output(connection) == usual_response(31)
    assert connection._receiver.send_window.available == before - 5
    assert 31 not in connection._receiver.streams.open
    assert not answer(connection), "it is over"


@pytest.mark.parametrize(
    ("window", "stream_id", "size"), [(4, 31, 5), (65_535, 7, 5), (65_535, 31, 16_385)]
)
def test_a_response_waits_for_room(window: int, stream_id: int, size: int) -> None:
    connection = asked_server(window)
    connection.send_headers(7, HEAD_BLOCK, end_stream=False)
    connection.output.take()
    assert not answer(connection, stream_id, bytes(size))
    assert not connection.output


def test_a_response_waits_for_the_connections_window() -> None:
    connection = asked_server(2**31 - 1)
    connection.send_headers(7, HEAD_BLOCK, end_stream=False)
    window = connection._receiver.send_window
    while size := min(connection.room(7), window.available - 4):
        connection.send_data(7, [bytes(size)], size, end_stream=False)
    connection.output.take()
    assert not answer(connection)
    assert answer(connection, body=b"four")


def test_the_first_header_block_says_that_there_is_no_table() -> None:
    connection = greeted_server()
    assert not answer(connection, 1)
    connection.send_headers(1, HEAD_BLOCK, end_stream=False)
    assert hpack.EMPTY_THE_TABLE + HEAD_BLOCK in output(connection)


def asking_client(window: int) -> Connection:
    return limited(knowing_client(), frames.settings([(4, window)]))


def test_a_request_goes_out_whole_where_the_windows_allow_it() -> None:
    connection = asking_client(5)
    before = connection._receiver.send_window.available
    number = connection.request(block(), b"hello")
    assert output(connection) == headers(number, REQUEST) + data(number, b"hello", FLAG_END_STREAM)
    assert connection._receiver.send_window.available == before - 5
    connection.receive(frames.settings([(4, 7)]))
    assert connection._receiver.streams.open[number].send_window.available == 2


@pytest.mark.parametrize(("window", "size"), [(4, 5), (65_535, 16_385)])
def test_a_request_waits_for_room(window: int, size: int) -> None:
    connection = asking_client(window)
    assert not connection.request(block(), bytes(size))
    assert not connection.output


def test_a_request_waits_for_the_connections_window() -> None:
    connection = asking_client(2**31 - 1)
    window = connection._receiver.send_window
    while window.available > 4:
        size = min(window.available - 4, 16_384)
        assert connection.request(block(), bytes(size))
    connection.output.take()
    assert not connection.request(block(), b"hello")
    assert connection.request(block(), b"four")
