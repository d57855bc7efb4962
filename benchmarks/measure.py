"""The measurements. Each takes a contender or its session and returns one figure."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from benchmarks.contenders.session import Contender, Session

SMALL_CALLS = 2000
CALLERS = 16
CALLS_PER_CALLER = 400
LARGE = 1 << 20
LARGE_CALLS = 50


def launch_milliseconds(contender: Contender) -> float:
    """From nothing to the first reply."""
    start = time.perf_counter()
    session = contender.launch()
    session.greet("world")
    taken = time.perf_counter() - start
    session.close()
    return taken * 1e3


def round_trip_microseconds(session: Session) -> float:
    """The median of a lone caller's small calls."""
    taken = []
    for _ in range(SMALL_CALLS):
        start = time.perf_counter()
        session.greet("world")
        taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2] * 1e6


def calls_per_second(session: Session) -> float:
    """Small calls of many callers at once."""

    def call() -> None:
        for _ in range(CALLS_PER_CALLER):
            session.greet("world")

    callers = [threading.Thread(target=call) for _ in range(CALLERS)]
    start = time.perf_counter()
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    return CALLERS * CALLS_PER_CALLER / (time.perf_counter() - start)


def echo_mebibytes_per_second(session: Session) -> float:
    """Large calls of a lone caller; each mebibyte goes there and back, and counts once."""
    data = bytes(LARGE)
    start = time.perf_counter()
    for _ in range(LARGE_CALLS):
        session.echo(data)
    return LARGE_CALLS * LARGE / (1 << 20) / (time.perf_counter() - start)


def resident_mebibytes(session: Session) -> float:
    """The plugin's resident memory after its first call."""
    session.greet("world")
    pages = int(Path(f"/proc/{session.pid}/statm").read_text().split()[1])
    return pages * 4096 / (1 << 20)
