"""Who reads a connection: those who wait for something on it, in turn, or else the keeper."""

from __future__ import annotations

from threading import Thread
from time import monotonic

from gen_plugin_runtime.threads.keeper import Keeper
from gen_plugin_runtime.threads.waiter import Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.threads.seams import Readable

SLICE = 0.005
"""Seconds without news after which a thread stops reading for itself.

What takes longer does not mind a thread switch, and sleeping on a lock can end at a deadline or by
`cancel`, which reading from a stream cannot.
"""


class CallerReading:
    """Lets threads wait for what arrives, without a switch to another thread where it can be.

    Args:
        driver: What is read.
        name: Of the keeper's thread.
    """

    def __init__(self, driver: Readable, name: str) -> None:
        self._driver = driver
        self._keeper = Keeper(self._keep, self._is_over)
        self._followers: dict[Waiter, None] = {}
        self._delivered = False
        self._thread = Thread(target=self._keeper.run, name=name, daemon=True)

    def start(self) -> None:
        """Start the keeper."""
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Wait for the keeper, after the connection has ended."""
        self._keeper.take_over()
        self._thread.join(timeout)

    def deliver(self, waiter: Waiter | None) -> None:
        """Wake who waits there, if somebody does; by the thread that reads."""
        self._delivered = True
        if waiter is not None:
            waiter.wake()

    def expect(self) -> None:
        """Somebody waits for news who cannot read for himself: the keeper is to read."""
        self._keeper.take_over()

    def recover(self) -> None:
        """The calling thread was torn out of `wait`, by an interrupt mostly: others read on."""
        self._keeper.recover()

    def try_lead(self) -> bool:
        """Read in place of the others, if nobody does: then `release` must follow."""
        return self._driver.timed and self._keeper.try_lead()

    def release(self) -> None:
        """The thread that led has read."""
        self._keeper.release()
        if self._followers:
            self._promote()

    def wait(
        self,
        wait_at: Callable[[], Waiter],
        is_ready: Callable[[], bool],
        deadline: float | None,
        *,
        brief: bool,
    ) -> bool:
        """Wait until `is_ready`, reading if nobody else does; False at the deadline.

        Args:
            wait_at: Gives what gets `deliver` from then on, when it may be ready. Not asked for by
                one who leads, as a lone caller does.
            is_ready: Looked at again after each wake-up, and after `wait_at`.
            deadline: On the clock of `time.monotonic`; None for none.
            brief: Whether an answer is expected soon; who waits for a rare message had better not
                lead.
        """
        waiter: Waiter | None = None
        while True:
            if self._driver.timed and self._keeper.try_lead():
                if self._lead(is_ready, deadline, brief=brief):
                    return True
                brief = False
            if waiter is None:
                waiter = wait_at()
                if is_ready():  # there may have been nobody to wake
                    return True
            left = None if deadline is None else deadline - monotonic()
            if left is not None and left <= 0:
                return is_ready()
            if brief:
                brief = self._follow(waiter, left)
            else:
                waiter.wait(left)
            if is_ready():
                return True

    def _lead(self, is_ready: Callable[[], bool], deadline: float | None, *, brief: bool) -> bool:
        """Read until ready, which is True, or until others had better."""
        now = started = monotonic()
        ready, quiet = is_ready(), False
        try:
            while not ready:
                patience = SLICE
                if deadline is not None and deadline - now < SLICE:
                    patience = deadline - now
                self._delivered = False
                if patience <= 0 or not self._driver.read_within(patience):
                    quiet = True
                    break
                if ready := is_ready():
                    break
                now = monotonic()
                brief = brief and now - started < SLICE
                if self._delivered and not brief:
                    break  # to somebody else, probably; whose next call then reads for itself
        finally:
            self._keeper.release()
        if quiet:
            self._keeper.take_over()
        elif self._followers:
            self._promote()
        return ready

    def _follow(self, waiter: Waiter, left: float | None) -> bool:
        """Wait behind the leader, ready to become it; whether to go on like that."""
        self._followers[waiter] = None
        woken = waiter.wait(SLICE if left is None else min(SLICE, left))
        self._followers.pop(waiter, None)
        return woken

    def _promote(self) -> None:
        """Let a follower read on; where there is none, the next caller or the keeper will."""
        try:
            waiter, _ = self._followers.popitem()
        except KeyError:
            return
        waiter.wake()

    def _keep(self) -> None:
        self._delivered = False
        while not self._is_over():
            self._driver.read()
            if self._delivered and self._driver.timed:
                return  # its receiver may want to read for itself from now on

    def _is_over(self) -> bool:
        return self._driver.ended is not None
