"""What a peer may not do: each fault, its scope and its code (RFC 9113, RFC 7541)."""

from __future__ import annotations

import pytest
from tests.http2.raw import (
    GREETING,
    REQUEST,
    RESPONSE,
    block,
    client,
    headers,
    output,
    request,
    sent_frames,
    server,
    verdict,
)

from gen_plugin_runtime.http2 import codes, frames, hpack, limits
from gen_plugin_runtime.http2.codes import (
    CLIENT_PREFACE,
    FLAG_ACK,
    FLAG_END_HEADERS,
    FLAG_END_STREAM,
    FLAG_PADDED,
    FLAG_PRIORITY,
    ErrorCode,
)
from gen_plugin_runtime.http2.connection import Connection
from gen_plugin_runtime.http2.events import (
    ConnectionFailed,
    Event,
    HeadersReceived,
    StreamReset,
    TrailersReceived,
)

OPEN = request(1)
ENDED = request(1, end_stream=True)


def data(stream_id: int, payload: bytes = b"x", flags: int = 0) -> bytes:
    return frames.frame(codes.DATA, flags, stream_id, payload)


def with_field(name: str, value: str = "x") -> bytes:
    return headers(1, (*REQUEST, (name, value)))


def without(name: str) -> bytes:
    return headers(1, tuple(field for field in REQUEST if field[0] != name))


