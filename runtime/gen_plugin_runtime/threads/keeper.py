"""`Keeper`: the thread that reads a connection whenever nobody else does.

Threads that wait for something read the connection themselves, one at a time, the *leader*: that
spares a switch to another thread and back for each call. But nobody may be waiting, or the one who
led may be busy or blocked. The keeper sees to it that someone reads at any time, at the latest
`GRACE` seconds after the last leader stopped; within that time the next call finds the lead free
and takes it, so a sequence of calls never meets the keeper. In a long one it looks more and more
rarely, down to once in `LONGEST_GRACE`: each look takes the interpreter from those who call.
"""

from __future__ import annotations

from threading import get_ident

from gen_plugin_runtime.threads.waiter import Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

GRACE = 0.002
"""Seconds without a leader after which the keeper reads."""
LONGEST_GRACE = 0.016
"""The same where one leader has followed another for a while."""
_LEAD = "lead"
_POLLS_BEFORE_SLEEP = 8
"""Times that the keeper finds the same leader reading, before it sleeps until that one stops."""


class Keeper:
    """Holds the lead, or sees to it that somebody does.

    Args:
        lead: Reads, with the lead held, until it is time to give others a chance.
        is_over: Whether the connection has ended.

    The lead is taken and signed for in one step, which `dict.setdefault` is and a lock has not: a
    thread that an interrupt hits right then can still tell that it leads.
    """

    def __init__(self, lead: Callable[[], None], is_over: Callable[[], bool]) -> None:
        self._leader: dict[str, list[int]] = {}  # the thread that holds the lead, or nobody
        self._lead = lead
        self._is_over = is_over
        self._turns = 0  # how often the lead was taken by others; no lock: any change will do
        self._news = Waiter()
        self._asleep = False
        self._asked = False

    def try_lead(self) -> bool:
        """Take the lead if it is free."""
        mine = [get_ident()]
        if self._leader.setdefault(_LEAD, mine) is not mine:
            return False
        self._turns += 1
        return True

    def release(self) -> None:
        """Give the lead back."""
        self._leader.pop(_LEAD, None)
        if self._asleep:
            self._news.wake()

    def recover(self) -> None:
        """After an interrupt: whatever the calling thread was about to do here is done."""
        if self._leader.get(_LEAD) == [get_ident()]:
            self._leader.pop(_LEAD, None)
        self.take_over()

    @property
    def led(self) -> bool:
        """Whether somebody holds the lead."""
        return _LEAD in self._leader

    def take_over(self) -> None:
        """Ask the keeper to lead now, without waiting out its grace."""
        self._asked = True
        self._news.wake()

    def run(self) -> None:
        """Keep reading until the connection has ended; the body of a thread."""
        same_leader = 0
        grace = GRACE
        while not self._is_over():
            turns = self._turns
            self._news.wait(grace)
            if turns != self._turns and not self._asked:
                same_leader = 0
                grace = min(2 * grace, LONGEST_GRACE)
                continue
            grace = GRACE
            self._asked = False
            if self._take():
                same_leader = 0
                self._lead_once()
            else:
                same_leader += 1
            if same_leader > _POLLS_BEFORE_SLEEP:
                self._sleep()
                same_leader = 0

    def _lead_once(self) -> None:
        try:
            self._lead()
        finally:
            self._leader.pop(_LEAD, None)

    def _take(self) -> bool:
        mine = [get_ident()]
        return self._leader.setdefault(_LEAD, mine) is mine

    def _sleep(self) -> None:
        """Sleep until the leader stops; then the next one is welcome to its chance."""
        self._asleep = True
        if self.led and not self._is_over():
            self._news.wait(None)
        self._asleep = False
