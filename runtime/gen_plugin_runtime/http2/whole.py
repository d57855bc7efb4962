"""Small requests and responses that arrive in one piece, taken in one go.

Frame by frame, a small call takes many steps for little work. What is taken here keeps every rule
that `Receiver` has for its frames. Whatever is unusual in any way is left to it: another order of
frames, padding, a header block that was not seen before, a stream in another state, any fault.
"""

from __future__ import annotations

from gen_plugin_runtime.http2.codes import DATA, FLAG_END_HEADERS, FLAG_END_STREAM, HEADERS
from gen_plugin_runtime.http2.events import RequestReceived, ResponseReceived
from gen_plugin_runtime.http2.fields import check_request, check_response, check_trailers
from gen_plugin_runtime.http2.frames import HEADER, HEADER_SIZE
from gen_plugin_runtime.http2.limits import MAX_CONCURRENT_STREAMS, OWN_BUFFER
from gen_plugin_runtime.http2.stream_table import Ending
from gen_plugin_runtime.http2.streams import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.http2.receiver import Receiver

_unpack_header: Callable[[bytes, int], tuple[int, int, int, int, int]] = HEADER.unpack_from
_END_BOTH = FLAG_END_HEADERS | FLAG_END_STREAM


def take_request(receiver: Receiver, data: bytes, at: int) -> int:
    """Take a request, HEADERS and one DATA frame, that begins at `at`.

    Returns:
        The position after it, or `at` if nothing was taken.
    """
    end = len(data)
    if at + 2 * HEADER_SIZE > end:
        return at
    high, low, kind, flags, stream_id = _unpack_header(data, at)
    body_frame = at + HEADER_SIZE + (high << 8 | low)
    if kind != HEADERS or flags != FLAG_END_HEADERS or body_frame + HEADER_SIZE > end:
        return at
    high, low, kind, flags, body_stream_id = _unpack_header(data, body_frame)
    body, length = body_frame + HEADER_SIZE, high << 8 | low
    after = body + length
    if (
        kind != DATA
        or flags != FLAG_END_STREAM
        or body_stream_id != stream_id
        or after > end
        or length > OWN_BUFFER
    ):
        return at
    section = receiver.headers.known(data[at + HEADER_SIZE : body_frame], check_request)
    streams = receiver.streams
    if (
        section is None
        or not section.plain
        or stream_id % 2 == 0
        or not streams.highest < stream_id <= receiver.accepted_until
        or len(streams.open) >= MAX_CONCURRENT_STREAMS
        or not receiver.admit(length)
    ):
        return at
    stream = streams.add_remote(
        stream_id, receiver.settings.initial_window, State.HALF_CLOSED_REMOTE
    )
    stream.head_received = True
    receiver.events.append(RequestReceived(stream_id, section, data[body:after]))
    return after


def take_response(receiver: Receiver, data: bytes, at: int) -> int:
    """Take a response, HEADERS, one DATA frame and trailers, that begins at `at`.

    Returns:
        The position after it, or `at` if nothing was taken.
    """
    end = len(data)
    if at + 3 * HEADER_SIZE > end:
        return at
    high, low, kind, flags, stream_id = _unpack_header(data, at)
    body_frame = at + HEADER_SIZE + (high << 8 | low)
    if kind != HEADERS or flags != FLAG_END_HEADERS or body_frame + 2 * HEADER_SIZE > end:
        return at
    high, low, kind, flags, body_stream_id = _unpack_header(data, body_frame)
    body, length = body_frame + HEADER_SIZE, high << 8 | low
    trailers_frame = body + length
    if kind != DATA or flags or body_stream_id != stream_id or trailers_frame + HEADER_SIZE > end:
        return at
    high, low, kind, flags, trailers_stream_id = _unpack_header(data, trailers_frame)
    trailers = trailers_frame + HEADER_SIZE
    after = trailers + (high << 8 | low)
    if (
        kind != HEADERS
        or flags != _END_BOTH
        or trailers_stream_id != stream_id
        or after > end
        or not 0 < length <= OWN_BUFFER
    ):
        return at
    headers = receiver.headers
    head_section = headers.known(data[at + HEADER_SIZE : body_frame], check_response)
    trailer_section = headers.known(data[trailers:after], check_trailers)
    streams = receiver.streams
    stream = streams.open.get(stream_id)
    if (
        head_section is None
        or not head_section.plain
        or trailer_section is None
        or not trailer_section.plain
        or stream is None
        or stream.state is not State.HALF_CLOSED_LOCAL
        or stream.head_received
        or not receiver.admit(length)
    ):
        return at
    streams.close(stream_id, Ending.BOTH_SIDES)
    receiver.events.append(
        ResponseReceived(stream_id, head_section, data[body:trailers_frame], trailer_section)
    )
    return after
