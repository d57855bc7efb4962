"""Bytes in, whole messages out: each has its size in front."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.numbers import read_uint

__all__ = ["MessageReader"]

_LONGEST_SIZE = 9


class MessageReader:
    """Holds what has arrived of messages that nobody has taken yet, and nothing in advance.

    Args:
        max_message: The longest message, in bytes.
    """

    __slots__ = ("_at", "_data", "_held", "_max_message", "_needed")

    def __init__(self, max_message: int) -> None:
        self._max_message = max_message
        self._data = b""
        self._at = 0
        self._held = bytearray()  # what came before a message was whole
        self._needed = 0  # how much of it that will be, as far as is known

    @property
    def unread(self) -> int:
        """Bytes that no message has been made of."""
        return len(self._data) - self._at + len(self._held)

    def feed(self, data: bytes) -> None:
        """Take in bytes, any number of them."""
        if self._held or self._at < len(self._data):
            self._hold()
            self._held += data
        else:
            self._data, self._at = data, 0

    def next(self) -> bytes | None:
        """The next message without its size, None if it is not whole yet.

        Raises:
            DecodeError: It is longer than the limit, or the size is none. Nothing can follow.
        """
        if self._held:
            if len(self._held) < self._needed:
                return None
            self._data, self._at = bytes(self._held), 0
            self._held.clear()
        span = self._span()
        if span is None:
            self._hold()
            return None
        start, self._at = span
        return self._data[start : self._at]

    def _span(self) -> tuple[int, int] | None:
        """Where the next message starts and ends, if it is whole."""
        data, at = self._data, self._at
        if at == len(data):
            self._needed = 0
            return None
        first = data[at]
        header = 1 if first < 0x80 else 0x101 - first
        if header > _LONGEST_SIZE:
            raise DecodeError(f"no message can begin with the byte {first:#04x}")
        if at + header > len(data):
            self._needed = header
            return None
        size, start = read_uint(data, at)
        if size > self._max_message:
            raise DecodeError(f"a message of {size} bytes is longer than {self._max_message}")
        if start + size > len(data):
            self._needed = header + size
            return None
        return start, start + size

    def _hold(self) -> None:
        self._held += memoryview(self._data)[self._at :]
        self._data, self._at = b"", 0
