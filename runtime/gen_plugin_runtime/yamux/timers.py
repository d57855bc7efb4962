"""`Timers`: what is due when. They are told the time, and know no clock."""

from __future__ import annotations

from gen_plugin_runtime.yamux.limits import MAX_CLOSING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.yamux.settings import Settings


class Timers:
    """The times of one session.

    Args:
        now: Seconds, on the clock on which all others are given.
    """

    __slots__ = ("_closing", "_opening", "_ping_due", "_pinged", "_settings")

    def __init__(self, settings: Settings, now: float) -> None:
        self._settings = settings
        # Each has one duration, so the first in is the first that is due.
        self._opening: dict[int, float] = {}
        self._closing: dict[int, float] = {}
        self._pinged: int | None = None  # the value of the keepalive on its way
        self._ping_due = now + (settings.keepalive or 0.0)

    @property
    def next(self) -> float | None:
        """When to look again; None if nothing is to come."""
        due = [next(iter(each.values())) for each in (self._opening, self._closing) if each]
        if self._settings.keepalive is not None:
            due.append(self._ping_due)
        return min(due, default=None)

    def opening(self, stream_id: int, now: float) -> None:
        """This side opened a stream, which the peer is to accept."""
        self._opening[stream_id] = now + self._settings.open_timeout

    def settled(self, stream_id: int) -> None:
        """The peer accepted the stream, or it needs no acceptance any more."""
        self._opening.pop(stream_id, None)

    def closing(self, stream_id: int, now: float) -> int | None:
        """This side ended a stream; the id of another one that has waited too long for its end."""
        self.settled(stream_id)
        oldest = next(iter(self._closing)) if len(self._closing) >= MAX_CLOSING else None
        self._closing[stream_id] = now + self._settings.close_timeout
        return oldest

    def gone(self, stream_id: int) -> None:
        """The stream has ended both ways."""
        self.settled(stream_id)
        self._closing.pop(stream_id, None)

    def never_accepted(self, now: float) -> int | None:
        """A stream that the peer should have accepted by now."""
        return next((key for key, due in self._opening.items() if due <= now), None)

    def never_ended(self, now: float) -> list[int]:
        """The streams whose ends should have come by now."""
        return [key for key, due in self._closing.items() if due <= now]

    def ping_due(self, now: float) -> bool:
        """Whether a keepalive is to be sent, or should have been answered by now."""
        return self._settings.keepalive is not None and self._ping_due <= now

    @property
    def ping_unanswered(self) -> bool:
        """Whether a keepalive is on its way."""
        return self._pinged is not None

    def pinged(self, value: int, now: float) -> None:
        """A keepalive was sent."""
        self._pinged = value
        self._ping_due = now + self._settings.write_timeout

    def answered(self, value: int, now: float) -> None:
        """A ping was answered, maybe the keepalive."""
        if value == self._pinged:
            self._pinged = None
            self._ping_due = now + (self._settings.keepalive or 0.0)
