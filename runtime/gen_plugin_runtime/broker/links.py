"""How brokered connections are made: the seam, and a listener for each (go-plugin's usual way)."""

from __future__ import annotations

import socket

from gen_plugin_runtime.addresses import connect, listen
from gen_plugin_runtime.broker import rendezvous
from gen_plugin_runtime.broker.conn_info import ConnInfo
from gen_plugin_runtime.errors import ConnectionLost
from gen_plugin_runtime.streams import socket_stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol, TypeAlias

    from gen_plugin_runtime.addresses import Listener, Network
    from gen_plugin_runtime.broker.post import Post
    from gen_plugin_runtime.transport import TimedByteStream

    Answer: TypeAlias = Callable[[TimedByteStream], None]
    """Serves one gRPC connection until it ends."""
    Translate: TypeAlias = Callable[[str, str], tuple[str, str]]

    class AcceptingEnd(Protocol):
        """Where one connection is expected."""

        def accept(self, seconds: float, /) -> TimedByteStream | None:
            """Wait for it; None if it does not come in time, or the end was closed."""

        def close(self) -> None:
            """Expect none any more. Wakes who waits. May be called again."""

    class Links(Protocol):
        """What a broker makes connections with. One that wraps another may wrap their streams."""

        def listen(self, service_id: int, post: Post, /) -> AcceptingEnd:
            """Expect one connection under a number, and tell the other side if it has to know."""

        def connect(self, service_id: int, post: Post, /) -> TimedByteStream:
            """Connect to what the other side expects under a number.

            Raises:
                OSError: It cannot be reached, or does not say where within some seconds.
                ValueError: What it says makes no sense.
            """

        def answer(self, service_id: int, post: Post, /) -> None:
            """The other side asks to be let in under a number."""

        def close(self) -> None:
            """The connection whose broker this is has ended. May be called again."""


def _same(network: str, address: str) -> tuple[str, str]:
    return network, address


class SocketLinks:
    """Plain sockets: who listens says where.

    Args:
        network: As for `addresses.listen`; so are `directory`, `ports` and `group`.
        outward: Network and address of this side -> what the other side calls them.
        inward: Those of the other side -> what this side calls them.
    """

    def __init__(
        self,
        network: Network | None = None,
        directory: str = "",
        ports: tuple[int, int] = (0, 0),
        group: str = "",
        outward: Translate = _same,
        inward: Translate = _same,
    ) -> None:
        self._network = network
        self._directory = directory
        self._ports = ports
        self._group = group
        self._outward = outward
        self._inward = inward

    def listen(self, service_id: int, post: Post) -> AcceptingEnd:
        """See `Links`."""
        listener = listen(self._network, self._directory, self._ports, self._group)
        try:
            post.send(ConnInfo(service_id, *self._outward(listener.network, listener.address)))
        except BaseException:
            listener.close()
            raise
        return _SocketEnd(listener)

    def connect(self, service_id: int, post: Post) -> TimedByteStream:
        """See `Links`."""
        info = post.arrived.take(service_id)
        if info is None:
            raise ConnectionLost(
                f"the other side did not say within {rendezvous.PATIENCE:g} s where it listens"
            )
        try:
            return socket_stream(connect(*self._inward(info.network, info.address)))
        except (OSError, ValueError) as error:
            raise ConnectionLost(f"{info.network} {info.address}: {error}") from None

    def answer(self, service_id: int, post: Post) -> None:
        """Nobody knocks where connections are not multiplexed."""

    def close(self) -> None:
        """Each end is closed by who has it."""


class _SocketEnd:
    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    def accept(self, seconds: float) -> TimedByteStream | None:
        listening = self._listener.socket
        try:
            listening.settimeout(seconds)  # a `select` would take no descriptor above 1023
            return socket_stream(listening.accept()[0])
        except OSError:
            return None  # nobody came, it was closed, or the one who came is gone already

    def close(self) -> None:
        try:
            self._listener.socket.shutdown(socket.SHUT_RDWR)  # wakes who waits, as close does not
        except OSError:
            self._listener.close()  # not every system has that, and none twice
        else:
            self._listener.close()
