"""`AsyncHost`: measures plugins that are called by `await`, from tasks of one event loop."""

from __future__ import annotations

import asyncio
import os
from time import perf_counter

from benchmarks.host import samples, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from benchmarks.host.session import AsyncSession


class AsyncHost:
    """Launches and calls one plugin at a time; `BlockingHost` with `await`.

    Args:
        start: Launches a plugin from the folder with its program and generated code.
    """

    def __init__(self, start: Callable[[str], Awaitable[AsyncSession]]) -> None:
        self._start = start
        self._session: AsyncSession | None = None
        self._runner = asyncio.Runner()

    def launch(self, folder: str) -> dict[str, float]:
        """Launch a plugin: from nothing to its first reply."""

        async def launch() -> tuple[AsyncSession, float]:
            begin = perf_counter()
            session = self._session = await self._start(folder)
            await session.greet("world")
            return session, perf_counter() - begin

        session, taken = self._runner.run(launch())
        return {
            "launch-warm": taken * 1e3,
            "memory": usage.resident_mebibytes(session.pid),
            "threads": usage.thread_count(session.pid),
        }

    def warm_up(self) -> dict[str, float]:
        """Call everything once and more, unmeasured."""

        async def warm_up() -> None:
            session = self._launched()
            samples.check(await session.greet("world"), await session.echo(samples.LARGE))
            for _ in range(samples.WARM_UP_CALLS):
                await session.greet("world")

        self._runner.run(warm_up())
        return {}

    def calls(self, seconds: float) -> dict[str, float]:
        """Small calls, one after the other."""
        return self._runner.run(self._calls(seconds))

    async def _calls(self, seconds: float) -> dict[str, float]:
        session = self._launched()
        greet, taken = session.greet, []
        cpu = usage.cpu_seconds(os.getpid(), session.pid)
        begin = now = perf_counter()
        until = begin + seconds
        while now < until:
            await greet("world")
            before, now = now, perf_counter()
            taken.append(now - before)
        return samples.of_calls(
            taken, now - begin, usage.cpu_seconds(os.getpid(), session.pid) - cpu
        )

    def callers(self, seconds: float) -> dict[str, float]:
        """Small calls of many callers at once, a task each."""
        return self._runner.run(self._callers(seconds))

    async def _callers(self, seconds: float) -> dict[str, float]:
        session = self._launched()
        greet = session.greet

        async def call(until: float) -> int:
            count = 0
            while perf_counter() < until:
                await greet("world")
                count += 1
            return count

        cpu = usage.cpu_seconds(os.getpid(), session.pid)
        begin = perf_counter()
        counts = await asyncio.gather(*(call(begin + seconds) for _ in range(samples.CALLERS)))
        elapsed = perf_counter() - begin
        cpu = usage.cpu_seconds(os.getpid(), session.pid) - cpu
        return samples.of_callers(sum(counts), elapsed, cpu, usage.thread_count(session.pid))

    def echoes(self, seconds: float) -> dict[str, float]:
        """Large calls, one after the other."""
        return self._runner.run(self._echoes(seconds))

    async def _echoes(self, seconds: float) -> dict[str, float]:
        echo, count = self._launched().echo, 0
        begin = now = perf_counter()
        while now < begin + seconds:
            await echo(samples.LARGE)
            count += 1
            now = perf_counter()
        return samples.of_echoes(count, now - begin)

    def stream(self, seconds: float) -> dict[str, float]:
        """Streams of small messages, one after the other; nothing where there are none."""
        return self._runner.run(self._stream(seconds))

    async def _stream(self, seconds: float) -> dict[str, float]:
        greetings, count = self._launched().greetings, 0
        if greetings is None:
            return {}
        async for _ in greetings(samples.STREAM_LENGTH):
            pass
        begin = now = perf_counter()
        while now < begin + seconds:
            async for _ in greetings(samples.STREAM_LENGTH):
                count += 1
            now = perf_counter()
        return samples.of_stream(count, now - begin)

    def close(self) -> dict[str, float]:
        """End the plugin, if there is one."""

        async def close() -> None:
            session, self._session = self._session, None
            if session is not None:
                await session.close()

        self._runner.run(close())
        return {}

    def _launched(self) -> AsyncSession:
        if self._session is None:
            raise RuntimeError("no plugin has been launched")
        return self._session
