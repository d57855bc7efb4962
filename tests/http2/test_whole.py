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
