"""Frames that cost their sender nothing: the connection ends, its memory stays, others go on."""

from __future__ import annotations

import socket
import tracemalloc

import pytest
from tests.abuse.peers import Peer
from tests.abuse.victims import AbusedServer, Bystander
from tests.grpc.memory import MIB
from tests.http2.raw import REQUEST, RESPONSE, headers

from gen_plugin_runtime.errors import ConnectionLost
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.http2 import codes, frames, hpack, limits
from gen_plugin_runtime.http2.codes import FLAG_END_HEADERS, FLAG_END_STREAM, ErrorCode
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MANY = 40 * limits.BARE_FRAMES
"""Frames after which a flood gives up."""
TOGETHER = 200
"""Frames that are sent in one go."""
GROWTH = 24 * MIB
"""What a server may need for a flood: queued answers, remembered streams, threads."""


def path(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((key, f"/test.Echo/{name}" if key == ":path" else value) for key, value in REQUEST)


def opening(stream_id: int, name: str = "Mirror", *, end_stream: bool = False) -> bytes:
    return headers(stream_id, path(name), end_stream=end_stream)


def ids() -> Iterator[int]:
    return iter(range(1, 2 * MANY, 2))


def repeated(frame: bytes, first: bytes = b"") -> Iterator[bytes]:
    yield first
    for _ in range(MANY // TOGETHER):
        yield frame * TOGETHER


def each(frame: Callable[[int], bytes]) -> Iterator[bytes]:
    numbers = ids()
    for _ in range(MANY // TOGETHER):
        yield b"".join([frame(next(numbers)) for _ in range(TOGETHER)])


def rapid_reset(name: str, *, end_stream: bool) -> Iterator[bytes]:
    return each(
        lambda stream_id: (
            opening(stream_id, name, end_stream=end_stream)
            + frames.rst_stream(stream_id, ErrorCode.CANCEL)
        )
    )


def made_to_reset() -> Iterator[bytes]:
    """The server does the resetting, for a fault of the stream."""
    return each(lambda stream_id: opening(stream_id) + frames.window_update(stream_id, 0))


def changing_windows() -> Iterator[bytes]:
    opened = b"".join([opening(stream_id, "Sum") for stream_id in range(1, 1001, 2)])
    changes = [(codes.SETTINGS_INITIAL_WINDOW_SIZE, size) for size in (1, 2) * 31]
    return repeated(frames.settings([*changes, changes[0]]) + frames.settings(changes), opened)


def continuation(fragment: bytes) -> Iterator[bytes]:
    return repeated(
        frames.frame(codes.CONTINUATION, 0, 1, fragment),
        frames.frame(codes.HEADERS, 0, 1, hpack.encode(path("Echo"))),
    )


FLOODS: dict[str, Callable[[], Iterator[bytes]]] = {
    "rapid reset": lambda: rapid_reset("Mirror", end_stream=False),
    "rapid reset of requests without a message": lambda: rapid_reset("Echo", end_stream=True),
    "streams that the server has to reset": made_to_reset,
    "CONTINUATION, empty": lambda: continuation(b""),
    "CONTINUATION, long": lambda: continuation(bytes(1000)),
    "SETTINGS": lambda: repeated(frames.settings([])),
    "SETTINGS that change windows": changing_windows,
    "SETTINGS acknowledgements": lambda: repeated(frames.settings_ack()),
    "PING": lambda: repeated(frames.ping(bytes(8), ack=False)),
    "PING acknowledgements": lambda: repeated(frames.ping(bytes(8), ack=True)),
    "empty DATA": lambda: repeated(frames.data_header(1, 0, end_stream=False), opening(1)),
    "empty DATA on a closed stream": lambda: repeated(
        frames.data_header(1, 0, end_stream=False), opening(1) + frames.window_update(1, 0)
    ),
    "WINDOW_UPDATE of the connection": lambda: repeated(frames.window_update(0, 1)),
    "WINDOW_UPDATE of a stream": lambda: repeated(frames.window_update(1, 1), opening(1)),
    "RST_STREAM of a closed stream": lambda: repeated(
        frames.rst_stream(1, ErrorCode.CANCEL), opening(1)
    ),
    "PRIORITY": lambda: repeated(frames.frame(codes.PRIORITY, 0, 3, bytes(5))),
    "GOAWAY": lambda: repeated(frames.go_away(0, 0)),
    "a frame type that nobody knows": lambda: repeated(frames.frame(99, 0, 0)),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_ends_its_connection_alone(name: str, server: AbusedServer) -> None:
    with Bystander(server), Peer(server.connect()) as peer:
        assert peer.flood(FLOODS[name]())
        assert peer.wait_end() is ErrorCode.ENHANCE_YOUR_CALM
    assert server.grown() < GROWTH


@pytest.mark.parametrize("name", ["PING", "SETTINGS", "streams that the server has to reset"])
def test_a_flood_by_who_does_not_read_the_answers(name: str, server: AbusedServer) -> None:
    with Bystander(server), Peer(server.connect(), reads=False) as peer:
        assert peer.flood(FLOODS[name]())
    assert server.grown() < GROWTH


OF_A_SERVER: dict[str, bytes] = {
    "PING": frames.ping(bytes(8), ack=False),
    "SETTINGS": frames.settings([]),
    "empty DATA": headers(1, RESPONSE) + frames.data_header(1, 0, end_stream=False),
    "interim responses": headers(1, ((":status", "103"),)),
    "WINDOW_UPDATE": frames.window_update(0, 1),
    "RST_STREAM": frames.rst_stream(1, ErrorCode.CANCEL),
    "GOAWAY": frames.go_away(1, 0),
    "a frame type that nobody knows": frames.frame(99, 0, 0),
}


@pytest.mark.parametrize("name", OF_A_SERVER)
def test_a_server_that_floods_loses_its_connection(name: str) -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(SocketStream(ours))
    with Peer(theirs, is_client=False) as peer:
        call = channel.call("/test.Echo/Silent", b"")
        peer.wait_for("heads", 1)
        head, unit = OF_A_SERVER[name], OF_A_SERVER[name]
        if name == "empty DATA":
            unit = frames.data_header(1, 0, end_stream=False)
        tracemalloc.start()
        try:
            assert peer.flood(repeated(unit, head))
            assert peer.wait_end() is ErrorCode.ENHANCE_YOUR_CALM
            assert tracemalloc.get_traced_memory()[1] < 8 * MIB
        finally:
            tracemalloc.stop()
    assert "too many frames" in (channel.ended or "")
    with pytest.raises(ConnectionLost):
        channel.unary("/test.Echo/Echo")(b"")
    call.cancel()
    channel.close()


def test_a_server_that_never_ends_its_headers() -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(SocketStream(ours))
    with Peer(theirs, is_client=False) as peer:
        call = channel.call("/test.Echo/Silent", b"")
        peer.wait_for("heads", 1)
        head = frames.frame(codes.HEADERS, 0, 1, hpack.encode(RESPONSE))
        assert peer.flood(repeated(frames.frame(codes.CONTINUATION, 0, 1), head))
        assert peer.wait_end() is ErrorCode.ENHANCE_YOUR_CALM
    with pytest.raises(ConnectionLost):
        call.result()
    channel.close()


def indexed_bomb(stream_id: int, references: int) -> bytes:
    """One field of 4 KiB put into the dynamic table, and named again and again."""
    field = b"\x40\x01x\x7f\x80\x1e" + bytes(b"v" * 3967)
    payload = hpack.encode(path("Echo")) + field + b"\xbe" * references
    return frames.frame(codes.HEADERS, FLAG_END_HEADERS | FLAG_END_STREAM, stream_id, payload)


def test_a_short_block_that_stands_for_a_long_list(server: AbusedServer) -> None:
    with Bystander(server), Peer(server.connect()) as peer:
        assert peer.send(indexed_bomb(1, 30))
        peer.wait_for("resets", 1)
        assert peer.resets == {1: ErrorCode.ENHANCE_YOUR_CALM}
        assert peer.send(indexed_bomb(3, 60_000))
        assert peer.wait_end() is ErrorCode.ENHANCE_YOUR_CALM
    assert server.grown() < GROWTH


def test_large_header_lists_are_not_kept(server: AbusedServer) -> None:
    def huge(stream_id: int) -> bytes:
        fields = [(f"x-{stream_id}-{number}", "v" * 8) for number in range(1000)]
        return headers(stream_id, (*path("Unknown"), *fields), end_stream=True)

    with Bystander(server), Peer(server.connect()) as peer:
        for stream_id in range(1, 1200, 2):
            assert peer.send(huge(stream_id))
        peer.wait_for("heads", 600)
    assert server.grown() < GROWTH


def test_many_header_blocks_of_the_size_that_is_remembered(server: AbusedServer) -> None:
    def distinct(stream_id: int) -> bytes:
        fields = [(f"{stream_id:05}{number:03}", "") for number in range(160)]
        return headers(stream_id, (*path("Unknown"), *fields), end_stream=True)

    with Bystander(server), Peer(server.connect()) as peer:
        for stream_id in range(1, 4001, 2):
            assert peer.send(distinct(stream_id))
        peer.wait_for("heads", 2000)
    assert server.grown() < GROWTH
