"""The threads that answer the calls of one connection.

A worker that has nothing to do reads the connection, if nobody else does, and answers what it has
read itself: so a quick call meets one thread only. Before a call that may take long it sees to it
that another worker reads on. Workers are started when they are needed, up to a limit; a call that
finds all of them busy waits in line while the keeper, which never answers calls, goes on reading.
Calls that stream may stay open for a whole session: the threads that answer them do not count
towards the limit of the others, but have one of their own.
"""

from __future__ import annotations

from collections import deque
from threading import Lock, Thread, current_thread
from time import monotonic

from gen_plugin_runtime.http2.limits import MAX_CONCURRENT_STREAMS
from gen_plugin_runtime.threads.keeper import Keeper
from gen_plugin_runtime.threads.waiter import Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.threads.seams import Answerable, Readable

_QUICK = 0.001
"""Seconds below which a method's calls are answered by the thread that reads."""
_IDLE = 10.0
"""Seconds after which a worker without work ends."""
_MOST_READY = 2 * MAX_CONCURRENT_STREAMS
"""Calls in line above which those are dropped whose callers have left: the streams of the others
are open, of which there is a limit."""


class Workers:
    """Answers calls.

    Args:
        limit: The most threads for calls with one request and one reply, and the most for calls
            that stream.
        name: Of the threads.
    """

    def __init__(self, driver: Readable, limit: int, name: str) -> None:
        self._driver = driver
        self._limit = limit
        self._name = name
        self._keeper = Keeper(self._keep, self._is_over)
        self._ready: deque[Answerable] = deque()
        self._arrived = 0  # calls since the keeper last looked
        self._arrived_blocking = 0
        self._lock = Lock()  # guards what follows
        self._idle: list[Waiter] = []
        self._threads: set[Thread] = set()
        self._streaming = 0  # calls that stream, from `submit` to the end of their answer

    def run(self) -> None:
        """Keep the connection read until it ends; the caller's thread is the keeper."""
        self._keeper.take_over()  # nobody else reads yet: without its usual grace
        self._keeper.run()

    def submit(self, call: Answerable) -> None:
        """Have a call answered. By the thread that reads."""
        if call.handler.streams:
            with self._lock:
                self._streaming += 1
        if len(self._ready) > _MOST_READY:
            self.forget_done()
        self._ready.append(call)
        self._arrived += 1
        if call.handler.blocking:
            self._arrived_blocking += 1

    def forget_done(self) -> None:
        """Drop calls whose callers left while every worker was busy."""
        for _ in range(len(self._ready)):
            try:
                call = self._ready.popleft()
            except IndexError:
                return  # the workers were quicker
            if call.done:
                self._leave(call)
            else:
                self._ready.append(call)

    @property
    def streams_exhausted(self) -> bool:
        """Whether as many streaming calls are open as are allowed."""
        return self._streaming >= self._limit

    def about_to_wait(self) -> None:
        """The calling worker will sleep: let another one read and answer."""
        if self._ready or not self._keeper.led:
            self._relieve()

    def wake_all(self) -> None:
        """The connection has ended: everyone is to notice."""
        self._keeper.take_over()
        with self._lock:
            idle, self._idle = self._idle, []
        for waiter in idle:
            waiter.wake()

    def join(self, timeout: float) -> bool:
        """Wait for the workers to end; whether all did: an implementation cannot be forced to.

        One that calls this itself, as a callback that kills its plugin, is not waited for.
        """
        until = monotonic() + timeout
        with self._lock:
            threads = [each for each in self._threads if each is not current_thread()]
        for thread in threads:
            thread.join(max(0.0, until - monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _relieve(self) -> None:
        if not self._employ():
            self._keeper.take_over()

    def _employ(self) -> bool:
        """Wake an idle worker, or start one; False if the limit is reached."""
        with self._lock:
            if self._idle:
                self._idle.pop().wake()
                return True
            if len(self._threads) - self._streaming >= self._limit:
                return False
            thread = Thread(target=self._work, name=self._name, daemon=True)
            try:
                thread.start()
            except RuntimeError:
                return False  # the system has no thread to give: the call waits for one of ours
            self._threads.add(thread)
        return True

    def _keep(self) -> None:
        """Read, and find workers for what was read."""
        self._arrived = self._arrived_blocking = 0
        for _ in range(len(self._ready)):  # whoever was to answer these is busy
            self._employ()
        while not self._is_over():
            self._driver.read()
            if self._arrived_blocking:
                for _ in range(self._arrived):
                    self._employ()
            elif self._arrived:
                self._employ()
                return  # the worker reads on when it has answered
            self._arrived = self._arrived_blocking = 0

    def _work(self) -> None:
        try:
            while (call := self._next()) is not None:
                self._answer(call)
        finally:
            with self._lock:
                self._threads.discard(current_thread())

    def _next(self) -> Answerable | None:
        """The next call to answer; None when the worker should end."""
        while self._driver.ended is None:
            if self._ready:
                try:
                    return self._ready.popleft()
                except IndexError:
                    pass  # another worker was quicker
            if self._keeper.try_lead():
                self._lead()
            elif not self._rest():
                return None
        return None

    def _lead(self) -> None:
        """Read until there is a call to answer."""
        try:
            while not self._ready and self._driver.ended is None:
                self._driver.read()
        finally:
            self._keeper.release()

    def _rest(self) -> bool:
        """Sleep until there is work; False if none came for long."""
        waiter = Waiter()
        with self._lock:
            self._idle.append(waiter)
        # A call that came before that found nobody idle.
        if not self._ready and not self._is_over() and waiter.wait(_IDLE):
            return True
        with self._lock:
            if waiter not in self._idle:
                return True  # somebody has just chosen it
            self._idle.remove(waiter)
        return bool(self._ready)

    def _answer(self, call: Answerable) -> None:
        handler = call.handler
        if call.done:
            self._leave(call)  # its caller left before it began
            return
        if handler.streams:
            self._answer_stream(call)
            return
        if handler.blocking:
            self.about_to_wait()
        started = monotonic()
        call.answer()
        handler.blocking = monotonic() - started > _QUICK

    def _answer_stream(self, call: Answerable) -> None:
        try:
            self.about_to_wait()
            call.answer()
        finally:
            self._leave(call)

    def _leave(self, call: Answerable) -> None:
        """A call is answered, or needs no answer any more."""
        if call.handler.streams:
            with self._lock:
                self._streaming -= 1

    def _is_over(self) -> bool:
        return self._driver.ended is not None
