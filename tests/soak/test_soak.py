"""Many calls with faults among them leave nothing behind, and every reply reaches its own caller.

Two processes with some connections between them, each used by several threads and a task.
`SOAK_CALLS` says how many calls there are, `SOAK_SEED` which; a failure names the call and the
seed.
"""

from __future__ import annotations

import gc
import os
import threading
from collections import Counter
from dataclasses import replace

import pytest
from tests.grpc.memory import MIB, resident
from tests.grpc.waiting import eventually
from tests.soak.callers import Callers
from tests.soak.grpc.soaking import GRPC
from tests.soak.lines import Line
from tests.soak.netrpc.soaking import NETRPC
from tests.soak.process import SoakedServer, State
from tests.soak.turn import Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from tests.soak.lines import Connected
    from tests.soak.soaking import Soaking

CALLS = int(os.environ.get("SOAK_CALLS", "10000"))
SEED = int(os.environ.get("SOAK_SEED", "1"))
FIRST = CALLS // 10
LINES = 4
THREADS, TASKS = 12, 4
"""Callers."""
WORKERS = 128
GROWTH = 64 * MIB
"""Bytes by which either side may grow after the first tenth of the calls, however many follow.

It is chance how many streams come together that hold their window's 8 MiB, read by nobody.
"""


@pytest.fixture(params=[GRPC, NETRPC], ids=lambda soaking: soaking.name)
def soaking(request: pytest.FixtureRequest) -> Soaking[Any]:
    found: Soaking[Any] = request.param
    return found


@pytest.fixture
def server(
    soaking: Soaking[Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SoakedServer]:
    path = tmp_path_factory.mktemp("s") / "s"
    with SoakedServer(soaking.name, str(path), CALLS, WORKERS) as made:
        yield made


@pytest.mark.timeout(120 + CALLS // 200)
def test_calls_and_faults(soaking: Soaking[Any], server: SoakedServer) -> None:
    before, server_before = _state(soaking.call), server.state()
    lines = [Line(lambda: soaking.connect(server.connect())) for _ in range(LINES)]
    callers = Callers(soaking, lines, CALLS, SEED)
    callers.run(range(FIRST), THREADS, TASKS)
    memory = resident(), server.state().resident
    callers.run(range(FIRST, CALLS), THREADS, TASKS)
    grown = resident() - memory[0], server.state().resident - memory[1]

    _check_outcomes(callers.outcomes, server)
    for line in lines:
        _check_idle(line.current, soaking.idle_streams)
    idle = (LINES, LINES * soaking.idle_streams, 0)
    assert eventually(lambda: _busy(server.state()) == idle), server.state()
    for line in lines:
        assert eventually(lambda line=line: line.current.has_room(WORKERS))  # type: ignore[misc]
        line.current.close()
    assert eventually(lambda: _state(soaking.call) == before), (
        _state(soaking.call),
        threading.enumerate(),
    )
    assert eventually(lambda: _left(server.state()) == _left(server_before)), server.state()
    assert max(grown) < GROWTH


def _state(call: type) -> dict[str, int]:
    """What this side holds; its calls are of that class."""
    gc.collect()
    return {
        "calls in memory": sum(isinstance(each, call) for each in gc.get_objects()),
        "threads": threading.active_count(),
        "descriptors": len(os.listdir("/proc/self/fd")),
    }


def _left(state: State) -> State:
    """What must be as before."""
    return replace(state, resident=0)


def _check_outcomes(outcomes: bytearray, server: SoakedServer) -> None:
    """See that no call was run twice, and that those were run which were answered."""
    assert server.state().unexpected == []
    counts = Counter(zip(map(Outcome, outcomes), server.begun(), strict=True))
    assert set(counts) == {(Outcome.ANSWERED, 1), (Outcome.FAULTED, 0), (Outcome.FAULTED, 1)}
    assert counts[Outcome.ANSWERED, 1] > 0.85 * CALLS


def _check_idle(connected: Connected, streams: int) -> None:
    """See that this side has no call left open, and no more streams, while the connection is."""
    gc.collect()  # what nobody holds is closed
    assert eventually(lambda: (connected.open_calls, connected.open_streams) == (0, streams))


def _busy(state: State) -> tuple[int, int, int]:
    return (state.connections, state.streams, state.running)
