"""`Rendezvous`: what the other side says of its listeners, until somebody dials them."""

from __future__ import annotations

from threading import Condition
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.broker.conn_info import ConnInfo

PATIENCE = 5.0
"""Seconds that an offer is kept, and that one is waited for (go-plugin's own)."""
MOST_KEPT = 4096
"""Offers kept at a time; the oldest give way: a peer must not fill the memory of the process."""


class Rendezvous:
    """Where those who dial an id meet the other side's message on it: an offer, or an answer.

    Each serves one dial. While one waits, others under the same number are dropped, as in
    go-plugin's `GRPCBroker.Run`.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._offers: dict[int, tuple[ConnInfo, float]] = {}  # with the time of arrival, in order
        self._closed = False

    def put(self, info: ConnInfo) -> None:
        """Keep an offer for whoever dials it."""
        now = monotonic()
        with self._changed:
            self._drop_old(now)
            self._offers.setdefault(info.service_id, (info, now))
            self._changed.notify_all()

    def take(self, service_id: int) -> ConnInfo | None:
        """Wait for the offer under this number; None if none comes in time, or none ever will."""
        until = monotonic() + PATIENCE
        with self._changed:
            self._drop_old(monotonic())
            while service_id not in self._offers and not self._closed:
                left = until - monotonic()
                if left <= 0:
                    return None
                self._changed.wait(left)
            info, _ = self._offers.pop(service_id, (None, 0.0))
            return info

    def forget(self, service_id: int) -> None:
        """Drop what has arrived under this number."""
        with self._changed:
            self._offers.pop(service_id, None)

    def close(self) -> None:
        """Nothing will arrive any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _drop_old(self, now: float) -> None:
        while self._offers:
            oldest = next(iter(self._offers))
            if now - self._offers[oldest][1] <= PATIENCE and len(self._offers) < MOST_KEPT:
                return
            del self._offers[oldest]
