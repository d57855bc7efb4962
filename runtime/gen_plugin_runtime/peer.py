"""`Peer`: what this side knows of the other one, for those who read its errors."""

from __future__ import annotations

from gen_plugin_runtime.frozen import Frozen


class Peer(Frozen):
    """The other side of a connection.

    Args:
        name: ``the plugin``, ``the host``, or ``the other side`` where nobody knows.
        protocol_version: The application's protocol version that both agreed on; None if they did
            not.
    """

    name: str
    protocol_version: int | None
    __slots__ = ("name", "protocol_version")

    def __init__(self, name: str = "the other side", protocol_version: int | None = None) -> None:
        self._fill(name=name, protocol_version=protocol_version)


UNKNOWN_PEER = Peer()
