"""Bytes in, whole messages out: each has its size in front."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.numbers import ONE_BYTE, read_uint

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
        # What has arrived is either in `_data`, from `_at` on, or in `_held`, of which so much is
        # needed before there can be a message.
        self._data = b""
        self._at = 0
        self._held = bytearray()
        self._needed = 0

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
        if not self._held:
            data, at = self._data, self._at
            if at == len(data):
                self._data, self._at = b"", 0
                return None
            size = data[at]
            end = at + 1 + size
            if size < ONE_BYTE and end <= len(data) and size <= self._max_message:  # mostly
                if end < len(data):
                    self._at = end
                else:
                    self._data, self._at = b"", 0
                return data[at + 1 : end]
            start = self._find(data, at)
            if not start:
                self._hold()
                return None
            return self._data[start : self._at]
        if len(self._held) < self._needed:
            return None
        start = self._find(self._held, 0)
        if not start:
            return None
        whole = memoryview(self._held)
        message, self._data, self._at = bytes(whole[start : self._at]), bytes(whole[self._at :]), 0
        self._held = bytearray()  # not cleared: it may be long
        return message

    def _find(self, data: bytes | bytearray, at: int) -> int:
        """Where the message begins whose size is at a position, 0 if it is not whole.

        If it is, `_at` is where it ends; if not, `_needed` is how long it must get.
        """
        left = len(data) - at
        header = self._header(data[at]) if left else 1
        self._needed = header
        if left < header:
            return 0
        size, _ = read_uint(bytes(data[at : at + header]), 0)
        if size > self._max_message:
            raise DecodeError(f"a message of {size} bytes is longer than {self._max_message}")
        self._needed = header + size
        if left < self._needed:
            return 0
        self._at = at + self._needed
        return at + header

    def _header(self, first: int) -> int:
        """How many bytes there are of a size that begins with a byte."""
        header = 1 if first < ONE_BYTE else 0x101 - first
        if header > _LONGEST_SIZE:
            raise DecodeError(f"no message begins with the byte {first:#04x}")
        return header

    def _hold(self) -> None:
        self._held += memoryview(self._data)[self._at :]
        self._data, self._at = b"", 0
