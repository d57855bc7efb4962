"""Data that a stream's own user reads from the session, past the stream's inbox."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.yamux.pairs import Pair, receive_exactly

from gen_plugin_runtime.yamux.limits import INITIAL_WINDOW

if TYPE_CHECKING:
    from gen_plugin_runtime.yamux.stream import YamuxStream


class Reading(threading.Thread):
    """A user of a stream, who is there before the data is."""

    def __init__(self, stream: YamuxStream, limit: int) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._limit = limit
        self.found = b""
        self.start()

    def run(self) -> None:
        self.found = self._stream.receive(self._limit)


def test_what_is_more_than_asked_for_comes_next() -> None:
    with Pair() as pair:
        sender, receiver = pair.stream()
        reading = Reading(receiver, 3)
        sender.send(b"abcdefg")
        reading.join(30)
        sender.send(b"hij")
        assert reading.found == b"abc"
        assert receiver.readable(30)
        room = bytearray(2)
        assert receiver.receive_into(memoryview(room)) == 2
        assert room == b"de"
        assert receive_exactly(receiver, 5) == b"fghij"


def test_it_gives_back_the_window() -> None:
    with Pair() as pair:
        sender, receiver = pair.stream()
        for number in range(3 * INITIAL_WINDOW // 4096):
            piece = bytes([number % 256]) * 4096
            sender.send(piece)
            assert receive_exactly(receiver, 4096) == piece


@settings(max_examples=30, deadline=None)
@given(
    pieces=st.lists(st.tuples(st.integers(0, 2), st.binary(min_size=1, max_size=50)), max_size=40),
    limit=st.integers(1, 60),
)
def test_streams_keep_their_order(pieces: list[tuple[int, bytes]], limit: int) -> None:
    """Whoever reads the session: who waits for his own, for another's, or nobody."""
    with Pair() as pair:
        streams = [pair.stream() for _ in range(3)]
        sent, found = ([b""] * 3 for _ in range(2))
        readers = [
            threading.Thread(target=_read_all, args=(n, streams, found, limit)) for n in (0, 1)
        ]
        for each in readers:
            each.start()
        for number, piece in pieces:
            streams[number][0].send(piece)
            sent[number] += piece
        for sender, _ in streams:
            sender.end_sending()
        _read_all(2, streams, found, limit)
        for each in readers:
            each.join(30)
        assert found == sent


def _read_all(
    number: int, streams: list[tuple[YamuxStream, YamuxStream]], found: list[bytes], limit: int
) -> None:
    receiver = streams[number][1]
    while data := receiver.receive(limit):
        found[number] += data


def test_nothing_comes_within_its_time() -> None:
    with Pair() as pair:
        _, receiver = pair.stream()
        assert not receiver.readable(0.0)
        assert not receiver.readable(0.02)


@pytest.mark.parametrize("size", [1, 4096, 70_000])
def test_one_by_one(size: int) -> None:
    with Pair() as pair:
        here, there = pair.stream()
        for _ in range(20):
            here.send(b"x" * size)
            there.send(receive_exactly(there, size))
            assert receive_exactly(here, size) == b"x" * size


def test_what_waits_in_the_inbox_comes_first() -> None:
    """The keeper may have read something since the user looked."""
    with Pair() as pair:
        sender, receiver = pair.stream()
        assert not receiver.take_own(receiver.stream_id + 2, b"another's")
        sender.send(b"first")
        assert pair.server.ping(30) >= 0, "all that was sent before has arrived"
        assert not receiver.take_own(receiver.stream_id, b"second")
        assert receiver.receive(10) == b"first"
