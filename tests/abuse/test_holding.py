"""Peers that make the other side keep something: windows, replies, requests, streams."""

from __future__ import annotations

import gzip
import socket
import struct
import tracemalloc

import pytest
from tests.abuse.peers import Peer
from tests.abuse.victims import MAX_RECEIVE, AbusedServer, Bystander
from tests.grpc.memory import MIB
from tests.http2.raw import RESPONSE, headers
from tests.http2.test_peer_faults import data

from gen_plugin_runtime.errors import CallError
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.inbox import HELD_BY_CALLS, HELD_UNSEEN
from gen_plugin_runtime.grpc.messages import INFLATED_AT_ONCE
from gen_plugin_runtime.grpc.server import DEFAULT_WORKERS
from gen_plugin_runtime.grpc.status import StatusCode
from gen_plugin_runtime.http2 import codes, frames, limits
from gen_plugin_runtime.http2.codes import FLAG_END_STREAM, ErrorCode
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

THREADS = 2 * DEFAULT_WORKERS * 64 * 1024
"""Bytes that the stacks of all workers of a connection may touch."""
BUFFERS = 16 * MIB


def opening(stream_id: int, name: str, *fields: tuple[str, str]) -> bytes:
    head = (
        (":method", "POST"),
        (":scheme", "http"),
        (":path", f"/test.Echo/{name}"),
        ("content-type", "application/grpc"),
        *fields,
    )
    return headers(stream_id, head)


def message(payload: bytes, *, compressed: bool = False) -> bytes:
    return struct.pack("!BI", compressed, len(payload)) + payload


def call(stream_id: int, name: str, request: bytes) -> bytes:
    return opening(stream_id, name) + data(stream_id, message(request), FLAG_END_STREAM)


def window(size: int) -> bytes:
    return frames.settings([(codes.SETTINGS_INITIAL_WINDOW_SIZE, size)])


def test_a_window_that_opens_byte_by_byte(server: AbusedServer) -> None:
    with Bystander(server), Peer(server.connect(), greeting=window(0)) as peer:
        for stream_id in range(1, 2 * DEFAULT_WORKERS, 2):
            assert peer.send(call(stream_id, "Zeros", b"%d" % (64 * 1024)))
        for received in range(1, 2000):
            assert peer.send(frames.window_update(1, 1))
            peer.wait_for("received", received)
    assert server.grown() < THREADS + BUFFERS + DEFAULT_WORKERS * 2 * 64 * 1024


def test_a_window_that_closes_after_the_request(server: AbusedServer) -> None:
    with Bystander(server), Peer(server.connect()) as peer:
        for stream_id in range(1, 2 * DEFAULT_WORKERS, 2):
            assert peer.send(call(stream_id, "Endless", b"x" * 1000) + window(0))
        peer.wait_for("heads", DEFAULT_WORKERS)
    assert server.grown() < THREADS + BUFFERS


def test_a_reader_that_stalls(server: AbusedServer) -> None:
    """All windows are wide open, so the replies wait for the socket alone."""

    def asking() -> Iterator[bytes]:
        yield frames.window_update(0, limits.MAX_WINDOW - limits.DEFAULT_WINDOW)
        for stream_id in range(1, 40_001, 2):
            yield call(stream_id, "Zeros", b"8000")

    greeting = window(limits.MAX_WINDOW)
    with Bystander(server), Peer(server.connect(), greeting=greeting, reads=False) as peer:
        peer.send_until_stuck(asking())
    assert server.grown() < THREADS + BUFFERS + 2 * limits.MAX_UNREAD_OUTPUT


def test_a_reader_that_stalls_on_long_streams(server: AbusedServer) -> None:
    greeting = window(limits.MAX_WINDOW)
    with Bystander(server), Peer(server.connect(), greeting=greeting, reads=False) as peer:
        assert peer.send(frames.window_update(0, limits.MAX_WINDOW - limits.DEFAULT_WINDOW))
        for stream_id in range(1, 2 * DEFAULT_WORKERS, 2):
            assert peer.send(call(stream_id, "Endless", bytes(10_000)))
    assert server.grown() < THREADS + BUFFERS + 2 * limits.MAX_UNREAD_OUTPUT


