"""Whole connections against the `h2` package, in both roles, and against bytes of any kind."""

from __future__ import annotations

from typing import Any, TypeVar

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.http2.raw import GREETING, REQUEST, RESPONSE, block, output, parts, request, server

from gen_plugin_runtime.http2 import frames, hpack, limits
from gen_plugin_runtime.http2.codes import CLIENT_PREFACE
from gen_plugin_runtime.http2.connection import Connection
from gen_plugin_runtime.http2.events import (
    ConnectionFailed,
    DataReceived,
    Event,
    GoAwayReceived,
    HeadersReceived,
    PingAcknowledged,
    StreamReset,
    TrailersReceived,
)
from gen_plugin_runtime.http2.limits import STREAMS_BEFORE_GREETING

E = TypeVar("E", bound=h2.events.Event)

TRAILERS = (("grpc-status", "0"), ("x-long", "v" * 40))


class Oracle:
    """An h2 connection, with what it was told by kind of event."""

    def __init__(self, *, client_side: bool, **settings: int) -> None:
        config = h2.config.H2Configuration(client_side=client_side, header_encoding="latin-1")
        self.connection = h2.connection.H2Connection(config)
        self.connection.initiate_connection()
        if settings:
            self.connection.update_settings(
                {getattr(h2.settings.SettingCodes, name): value for name, value in settings.items()}
            )
        self.events: list[h2.events.Event] = []

    def exchange(self, ours: Connection) -> list[Event]:
        """Carry bytes both ways until neither side has any; what ours was told."""
        told: list[Event] = []
        while True:
            to_ours, to_oracle = self.connection.data_to_send(), output(ours)
            if not to_ours and not to_oracle:
                return told
            told += parts(ours.receive(to_ours))
            self.events += self.connection.receive_data(to_oracle)

    def take(self, kind: type[E]) -> list[E]:
        found = [event for event in self.events if isinstance(event, kind)]
        self.events = [event for event in self.events if not isinstance(event, kind)]
        return found


def as_text(event: Any) -> tuple[tuple[str, str], ...]:
    """The fields of an event; the oracle's types say bytes, whatever it was configured to give."""
    return tuple(event.headers)


def send(ours: Connection, stream_id: int, data: bytes, *, end_stream: bool) -> bytes:
    """Send as much as the windows allow; what is left."""
    while True:
        size = min(ours.room(stream_id), len(data))
        if not size and (data or not end_stream):
            return data
        done = end_stream and size == len(data)
        ours.send_data(stream_id, (data[:size],), size, end_stream=done)
        data = data[size:]
        if not data:
            return data


def received(told: list[Event]) -> bytes:
    return b"".join(bytes(event.data) for event in told if isinstance(event, DataReceived))


bodies = st.integers(0, 100_000)
windows = st.integers(1, 100_000)


@settings(max_examples=30)
@given(bodies, bodies, windows, st.sampled_from([16_384, 100_000, 2**24 - 1]))
def test_a_server_to_an_h2_client(asked: int, answered: int, window: int, frame_size: int) -> None:
    """Through any window and frame size of the client's."""
    asked, answered = min(asked, 50 * window), min(answered, 50 * window)
    ours = Connection(is_client=False)
    oracle = Oracle(client_side=True, INITIAL_WINDOW_SIZE=window, MAX_FRAME_SIZE=frame_size)
    h2c = oracle.connection
    oracle.exchange(ours)
    h2c.send_headers(1, REQUEST)
    body = bytes(asked)
    told = oracle.exchange(ours)
    assert isinstance(told[0], HeadersReceived)
    assert told[0].fields == REQUEST
    size = h2c.max_outbound_frame_size
    for at in range(0, asked, size):
        h2c.send_data(1, body[at : at + size])
    h2c.end_stream(1)
    told = oracle.exchange(ours)
    assert received(told) == body
    ours.send_headers(1, block(RESPONSE), end_stream=False)
    left = bytes(answered)
    got = 0
    while True:
        left = send(ours, 1, left, end_stream=False)
        oracle.exchange(ours)
        for event in oracle.take(h2.events.DataReceived):
            got += len(event.data)
            h2c.acknowledge_received_data(event.flow_controlled_length, 1)
        oracle.exchange(ours)
        if not left:
            break
    assert got == answered
    ours.send_headers(1, block(TRAILERS), end_stream=True)
    oracle.exchange(ours)
    (head,) = oracle.take(h2.events.ResponseReceived)
    (tail,) = oracle.take(h2.events.TrailersReceived)
    assert as_text(head) == RESPONSE
    assert as_text(tail) == TRAILERS
    assert ours.open_streams == 0


