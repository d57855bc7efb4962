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
from tests.soak.kinds import MAX_MESSAGE
from tests.soak.lines import Connected, Line
from tests.soak.process import SoakedServer, State
from tests.soak.turn import Outcome

from gen_plugin_runtime.errors import PluginError
from gen_plugin_runtime.grpc.exchange import Exchange
from gen_plugin_runtime.grpc.status import StatusCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

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


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoakedServer]:
    path = tmp_path_factory.mktemp("s") / "s"
    with SoakedServer(str(path), CALLS, WORKERS, MAX_MESSAGE) as made:
        yield made


@pytest.mark.timeout(120 + CALLS // 200)
def test_calls_and_faults(server: SoakedServer) -> None:
    before, server_before = _state(), server.state()
    lines = [Line(lambda: Connected(server.connect(), MAX_MESSAGE)) for _ in range(LINES)]
    callers = Callers(lines, CALLS, SEED)
    callers.run(range(FIRST), THREADS, TASKS)
    memory = resident(), server.state().resident
    callers.run(range(FIRST, CALLS), THREADS, TASKS)
    grown = resident() - memory[0], server.state().resident - memory[1]

    _check_outcomes(callers.outcomes, server)
    for line in lines:
        _check_idle(line.current)
    assert eventually(lambda: _idle(server.state())), server.state()
    for line in lines:
        assert eventually(lambda line=line: _accepts_streams(line.current))  # type: ignore[misc]
        line.current.channel.close()
    assert eventually(lambda: _state() == before), (_state(), threading.enumerate())
    assert eventually(lambda: _left(server.state()) == _left(server_before)), server.state()
    assert max(grown) < GROWTH


def _state() -> dict[str, int]:
    """What this side holds."""
    gc.collect()
    return {
        "calls in memory": sum(isinstance(each, Exchange) for each in gc.get_objects()),
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


def _check_idle(connected: Connected) -> None:
    """See that this side has no call or stream left open, while the connection still is."""
    gc.collect()  # a stream that nobody holds is cancelled
    assert eventually(lambda: not connected.open_calls and not connected.open_streams)


def _idle(state: State) -> bool:
    return (state.connections, state.streams, state.running) == (LINES, 0, 0)


def _accepts_streams(connected: Connected) -> bool:
    """Whether the server accepts as many streams as ever: none was counted and forgotten."""
    streams = [connected.channel.call("/test.Soaked/Hold", b"%d" % n) for n in range(WORKERS)]
    try:
        return [next(stream) for stream in streams] == [b"%d" % n for n in range(WORKERS)]
    except PluginError as error:
        if error.status != StatusCode.RESOURCE_EXHAUSTED:
            raise
        return False  # the last ones may not have been let go yet
    finally:
        for stream in streams:
            stream.cancel()
