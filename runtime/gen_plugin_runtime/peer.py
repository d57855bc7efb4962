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

    def lacks(self, method: str, reason: str) -> str:
        """What to tell who has called a method that it does not have.

        Args:
            method: The full name.
            reason: What it said itself, maybe nothing.
        """
        version = (
            "" if self.protocol_version is None else f" in protocol version {self.protocol_version}"
        )
        return (
            f"{self.name} does not implement {method}{version}; mostly it was built from an older "
            "version of the interface than this side: build both from the same one, or catch "
            f"NotImplementedByPlugin and do without ({reason or 'it gave no reason'})"
        )


UNKNOWN_PEER = Peer()
