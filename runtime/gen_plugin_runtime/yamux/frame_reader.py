"""Bytes in, frame headers and pieces of payloads out.

A payload is passed on as it arrives: it may be as long as a stream's window, and nobody should wait
for its end, nor hold it twice.
"""

from __future__ import annotations

from gen_plugin_runtime.yamux.faults import SessionFault
from gen_plugin_runtime.yamux.frames import DATA, GO_AWAY, HEADER, HEADER_SIZE, VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class FrameReader:
    """Collects bytes until they make headers.

    Args:
        on_header: Called with type, flags, stream id and length of each frame.
        on_payload: Called with each piece of the last frame's payload, none of them empty, and
            with the number of bytes that are still to come.
    """

    __slots__ = ("_left", "_on_header", "_on_payload", "_rest")

    def __init__(
        self,
        on_header: Callable[[int, int, int, int], None],
        on_payload: Callable[[bytes, int], None],
    ) -> None:
        self._on_header = on_header
        self._on_payload = on_payload
        self._rest = b""  # the beginning of a header
        self._left = 0  # bytes of a payload that are still to come

    def lone(self, data: bytes) -> int:
        """The stream id, if these bytes are one frame of data without flags; 0 if not.

        So those of small calls mostly arrive. Its payload follows the header.
        """
        if self._rest or self._left or len(data) <= HEADER_SIZE:
            return 0
        version, kind, flags, stream_id, length = HEADER.unpack_from(data)
        if flags or kind != DATA or version != VERSION or length != len(data) - HEADER_SIZE:
            return 0
        found: int = stream_id
        return found

    def feed(self, data: bytes) -> None:
        """Take in bytes.

        Raises:
            SessionFault: A header of another version or of an unknown type.
        """
        if self._rest:
            data = self._rest + data
        at, end = 0, len(data)
        while True:
            if self._left and at < end:
                piece = data[at : at + self._left]  # copied only where it is not all of `data`
                at += len(piece)
                self._left -= len(piece)
                self._on_payload(piece, self._left)
            if self._left or end - at < HEADER_SIZE:
                break
            version, kind, flags, stream_id, length = HEADER.unpack_from(data, at)
            if version != VERSION or kind > GO_AWAY:
                raise SessionFault(
                    f"a frame of version {version} and type {kind}, of which yamux knows nothing",
                    announced=False,
                )
            at += HEADER_SIZE
            self._left = length if kind == DATA else 0
            self._on_header(kind, flags, stream_id, length)
        self._rest = data[at:]
