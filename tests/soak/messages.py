"""What the calls carry: every eight bytes name the call and the place of the message in it."""

from __future__ import annotations

import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.transport import Buffer

_ORDER = struct.Struct("!III")
_NAME = struct.Struct("!II")
SMALLEST = _NAME.size
MAX_MESSAGE = 128 * 1024
"""Bytes that both sides accept of a message."""
ENDLESS = 1_000_000
"""Messages of a stream that nobody means to read to its end: it is found open if nobody ends it."""


def order(call: int, count: int = 1, size: int = SMALLEST) -> bytes:
    """A request for `count` replies of `size` bytes each."""
    return _ORDER.pack(call, count, size)


def read_order(request: Buffer) -> tuple[int, int, int]:
    """The call, and what it asks for; more may follow in the request."""
    call, count, size = _ORDER.unpack_from(request)
    return call, count, size


def piece(call: int, index: int, size: int = SMALLEST) -> bytes:
    """The message of a call that has this place among those of its direction."""
    name = _NAME.pack(call, index)
    return name if size == SMALLEST else (name * (size // SMALLEST + 1))[:size]


def call_of(message: Buffer) -> int:
    """The call that a piece belongs to."""
    call, _ = _NAME.unpack_from(message)
    return int(call)


def check(message: Buffer, call: int, index: int) -> None:
    """See that a message is the one that had to come next, and whole."""
    if message != piece(call, index, len(message)):
        raise WrongMessageError(
            f"message {index} of call {call} was to come, not {bytes(message[:16]).hex()}..."
        )


class WrongMessageError(Exception):
    """A message was lost, doubled, swapped with another's, or damaged."""
