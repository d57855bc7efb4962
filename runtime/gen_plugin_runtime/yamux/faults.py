"""A peer's faults. Every one ends the session: yamux knows none that costs a single stream."""

from __future__ import annotations

from gen_plugin_runtime.errors import PeerProtocolError


class SessionFault(PeerProtocolError):
    """The peer broke yamux, or said that this side did.

    Attributes:
        announced: Whether the peer is told, by a go away, before the connection is closed.
    """

    def __init__(self, message: str, *, announced: bool) -> None:
        super().__init__(message)
        self.announced = announced
