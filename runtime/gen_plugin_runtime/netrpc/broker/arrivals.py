"""`Arrivals`: where streams of the other side meet those who accept their numbers."""

from __future__ import annotations

from threading import Condition
from time import monotonic

from gen_plugin_runtime.netrpc.mux import ACCEPT_TIMEOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.transport import TimedByteStream

MOST_KEPT = 256
"""Streams that wait for who accepts them; more are closed. As many may wait in yamux itself."""


class Arrivals:
    """Keeps one stream for each number, for `ACCEPT_TIMEOUT` seconds.

    While one waits, a second one under the same number is closed: go-plugin forgets it.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        # With the time of arrival, in that order.
        self._streams: dict[int, tuple[TimedByteStream, float]] = {}
        self._closed = False

    def put(self, number: int, stream: TimedByteStream) -> None:
        """Keep a stream for who accepts its number, or close it."""
        with self._changed:
            keeps = (
                not self._closed and number not in self._streams and len(self._streams) < MOST_KEPT
            )
            if keeps:
                self._streams[number] = stream, monotonic()
                self._changed.notify_all()
        if not keeps:
            stream.close()

    def take(self, number: int, seconds: float) -> TimedByteStream | None:
        """Wait for the stream of a number; None if it does not come in time, or none ever will."""
        until = monotonic() + seconds
        with self._changed:
            while number not in self._streams and not self._closed:
                left = until - monotonic()
                if left <= 0:
                    return None
                self._changed.wait(left)
            stream, _ = self._streams.pop(number, (None, 0.0))
            return stream

    def close_old(self) -> float | None:
        """Close those that nobody has accepted in time; the seconds until it is the next one's."""
        old: list[TimedByteStream] = []
        left: float | None = None
        with self._changed:
            for number, (stream, came) in [*self._streams.items()]:
                left = came + ACCEPT_TIMEOUT - monotonic()
                if left > 0:
                    break
                del self._streams[number]
                old.append(stream)
                left = None
        for stream in old:
            stream.close()
        return left

    def close(self) -> None:
        """Close all of them; none will come any more."""
        with self._changed:
            self._closed = True
            streams, self._streams = self._streams, {}
            self._changed.notify_all()
        for stream, _ in streams.values():
            stream.close()
