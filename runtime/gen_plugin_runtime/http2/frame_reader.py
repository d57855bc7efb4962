"""Bytes in, frames out; large DATA payloads are received into buffers of their own."""

from __future__ import annotations

from gen_plugin_runtime.http2.codes import (
    CLIENT_PREFACE,
    CONTINUATION,
    DATA,
    HEADERS,
    ErrorCode,
)
from gen_plugin_runtime.http2.faults import ConnectionProtocolError
from gen_plugin_runtime.http2.frames import HEADER, HEADER_SIZE, STREAM_ID_MASK
from gen_plugin_runtime.http2.limits import (
    MAX_FRAME_SIZE,
    MAX_HEADER_BLOCK,
    OWN_BUFFER,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin_runtime.transport import Buffer

    Frame = tuple[int, int, int, Buffer]
    """Type, flags, stream and payload."""


class FrameReader:
    """Collects bytes until they make frames.

    Args:
        expect_preface: Whether the client's preface comes first, as it does for a server.
    """

    __slots__ = ("_filled", "_large", "_payload", "_preface", "_rest", "_skip")

    def __init__(self, *, expect_preface: bool) -> None:
        self._preface = CLIENT_PREFACE if expect_preface else b""
        self._rest = b""
        self._skip = 0  # bytes of an ignored frame that are still to come
        self._large: tuple[int, int] | None = None  # flags and stream of `_payload`, of DATA
        self._payload = bytearray()
        self._filled = 0

    @property
    def between_frames(self) -> bool:
        """Whether the next bytes begin a frame."""
        return not self._rest and not self._preface and not self._skip

    def frames(self, data: bytes) -> Iterator[Frame]:
        """Take in `data` and yield the frames that are now whole. Must be exhausted.

        Raises:
            ConnectionProtocolError: No preface, or a frame of a forbidden length.
        """
        data = self._continue_with(data)
        at, end = 0, len(data)
        while end - at >= HEADER_SIZE:
            high, low, kind, flags, stream_id = HEADER.unpack_from(data, at)
            length = high << 8 | low
            start = at + HEADER_SIZE
            after = start + length
            if length > OWN_BUFFER:
                _check_length(kind, length)
            if after > end:
                if length > OWN_BUFFER and kind not in _HEADER_BLOCKS:
                    stream_id &= STREAM_ID_MASK
                    at = end
                    if kind == DATA:
                        self._begin_large(flags, stream_id, length, data[start:])
                    else:  # of an unknown type, which is ignored but may be out of place
                        self._skip = after - end
                        yield kind, flags, stream_id, b""
                break
            at = after
            yield kind, flags, stream_id & STREAM_ID_MASK, data[start:after]
        self._rest = data[at:]

    def payload_buffer(self) -> memoryview | None:
        """Where the next bytes belong, if they are the rest of a large payload."""
        return None if self._large is None else memoryview(self._payload)[self._filled :]

    def payload_received(self, count: int) -> Frame | None:
        """Note that `count` bytes were put into `payload_buffer`; the frame, when it is whole."""
        self._filled += count
        if self._large is None or self._filled < len(self._payload):
            return None
        flags, stream_id = self._large
        payload = self._payload
        self._large, self._payload = None, bytearray()
        return DATA, flags, stream_id, payload

    def _continue_with(self, data: bytes) -> bytes:
        if self._rest:
            data = self._rest + data
        if self._preface:
            data = self._without_preface(data)
        if self._skip:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            data = data[skipped:]
        return data

    def _without_preface(self, data: bytes) -> bytes:
        size = min(len(self._preface), len(data))
        if data[:size] != self._preface[:size]:
            raise ConnectionProtocolError(
                "the connection does not begin with HTTP/2's client preface",
                code=ErrorCode.PROTOCOL_ERROR,
            )
        self._preface = self._preface[size:]
        self._rest = b""
        return data[size:]

    def _begin_large(self, flags: int, stream_id: int, length: int, first: bytes) -> None:
        self._payload = bytearray(length)
        self._payload[: len(first)] = first
        self._filled = len(first)
        self._large = flags, stream_id


def _check_length(kind: int, length: int) -> None:
    """Refuse a long frame, except for data and for types that RFC 9113 does not define."""
    if length > MAX_FRAME_SIZE or (kind <= CONTINUATION and kind not in _MAY_BE_LONG):
        raise ConnectionProtocolError(
            f"a frame of type {kind} with {length} bytes", code=ErrorCode.FRAME_SIZE_ERROR
        )
    if kind in _HEADER_BLOCKS and length > MAX_HEADER_BLOCK:
        raise ConnectionProtocolError("header block too large", code=ErrorCode.ENHANCE_YOUR_CALM)


_HEADER_BLOCKS = frozenset((HEADERS, CONTINUATION))
_MAY_BE_LONG = _HEADER_BLOCKS | {DATA}