def test_streams_over_the_limit_are_refused(server: AbusedServer) -> None:
    more = 500
    numbers = range(1, 2 * (limits.MAX_CONCURRENT_STREAMS + more), 2)
    with Bystander(server), Peer(server.connect()) as peer:
        assert peer.send(b"".join([opening(stream_id, "Echo") for stream_id in numbers]))
        peer.wait_for("resets", more)
        assert set(peer.resets) == set(numbers[limits.MAX_CONCURRENT_STREAMS :])
        assert set(peer.resets.values()) == {ErrorCode.REFUSED_STREAM}
    assert server.grown() < BUFFERS


def test_streaming_calls_over_the_limit_are_refused(server: AbusedServer) -> None:
    with Bystander(server), Peer(server.connect()) as peer:
        for stream_id in range(1, 2 * DEFAULT_WORKERS + 100, 2):
            assert peer.send(opening(stream_id, "Sum"))
        peer.wait_for("heads", 50)  # which carry RESOURCE_EXHAUSTED
    assert server.grown() < THREADS + BUFFERS


def test_requests_that_never_end(server: AbusedServer) -> None:
    """As many streams as are allowed, each with as long a part of a message as is allowed."""
    part = bytes(MIB)
    parts = MAX_RECEIVE // MIB - 1
    streams = range(1, 2 * (4 * HELD_BY_CALLS // (parts * MIB)), 2)
    with Bystander(server), Peer(server.connect()) as peer:
        for stream_id in streams:
            assert peer.send(opening(stream_id, "Echo"))
            assert peer.send(data(stream_id, struct.pack("!BI", 0, MAX_RECEIVE)))
            for _ in range(parts):
                assert peer.send(data(stream_id, part))
        peer.wait_for("resets", 10)
    # What holds a message that grows is larger than it, and the allocator adds its share.
    assert server.grown() < 2 * HELD_BY_CALLS + HELD_UNSEEN


def test_messages_that_nobody_reads(server: AbusedServer) -> None:
    """Small ones take more memory than their bytes; the window of a stream bounds its share."""
    many = message(b"ab") * 100_000
    with Bystander(server), Peer(server.connect()) as peer:
        assert peer.send(opening(1, "Silent") + opening(3, "Block"))
        assert peer.send(opening(5, "Endless") + data(5, message(b"x")))
        for _ in range(limits.STREAM_WINDOW // len(many)):
            assert peer.send(data(5, many))
    assert server.grown() < 16 * limits.STREAM_WINDOW


def bomb(size: int) -> bytes:
    return message(gzip.compress(bytes(size), 9), compressed=True)


def test_a_gzip_bomb(server: AbusedServer) -> None:
    gz = ("grpc-encoding", "gzip")
    body = bomb(256 * MIB)
    with Bystander(server), Peer(server.connect()) as peer:
        for stream_id in range(1, 41, 2):
            assert peer.send(opening(stream_id, "Echo", gz) + data(stream_id, body))
        peer.wait_for("heads", 20)
    assert server.grown() < 4 * MAX_RECEIVE + BUFFERS


def test_many_gzip_bombs_at_once(server: AbusedServer) -> None:
    gz = ("grpc-encoding", "gzip")
    body = bomb(MAX_RECEIVE) * 100
    with Bystander(server), Peer(server.connect()) as peer:
        for stream_id in range(1, 11, 2):
            assert peer.send(opening(stream_id, "Sum", gz) + data(stream_id, body))
        peer.wait_for("heads", 5)
    assert server.grown() < INFLATED_AT_ONCE + 2 * MAX_RECEIVE + 2 * BUFFERS


@pytest.mark.parametrize("bombs", [1, 100])
def test_gzip_bombs_of_a_server(bombs: int) -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(SocketStream(ours), max_receive=MAX_RECEIVE)
    size = 2 * MAX_RECEIVE if bombs == 1 else MAX_RECEIVE
    with Peer(theirs, is_client=False) as peer:
        started = channel.call("/test.Echo/Endless", b"")
        peer.wait_for("heads", 1)
        body = bomb(size) * bombs
        tracemalloc.start()
        try:
            peer.send(headers(1, (*RESPONSE, ("grpc-encoding", "gzip"))) + data(1, body))
            with pytest.raises(CallError) as caught:
                list(started)
            assert tracemalloc.get_traced_memory()[1] < INFLATED_AT_ONCE + 3 * MAX_RECEIVE
        finally:
            tracemalloc.stop()
    assert caught.value.status == StatusCode.RESOURCE_EXHAUSTED
    channel.close()
