"""The layout of frames against the `hyperframe` package, and how bytes are cut into frames."""

from __future__ import annotations

import pytest
from hyperframe import frame as oracle
from hypothesis import given
from hypothesis import strategies as st

from gen_plugin_runtime.http2 import codes, frames, limits
from gen_plugin_runtime.http2.faults import ConnectionProtocolError
from gen_plugin_runtime.http2.frame_reader import FrameReader

stream_ids = st.integers(1, 2**31 - 1)
small = st.binary(max_size=200)


def parsed(data: bytes) -> oracle.Frame:
    read, length = oracle.Frame.parse_frame_header(memoryview(data)[:9])
    read.parse_body(memoryview(data)[9 : 9 + length])
    assert len(data) == 9 + length
    return read


@given(stream_ids, small, st.booleans())
def test_data(stream_id: int, payload: bytes, end: bool) -> None:
    read = parsed(frames.data_header(stream_id, len(payload), end_stream=end) + payload)
    assert isinstance(read, oracle.DataFrame)
    assert (read.stream_id, read.data, "END_STREAM" in read.flags) == (stream_id, payload, end)


@given(stream_ids, st.binary(min_size=1, max_size=100), st.integers(1, 40), st.booleans())
def test_headers_and_continuations(stream_id: int, block: bytes, size: int, end: bool) -> None:
    written = frames.headers(stream_id, block, size, end_stream=end)
    joined, kinds = b"", []
    for kind, flags, found, payload in FrameReader(expect_preface=False).frames(written):
        assert found == stream_id
        assert len(payload) <= size
        joined += payload
        kinds.append((kind, flags))
    assert joined == block
    assert [kind for kind, _ in kinds] == [codes.HEADERS] + [codes.CONTINUATION] * (len(kinds) - 1)
    assert [bool(flags & codes.FLAG_END_HEADERS) for _, flags in kinds] == [False] * (
        len(kinds) - 1
    ) + [True]
    assert bool(kinds[0][1] & codes.FLAG_END_STREAM) is end


@given(st.dictionaries(st.integers(1, 20), st.integers(0, 2**32 - 1), max_size=8))
def test_settings(values: dict[int, int]) -> None:
    written = frames.settings(values.items())
    read = parsed(written)
    assert isinstance(read, oracle.SettingsFrame)
    assert read.settings == values
    assert frames.parse_settings(written[9:]) == list(values.items())


@given(stream_ids, st.integers(1, 2**31 - 1), st.integers(0, 2**32 - 1), small)
def test_the_small_ones(stream_id: int, increment: int, code: int, debug: bytes) -> None:
    window = parsed(frames.window_update(stream_id, increment))
    assert isinstance(window, oracle.WindowUpdateFrame)
    assert (window.stream_id, window.window_increment) == (stream_id, increment)
    reset = parsed(frames.rst_stream(stream_id, code))
    assert isinstance(reset, oracle.RstStreamFrame)
    assert (reset.stream_id, reset.error_code) == (stream_id, code)
    away = parsed(frames.go_away(stream_id, code, debug))
    assert isinstance(away, oracle.GoAwayFrame)
    assert (away.last_stream_id, away.error_code, away.additional_data) == (stream_id, code, debug)
    ping = parsed(frames.ping(b"12345678", ack=True))
    assert isinstance(ping, oracle.PingFrame)
    assert (ping.opaque_data, "ACK" in ping.flags) == (b"12345678", True)


@given(small, st.integers(0, 255), st.booleans())
def test_padding_and_priority_are_taken_off(data: bytes, padding: int, priority: bool) -> None:
    body = oracle.DataFrame(1, data=data, pad_length=padding, flags=["PADDED"])
    for buffer in (bytes, bytearray):
        payload = buffer(body.serialize()[9:])
        assert frames.without_padding(codes.FLAG_PADDED, payload) == data
    names = ["PADDED", "PRIORITY"] if priority else ["PADDED"]
    head = oracle.HeadersFrame(1, data=data, pad_length=padding, depends_on=3, flags=names)
    flags = codes.FLAG_PADDED | (codes.FLAG_PRIORITY if priority else 0)
    assert frames.header_fragment(flags, head.serialize()[9:]) == data


# Sizes rather than payloads, so that a failing example can be read.
sizes = st.integers(0, 200) | st.integers(limits.OWN_BUFFER - 1, limits.OWN_BUFFER + 1)
written_frames = st.tuples(
    st.sampled_from([codes.DATA, 0x20]), st.integers(0, 255), st.integers(0, 2**31 - 1), sizes
)


@given(
    st.lists(written_frames, max_size=6), st.lists(st.integers(1, 70_000), min_size=1, max_size=8)
)
def test_frames_are_found_however_the_bytes_arrive(
    written: list[tuple[int, int, int, int]], steps: list[int]
) -> None:
    """In pieces of any size; the rest of a large payload into the buffer that is offered for it."""
    data = codes.CLIENT_PREFACE
    for kind, flags, stream_id, size in written:
        data += frames.frame(kind, flags, stream_id, bytes([size % 251]) * size)
    reader = FrameReader(expect_preface=True)
    found: list[tuple[int, int, int, bytes]] = []
    at = turn = 0
    while at < len(data):
        step = min(steps[turn % len(steps)], len(data) - at)
        turn += 1
        buffer = reader.payload_buffer()
        if buffer is None:
            found += [(k, f, s, bytes(p)) for k, f, s, p in reader.frames(data[at : at + step])]
        else:
            step = min(step, len(buffer))
            buffer[:step] = data[at : at + step]
            buffer.release()
            whole = reader.payload_received(step)
            if whole is not None:
                found.append((*whole[:3], bytes(whole[3])))
        at += step
    expected = [(k, f, s, bytes([n % 251]) * n) for k, f, s, n in written]
    assert [*map(_as_heeded, found)] == [*map(_as_heeded, expected)]


def _as_heeded(frame: tuple[int, int, int, bytes]) -> tuple[int, int, int, bytes]:
    """Long payloads of an unknown type may be read over; that the frame came may not."""
    kind, flags, stream_id, payload = frame
    return kind, flags, stream_id, payload if kind == codes.DATA or len(payload) < 999 else b""


def test_a_stream_that_is_not_http2_is_told_at_its_first_bytes() -> None:
    with pytest.raises(ConnectionProtocolError, match="preface"):
        list(FrameReader(expect_preface=True).frames(b"GET / HTTP/1.1\r\n"))