@settings(max_examples=30)
@given(bodies, bodies, windows)
def test_a_client_to_an_h2_server(asked: int, answered: int, window: int) -> None:
    asked, answered = min(asked, 50 * window), min(answered, 50 * window)
    ours = Connection(is_client=True)
    oracle = Oracle(client_side=False, INITIAL_WINDOW_SIZE=window)
    h2s = oracle.connection
    oracle.exchange(ours)
    assert ours.open_stream(block(), end_stream=False) == 1
    left = bytes(asked)
    got = 0
    while True:
        left = send(ours, 1, left, end_stream=True)
        oracle.exchange(ours)
        for event in oracle.take(h2.events.DataReceived):
            got += len(event.data)
            h2s.acknowledge_received_data(event.flow_controlled_length, 1)
        oracle.exchange(ours)
        if not left:
            break
    assert got == asked
    (head,) = oracle.take(h2.events.RequestReceived)
    assert as_text(head) == REQUEST
    assert oracle.take(h2.events.StreamEnded)
    h2s.send_headers(1, RESPONSE)
    told = oracle.exchange(ours)
    size = h2s.max_outbound_frame_size
    for at in range(0, answered, size):
        h2s.send_data(1, bytes(answered)[at : at + size])
    h2s.send_headers(1, TRAILERS, end_stream=True)
    told += oracle.exchange(ours)
    assert isinstance(told[0], HeadersReceived)
    assert isinstance(told[-1], TrailersReceived)
    assert (told[0].fields, told[-1].fields) == (RESPONSE, TRAILERS)
    assert received(told) == bytes(answered)
    assert ours.open_streams == 0


def test_a_window_that_becomes_negative() -> None:
    """The peer reduces its initial window below what is already on its way (section 6.9.2)."""
    ours = Connection(is_client=True)
    oracle = Oracle(client_side=False)
    oracle.exchange(ours)
    ours.open_stream(block(), end_stream=False)
    assert send(ours, 1, bytes(70_000), end_stream=False) == bytes(70_000 - 65_535)
    oracle.connection.increment_flow_control_window(100_000)
    oracle.connection.update_settings({h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: 100})
    oracle.exchange(ours)
    oracle.take(h2.events.DataReceived)
    assert ours.room(1) == 0
    oracle.connection.increment_flow_control_window(65_435, stream_id=1)
    oracle.exchange(ours)
    assert ours.room(1) == 0
    oracle.connection.increment_flow_control_window(1, stream_id=1)
    oracle.exchange(ours)
    assert ours.room(1) == 1


def test_ping_reset_and_goaway_both_ways() -> None:
    ours = Connection(is_client=False)
    oracle = Oracle(client_side=True)
    oracle.exchange(ours)
    oracle.connection.ping(b"12345678")
    ours.ping(b"87654321")
    told = oracle.exchange(ours)
    assert [event.payload for event in told if isinstance(event, PingAcknowledged)] == [b"87654321"]
    (answer,) = oracle.take(h2.events.PingAckReceived)
    assert answer.ping_data == b"12345678"
    for stream_id in (1, 3):
        oracle.connection.send_headers(stream_id, REQUEST)
    oracle.exchange(ours)
    oracle.connection.reset_stream(1, 8)
    ours.reset(3, 7)
    told = oracle.exchange(ours)
    assert [(e.stream_id, e.code) for e in told if isinstance(e, StreamReset)] == [(1, 8)]
    (reset,) = oracle.take(h2.events.StreamReset)
    assert (reset.stream_id, reset.error_code) == (3, 7)
    ours.go_away(0, b"enough")
    oracle.exchange(ours)
    (away,) = oracle.take(h2.events.ConnectionTerminated)
    assert (away.last_stream_id, away.additional_data) == (3, b"enough")


