"""Ctrl-C at any moment of a call: nothing hangs, for its own thread or for another's."""

from __future__ import annotations

import threading

import pytest
from tests.grpc.interrupted_calls import ACTS, MOST, Company, awaited, interrupt_at_every_moment
from tests.grpc.interrupts import interrupted_at
from tests.grpc.pairs import Pair

from gen_plugin_runtime.grpc.stream_line import StreamLine
from gen_plugin_runtime.threads import keeper
from gen_plugin_runtime.threads.waiter import Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.grpc.channel import Channel


def test_an_interrupt_forgets_nobody_who_waits_for_a_stream() -> None:
    for moment in range(MOST):
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
@pytest.mark.parametrize("act", ACTS)
def test_an_interrupt_at_any_moment_of_a_call(
    act: Callable[[Channel], Callable[[], object]],
) -> None:
    survived, places = interrupt_at_every_moment(act, lambda: Company(Pair()))
    assert survived, "not all of them are a reason to lose a connection"
    assert "ClientConnection.start" in places
    assert act is not awaited or {"Driver.read", "Driver._handle"} <= places
