"""Flow control (RFC 9113 sections 5.2 and 6.9): how much may be sent, and how much was."""

from __future__ import annotations

from gen_plugin_runtime.http2.limits import MAX_WINDOW


class WindowOverflowError(Exception):
    """A window beyond 2**31 - 1."""


class SendWindow:
    """What the peer lets this side send.

    Attributes:
        available: Bytes. Negative after the peer reduced its initial window below what was already
            sent (section 6.9.2).
    """

    __slots__ = ("available",)

    def __init__(self, size: int) -> None:
        self.available = size

    def consume(self, count: int) -> None:
        """Note that `count` bytes, at most `available`, are sent."""
        self.available -= count

    def change(self, delta: int) -> None:
        """Follow a WINDOW_UPDATE, or a change of the initial window.

        Raises:
            WindowOverflowError: See there.
        """
        if self.available + delta > MAX_WINDOW:
            raise WindowOverflowError
        self.available += delta


class ReceiveWindow:
    """What this side lets the peer send. Bytes that were used are given back in few, large updates.

    Args:
        size: Bytes that may be on their way or unread at one time.

    Attributes:
        available: Bytes that may still arrive.
    """

    __slots__ = ("_size", "_used", "available")

    def __init__(self, size: int) -> None:
        self._size = size
        self.available = size
        self._used = 0

    def receive(self, count: int) -> bool:
        """Note that `count` bytes arrived; whether they were allowed to."""
        self.available -= count
        return self.available >= 0

    def pass_on(self, count: int) -> int:
        """As `receive` and `use`, for bytes that were allowed to arrive and are not held."""
        self._used += count
        if self._used * 2 < self._size:
            self.available -= count
            return 0
        increment, self._used = self._used, 0
        self.available += increment - count
        return increment

    def use(self, count: int) -> int:
        """Note that `count` of the received bytes are used; the increment to announce now, or 0."""
        self._used += count
        if self._used * 2 < self._size:
            return 0
        increment, self._used = self._used, 0
        self.available += increment
        return increment
