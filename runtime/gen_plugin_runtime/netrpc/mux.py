"""How the two ends of a brokered stream find each other: go-plugin's `MuxBroker`.

Who opens a stream says by four bytes for which id. Whoever waits for that id says it back, and the
stream is theirs.
"""

from __future__ import annotations

from gen_plugin_runtime.errors import PeerProtocolError
from gen_plugin_runtime.yamux.settings import Settings

__all__ = ["ACCEPT_TIMEOUT", "MULTIPLEXING", "IdReader", "check_acknowledgement", "encode_id"]

ACCEPT_TIMEOUT = 5.0
"""Seconds that a stream waits for whoever accepts its id, and those for a stream."""
MULTIPLEXING = Settings(window=2 * 1024 * 1024)
"""Of the session that carries all streams. With Go's window, an eighth of this one, messages of a
mebibyte wait several times for their reader, and take three times as long; with just a mebibyte,
which the bytes around the message exceed, they wait once and take one and a half times as long."""
_SIZE = 4


def encode_id(broker_id: int) -> bytes:
    """The bytes that announce an id, and that acknowledge it. It lies in 0 .. 2**32 - 1."""
    return broker_id.to_bytes(_SIZE, "little")


class IdReader:
    """Collects an id from the beginning of a stream, whose other bytes are its users'."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held = b""

    @property
    def missing(self) -> int:
        """How many of its bytes have not arrived."""
        return _SIZE - len(self._held)

    @property
    def number(self) -> int:
        """The id, once it has arrived."""
        return int.from_bytes(self._held, "little")

    def feed(self, data: bytes) -> None:
        """Take in bytes, at most those that are `missing`."""
        self._held += data


def check_acknowledgement(expected: int, got: int) -> None:
    """See to it that the other side means the same id.

    Raises:
        PeerProtocolError: It does not.
    """
    if expected != got:
        raise PeerProtocolError(f"bad ack: {got} was acknowledged for the broker's id {expected}")
