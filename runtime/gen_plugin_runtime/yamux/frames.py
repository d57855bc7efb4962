"""The layout of frames: twelve bytes, and after those of a data frame its payload."""

from __future__ import annotations

from functools import partial
from struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = Struct("!BBHII")
"""Version, type, flags, stream id, and a length that is each type's own."""
HEADER_SIZE = HEADER.size
VERSION = 0

DATA = 0
WINDOW_UPDATE = 1
PING = 2
GO_AWAY = 3

SYN = 1
ACK = 2
FIN = 4
RST = 8

NORMAL = 0
PROTOCOL_ERROR = 1
INTERNAL_ERROR = 2

_pack = HEADER.pack

data_header: Callable[[int, int, int], bytes] = partial(_pack, VERSION, DATA)
"""What comes before a payload, from flags, stream id and the payload's length."""


def window_update(flags: int, stream_id: int, increase: int) -> bytes:
    """Lets the peer send so many bytes more; with an increase of 0 it only brings its flags."""
    return _pack(VERSION, WINDOW_UPDATE, flags, stream_id, increase)


def ping(flags: int, value: int) -> bytes:
    """A question, with SYN, or its answer, with ACK and the same value."""
    return _pack(VERSION, PING, flags, 0, value)


def go_away(code: int) -> bytes:
    """Says that this side takes on no more streams, or, with an error's code, that it leaves."""
    return _pack(VERSION, GO_AWAY, 0, 0, code)
