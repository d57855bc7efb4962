"""The callers that are tasks of one event loop."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic

from tests.soak.lines import To
from tests.soak.turn import Outcome, Turn

from gen_plugin_runtime.errors import CallCancelled, ConnectionLost

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.soak.lines import Line
    from tests.soak.soaking import Soaking
    from tests.soak.turn import TaskLater

_SOON = 20
"""Calls after which a caller goes on with a stream that it has left unread."""


class TaskCaller(Generic[To]):
    """As `callers.Caller`, in a task.

    Args:
        soaking: What it calls by.
        line: To the server.
        outcomes: Where it notes how each call ended.
    """

    def __init__(self, soaking: Soaking[To], line: Line[To], outcomes: bytearray) -> None:
        self._soaking = soaking
        self._line = line
        self._outcomes = outcomes
        self._unread: deque[tuple[int, To, int, TaskLater]] = deque()
        self._made = 0

    async def call(self, turn: Turn[To]) -> None:
        """Make a call of a kind that its dice choose."""
        self._made += 1
        kind = self._soaking.task_kinds.choose(turn.dice)
        await self._follow(turn.connected, turn.number, lambda: kind(turn))
        await self._read(until=self._made)

    async def finish(self) -> None:
        """Read what is left unread."""
        await self._read(until=self._made + _SOON + 1)

    async def _read(self, until: int) -> None:
        while self._unread and self._unread[0][0] < until:
            _, connected, number, rest = self._unread.popleft()
            await self._follow(connected, number, rest)

    async def _follow(
        self,
        connected: To,
        number: int,
        step: Callable[[], Awaitable[Outcome | TaskLater]],
    ) -> None:
        """Take a step of a call, which may end with its connection if that was dropped."""
        try:
            outcome = await step()
        except (ConnectionLost, CallCancelled):
            if not connected.dropped:
                raise
            outcome = Outcome.FAULTED
            await asyncio.to_thread(self._line.replace, connected)
        if isinstance(outcome, Outcome):
            self._outcomes[number] = outcome
        else:
            self._unread.append((self._made + _SOON, connected, number, outcome))
