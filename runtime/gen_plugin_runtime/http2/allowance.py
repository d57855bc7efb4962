"""`Allowance`: how many frames that carry nothing a peer may send (RFC 9113 section 10.5)."""

from __future__ import annotations

from time import monotonic

from gen_plugin_runtime.http2.faults import flood
from gen_plugin_runtime.http2.limits import (
    BARE_FRAMES,
    BARE_FRAMES_PER_ANSWER,
    BARE_FRAMES_PER_SECOND,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Allowance:
    """Frames that a peer has the right to send without bringing anything forward.

    A PING, a reset, an empty DATA frame and their like cost the sender next to nothing and the
    receiver work. Who uses a connection sends few of them beside what this side sends, so each
    frame of headers or data that goes out allows for some more; who waits is given some by and by,
    for the keepalive of a connection that is idle. The clock is read only when all are spent.

    Args:
        clock: Seconds, as `time.monotonic` gives them.
    """

    __slots__ = ("_clock", "_left", "_since")

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._since = clock()
        self._left = BARE_FRAMES

    def earn(self) -> None:
        """Note that this side has sent headers or data."""
        self._left += BARE_FRAMES_PER_ANSWER

    def spend(self, cost: int = 1) -> None:
        """Note a frame that carries nothing.

        Raises:
            ConnectionProtocolError: ENHANCE_YOUR_CALM: the peer sends little else.
        """
        self._left = min(self._left, BARE_FRAMES) - cost
        if self._left < 0:
            self._refill()
            if self._left < 0:
                raise flood("too many frames that carry nothing")

    def _refill(self) -> None:
        now = self._clock()
        self._left += min(BARE_FRAMES, int((now - self._since) * BARE_FRAMES_PER_SECOND))
        self._since = now
