"""`Doors`: whose stream the next one is that the other side opens (go-plugin: `grpcmux`).

A multiplexed connection's streams do not say what they are for. So who dials a number knocks first
on the broker's stream, is answered, and opens its stream before it knocks again: the next stream
belongs to the last knock. The thread that reads the connection asks for each stream as it comes, so
that the order is the one in which the other side did things. A knock whose stream has not come when
the next one is heard was given up.
"""

from __future__ import annotations

from threading import Lock

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.threads.waiter import Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.transport import TimedByteStream
    from gen_plugin_runtime.yamux.arrival import Arrival


class Doors:
    """One for each number that this side listens under.

    Args:
        open_to_all: Whether streams for which nobody knocked are left to who accepts them, as in a
            plugin, where they are gRPC connections to the process itself. In a host nobody does,
            and they are refused.
    """

    def __init__(self, *, open_to_all: bool) -> None:
        self._open_to_all = open_to_all
        self._lock = Lock()  # taken within the session's, never around it
        self._doors: dict[int, Door] = {}
        self._knocked: int | None = None  # the number that the next stream belongs to

    def open(self, service_id: int) -> Door:
        """Listen under a number, for one stream.

        Raises:
            ConfigError: Somebody does so already.
        """
        with self._lock:
            if service_id in self._doors:
                raise ConfigError(f"the broker's number {service_id} is being served already")
            door = self._doors[service_id] = Door(self, service_id)
            return door

    def knock(self, service_id: int) -> str:
        """The other side wants to open a stream for a number; why it may not, or nothing."""
        with self._lock:
            known = service_id in self._doors
            self._knocked = service_id if known else None
        return "" if known else f"nobody listens under the number {service_id}"

    def admit(self, arrival: Arrival) -> None:
        """The other side has opened a stream."""
        with self._lock:
            service_id, self._knocked = self._knocked, None
            if service_id is None:
                if not self._open_to_all:
                    arrival.refuse()
                return
            door = self._doors.pop(service_id, None)
            if door is None:  # it was closed between the knock and the stream
                arrival.refuse()
            else:
                door.enter(arrival.accept())

    def shut(self, door: Door) -> TimedByteStream | None:
        """Close a door; the stream that has come in and that nobody has taken yet."""
        with self._lock:
            if self._doors.get(door.service_id) is door:
                del self._doors[door.service_id]
            return door.leave()

    def close(self) -> None:
        """Close them all."""
        with self._lock:
            doors = list(self._doors.values())
        for door in doors:
            door.close()


class Door:
    """Where one stream is expected. Fits `links.AcceptingEnd`.

    Args:
        doors: Knows it.
        service_id: Its number.
    """

    def __init__(self, doors: Doors, service_id: int) -> None:
        self.service_id = service_id
        self._doors = doors
        self._news = Waiter()
        self._stream: TimedByteStream | None = None
        self._used = False

    def accept(self, seconds: float) -> TimedByteStream | None:
        """Wait for the stream, which is the caller's then; None if it does not come in time.

        A second time there is none: the other side may knock anew, for another door.
        """
        if not self._used:
            self._news.wait(seconds)
        self._used = True
        return self._doors.shut(self)

    def close(self) -> None:
        """Expect none any more."""
        stream = self._doors.shut(self)
        self._news.wake()
        if stream is not None:
            stream.close()

    # For its doors, with their lock held.

    def enter(self, stream: TimedByteStream) -> None:
        """The stream has come."""
        self._stream = stream
        self._news.wake()

    def leave(self) -> TimedByteStream | None:
        """Give the stream away."""
        stream, self._stream = self._stream, None
        return stream
