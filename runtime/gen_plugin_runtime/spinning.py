"""`Spinning`: waiting for bytes awake for a moment, where that is quicker than to sleep at once.

To sleep and be woken takes tens of microseconds, and leaves the processor's caches cold; a small
call is answered in less. But being awake helps only while the other side is awake too, has a
processor of its own and has little to do: nobody knows that but by trying.
"""

from __future__ import annotations

from time import perf_counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Argument = TypeVar("Argument")
    Received = TypeVar("Received")

LONGEST = 100e-6
"""Seconds awake before going to sleep after all."""
BRIEF = 200e-6
"""Seconds that waits take on average, at most, before a trial: it may be call after call then."""
TRIAL = 32
"""Waits of a trial, which may end from its half on."""
GAIN = 2
"""How many times shorter waits must become by it."""
FIRST = 64
"""Waits before the first trial; after one that fails, twice as many before the next."""
MOST = 4096
"""The same, at most."""
_WEIGHT = 1 / 16
"""Of the newest wait in the average, once there are as many."""


class Spinning:
    """Waits for a socket, and learns from each wait. For one thread at a time.

    Now and then, if waits are brief, it waits awake on trial. That goes on as long as waits take
    less than half of what they took asleep. Trials are tied to the number of waits, which is much
    the same on both sides of a connection, for one side alone gains little.

    Args:
        poll: Waits for so many milliseconds, as that of `select.poll`; what is ready.

    Attributes:
        awake: Whether the next wait begins awake.
    """

    __slots__ = ("_asleep", "_every", "_poll", "_ready", "_spent", "_tried", "_waits", "awake")

    def __init__(self, poll: Callable[[float], object]) -> None:
        self.awake = False
        self._poll = poll
        self._ready = False  # whether there are bytes that were waited for and not received
        self._asleep = BRIEF  # seconds of a wait asleep, on average
        self._waits = 0
        self._every = FIRST  # waits from trial to trial: a power of two
        self._tried = 0  # waits of the trial, or of what follows it
        self._spent = 0.0  # seconds of those

    def readable(self, seconds: float) -> bool:
        """Wait until something can be received, at most so long; whether it can."""
        began = perf_counter()
        ready = (self.awake and self._watch(began, seconds)) or bool(self._poll(seconds * 1000))
        self._learn(perf_counter() - began)
        self._ready = ready
        return ready

    def receive(self, receive: Callable[[Argument], Received], argument: Argument) -> Received:
        """Wait as long as it takes, and receive; at once after a `readable` that was so."""
        if self._ready:
            self._ready = False
            return receive(argument)
        began = perf_counter()
        if self.awake:
            self._watch(began, LONGEST)
        received = receive(argument)
        self._learn(perf_counter() - began)
        return received

    def _watch(self, began: float, seconds: float) -> bool:
        """Look again and again, other threads having their turns; whether there is something."""
        until = began + min(seconds, LONGEST)
        while not self._poll(0):
            if perf_counter() > until:
                return False
        return True

    def _learn(self, seconds: float) -> None:
        """Note how long a wait has been."""
        self._waits += 1
        seconds = min(seconds, 2 * BRIEF)  # one that was long says no more than that
        if self.awake:
            self._spent += seconds
            self._tried += 1
            if 2 * self._tried >= TRIAL:
                self._judge()
        else:
            self._asleep += (seconds - self._asleep) * max(_WEIGHT, 1 / self._waits)
            self.awake = not self._waits % self._every and self._asleep < BRIEF

    def _judge(self) -> None:
        """Go on like that, or not."""
        if self._spent * GAIN > self._asleep * TRIAL:  # whatever the rest will take
            self.awake = False
            self._every = min(2 * self._every, MOST)
        elif self._tried == TRIAL:
            self._every = max(self._every // 2, FIRST)
        else:
            return
        self._tried, self._spent = 0, 0.0
