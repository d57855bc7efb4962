"""From what was counted to the figures' values, the same for both kinds of hosts."""

from __future__ import annotations

CALLERS = 16
WARM_UP_CALLS = 200
STREAM_LENGTH = 1000
LARGE = bytes(1 << 20)
_MEBIBYTE = 1 << 20


def of_calls(seconds_of_calls: list[float], elapsed: float, cpu: float) -> dict[str, float]:
    """A lone caller's calls: how long each took, all of them, and the CPU time of both sides."""
    ordered = sorted(seconds_of_calls)
    count = len(ordered)
    return {
        "call-p50": ordered[count // 2] * 1e6,
        "call-p99": ordered[min(count - 1, count * 99 // 100)] * 1e6,
        "calls-1": count / elapsed,
        "cpu-1": cpu / count * 1e6,
    }


def of_callers(count: int, elapsed: float, cpu: float, threads: int) -> dict[str, float]:
    """Many callers' calls, and the plugin's threads at their end."""
    return {"calls-16": count / elapsed, "cpu-16": cpu / count * 1e6, "threads-16": threads}


def of_echoes(count: int, elapsed: float) -> dict[str, float]:
    """Large calls; each mebibyte goes there and back, and counts once."""
    return {"echo": count * len(LARGE) / _MEBIBYTE / elapsed}


def of_stream(count: int, elapsed: float) -> dict[str, float]:
    """The messages of streams."""
    return {"stream": count / elapsed}


def check(greeting: str, echoed: bytes | bytearray) -> None:
    """Whether the plugin did the work that is measured.

    Raises:
        ValueError: It did not.
    """
    if greeting != "hello, world":
        raise ValueError(f"the plugin greets with {greeting!r}")
    if echoed != LARGE:
        raise ValueError(f"the plugin echoes {len(echoed)} other bytes")
