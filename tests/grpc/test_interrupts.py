"""Ctrl-C at any moment of a call: nothing hangs, for its own thread or for another's."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from tests.grpc.interrupts import interrupted_at
from tests.grpc.pairs import Pair
from tests.grpc.services import PATIENCE
from tests.grpc.waiting import eventually

from gen_plugin_runtime.errors import CallTimeout, ConnectionLost
from gen_plugin_runtime.grpc.stream_line import StreamLine
from gen_plugin_runtime.options import call_options
from gen_plugin_runtime.threads import keeper
from gen_plugin_runtime.threads.waiter import Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.grpc.channel import Channel

_LARGE = bytes(200_000)
_MOST = 5000
"""Moments that no call has."""


# Each makes ready what is done once only, and gives what is interrupted.


def _unary(channel: Channel) -> Callable[[], object]:
    echo = channel.unary("/test.Echo/Echo")
    return lambda: echo(b"x")


def _awaited(channel: Channel) -> Callable[[], object]:
    """Its reply takes so long that the caller has begun to read."""
    slow = channel.unary("/test.Echo/Slow")
    return lambda: slow(b"x")


def _large(channel: Channel) -> Callable[[], object]:
    length = channel.unary("/test.Echo/Length")
    return lambda: length(_LARGE)


def _many_replies(channel: Channel) -> Callable[[], object]:
    count = channel.server_streaming("/test.Echo/Count")
    return lambda: list(count(b"2"))


def _many_requests(channel: Channel) -> Callable[[], object]:
    total = channel.client_streaming("/test.Echo/Sum")
    return lambda: total([b"1", b"2"])


def _both(channel: Channel) -> Callable[[], object]:
    mirror = channel.bidirectional("/test.Echo/Mirror")
    return lambda: list(mirror([b"x"]))


def _late(channel: Channel) -> Callable[[], object]:
    wait = channel.unary("/test.Echo/WaitCancelled")

    def call() -> None:
        with call_options(timeout=0.005), suppress(CallTimeout):
            wait(b"")

    return call


def _cancelled(channel: Channel) -> Callable[[], object]:
    return lambda: channel.call("/test.Echo/Silent", b"").cancel()


def _closed(channel: Channel) -> Callable[[], object]:
    silent = channel.server_streaming("/test.Echo/Silent")
    return lambda: silent(b"").close()  # type: ignore[attr-defined]


def _sent_by_hand(channel: Channel) -> Callable[[], object]:
    def call() -> None:
        mirror = channel.call("/test.Echo/Mirror", None)
        mirror.send(b"x")
        next(mirror)
        mirror.cancel()

    return call


class Company:
    """A pair whose channel another thread uses too: its call has no deadline."""

    def __init__(self) -> None:
        self.pair = Pair()
        self.outcome: bytes | None = None
        self._waiting = threading.Thread(target=self._wait)
        self._waiting.start()
        assert self.pair.echo.entered.acquire(timeout=PATIENCE)
        reading = self.pair.channel.connection.reading
        leader, keeping = reading._keeper._leader, [reading._thread.ident]
        assert eventually(lambda: keeping in leader.values()), "so it is who calls next that reads"

    def _wait(self) -> None:
        with suppress(ConnectionLost):
            self.outcome = bytes(self.pair.channel.unary("/test.Echo/Block")(b"reply"))

    def close(self) -> None:
        self.pair.__exit__()
        self._waiting.join(PATIENCE)

    def check(self, place: str) -> bool:
        """See that the other call ends, and further ones; whether the connection still lives."""
        channel = self.pair.channel
        self.pair.echo.leave.set()
        self._waiting.join(PATIENCE)
        assert not self._waiting.is_alive(), f"another's call hangs: {place}"
        another = threading.Thread(target=self._call_again)
        another.start()
        another.join(PATIENCE)
        assert not another.is_alive(), f"the next call hangs: {place}"
        if channel.ended is None:
            assert self.outcome == b"reply", place
            assert eventually(lambda: not channel.connection._calls), f"a call is left: {place}"
            protocol = channel.connection.driver.protocol
            assert eventually(lambda: not protocol.open_streams), f"a stream is left: {place}"
        else:
            assert "interrupted" in channel.ended, place
        return channel.ended is None

    def _call_again(self) -> None:
        with suppress(ConnectionLost):
            assert self.pair.channel.unary("/test.Echo/Echo")(b"again") == b"again"


def test_an_interrupt_forgets_nobody_who_waits_for_a_stream() -> None:
    for moment in range(_MOST):
        lock, waiter = threading.Lock(), Waiter()
        line = StreamLine(lock)
        line.tasks.append(waiter)
        with lock:
            place = interrupted_at(moment, line.call_next)
        with lock:
            line.call_all()  # as its thread does on its way out
        assert waiter.wait(0), place
        if place is None:
            break
    assert moment > 2


@pytest.fixture(autouse=True)
def _patient_keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the lead to callers, slow as they are under a profile."""
    monkeypatch.setattr(keeper, "GRACE", 0.02)


@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # in a `__del__`
@pytest.mark.parametrize(
    "act",
    [
        _unary,
        _awaited,
        _large,
        _many_replies,
        _many_requests,
        _both,
        _late,
        _cancelled,
        _closed,
        _sent_by_hand,
    ],
)
def test_an_interrupt_at_any_moment_of_a_call(
    act: Callable[[Channel], Callable[[], object]],
) -> None:
    survived, places = 0, set[str]()
    for moment in range(_MOST):
        company = Company()
        try:
            call = act(company.pair.channel)
            call()  # so that imports are done
            place = interrupted_at(moment, call)
            alive = company.check(place or "none")
        finally:
            company.close()
        if place is None:
            assert alive
            break
        survived += alive
        places.add(place.split(",")[0])
    assert survived, "not all of them are a reason to lose a connection"
    assert "ClientConnection.start" in places
    assert act is not _awaited or {"Driver.read", "Driver._handle"} <= places
