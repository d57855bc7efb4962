"""Streams of the other side, looked at as they come."""

from __future__ import annotations

import socket

import pytest
from tests.grpc.waiting import eventually
from tests.yamux.pairs import receive_exactly
from tests.yamux.wire import Frame, decode

from gen_plugin_runtime.errors import ConnectionLost
from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.yamux.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from gen_plugin_runtime.yamux.arrival import Arrival
    from gen_plugin_runtime.yamux.stream import YamuxStream


class Looked:
    """A server's session that takes every fourth stream, refuses others, and leaves some."""

    def __init__(self) -> None:
        ours, self.peer = socket.socketpair()
        self.peer.settimeout(30)
        self.taken: list[YamuxStream] = []
        self.looked = 0
        self.session = Session(SocketStream(ours), is_client=False, on_arrival=self.look)

    def look(self, arrival: Arrival) -> None:
        self.looked += 1
        if self.looked % 4 == 1:
            self.taken.append(arrival.accept())
        elif self.looked % 4 == 2:
            arrival.refuse()

    def hear(self, *frames: Frame) -> None:
        self.peer.sendall(b"".join(frame.encoded() for frame in frames))

    def said(self, count: int) -> list[Frame]:
        data = b""
        while len(data) < 12 * count:
            data += self.peer.recv(12 * count - len(data))
        return decode(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()
        self.peer.close()


def opened(stream_id: int) -> list[Frame]:
    """A stream with some data, in one breath."""
    return [
        Frame("window_update", "SYN", stream_id, 0),
        Frame("data", "", stream_id, 5, b"hello"),
        Frame("data", "FIN", stream_id, 0),
    ]


def test_each_is_taken_refused_or_left() -> None:
    with Looked() as looked:
        looked.hear(*opened(1), *opened(3), *opened(5), *opened(7))
        left = [looked.session.accept(30) for _ in range(2)]
        assert [stream and stream.stream_id for stream in left] == [5, 7]
        assert looked.taken[0].receive(9) == b"hello"
        assert looked.taken[0].receive(9) == b""
        for stream in left:
            assert stream is not None
            assert stream.receive(9) == b"hello"
        assert looked.said(1) == [Frame("window_update", "RST", 3, 0)], "the others have ended"


def test_a_stream_that_was_reset_meanwhile() -> None:
    with Looked() as looked:
        for stream_id in (1, 3, 5):
            looked.hear(*opened(stream_id)[:2], Frame("window_update", "RST", stream_id, 0))
        assert eventually(lambda: looked.looked == 3)
        assert eventually(lambda: looked.session.open_streams == 0)
        with pytest.raises(ConnectionLost, match="the peer reset the stream"):
            receive_exactly(looked.taken[0], 99)
        assert looked.session.accept(0) is None
        looked.hear(Frame("window_update", "SYN", 9, 0), *opened(11)[:2])
        assert looked.said(1) == [Frame("window_update", "ACK", 11, 0)]
        assert looked.taken[1].receive(9) == b"hello"


def test_refused_streams_are_not_waited_for() -> None:
    with Looked() as looked:
        looked.hear(*opened(1), Frame("window_update", "SYN", 3, 0))
        assert looked.said(1) == [Frame("window_update", "RST", 3, 0)]
        looked.hear(Frame("data", "", 3, 5, b"hello"), Frame("ping", "SYN", 0, 7))
        assert looked.said(1) == [Frame("ping", "ACK", 0, 7)]
