"""When a connection's waits begin awake: by a clock of the test's, and over a real socket."""

from __future__ import annotations

import socket
import threading

import pytest
from tests.yamux.pairs import Pair, receive_exactly

from gen_plugin_runtime import spinning
from gen_plugin_runtime.spinning import BRIEF, FIRST, LONGEST, MOST, TRIAL, Spinning
from gen_plugin_runtime.streams import SocketStream

LOOK = 1e-6
"""Seconds that a look takes."""


class Peer:
    """Sends something a while after each wait has begun.

    Attributes:
        asleep: Seconds until it comes if this side sleeps: with all that waking takes.
        awake: Seconds until it comes if this side looks.
        looks: How often it has looked.
    """

    def __init__(self, asleep: float, awake: float) -> None:
        self.asleep = asleep
        self.awake = awake
        self.looks = 0
        self.now = 0.0
        self._began = 0.0
        self.waiting = Spinning(self._poll)

    def _poll(self, milliseconds: float) -> bool:
        if milliseconds:
            self.now = max(self.now, self._began + self.asleep)
            return True
        self.looks += 1
        self.now += LOOK
        return self.now - self._began >= self.awake

    def wait(self, times: int = 1, seconds: float = 1.0) -> None:
        for _ in range(times):
            self._began = self.now
            assert self.waiting.readable(seconds) or not seconds

    def is_watched(self) -> bool:
        return self.waiting.awake


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[Peer]:
    """The peers of a test; the time is the first one's."""
    peers: list[Peer] = []
    monkeypatch.setattr(spinning, "perf_counter", lambda: peers[0].now)
    return peers


def peer(clock: list[Peer], asleep: float, awake: float) -> Peer:
    clock.append(Peer(asleep, awake))
    return clock[0]


def test_waits_that_become_much_shorter_stay_awake(clock: list[Peer]) -> None:
    quick = peer(clock, asleep=80e-6, awake=15e-6)
    quick.wait(FIRST - 1)
    assert quick.looks == 0
    quick.wait()
    assert quick.is_watched()
    quick.wait(10_000)
    assert quick.is_watched()


def test_waits_that_do_not_are_tried_more_and_more_rarely(clock: list[Peer]) -> None:
    slow = peer(clock, asleep=80e-6, awake=60e-6)
    trials = []
    for number in range(4 * MOST):
        before = slow.is_watched()
        slow.wait()
        if slow.is_watched() and not before:
            trials.append(number + 1)
    assert trials == [FIRST * 2**n for n in range(7)] + [2 * MOST, 3 * MOST, 4 * MOST]
    assert slow.looks * LOOK < 0.05 * slow.now


def test_a_trial_ends_when_it_cannot_succeed_any_more(clock: list[Peer]) -> None:
    alone = peer(clock, asleep=27e-6, awake=1.0)
    alone.wait(FIRST + TRIAL // 2 - 1)
    assert alone.is_watched()
    alone.wait()
    assert not alone.is_watched()


def test_who_waits_long_sleeps(clock: list[Peer]) -> None:
    rare = peer(clock, asleep=BRIEF * 5, awake=15e-6)
    rare.wait(4 * MOST)
    assert rare.looks == 0


def test_a_peer_that_became_slow_is_not_watched(clock: list[Peer]) -> None:
    changing = peer(clock, asleep=80e-6, awake=15e-6)
    changing.wait(2 * FIRST)
    assert changing.is_watched()
    changing.asleep = changing.awake = 1.0
    changing.wait(TRIAL)
    assert not changing.is_watched()
    looks = changing.looks
    changing.wait(MOST)
    assert changing.looks == looks


def test_one_long_wait_changes_nothing(clock: list[Peer]) -> None:
    quick = peer(clock, asleep=80e-6, awake=15e-6)
    for _ in range(20):
        quick.wait(2 * FIRST)
        quick.asleep = quick.awake = 3.0
        quick.wait()
        quick.asleep, quick.awake = 80e-6, 15e-6
    assert quick.is_watched()


@pytest.mark.parametrize("seconds", [0.0, LONGEST / 2, LONGEST, 1.0])
def test_nobody_watches_for_long(clock: list[Peer], seconds: float) -> None:
    quick = peer(clock, asleep=80e-6, awake=15e-6)
    quick.wait(FIRST)
    quick.awake = 1.0
    looks = quick.looks
    quick.wait(seconds=seconds)
    assert (quick.looks - looks) * LOOK <= min(seconds, LONGEST) + 2 * LOOK


def test_what_was_waited_for_is_received_at_once(clock: list[Peer]) -> None:
    quick = peer(clock, asleep=80e-6, awake=15e-6)
    quick.wait(FIRST)
    looks = quick.looks
    quick.wait()
    after = quick.looks
    assert quick.waiting.receive(bytes, b"x") == b"x"
    assert looks < after == quick.looks


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits are awake, whatever they gain."""
    monkeypatch.setattr(spinning, "FIRST", 1)
    monkeypatch.setattr(spinning, "GAIN", 0)
    monkeypatch.setattr(spinning, "BRIEF", 10.0)


@pytest.mark.usefixtures("eager")
def test_a_socket_is_as_before() -> None:
    ours, theirs = socket.socketpair()
    stream, other = SocketStream(ours), SocketStream(theirs)
    for _ in range(100):
        assert not stream.readable(0.0)
        other.send(b"ab")
        assert stream.readable(30.0)
        assert stream.receive(1) == b"a"
        buffer = bytearray(5)
        assert stream.receive_into(memoryview(buffer)) == 1
        assert buffer[:1] == b"b"
    later = threading.Timer(0.05, other.close)
    later.start()
    assert stream.receive(10) == b""
    assert stream.readable(30.0)
    later.join()
    stream.close()


@pytest.mark.usefixtures("eager")
def test_calls_over_yamux_are_as_before() -> None:
    with Pair() as pair:
        here, there = pair.stream()

        def echo() -> None:
            while data := there.receive(64 * 1024):
                there.send(data)

        thread = threading.Thread(target=echo)
        thread.start()
        for size in (1, 10, 5000, 300_000) * 20:
            here.send(b"x" * size)
            assert receive_exactly(here, size) == b"x" * size
        here.close()
        thread.join(30)
        assert not thread.is_alive()
