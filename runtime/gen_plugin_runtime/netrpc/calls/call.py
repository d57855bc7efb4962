"""`Call`: a call that this side has made."""

from __future__ import annotations

from time import monotonic

from gen_plugin_runtime.errors import CallTimeout, ConnectionLost
from gen_plugin_runtime.threads.waiter import Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Protocol

    from gen_plugin_runtime.netrpc.rpc.method import Method
    from gen_plugin_runtime.threads.reading import CallerReading

    class Caller(Protocol):
        """What a call needs of its connection."""

        reading: CallerReading

        def drop(self, call: Call) -> None:
            """Nobody waits for its result any more."""

        def recover(self, error: BaseException) -> None:
            """The calling thread was torn out of its work."""

        def explain(self, loss: ConnectionLost) -> ConnectionLost:
            """Why the connection has ended, in the words of its owner. It may take a moment."""


class Call:
    """One call. One thread, or one task, waits for its result.

    Args:
        timeout: Seconds that the call may take, counted from now; None for no limit.

    Attributes:
        seq: Its number, once it has been sent.
        done: Whether its result, or why there is none, is known.
        deadline_at: The moment when it is over, on the clock of `time.monotonic`.
        lost: Whether the connection ended before the call; then `result` may take a moment.
    """

    # What most calls never change; there are many calls.
    seq = -1
    done = False
    lost = False
    deadline_at: float | None = None
    _value: Any = None
    _error: Exception | None = None
    _waiter: Waiter | None = None

    def __init__(self, caller: Caller, method: Method, timeout: float | None) -> None:
        self.method: Final = method
        self._caller = caller
        self._timeout = timeout
        if timeout is not None:
            self.deadline_at = monotonic() + timeout

    def result(self) -> Any:
        """Wait for the result.

        Raises:
            CallError: There is none.
            DecodeError: It is none of the method's.
        """
        if not self.done:
            self._wait()
        if self._error is None:
            return self._value
        if self.lost and isinstance(self._error, ConnectionLost):
            raise self._caller.explain(self._error)
        raise self._error

    def _wait(self) -> None:
        try:
            self._caller.reading.wait(self._wait_at, self.is_ready, self.deadline_at, brief=True)
        except BaseException as error:
            self.interrupted(error)
            raise
        if not self.done:
            self.end_if_late()

    def _wait_at(self) -> Waiter:
        if self._waiter is None:
            self._waiter = Waiter()
        return self._waiter

    def interrupted(self, error: BaseException) -> None:
        """The caller's thread was torn out of this call, by Ctrl-C mostly, between any two steps.

        Nobody will ask for the result again, and what it did for other calls must go on.
        """
        self._caller.recover(error)
        self._caller.drop(self)

    # Fits `loop_waiter.Receiving`.

    def is_ready(self) -> bool:
        """Whether `result` would not wait for the peer."""
        return self.done

    def wake_at(self, waiter: Waiter) -> None:
        """Wake this waiter, and no other, when it may be ready."""
        self._waiter = waiter

    def late_now(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline_at is not None and monotonic() >= self.deadline_at

    def end_if_late(self) -> None:
        """After a wait: without a result it was the deadline that ended it."""
        if not self.done:
            self._caller.drop(self)
            self.fail(self.lateness())

    def lateness(self) -> CallTimeout:
        """What the caller of a call gets that was not answered in time."""
        seconds = "" if self._timeout is None else f" within {self._timeout:g} s"
        return CallTimeout(f"{self.method.full_name} was not answered{seconds}", status=4)

    # What arrives, with the lock held.

    def succeed(self, value: object) -> None:
        """The result has come."""
        self._value = value
        self._over()

    def fail(self, error: Exception) -> None:
        """There will be none."""
        if not self.done:
            self._error = error
        self._over()

    def lose(self, reason: str) -> None:
        """The connection has ended."""
        self.lost = self.lost or not self.done
        self.fail(ConnectionLost(reason, status=14))

    def _over(self) -> None:
        self.done = True
        self._caller.reading.deliver(self._waiter)
