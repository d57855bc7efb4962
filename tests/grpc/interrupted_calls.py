"""What is interrupted, and what is seen to afterwards."""

from __future__ import annotations

import threading
from contextlib import suppress

from tests.grpc.interrupts import ENGINE, interrupted_at
from tests.grpc.pairs import Pair
from tests.grpc.services import PATIENCE
from tests.grpc.waiting import eventually

from gen_plugin_runtime.errors import CallTimeout, ConnectionLost
from gen_plugin_runtime.options import call_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.grpc.channel import Channel

_LARGE = bytes(200_000)
MOST = 5000
"""Moments that no call has."""


# Each makes ready what is done once only, and gives what is interrupted.


def unary(channel: Channel) -> Callable[[], object]:
    echo = channel.unary("/test.Echo/Echo")
    return lambda: echo(b"x")


def awaited(channel: Channel) -> Callable[[], object]:
    """Its reply takes so long that the caller has begun to read."""
    slow = channel.unary("/test.Echo/Slow")
    return lambda: slow(b"x")


def large(channel: Channel) -> Callable[[], object]:
    length = channel.unary("/test.Echo/Length")
    return lambda: length(_LARGE)


def many_replies(channel: Channel) -> Callable[[], object]:
    count = channel.server_streaming("/test.Echo/Count")
    return lambda: list(count(b"2"))


def many_requests(channel: Channel) -> Callable[[], object]:
    total = channel.client_streaming("/test.Echo/Sum")
    return lambda: total([b"1", b"2"])


def both(channel: Channel) -> Callable[[], object]:
    mirror = channel.bidirectional("/test.Echo/Mirror")
    return lambda: list(mirror([b"x"]))


def late(channel: Channel) -> Callable[[], object]:
    wait = channel.unary("/test.Echo/WaitCancelled")

    def call() -> None:
        with call_options(timeout=0.005), suppress(CallTimeout):
            wait(b"")

    return call


def cancelled(channel: Channel) -> Callable[[], object]:
    return lambda: channel.call("/test.Echo/Silent", b"").cancel()


def closed(channel: Channel) -> Callable[[], object]:
    silent = channel.server_streaming("/test.Echo/Silent")
    return lambda: silent(b"").close()  # type: ignore[attr-defined]


def sent_by_hand(channel: Channel) -> Callable[[], object]:
    def call() -> None:
        mirror = channel.call("/test.Echo/Mirror", None)
        mirror.send(b"x")
        next(mirror)
        mirror.cancel()

    return call


class Company:
    """A pair whose channel another thread uses too: its call has no deadline.

    Args:
        pair: Ended by `close`.
    """

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
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
            assert "interrupted" in channel.ended, (place, channel.ended)
        return channel.ended is None

    def _call_again(self) -> None:
        with suppress(ConnectionLost):
            assert self.pair.channel.unary("/test.Echo/Echo")(b"again") == b"again"


ACTS = [
    unary,
    awaited,
    large,
    many_replies,
    many_requests,
    both,
    late,
    cancelled,
    closed,
    sent_by_hand,
]


def interrupt_at_every_moment(
    act: Callable[[Channel], Callable[[], object]],
    companies: Callable[[], Company],
    packages: tuple[str, ...] = ENGINE,
) -> tuple[int, set[str]]:
    """Interrupt a call at each of its moments in turn, each time in new company.

    Returns:
        How many connections lived on, and the functions in which the interrupts came.
    """
    survived, places = 0, set[str]()
    for moment in range(MOST):
        company = companies()
        try:
            call = act(company.pair.channel)
            call()  # so that imports are done
            place = interrupted_at(moment, call, packages)
            alive = company.check(place or "none")
        finally:
            company.close()
        if place is None:
            assert alive
            break
        survived += alive
        places.add(place.split(",")[0])
    return survived, places
