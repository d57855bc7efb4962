"""`Inbox`: the bytes of a stream that have arrived and that nobody has read yet."""

from __future__ import annotations

from collections import deque

_SMALL = 1024
"""Bytes below which pieces are joined: each alone takes up some 50 more."""
_JOINED = 16 * 1024


class Inbox:
    """A queue of bytes. Large pieces are passed on without being copied.

    Attributes:
        size: Its bytes; the stream's window bounds them. Wrong after an interrupt amid `add`, with
            which the session ends.
    """

    __slots__ = ("_pieces", "size")

    def __init__(self) -> None:
        self._pieces: deque[bytes | bytearray | memoryview] = deque()
        self.size = 0

    def add(self, data: bytes) -> None:
        """Put bytes at the end."""
        if len(data) >= _SMALL or not self._pieces or not self._joins(data):
            self._pieces.append(data)
        self.size += len(data)

    def _joins(self, data: bytes) -> bool:
        last = self._pieces[-1]
        if len(last) + len(data) > _JOINED or isinstance(last, memoryview):
            return False
        if isinstance(last, bytes):
            if len(last) >= _SMALL:
                return False
            last = self._pieces[-1] = bytearray(last)
        last += data
        return True

    def take(self, limit: int) -> bytes:
        """Some of the first bytes, at most `limit`, one at least if there are any."""
        if not self._pieces or limit <= 0:
            return b""
        first = self._pieces[0]
        if len(first) <= limit:
            self._pieces.popleft()
            self.size -= len(first)
            return bytes(first)
        rest = memoryview(first)
        self._pieces[0] = rest[limit:]
        self.size -= limit
        return bytes(rest[:limit])

    def take_into(self, buffer: memoryview) -> int:
        """As many of the first bytes as there are and fit; their number."""
        filled, room = 0, len(buffer)
        while filled < room and self._pieces:
            first = self._pieces[0]
            count = min(len(first), room - filled)
            if count == len(first):
                buffer[filled : filled + count] = first
                self._pieces.popleft()
            else:
                rest = memoryview(first)
                buffer[filled : filled + count] = rest[:count]
                self._pieces[0] = rest[count:]
            self.size -= count
            filled += count
        return filled

    def clear(self) -> None:
        """Let go of all."""
        self._pieces.clear()
        self.size = 0
