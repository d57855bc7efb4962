"""What the soaked server notes of what it serves."""

from __future__ import annotations

from contextlib import contextmanager

from gen_plugin_runtime.errors import CallCancelled, CallTimeout

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator


class OrderedError(Exception):
    """What a call asked to be answered with."""


class Ledger:
    """What happened on the server.

    Args:
        calls: How many there will be; each has a number below that.

    Attributes:
        begun: How many times the implementation began to answer each call.
        running: The calls that are being answered.
        unexpected: What was raised without having been ordered.
        sockets: The connection of each peer, by its address.
    """

    def __init__(self, calls: int) -> None:
        self.begun = bytearray(calls)
        self.running: set[int] = set()
        self.unexpected: list[str] = []
        self.sockets: dict[str, socket.socket] = {}

    @contextmanager
    def answering(self, call: int) -> Iterator[None]:
        self.begun[call] += 1
        self.running.add(call)
        try:
            yield
        finally:
            self.running.discard(call)

    def note_error(self, method: str, error: BaseException) -> None:
        """Fits `on_error` of a server."""
        if not isinstance(error, OrderedError | CallCancelled | CallTimeout):
            self.unexpected.append(f"{method}: {error!r}")
