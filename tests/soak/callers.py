"""The callers: threads and tasks that make one call after the other, and note how each ended."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from queue import SimpleQueue
from random import Random
from typing import Generic

from tests.grpc.services import PATIENCE
from tests.soak.lines import To
from tests.soak.tasks import TaskCaller
from tests.soak.turn import Outcome, Turn

from gen_plugin_runtime.errors import CallCancelled, ConnectionLost

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.soak.lines import Line
    from tests.soak.soaking import Soaking
    from tests.soak.turn import Cancellable, Later

_SOON = 20
"""Calls after which a caller goes on with a stream that it has left unread."""


class Callers(Generic[To]):
    """What the callers share.

    Args:
        soaking: What they call by.
        lines: To the server; the callers spread over them.
        calls: How many there will be in all.
        seed: What a call consists of follows from this and its number.

    Attributes:
        outcomes: How each call ended, by its number.
    """

    def __init__(self, soaking: Soaking[To], lines: list[Line[To]], calls: int, seed: int) -> None:
        self._soaking = soaking
        self._lines = lines
        self._seed = seed
        self._faults: list[BaseException] = []
        self._to_cancel: SimpleQueue[Cancellable | None] = SimpleQueue()
        self.outcomes = bytearray(calls)

    def run(self, numbers: range, threads: int, tasks: int) -> None:
        """Make the calls with these numbers.

        Args:
            threads: How many threads make them one by one.
            tasks: How many tasks of one event loop do.

        Raises:
            BaseExceptionGroup: What went wrong for any caller; the others have stopped then.
        """
        upcoming = iter(numbers)
        callers = [
            threading.Thread(target=self._call, args=(line, upcoming))
            for line in self._lines
            for _ in range(threads // len(self._lines))
        ]
        callers.append(threading.Thread(target=self._run_tasks, args=(upcoming, tasks)))
        canceller = threading.Thread(target=self._cancel)
        for thread in (*callers, canceller):
            thread.start()
        for thread in callers:
            thread.join()  # each call has its timeout
        self._to_cancel.put(None)
        canceller.join(PATIENCE)
        if self._faults:
            raise BaseExceptionGroup("see the notes for the calls", self._faults)

    def _call(self, line: Line[To], numbers: Iterator[int]) -> None:
        caller = Caller(self._soaking, line, self.outcomes)
        number = None
        try:
            for number in numbers:
                caller.call(self._turn(line, number))
                if self._faults:
                    return
            caller.finish()
        except BaseException as error:  # noqa: BLE001 - the test's own thread raises it
            self._note(error, number)

    def _run_tasks(self, numbers: Iterator[int], tasks: int) -> None:
        async def run() -> None:
            lines = (self._lines[task % len(self._lines)] for task in range(tasks))
            await asyncio.gather(*(self._call_in_task(line, numbers) for line in lines))

        asyncio.run(run())

    async def _call_in_task(self, line: Line[To], numbers: Iterator[int]) -> None:
        caller = TaskCaller(self._soaking, line, self.outcomes)
        number = None
        try:
            for number in numbers:
                await caller.call(self._turn(line, number))
                if self._faults:
                    return
            await caller.finish()
        except BaseException as error:  # noqa: BLE001 - the test's own thread raises it
            self._note(error, number)

    def _turn(self, line: Line[To], number: int) -> Turn[To]:
        dice = Random(self._seed * len(self.outcomes) + number)
        return Turn(line.current, number, dice, self._to_cancel)

    def _note(self, error: BaseException, number: int | None) -> None:
        error.add_note(f"call {number} or one left unread before it, of seed {self._seed}")
        self._faults.append(error)

    def _cancel(self) -> None:
        while (call := self._to_cancel.get()) is not None:
            call.cancel()


class Caller(Generic[To]):
    """Makes one call after the other; streams that it leaves unread it reads later.

    Args:
        soaking: What it calls by.
        line: To the server.
        outcomes: Where it notes how each call ended.
    """

    def __init__(self, soaking: Soaking[To], line: Line[To], outcomes: bytearray) -> None:
        self._soaking = soaking
        self._line = line
        self._outcomes = outcomes
        self._unread: deque[tuple[int, Callable[[], None]]] = deque()
        self._made = 0

    def call(self, turn: Turn[To]) -> None:
        """Make a call of a kind that its dice choose."""
        self._made += 1
        kind = self._soaking.kinds.choose(turn.dice)
        self._follow(turn.connected, turn.number, lambda: kind(turn))
        while self._unread and self._unread[0][0] < self._made:
            self._unread.popleft()[1]()

    def finish(self) -> None:
        """Read what is left unread."""
        while self._unread:
            self._unread.popleft()[1]()

    def _follow(self, connected: To, number: int, step: Callable[[], Outcome | Later]) -> None:
        """Take a step of a call, which may end with its connection if that was dropped."""
        try:
            outcome = step()
        except (ConnectionLost, CallCancelled):
            if not connected.dropped:
                raise
            outcome = Outcome.FAULTED
            self._line.replace(connected)
        if isinstance(outcome, Outcome):
            self._outcomes[number] = outcome
        else:
            rest = outcome
            go_on = lambda: self._follow(connected, number, rest)  # noqa: E731
            self._unread.append((self._made + _SOON, go_on))
