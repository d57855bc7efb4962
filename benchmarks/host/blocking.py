"""`BlockingHost`: measures plugins that are called by blocking, from threads."""

from __future__ import annotations

import os
from time import perf_counter

from benchmarks.host import samples, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.host.session import Session


class BlockingHost:
    """Launches and calls one plugin at a time.

    Args:
        start: Launches a plugin from the folder with its program and generated code.
    """

    def __init__(self, start: Callable[[str], Session]) -> None:
        self._start = start
        self._session: Session | None = None

    def launch(self, folder: str) -> dict[str, float]:
        """Launch a plugin: from nothing to its first reply."""
        begin = perf_counter()
        session = self._session = self._start(folder)
        session.greet("world")
        taken = perf_counter() - begin
        return {
            "launch-warm": taken * 1e3,
            "memory": usage.resident_mebibytes(session.pid),
            "threads": usage.thread_count(session.pid),
        }

    def warm_up(self) -> dict[str, float]:
        """Call everything once and more, unmeasured."""
        session = self._launched()
        samples.check(session.greet("world"), session.echo(samples.LARGE))
        for _ in range(samples.WARM_UP_CALLS):
            session.greet("world")
        return {}

    def calls(self, seconds: float) -> dict[str, float]:
        """Small calls, one after the other."""
        session = self._launched()
        greet, taken = session.greet, []
        cpu = usage.cpu_seconds(os.getpid(), session.pid)
        begin = now = perf_counter()
        until = begin + seconds
        while now < until:
            greet("world")
            before, now = now, perf_counter()
            taken.append(now - before)
        return samples.of_calls(
            taken, now - begin, usage.cpu_seconds(os.getpid(), session.pid) - cpu
        )

    def callers(self, seconds: float) -> dict[str, float]:
        """Small calls of many callers at once, a thread each."""
        from concurrent.futures import ThreadPoolExecutor
        from threading import Barrier

        session = self._launched()
        greet, together = session.greet, Barrier(samples.CALLERS + 1)

        def call() -> int:
            greet("world")  # a thread's first call may open a connection of its own
            together.wait()
            count, until = 0, perf_counter() + seconds
            while perf_counter() < until:
                greet("world")
                count += 1
            return count

        with ThreadPoolExecutor(samples.CALLERS) as pool:
            callers = [pool.submit(call) for _ in range(samples.CALLERS)]
            together.wait()
            cpu = usage.cpu_seconds(os.getpid(), session.pid)
            begin = perf_counter()
            count = sum(each.result() for each in callers)
            elapsed = perf_counter() - begin
            cpu = usage.cpu_seconds(os.getpid(), session.pid) - cpu
            return samples.of_callers(count, elapsed, cpu, usage.thread_count(session.pid))

    def echoes(self, seconds: float) -> dict[str, float]:
        """Large calls, one after the other."""
        echo, count = self._launched().echo, 0
        begin = now = perf_counter()
        while now < begin + seconds:
            echo(samples.LARGE)
            count += 1
            now = perf_counter()
        return samples.of_echoes(count, now - begin)

    def stream(self, seconds: float) -> dict[str, float]:
        """Streams of small messages, one after the other; nothing where there are none."""
        greetings, count = self._launched().greetings, 0
        if greetings is None:
            return {}
        for _ in greetings(samples.STREAM_LENGTH):
            pass
        begin = now = perf_counter()
        while now < begin + seconds:
            for _ in greetings(samples.STREAM_LENGTH):
                count += 1
            now = perf_counter()
        return samples.of_stream(count, now - begin)

    def close(self) -> dict[str, float]:
        """End the plugin, if there is one."""
        session, self._session = self._session, None
        if session is not None:
            session.close()
        return {}

    def _launched(self) -> Session:
        if self._session is None:
            raise RuntimeError("no plugin has been launched")
        return self._session
