"""How brokered connections are made: a listener of its own for each (go-plugin, unmultiplexed)."""

from __future__ import annotations

import select
import socket

from gen_plugin_runtime.addresses import connect, listen
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from gen_plugin_runtime.addresses import Listener, Network
    from gen_plugin_runtime.transport import TimedByteStream

    class AcceptingEnd(Protocol):
        """Where one connection is expected."""

        network: str
        address: str

        def accept(self, seconds: float, /) -> TimedByteStream | None:
            """Wait for it; None if it does not come in time, or the end was closed."""

        def close(self) -> None:
            """Expect none any more. Wakes who waits. May be called again."""

    class Links(Protocol):
        """What a broker makes connections with."""

        def listen(self) -> AcceptingEnd:
            """A new address for one connection."""

        def connect(self, network: str, address: str, /) -> TimedByteStream:
            """Connect to where the other side listens."""


class SocketLinks:
    """Plain sockets.

    Args:
        network: As for `addresses.listen`; so are `directory` and `ports`.
    """

    def __init__(
        self, network: Network | None = None, directory: str = "", ports: tuple[int, int] = (0, 0)
    ) -> None:
        self._network = network
        self._directory = directory
        self._ports = ports

    def listen(self) -> AcceptingEnd:
        """See `Links`."""
        return _SocketEnd(listen(self._network, self._directory, self._ports))

    def connect(self, network: str, address: str) -> TimedByteStream:
        """See `Links`."""
        return SocketStream(connect(network, address))


class _SocketEnd:
    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self.network: str = listener.network
        self.address = listener.address

    def accept(self, seconds: float) -> TimedByteStream | None:
        listening = self._listener.socket
        try:
            ready, _, _ = select.select([listening], [], [], seconds)
            return SocketStream(listening.accept()[0]) if ready else None
        except (OSError, ValueError):
            return None  # closed, or the one who came is gone already

    def close(self) -> None:
        try:
            self._listener.socket.shutdown(socket.SHUT_RDWR)  # wakes who waits, as close does not
        except OSError:
            self._listener.close()  # not every system has that, and none twice
        else:
            self._listener.close()
