"""Ctrl-C at any moment of a call: nothing hangs, for its own thread or for another's."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from tests.grpc.interrupts import NETRPC_ENGINE, interrupted_at
from tests.grpc.waiting import eventually
from tests.netrpc.pairs import BIG, BLOCK, ECHO, PATIENCE, Pair

from gen_plugin_runtime.errors import CallTimeout, ConnectionLost
from gen_plugin_runtime.options import call_options
from gen_plugin_runtime.threads import keeper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.netrpc.calls.channel import Channel

_MOST = 5000
"""Moments that no call has."""


def _quick(channel: Channel) -> Callable[[], object]:
    echo = channel.method(ECHO)
    return lambda: echo("x")


def _large(channel: Channel) -> Callable[[], object]:
    big = channel.method(BIG)
    data = bytes(200_000)
    return lambda: big(data)


def _late(channel: Channel) -> Callable[[], object]:
    block = channel.method(BLOCK)

    def call() -> None:
        with call_options(timeout=0.005), suppress(CallTimeout):
            block("")

    return call


class Company:
    """A pair whose channel another thread uses too: its call has no deadline."""

    def __init__(self) -> None:
        self.pair = Pair()
        self.outcome = ""
        self._waiting = threading.Thread(target=self._wait, daemon=True)
        self._waiting.start()
        assert self.pair.object.entered.acquire(timeout=PATIENCE)
        reading = self.pair.channel.connection.reading
        leader, keeping = reading._keeper._leader, [reading._thread.ident]
        assert eventually(lambda: keeping in leader.values()), "so it is who calls next that reads"

    def _wait(self) -> None:
        with suppress(ConnectionLost):
            self.outcome = self.pair.channel.method(BLOCK)("reply")

    def close(self) -> None:
        self.pair.__exit__()
        self._waiting.join(PATIENCE)

    def check(self, place: str) -> bool:
        """See that the other call ends, and further ones; whether the connection still lives."""
        channel = self.pair.channel
        self.pair.object.leave.set()
        self._waiting.join(PATIENCE)
        assert not self._waiting.is_alive(), f"another's call hangs: {place}"
        another = threading.Thread(target=self._call_again, daemon=True)
        another.start()
        another.join(PATIENCE)
        assert not another.is_alive(), f"the next call hangs: {place}"
        if channel.ended is None:
            assert self.outcome == "reply", place
            assert eventually(lambda: not channel.connection._calls), f"a call is left: {place}"
            side = channel.connection._side
            assert eventually(lambda: not side.pending), f"an answer is missing: {place}"
        else:
            assert "interrupted" in channel.ended, place
        return channel.ended is None

    def _call_again(self) -> None:
        with suppress(ConnectionLost):
            assert self.pair.channel.method(ECHO)("again") == "again"


@pytest.fixture(autouse=True)
def _patient_keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the lead to callers, slow as they are under a profile."""
    monkeypatch.setattr(keeper, "GRACE", 0.02)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("act", [_quick, _large, _late])
def test_an_interrupt_at_any_moment_of_a_call(
    act: Callable[[Channel], Callable[[], object]],
) -> None:
    survived, places = 0, set[str]()
    for moment in range(_MOST):
        company = Company()
        try:
            call = act(company.pair.channel)
            call()  # so that imports are done
            place = interrupted_at(moment, call, NETRPC_ENGINE)
            alive = company.check(place or "none")
        finally:
            company.close()
        if place is None:
            assert alive
            break
        survived += alive
        places.add(place.split(",")[0])
    assert survived, "not all of them are a reason to lose a connection"
    assert {"ClientConnection.start", "ClientSide.send", "Writer.message"} <= places