def test_goaway_of_the_peer() -> None:
    ours = Connection(is_client=True)
    oracle = Oracle(client_side=False)
    oracle.exchange(ours)
    oracle.connection.close_connection(error_code=11, additional_data=b"calm", last_stream_id=5)
    told = ours.receive(oracle.connection.data_to_send())
    (away,) = [event for event in told if isinstance(event, GoAwayReceived)]
    assert (away.last_stream_id, away.code, away.debug) == (5, 11, b"calm")


def test_a_limit_of_streams_is_known() -> None:
    ours = Connection(is_client=True)
    Oracle(client_side=False, MAX_CONCURRENT_STREAMS=1).exchange(ours)
    assert ours.can_open()
    ours.open_stream(block(), end_stream=False)
    assert not ours.can_open()
    ours.reset(1, 8)
    assert ours.can_open()


def test_streams_before_the_peer_has_said_how_many() -> None:
    """It may accept fewer than a client wants to open at once, and would refuse the others."""
    ours = Connection(is_client=True)
    for _ in range(STREAMS_BEFORE_GREETING):
        assert ours.can_open()
        ours.open_stream(block(), end_stream=False)
    assert not ours.can_open()
    Oracle(client_side=False, MAX_CONCURRENT_STREAMS=1000).exchange(ours)
    assert ours.can_open()


def test_header_blocks_above_a_frame_reach_the_oracle() -> None:
    ours = Connection(is_client=False)
    oracle = Oracle(client_side=True, MAX_HEADER_LIST_SIZE=200_000)
    oracle.exchange(ours)
    oracle.connection.send_headers(1, REQUEST, end_stream=True)
    oracle.exchange(ours)
    fields = (*RESPONSE, ("x-long", "v" * 50_000))
    ours.send_headers(1, hpack.encode(fields), end_stream=True)
    oracle.exchange(ours)
    (head,) = oracle.take(h2.events.ResponseReceived)
    assert as_text(head) == fields


frame_soup = st.lists(
    st.tuples(
        st.integers(0, 11), st.integers(0, 255), st.integers(0, 9), st.binary(max_size=40)
    ).map(lambda parts: frames.frame(*parts)),
    max_size=12,
).map(b"".join)
sound_start = st.sampled_from(
    [b"", GREETING, GREETING + request(1), GREETING + request(1) + request(3, end_stream=True)]
)


@settings(max_examples=300)
@given(st.booleans(), sound_start, frame_soup | st.binary(max_size=100))
def test_any_bytes_give_events_and_never_an_exception(
    is_client: bool, start: bytes, written: bytes
) -> None:
    connection = Connection(is_client=is_client)
    if is_client:
        connection.open_stream(block(), end_stream=False)
    else:
        start = CLIENT_PREFACE + start
    events = connection.receive(start) + connection.receive(written)
    failures = [event for event in events if isinstance(event, ConnectionFailed)]
    assert len(failures) <= 1
    if failures:
        assert events[-1] is failures[0]
    # Whatever was made of it, it can be written and read by the oracle's frame layer.
    assert len(output(connection)) < 10_000


@pytest.mark.parametrize("size", [0, 1, limits.OWN_BUFFER, limits.OWN_BUFFER + 1, 3_000_000])
def test_large_payloads_arrive_in_a_buffer_of_their_own(size: int) -> None:
    connection = server()
    connection.receive(request(1))
    written = frames.data_header(1, size, end_stream=True) + bytes(range(256)) * (size // 256 + 1)
    written = written[: 9 + size]
    told = connection.receive(written[:1000])
    at = 1000
    while at < len(written):
        buffer = connection.payload_buffer()
        if buffer is None:
            told += connection.receive(written[at : at + 70_000])
            at += 70_000
            continue
        with buffer:
            count = min(len(buffer), 500_000)
            buffer[:count] = written[at : at + count]
        told += connection.payload_received(count)
        at += count
    (event,) = told
    assert isinstance(event, DataReceived)
    assert event.data == written[9:]
    assert event.end_stream
