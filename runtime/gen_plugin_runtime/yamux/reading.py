"""Who reads the connection: the one who waits for something on a stream, or else the keeper.

A thread that waits for a stream's bytes reads the connection itself if nobody else does, the
*leader*: that spares a switch to another thread and back for each exchange. Where several wait
briefly at once there would be a switch from leader to leader instead, so then the keeper reads for
all. Who has waited for long, as the reader of a quiet gRPC connection beside a busy one, does not
count: it sleeps until the leader, or the keeper, has something for it.

The keeper is a thread of the session, and sees to it that somebody reads at any time, at the latest
`GRACE` seconds after the last leader stopped, so that pings are answered and windows kept whatever
the streams' users do.
"""

from __future__ import annotations

from threading import Condition, Thread
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.yamux.driver import Driver

GRACE = 0.002
"""Seconds without a leader after which the keeper reads."""
SLICE = 0.005
"""Seconds without news after which a thread stops reading for itself: what takes longer does not
mind a thread switch, and sleeping on a lock can end by `close`, which reading cannot."""
_POLLS_BEFORE_SLEEP = 8
"""Times that the keeper finds the same leader reading, before it sleeps until that one stops."""


class Reading:
    """Sees to it that exactly one thread reads.

    All but `start` and `join` need the session's lock.
    """

    def __init__(self, driver: Driver) -> None:
        self._delivered = False  # whether somebody who waits got something since the keeper reads
        self._driver = driver
        self._leading = False
        self._turns = 0  # how often somebody led
        # Those who wait while somebody else reads, and got nothing yet; briefly, or for long.
        self._followers: set[Condition] = set()
        self._sleepers: set[Condition] = set()
        self._news = Condition(driver.lock)  # for the keeper
        self._asked = False
        self._sleeping = False
        self._keeper = Thread(target=self._run, name="yamux-reader", daemon=True)

    def start(self) -> None:
        """Start the keeper."""
        self._keeper.start()

    def stop(self) -> None:
        """Let the keeper end, after `Driver.ended` is set."""
        self._news.notify()

    def join(self, seconds: float) -> None:
        """Wait for the keeper, after `stop` and the end of the stream. Without the lock."""
        self._keeper.join(seconds)

    def deliver(self, news: Condition) -> None:
        """There is something for who waits there, if that is not the one who reads."""
        self._delivered = True
        if news in self._followers or news in self._sleepers:
            self._followers.discard(news)
            news.notify_all()

    def expect(self) -> None:
        """Somebody waits for news who does not read: if nobody does, the keeper is to, at once."""
        if not self._leading:
            self._asked = True
            self._news.notify()

    def wait(self, news: Condition, is_ready: Callable[[], bool], seconds: float | None) -> bool:
        """Wait until it is ready, reading if nobody else does; False after `seconds`.

        Args:
            news: Notified when it may be ready.
            is_ready: Looked at with the lock held.
            seconds: None for no limit.
        """
        until = None if seconds is None else monotonic() + seconds
        brief, ready = self._driver.timed, is_ready()
        left = seconds
        while not ready:
            patience = SLICE if left is None else max(0.0, min(left, SLICE))
            if not brief:
                self._sleep(news, left)
            elif self._leading:
                brief = self._follow(news, patience)
            else:
                brief = self._lead(patience, is_ready)
            ready = is_ready()
            left = None if until is None else until - monotonic()
            if left is not None and left <= 0:
                break
        return ready

    def _lead(self, patience: float, is_ready: Callable[[], bool]) -> bool:
        """Read until ready; False if it was not within so long."""
        self._leading = True
        self._turns += 1
        until, came = monotonic() + patience, True
        try:
            while came and not is_ready():
                came = self._driver.read_within(patience)
                patience = until - monotonic()
                came = came and patience > 0
        finally:
            self._leading = False
            self._pass_on(quiet=not came)
        return came

    def _pass_on(self, *, quiet: bool) -> None:
        """See to it that somebody reads on, now that this thread does not.

        Those who wait for something rare are not worth a thread switch after each exchange of this
        thread's: it will probably be back within the keeper's grace.
        """
        if quiet or self._followers:
            self.expect()
        elif self._sleeping:
            self._news.notify()

    def _follow(self, news: Condition, patience: float) -> bool:
        """Wait while somebody else reads; whether there was news."""
        self._followers.add(news)
        try:
            return news.wait(patience)
        finally:
            self._followers.discard(news)

    def _sleep(self, news: Condition, seconds: float | None) -> None:
        """Wait for something that may take long, while the keeper or somebody else reads."""
        self.expect()
        self._sleepers.add(news)
        try:
            news.wait(seconds)
        finally:
            self._sleepers.discard(news)

    def _run(self) -> None:
        """The body of the keeper."""
        polls = 0
        with self._driver.lock:
            while self._driver.ended is None:
                turns = self._turns
                if self._leading or not self._asked:
                    self._sleeping = polls > _POLLS_BEFORE_SLEEP
                    self._news.wait(None if self._sleeping else GRACE)
                    self._sleeping = False
                polls = polls + 1 if turns == self._turns and self._leading else 0
                if not self._leading and (turns == self._turns or self._asked):
                    self._keep()

    def _keep(self) -> None:
        """Read until somebody who waits got something, and may want to read from now on."""
        driver = self._driver
        self._leading, self._asked, self._delivered = True, False, False
        try:
            while driver.ended is None and not self._may_stop():
                driver.read()
        finally:
            self._leading = False

    def _may_stop(self) -> bool:
        """Whether the one who got something may read for itself; not while others wait briefly."""
        return self._delivered and not self._followers and self._driver.timed
