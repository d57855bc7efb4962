"""The layout of frames (RFC 9113 sections 4.1 and 6): writing them, and reading their payloads."""

from __future__ import annotations

from struct import Struct

from gen_plugin_runtime.http2.codes import (
    CONTINUATION,
    DATA,
    FLAG_ACK,
    FLAG_END_HEADERS,
    FLAG_END_STREAM,
    FLAG_PADDED,
    FLAG_PRIORITY,
    GOAWAY,
    HEADERS,
    PING,
    RST_STREAM,
    SETTINGS,
    WINDOW_UPDATE,
    ErrorCode,
)
from gen_plugin_runtime.http2.faults import ConnectionProtocolError
from gen_plugin_runtime.http2.limits import MAX_SETTINGS_PAIRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from gen_plugin_runtime.transport import Buffer

HEADER_SIZE = 9
HEADER = Struct("!HBBBI")
"""The length's upper 16 and lower 8 bits, type, flags, reserved bit and stream."""
STREAM_ID_MASK = 0x7FFF_FFFF

_pack_header = HEADER.pack
_uint32 = Struct("!I")
_setting = Struct("!HI")
_goaway = Struct("!II")


def frame_header(kind: int, flags: int, stream_id: int, length: int) -> bytes:
    """The nine bytes before a payload of `length` bytes."""
    return _pack_header(length >> 8, length & 0xFF, kind, flags, stream_id)


def frame(kind: int, flags: int, stream_id: int, payload: bytes = b"") -> bytes:
    """A whole frame."""
    return frame_header(kind, flags, stream_id, len(payload)) + payload


def data_header(stream_id: int, length: int, *, end_stream: bool) -> bytes:
    """The header of an unpadded DATA frame; its payload follows by itself, uncopied."""
    return frame_header(DATA, FLAG_END_STREAM if end_stream else 0, stream_id, length)


def headers(stream_id: int, block: bytes, max_frame_size: int, *, end_stream: bool) -> bytes:
    """A header block as a HEADERS frame and, where it is too long for one, CONTINUATION frames."""
    flags = FLAG_END_STREAM if end_stream else 0
    length = len(block)
    if length <= max_frame_size:
        flags |= FLAG_END_HEADERS
        return _pack_header(length >> 8, length & 0xFF, HEADERS, flags, stream_id) + block
    pieces = [block[at : at + max_frame_size] for at in range(0, len(block), max_frame_size)]
    written = [frame(HEADERS, flags, stream_id, pieces[0])]
    written += [frame(CONTINUATION, 0, stream_id, piece) for piece in pieces[1:-1]]
    written.append(frame(CONTINUATION, FLAG_END_HEADERS, stream_id, pieces[-1]))
    return b"".join(written)


def settings(pairs: Iterable[tuple[int, int]]) -> bytes:
    """A SETTINGS frame of (identifier, value) pairs."""
    return frame(SETTINGS, 0, 0, b"".join(_setting.pack(*pair) for pair in pairs))


def settings_ack() -> bytes:
    """The answer to a SETTINGS frame."""
    return frame(SETTINGS, FLAG_ACK, 0)


def ping(payload: bytes, *, ack: bool) -> bytes:
    """A PING frame of eight bytes, or the answer to one."""
    return frame(PING, FLAG_ACK if ack else 0, 0, payload)


def rst_stream(stream_id: int, code: int) -> bytes:
    """A frame that ends a stream at once."""
    return frame(RST_STREAM, 0, stream_id, _uint32.pack(code))


def go_away(last_stream_id: int, code: int, debug: bytes = b"") -> bytes:
    """A frame that says which streams were taken on last; `debug` is for people."""
    return frame(GOAWAY, 0, 0, _goaway.pack(last_stream_id, code) + debug)


def window_update(stream_id: int, increment: int) -> bytes:
    """A frame that lets the peer send `increment` bytes more; stream 0 is the connection."""
    return frame(WINDOW_UPDATE, 0, stream_id, _uint32.pack(increment))


def without_padding(flags: int, payload: Buffer) -> Buffer:
    """The data of a DATA payload.

    A bytearray is trimmed in place, which moves nothing.

    Raises:
        ConnectionProtocolError: The padding is as long as the payload or longer (RFC 9113 section
            6.1).
    """
    if not flags & FLAG_PADDED:
        return payload
    start, end = _padded_bounds(payload)
    if isinstance(payload, bytearray):
        del payload[end:]
        del payload[:start]
        return payload
    return payload[start:end]


def header_fragment(flags: int, payload: Buffer) -> bytes:
    """The fragment of a header block in a HEADERS payload, without padding and priority.

    Raises:
        ConnectionProtocolError: The payload is too short for what its flags promise.
    """
    if not flags & (FLAG_PADDED | FLAG_PRIORITY):
        return bytes(payload)
    start, end = _padded_bounds(payload) if flags & FLAG_PADDED else (0, len(payload))
    if flags & FLAG_PRIORITY:
        start += 5  # read over: RFC 9113 section 5.3.2 deprecates priority signals
    if start > end:
        raise ConnectionProtocolError("HEADERS frame too short", code=ErrorCode.FRAME_SIZE_ERROR)
    return bytes(payload[start:end])


def _padded_bounds(payload: Buffer) -> tuple[int, int]:
    if not payload:
        raise ConnectionProtocolError("PADDED without a length", code=ErrorCode.FRAME_SIZE_ERROR)
    end = len(payload) - payload[0]
    if end < 1:
        raise ConnectionProtocolError(
            "padding longer than its frame", code=ErrorCode.PROTOCOL_ERROR
        )
    return 1, end


def parse_uint31(payload: Buffer) -> int:
    """A 31-bit number after a reserved bit: a window's increment, a stream."""
    value: int = _uint32.unpack(payload)[0]
    return value & STREAM_ID_MASK


def parse_error_code(payload: Buffer) -> int:
    """The code of an RST_STREAM payload of four bytes."""
    value: int = _uint32.unpack(payload)[0]
    return value


def parse_settings(payload: Buffer) -> list[tuple[int, int]]:
    """The (identifier, value) pairs of a SETTINGS payload, in order.

    Raises:
        ConnectionProtocolError: Not a whole number of settings, or absurdly many.
    """
    if len(payload) % _setting.size:
        raise ConnectionProtocolError(
            "SETTINGS of a broken length", code=ErrorCode.FRAME_SIZE_ERROR
        )
    if len(payload) > MAX_SETTINGS_PAIRS * _setting.size:
        raise ConnectionProtocolError("too many settings", code=ErrorCode.ENHANCE_YOUR_CALM)
    return list(_setting.iter_unpack(payload))


def parse_go_away(payload: Buffer) -> tuple[int, int, bytes]:
    """The last stream, the error code and the text for people of a GOAWAY payload.

    Raises:
        ConnectionProtocolError: Shorter than eight bytes.
    """
    if len(payload) < _goaway.size:
        raise ConnectionProtocolError("GOAWAY frame too short", code=ErrorCode.FRAME_SIZE_ERROR)
    last_stream_id, code = _goaway.unpack_from(payload)
    return last_stream_id & STREAM_ID_MASK, code, bytes(payload[_goaway.size :])