CONNECTION_FAULTS = {
    # Section 3.4 and 6.5: the start.
    "SETTINGS acknowledgement with a payload": (
        frames.frame(codes.SETTINGS, FLAG_ACK, 0, bytes(6)),
        ErrorCode.FRAME_SIZE_ERROR,
    ),
    "SETTINGS on a stream": (
        frames.frame(codes.SETTINGS, 0, 1),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "SETTINGS of seven bytes": (
        frames.frame(codes.SETTINGS, 0, 0, bytes(7)),
        ErrorCode.FRAME_SIZE_ERROR,
    ),
    "ENABLE_PUSH 2": (frames.settings([(2, 2)]), ErrorCode.PROTOCOL_ERROR),
    "INITIAL_WINDOW_SIZE 2**31": (frames.settings([(4, 2**31)]), ErrorCode.FLOW_CONTROL_ERROR),
    "MAX_FRAME_SIZE 16383": (frames.settings([(5, 16_383)]), ErrorCode.PROTOCOL_ERROR),
    "MAX_FRAME_SIZE 2**24": (frames.settings([(5, 2**24)]), ErrorCode.PROTOCOL_ERROR),
    "a hundred settings": (
        frames.settings([(number, 0) for number in range(100, 200)]),
        ErrorCode.ENHANCE_YOUR_CALM,
    ),
    # Section 4.2: sizes.
    "a frame above MAX_FRAME_SIZE": (
        OPEN + frames.frame_header(codes.DATA, 0, 1, limits.MAX_FRAME_SIZE + 1),
        ErrorCode.FRAME_SIZE_ERROR,
    ),
    "a PING of seven bytes": (
        frames.frame(codes.PING, 0, 0, bytes(7)),
        ErrorCode.FRAME_SIZE_ERROR,
    ),
    "a PING of a megabyte": (
        frames.frame_header(codes.PING, 0, 0, 2**20),
        ErrorCode.FRAME_SIZE_ERROR,
    ),
    "a WINDOW_UPDATE of three bytes": (
        frames.frame(codes.WINDOW_UPDATE, 0, 0, bytes(3)),
        ErrorCode.FRAME_SIZE_ERROR,
    ),
    "an RST_STREAM of five bytes": (
        OPEN + frames.frame(codes.RST_STREAM, 0, 1, bytes(5)),
        ErrorCode.FRAME_SIZE_ERROR,
    ),
    "a GOAWAY of seven bytes": (
        frames.frame(codes.GOAWAY, 0, 0, bytes(7)),
        ErrorCode.FRAME_SIZE_ERROR,
    ),
    # Section 5.1: idle and closed streams; 5.1.1: stream numbers.
    "DATA on an idle stream": (data(1), ErrorCode.PROTOCOL_ERROR),
    "RST_STREAM on an idle stream": (frames.rst_stream(1, 0), ErrorCode.PROTOCOL_ERROR),
    "WINDOW_UPDATE on an idle stream": (frames.window_update(1, 1), ErrorCode.PROTOCOL_ERROR),
    "a request on an even stream": (request(2), ErrorCode.PROTOCOL_ERROR),
    "a request below an earlier one": (request(5) + request(3), ErrorCode.PROTOCOL_ERROR),
    "DATA on stream 0": (data(0), ErrorCode.PROTOCOL_ERROR),
    "HEADERS on stream 0": (request(0), ErrorCode.PROTOCOL_ERROR),
    "PRIORITY on stream 0": (
        frames.frame(codes.PRIORITY, 0, 0, bytes(5)),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "RST_STREAM on stream 0": (frames.rst_stream(0, 0), ErrorCode.PROTOCOL_ERROR),
    "PING on a stream": (frames.frame(codes.PING, 0, 1, bytes(8)), ErrorCode.PROTOCOL_ERROR),
    "GOAWAY on a stream": (frames.frame(codes.GOAWAY, 0, 1, bytes(8)), ErrorCode.PROTOCOL_ERROR),
    "PUSH_PROMISE": (
        OPEN + frames.frame(codes.PUSH_PROMISE, FLAG_END_HEADERS, 1, bytes(4)),
        ErrorCode.PROTOCOL_ERROR,
    ),
    # Section 6.1 and 6.2: padding and priority.
    "padding as long as its frame": (
        OPEN + data(1, b"\x05abcd", FLAG_PADDED),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "PADDED without a byte": (OPEN + data(1, b"", FLAG_PADDED), ErrorCode.FRAME_SIZE_ERROR),
    "padding as long as its header block": (
        frames.frame(codes.HEADERS, FLAG_END_HEADERS | FLAG_PADDED, 1, b"\x09abcd"),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "PRIORITY without its five bytes": (
        frames.frame(codes.HEADERS, FLAG_END_HEADERS | FLAG_PRIORITY, 1, b"abcd"),
        ErrorCode.FRAME_SIZE_ERROR,
    ),
    # Section 6.9: flow control.
    "WINDOW_UPDATE of the connection by 0": (
        frames.window_update(0, 0),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "a connection's window above 2**31 - 1": (
        frames.window_update(0, 2**31 - 1),
        ErrorCode.FLOW_CONTROL_ERROR,
    ),
    "a stream's window above 2**31 - 1 by SETTINGS": (
        OPEN + frames.window_update(1, 2**31 - 1 - 65_535) + frames.settings([(4, 65_536)]),
        ErrorCode.FLOW_CONTROL_ERROR,
    ),
    # Section 6.10 and 4.3: header blocks.
    "CONTINUATION without HEADERS": (
        OPEN + frames.frame(codes.CONTINUATION, FLAG_END_HEADERS, 1),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "a header block that another frame interrupts": (
        frames.frame(codes.HEADERS, 0, 1, block()) + frames.ping(bytes(8), ack=False),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "a header block that another stream's continues": (
        frames.frame(codes.HEADERS, 0, 1, block())
        + frames.frame(codes.CONTINUATION, FLAG_END_HEADERS, 3),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "endless empty CONTINUATION frames": (
        frames.frame(codes.HEADERS, 0, 1, block())
        + frames.frame(codes.CONTINUATION, 0, 1) * (limits.MAX_CONTINUATIONS + 1),
        ErrorCode.ENHANCE_YOUR_CALM,
    ),
    "a header block above the limit": (
        frames.frame(codes.HEADERS, 0, 1, bytes(16_384))
        + frames.frame(codes.CONTINUATION, 0, 1, bytes(16_384)) * 4,
        ErrorCode.ENHANCE_YOUR_CALM,
    ),
    "a HEADERS frame above the limit": (
        frames.frame_header(codes.HEADERS, 0, 1, limits.MAX_HEADER_BLOCK + 1),
        ErrorCode.ENHANCE_YOUR_CALM,
    ),
    "a header block that cannot be decoded": (
        frames.frame(codes.HEADERS, FLAG_END_HEADERS, 1, b"\x80"),
        ErrorCode.COMPRESSION_ERROR,
    ),
    "DATA after both sides ended": (
        ENDED + b"answered" + data(1),
        ErrorCode.STREAM_CLOSED,
    ),
}
"""What the peer sends after its preface; ``answered`` stands for this side's complete answer."""

STREAM_FAULTS = {
    "DATA after END_STREAM": (ENDED + data(1), ErrorCode.STREAM_CLOSED),
    "HEADERS after END_STREAM": (
        ENDED + headers(1, (("a", "b"),), end_stream=True),
        ErrorCode.STREAM_CLOSED,
    ),
    "DATA after the peer's own RST_STREAM": (
        OPEN + frames.rst_stream(1, 8) + data(1),
        ErrorCode.STREAM_CLOSED,
    ),
    "HEADERS after the peer's own RST_STREAM": (
        OPEN + frames.rst_stream(1, 8) + request(1),
        ErrorCode.STREAM_CLOSED,
    ),
    "PRIORITY of four bytes": (
        OPEN + frames.frame(codes.PRIORITY, 0, 1, bytes(4)),
        ErrorCode.FRAME_SIZE_ERROR,
    ),
    "WINDOW_UPDATE by 0": (OPEN + frames.window_update(1, 0), ErrorCode.PROTOCOL_ERROR),
    "a window above 2**31 - 1": (
        OPEN + frames.window_update(1, 2**31 - 1),
        ErrorCode.FLOW_CONTROL_ERROR,
    ),
    "trailers without END_STREAM": (OPEN + headers(1, (("a", "b"),)), ErrorCode.PROTOCOL_ERROR),
    "a pseudo field in trailers": (
        OPEN + headers(1, ((":path", "/"),), end_stream=True),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "more body than its content-length": (
        with_field("content-length", "1") + data(1, b"xx"),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "less body than its content-length": (
        with_field("content-length", "2") + data(1, b"x", FLAG_END_STREAM),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "a content-length that is no number": (
        with_field("content-length", "-1"),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "an upper-case name": (with_field("Name"), ErrorCode.PROTOCOL_ERROR),
    "a name with a blank": (with_field("a name"), ErrorCode.PROTOCOL_ERROR),
    "an empty name": (with_field(""), ErrorCode.PROTOCOL_ERROR),
    "a value with a line end": (with_field("name", "a\r\nb"), ErrorCode.PROTOCOL_ERROR),
    "a value with a NUL": (with_field("name", "a\0b"), ErrorCode.PROTOCOL_ERROR),
    "connection": (with_field("connection", "close"), ErrorCode.PROTOCOL_ERROR),
    "transfer-encoding": (with_field("transfer-encoding", "chunked"), ErrorCode.PROTOCOL_ERROR),
    "te other than trailers": (with_field("te", "gzip"), ErrorCode.PROTOCOL_ERROR),
    "an unknown pseudo field": (
        headers(1, ((":unknown", "x"), *REQUEST)),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "a response's pseudo field": (
        headers(1, ((":status", "200"), *REQUEST)),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "a pseudo field after a regular one": (
        headers(1, (("a", "b"), *REQUEST)),
        ErrorCode.PROTOCOL_ERROR,
    ),
    "a pseudo field twice": (headers(1, (REQUEST[0], *REQUEST)), ErrorCode.PROTOCOL_ERROR),
    "no :method": (without(":method"), ErrorCode.PROTOCOL_ERROR),
    "no :scheme": (without(":scheme"), ErrorCode.PROTOCOL_ERROR),
    "no :path": (without(":path"), ErrorCode.PROTOCOL_ERROR),
    "an empty :path": (request(1, path=""), ErrorCode.PROTOCOL_ERROR),
    "CONNECT with a :path": (request(1, method="CONNECT"), ErrorCode.PROTOCOL_ERROR),
    "a header list above the limit": (
        headers(1, (*REQUEST, *[("a", "")] * 2000)),
        ErrorCode.ENHANCE_YOUR_CALM,
    ),
}


def drive(connection: Connection, written: bytes) -> list[Event]:
    """Have `written` received; where it says so, answer stream 1 completely in between."""
    before, answered, after = written.partition(b"answered")
    events = connection.receive(before)
    if answered:
        connection.send_headers(1, block(RESPONSE), end_stream=True)
        connection.output.take()
        events += connection.receive(after)
    return events


@pytest.mark.parametrize("fault", CONNECTION_FAULTS)
def test_faults_that_end_the_connection(fault: str) -> None:
    written, code = CONNECTION_FAULTS[fault]
    connection = server()
    events = drive(connection, written)
    assert isinstance(events[-1], ConnectionFailed)
    assert events[-1].code == code
    assert events[-1].reason
    assert verdict(connection) == ("connection", 0, code)
    # Nothing that follows is read.
    assert connection.receive(request(99)) == []


@pytest.mark.parametrize("fault", STREAM_FAULTS)
def test_faults_that_end_the_stream_only(fault: str) -> None:
    written, code = STREAM_FAULTS[fault]
    connection = server()
    events = drive(connection, written)
    assert verdict(connection) == ("stream", 1, code)
    if any(isinstance(event, HeadersReceived) for event in events) and "RST" not in fault:
        reset = events[-1]
        assert isinstance(reset, StreamReset)
        assert (reset.stream_id, reset.code) == (1, code)
        assert reset.reason
    # Others go on, and late frames on the stream are borne.
    assert connection.receive(data(1)) == []
    later = connection.receive(request(3))
    assert [type(event) for event in later] == [HeadersReceived]


def test_the_first_frame_must_be_settings() -> None:
    connection = Connection(is_client=False)
    events = connection.receive(CLIENT_PREFACE + frames.ping(bytes(8), ack=False))
    assert isinstance(events[-1], ConnectionFailed)
    assert events[-1].code == ErrorCode.PROTOCOL_ERROR


@pytest.mark.parametrize(
    ("written", "code"),
    [
        pytest.param(frames.settings([(2, 1)]), ErrorCode.PROTOCOL_ERROR, id="ENABLE_PUSH 1"),
        pytest.param(headers(2, RESPONSE), ErrorCode.PROTOCOL_ERROR, id="a stream of the server"),
        pytest.param(headers(3, RESPONSE), ErrorCode.PROTOCOL_ERROR, id="a stream not opened"),
        pytest.param(
            frames.frame(codes.PUSH_PROMISE, FLAG_END_HEADERS, 1, bytes(4)),
            ErrorCode.PROTOCOL_ERROR,
            id="PUSH_PROMISE",
        ),
    ],
)
def test_faults_of_a_server(written: bytes, code: ErrorCode) -> None:
    connection = client()
    events = connection.receive(written)
    assert isinstance(events[-1], ConnectionFailed)
    assert events[-1].code == code


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(headers(1, (("content-type", "x"),)), id="no :status"),
        pytest.param(headers(1, ((":status", "20"),)), id="a short :status"),
        pytest.param(headers(1, ((":status", "101"),)), id="another protocol"),
        pytest.param(headers(1, ((":status", "200"), (":path", "/"))), id="a request's field"),
        pytest.param(data(1), id="DATA before HEADERS"),
    ],
)
def test_malformed_responses(written: bytes) -> None:
    connection = client()
    (event,) = connection.receive(written)
    assert isinstance(event, StreamReset)
    assert verdict(connection) == ("stream", 1, ErrorCode.PROTOCOL_ERROR)


def test_data_beyond_the_streams_window() -> None:
    connection = server()
    connection.receive(OPEN)
    frame = data(1, bytes(limits.MAX_FRAME_SIZE))
    for _ in range(limits.STREAM_WINDOW // limits.MAX_FRAME_SIZE):
        connection.receive(frame)
    assert verdict(connection) is None
    connection.receive(data(1))
    assert verdict(connection) == ("stream", 1, ErrorCode.FLOW_CONTROL_ERROR)


def test_too_many_streams_are_refused_one_by_one() -> None:
    connection = server()
    for number in range(limits.MAX_CONCURRENT_STREAMS):
        connection.receive(request(2 * number + 1))
    refused = 2 * limits.MAX_CONCURRENT_STREAMS + 1
    assert connection.receive(request(refused)) == []
    assert verdict(connection) == ("stream", refused, ErrorCode.REFUSED_STREAM)
    connection.receive(frames.rst_stream(1, 8))
    assert len(connection.receive(request(refused + 2))) == 1


def test_a_peer_that_asks_and_does_not_read_is_cut_off() -> None:
    connection = server()
    events = connection.receive(frames.ping(bytes(8), ack=False) * (limits.MAX_QUEUED_CONTROL + 1))
    assert isinstance(events[-1], ConnectionFailed)
    assert events[-1].code == ErrorCode.ENHANCE_YOUR_CALM


def test_a_peer_that_is_answered_at_length_and_does_not_read_is_cut_off() -> None:
    connection = server()
    answer = hpack.encode([(":status", "200"), ("text", "x" * 10_000)])
    for stream_id in range(1, 2 * limits.MAX_UNREAD_OUTPUT // 10_000, 2):
        events = connection.receive(request(stream_id))
        if isinstance(events[-1], ConnectionFailed):
            break
        connection.conclude(stream_id, answer)
    assert isinstance(events[-1], ConnectionFailed)
    assert events[-1].code == ErrorCode.ENHANCE_YOUR_CALM
    assert connection.output.size < limits.MAX_UNREAD_OUTPUT + 20_000


def test_an_answer_to_a_stream_that_was_reset_meanwhile_is_dropped() -> None:
    connection = server()
    connection.receive(OPEN + frames.rst_stream(1, ErrorCode.CANCEL))
    connection.conclude(1, hpack.encode(RESPONSE))
    assert output(connection) == b""


def test_a_client_bears_late_answers_on_all_the_streams_that_it_has_reset() -> None:
    connection = client()
    several = range(3, 4 * limits.REMEMBERED_STREAMS, 2)
    for stream_id in several:
        assert connection.open_stream(block(), end_stream=True) == stream_id
    for stream_id in (1, *several):
        connection.reset(stream_id, ErrorCode.CANCEL)
    output(connection)
    for stream_id in (1, *several):
        assert connection.receive(headers(stream_id, RESPONSE) + data(stream_id)) == []
    assert output(connection) == b""


def test_spaces_around_a_value_are_borne() -> None:
    """Go sends status texts like that."""
    connection = client()
    trailers = headers(1, (("grpc-message", " cut: "),), end_stream=True)
    _, event = connection.receive(headers(1, RESPONSE) + trailers)
    assert isinstance(event, TrailersReceived)
    assert event.fields == (("grpc-message", " cut: "),)


def test_what_must_be_ignored_is() -> None:
    """Unknown frames and settings, priority, interim responses, frames on a reset stream."""
    connection = client()
    ignored = (
        frames.frame(0xF0, 0xFF, 1, b"whatever")
        + frames.frame(0xF0, 0xFF, 0, bytes(100_000))
        + frames.frame(codes.PRIORITY, 0, 7, bytes(5))
        + headers(1, ((":status", "103"), ("link", "x")))
    )
    assert connection.receive(ignored) == []
    connection.receive(frames.settings([(0xFFFF, 1)]))
    connection.reset(1, ErrorCode.CANCEL)
    late = headers(1, RESPONSE) + data(1) + frames.window_update(1, 5) + frames.rst_stream(1, 0)
    assert connection.receive(late) == []
    assert [frame[0] for frame in sent_frames(connection)] == [codes.SETTINGS, codes.RST_STREAM]


@pytest.mark.parametrize("size", [1, 40_000])
def test_a_frame_of_an_unknown_type_must_not_interrupt_a_header_block(size: int) -> None:
    """However long it is, and however its bytes arrive."""
    connection = server()
    begun = frames.frame(codes.HEADERS, 0, 1, block()) + frames.frame(0xF0, 0, 0, bytes(size))
    assert any(connection.receive(begun[at : at + 200]) for at in range(0, len(begun), 200))
    assert verdict(connection) == ("connection", 0, ErrorCode.PROTOCOL_ERROR)


def test_header_blocks_may_come_in_pieces() -> None:
    connection = server()
    whole = block()
    fragments = [whole[at : at + 7] for at in range(0, len(whole), 7)]
    written = frames.frame(codes.HEADERS, FLAG_END_STREAM, 1, fragments[0])
    for fragment in fragments[1:]:
        written += frames.frame(codes.CONTINUATION, 0, 1, fragment)
    written += frames.frame(codes.CONTINUATION, FLAG_END_HEADERS, 1)
    (event,) = connection.receive(written)
    assert isinstance(event, HeadersReceived)
    assert event.fields == REQUEST
    assert event.end_stream


def test_trailers() -> None:
    connection = server()
    connection.receive(OPEN)
    (event,) = connection.receive(headers(1, (("a", "b"),), end_stream=True))
    assert isinstance(event, TrailersReceived)
    assert event.fields == (("a", "b"),)


def test_equal_blocks_are_looked_up_only_once_the_table_is_off() -> None:
    """Before that, equal bytes can mean different fields."""
    connection = server()
    indexed = b"\x82\x86\x84\x40\x01a\x01b"  # adds a: b to the table
    (first,) = connection.receive(frames.frame(codes.HEADERS, FLAG_END_HEADERS, 1, indexed))
    by_index = b"\x82\x86\x84\xbe"
    (second,) = connection.receive(frames.frame(codes.HEADERS, FLAG_END_HEADERS, 3, by_index))
    connection.receive(
        frames.frame(codes.HEADERS, FLAG_END_HEADERS, 5, b"\x82\x86\x84\x40\x01c\x01d")
    )
    (third,) = connection.receive(frames.frame(codes.HEADERS, FLAG_END_HEADERS, 7, by_index))
    assert isinstance(first, HeadersReceived)
    assert isinstance(second, HeadersReceived)
    assert isinstance(third, HeadersReceived)
    assert second.fields[-1] == ("a", "b")
    assert third.fields[-1] == ("c", "d")
    connection.receive(frames.settings_ack())
    emptied = hpack.EMPTY_THE_TABLE + block()
    (fourth,) = connection.receive(frames.frame(codes.HEADERS, FLAG_END_HEADERS, 9, emptied))
    (fifth,) = connection.receive(request(11))
    (sixth,) = connection.receive(request(13))
    assert isinstance(fourth, HeadersReceived)
    assert isinstance(fifth, HeadersReceived)
    assert isinstance(sixth, HeadersReceived)
    assert fourth.fields == fifth.fields == REQUEST
    assert fifth.fields is sixth.fields


def test_a_graceful_end_in_two_steps() -> None:
    connection = server()
    connection.receive(request(1))
    connection.announce_end()
    (event,) = connection.receive(request(3))
    assert isinstance(event, HeadersReceived)
    connection.go_away()
    assert connection.receive(request(5)) == []
    away = [payload[:4] for kind, _, _, payload in sent_frames(connection) if kind == codes.GOAWAY]
    assert [int.from_bytes(last, "big") for last in away] == [2**31 - 1, 3]
    # The streams that were taken on go on, whatever still comes on those that were not.
    late = data(5) + frames.window_update(5, 1) + frames.rst_stream(5, ErrorCode.CANCEL)
    assert connection.receive(late) == []
    assert sent_frames(connection) == []
    assert len(connection.receive(data(3))) == 1


def test_settings_are_acknowledged_and_the_first_bytes_are_the_preface() -> None:
    connection = Connection(is_client=True)
    assert output(connection).startswith(CLIENT_PREFACE)
    connection.receive(GREETING)
    assert sent_frames(connection) == [(codes.SETTINGS, FLAG_ACK, 0, b"")]
