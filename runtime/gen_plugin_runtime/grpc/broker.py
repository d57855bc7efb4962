"""`plugin.GRPCBroker`: further connections beside the main one, in either direction.

An id names a listener of the side that accepts. By which way the other side learns the id is the
application's matter; where to connect, it learns by a message on the broker's stream.
"""

from __future__ import annotations

import threading

from gen_plugin_runtime.handler import bidirectional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin_runtime.transport import Buffer, Handler

_IDS = 1 << 32


class Broker:
    """One side's numbers for brokered connections."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last_id = 0

    def next_id(self) -> int:
        """A number that this side has not used yet (go-plugin: `GRPCBroker.NextId`)."""
        with self._lock:
            self._last_id = (self._last_id + 1) % _IDS
            return self._last_id


class BrokerServer:
    """Keeps open the stream that every Go host opens, for as long as the host does."""

    service = "plugin.GRPCBroker"

    def handlers(self) -> dict[str, Handler]:
        """Its one method."""
        return {"StartStream": bidirectional(self._stream)}

    def _stream(self, requests: Iterator[Buffer]) -> Iterator[bytes]:
        for _ in requests:
            yield from ()
