"""One end of an HTTP/2 connection, client or server: bytes in, events out; wishes in, bytes out.

Not safe for use by several threads at once: its owner has a lock.
"""

from __future__ import annotations

from gen_plugin_runtime.http2 import frames, hpack, limits
from gen_plugin_runtime.http2.codes import (
    CLIENT_PREFACE,
    DATA,
    FLAG_END_HEADERS,
    FLAG_END_STREAM,
    HEADERS,
    ErrorCode,
)
from gen_plugin_runtime.http2.events import ConnectionFailed
from gen_plugin_runtime.http2.faults import ConnectionProtocolError, StreamClosedError
from gen_plugin_runtime.http2.frame_reader import FrameReader
from gen_plugin_runtime.http2.output import Output
from gen_plugin_runtime.http2.receiver import Receiver
from gen_plugin_runtime.http2.settings import ANNOUNCED_BY_CLIENT, ANNOUNCED_BY_SERVER
from gen_plugin_runtime.http2.stream_table import Ending
from gen_plugin_runtime.http2.streams import Action, State
from gen_plugin_runtime.http2.whole import take_request, take_response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from gen_plugin_runtime.http2.events import Event
    from gen_plugin_runtime.http2.frame_reader import Frame
    from gen_plugin_runtime.http2.output import Chunk
    from gen_plugin_runtime.http2.streams import Stream


class Connection:
    """The protocol of one connection; the preface is queued at once.

    Header blocks are given encoded (`hpack.encode`), so that they can be made once and kept.

    Args:
        is_client: Which side this is.

    Attributes:
        output: What is to be written.
        failed: Whether the peer broke the protocol; nothing that it sends is read any more.
    """

    __slots__ = ("_reader", "_receiver", "_table_emptied", "_take_whole", "failed", "output")

    def __init__(self, *, is_client: bool) -> None:
        self.output = Output()
        self._reader = FrameReader(expect_preface=not is_client)
        self._receiver = Receiver(self.output, is_client=is_client)
        self._take_whole = take_response if is_client else take_request
        self.failed = False
        self._table_emptied = False
        self._greet(is_client=is_client)

    def _greet(self, *, is_client: bool) -> None:
        settings = frames.settings(ANNOUNCED_BY_CLIENT if is_client else ANNOUNCED_BY_SERVER)
        growth = limits.CONNECTION_WINDOW - limits.DEFAULT_WINDOW
        preface = CLIENT_PREFACE if is_client else b""
        self.output.add(preface + settings + frames.window_update(0, growth))

    # What comes in.

    def receive(self, data: bytes) -> list[Event]:
        """Take in bytes of the peer; what they mean, in order.

        Never raises for a fault of the peer: that is an event, `StreamReset` or `ConnectionFailed`.
        """
        if self.failed:
            return []
        receiver = self._receiver
        try:
            if self.output.size > limits.MAX_UNREAD_OUTPUT:
                raise _answers_unread()
            rest = self._without_whole(data)
            if rest:
                for frame in self._reader.frames(rest):
                    receiver.receive(*frame)
        except ConnectionProtocolError as fault:
            self._fail(fault)
        events, receiver.events = receiver.events, []
        return events

    def _without_whole(self, data: bytes) -> bytes:
        """Take the requests or responses that `data` begins with; what comes after them."""
        if not self._reader.between_frames:
            return data
        at, end = 0, len(data)
        while at < end:
            after = self._take_whole(self._receiver, data, at)
            if after == at:
                return data[at:]
            at = after
        return b""

    def payload_buffer(self) -> memoryview | None:
        """Where the next bytes can be received directly, if they belong to a large payload."""
        return None if self.failed else self._reader.payload_buffer()

    def payload_received(self, count: int) -> list[Event]:
        """As `receive`, for `count` bytes that were put into `payload_buffer`."""
        frame: Frame | None = self._reader.payload_received(count)
        if frame is None:
            return []
        try:
            self._receiver.receive(*frame)
        except ConnectionProtocolError as fault:
            self._fail(fault)
        events, self._receiver.events = self._receiver.events, []
        return events

    def _fail(self, fault: ConnectionProtocolError) -> None:
        self.failed = True
        debug = str(fault).encode("utf-8", "replace")
        self.output.add(frames.go_away(self._last_accepted(), fault.code, debug))
        self._receiver.events.append(ConnectionFailed(fault.code, str(fault)))

    # What goes out.

    @property
    def open_streams(self) -> int:
        """How many streams are open."""
        return len(self._receiver.streams.open)

    def can_open(self) -> bool:
        """Whether the peer's SETTINGS_MAX_CONCURRENT_STREAMS allows another stream."""
        allowed = self._receiver.settings.max_concurrent_streams
        if allowed is None:
            if self._receiver.greeted:
                return True
            allowed = limits.STREAMS_BEFORE_GREETING
        return len(self._receiver.streams.open) < allowed

    @property
    def peer_max_header_list(self) -> int | None:
        """The largest header list that the peer accepts, `hpack.FIELD_OVERHEAD` included."""
        return self._receiver.settings.max_header_list

    def open_stream(self, block: bytes, *, end_stream: bool) -> int:
        """Send a request's header block on a new stream; its number.

        Raises:
            StreamClosedError: The stream numbers are used up.
        """
        streams = self._receiver.streams
        stream_id = streams.add_local(self._receiver.settings.initial_window, State.OPEN)
        self._send_section(stream_id, streams.open[stream_id], block, end_stream=end_stream)
        return stream_id

    def request(self, block: bytes, body: bytes) -> int:
        """Send a whole small request on a new stream; its number, or 0 if there is no room.

        As `open_stream` and `send_data`, in one go.

        Raises:
            StreamClosedError: The stream numbers are used up.
        """
        receiver = self._receiver
        length, size = len(body), len(block)
        window, left = receiver.send_window, receiver.settings.initial_window - length
        if (
            not self._table_emptied
            or length > limits.SMALLEST_MAX_FRAME_SIZE
            or size > limits.SMALLEST_MAX_FRAME_SIZE
            or length > window.available
            or left < 0
        ):
            return 0
        stream_id = receiver.streams.add_local(left, State.HALF_CLOSED_LOCAL)
        window.consume(length)
        receiver.allowance.earn()
        self.output.add(
            frames.frame_header(HEADERS, FLAG_END_HEADERS, stream_id, size)
            + block
            + frames.frame_header(DATA, FLAG_END_STREAM, stream_id, length)
            + body
        )
        return stream_id

    def respond(self, stream_id: int, head: bytes, body: bytes, trailers: bytes) -> bool:
        """Send a whole small response and end the stream; False if there is no room.

        As `send_headers`, `send_data` and `send_headers`, in one go, for a request that has ended.
        """
        receiver = self._receiver
        length = len(body)
        stream = receiver.streams.open.get(stream_id)
        if (
            stream is None
            or stream.state is not State.HALF_CLOSED_REMOTE
            or not self._table_emptied
            or max(length, len(head), len(trailers)) > limits.SMALLEST_MAX_FRAME_SIZE
            or length > stream.send_window.available
            or length > receiver.send_window.available
        ):
            return False
        receiver.send_window.consume(length)
        receiver.allowance.earn()
        self.output.add(
            frames.frame_header(HEADERS, FLAG_END_HEADERS, stream_id, len(head))
            + head
            + frames.frame_header(DATA, 0, stream_id, length)
            + body
            + frames.frame_header(
                HEADERS, FLAG_END_HEADERS | FLAG_END_STREAM, stream_id, len(trailers)
            )
            + trailers
        )
        receiver.streams.close(stream_id, Ending.BOTH_SIDES)
        return True

    def send_headers(self, stream_id: int, block: bytes, *, end_stream: bool) -> None:
        """Send a response's header block, or trailers.

        Raises:
            StreamClosedError: This side has ended the stream, or it is closed.
        """
        self._send_section(stream_id, self._stream(stream_id), block, end_stream=end_stream)

    def conclude(self, stream_id: int, block: bytes) -> None:
        """Send a response's last header block; nothing happens if the stream is closed.

        It may be: the peer can reset a stream in the same breath in which it did what is answered.
        """
        stream = self._receiver.streams.open.get(stream_id)
        if stream is None:
            return
        self._send_section(stream_id, stream, block, end_stream=True)
        # Section 8.1: a server that has answered tells its client to stop sending.
        self.reset(stream_id, ErrorCode.NO_ERROR)

    def _send_section(
        self, stream_id: int, stream: Stream, block: bytes, *, end_stream: bool
    ) -> None:
        _check(stream_id, allowed=stream.step(Action.SEND_HEADERS))
        if not self._table_emptied:
            self._table_emptied = True
            block = hpack.EMPTY_THE_TABLE + block
        self._receiver.allowance.earn()
        max_frame_size = self._receiver.settings.max_frame_size
        self.output.add(frames.headers(stream_id, block, max_frame_size, end_stream=end_stream))
        if end_stream:
            self._end(stream_id, stream)

    def room(self, stream_id: int) -> int:
        """How many bytes a DATA frame on the stream may have now; 0 until a window is opened."""
        stream = self._receiver.streams.open.get(stream_id)
        if stream is None:
            return 0
        return max(
            0,
            min(
                stream.send_window.available,
                self._receiver.send_window.available,
                self._receiver.settings.max_frame_size,
                limits.MAX_DATA_FRAME,
            ),
        )

    def send_data(
        self, stream_id: int, pieces: Sequence[Chunk], length: int, *, end_stream: bool
    ) -> None:
        """Send one DATA frame of the pieces, `length` bytes together and no more than `room`.

        Raises:
            StreamClosedError: This side has ended the stream, or it is closed.
        """
        stream = self._stream(stream_id)
        _check(stream_id, allowed=stream.step(Action.SEND_DATA))
        stream.send_window.consume(length)
        self._receiver.send_window.consume(length)
        self._receiver.allowance.earn()
        self.output.add(frames.data_header(stream_id, length, end_stream=end_stream))
        for piece in pieces:
            self.output.add(piece)
        if end_stream:
            self._end(stream_id, stream)

    def reset(self, stream_id: int, code: int) -> None:
        """End a stream at once; nothing happens if it has ended already."""
        if stream_id in self._receiver.streams.open:
            self.output.add(frames.rst_stream(stream_id, code))
            self._receiver.streams.close(stream_id, Ending.RESET_HERE)

    def release(self, stream_id: int, flow_length: int) -> None:
        """Say that so many received bytes are no longer held: the peer may send as many more."""
        stream = self._receiver.streams.open.get(stream_id)
        if stream is None or stream.receiving_ended:
            return
        increment = stream.receive_window.use(flow_length)
        if increment:
            self.output.add(frames.window_update(stream_id, increment))

    def ping(self, payload: bytes) -> None:
        """Ask for a `PingAcknowledged` with these eight bytes."""
        self.output.add(frames.ping(payload, ack=False))

    def announce_end(self) -> None:
        """First step of a graceful end (section 6.8): streams on their way are still taken on."""
        self.output.add(frames.go_away(limits.MAX_STREAM_ID, ErrorCode.NO_ERROR))

    def go_away(self, code: int = ErrorCode.NO_ERROR, debug: bytes = b"") -> None:
        """Take on no streams beyond those that are open; they may go on to their end."""
        self._receiver.accepted_until = self._last_accepted()
        self.output.add(frames.go_away(self._receiver.accepted_until, code, debug))

    def _last_accepted(self) -> int:
        receiver = self._receiver
        return min(receiver.streams.highest_remote, receiver.accepted_until)

    def _stream(self, stream_id: int) -> Stream:
        stream = self._receiver.streams.open.get(stream_id)
        if stream is None:
            raise StreamClosedError(f"stream {stream_id} is closed")
        return stream

    def _end(self, stream_id: int, stream: Stream) -> None:
        stream.step(Action.SEND_END)
        self._receiver.close_if_ended(stream_id, stream)


def _answers_unread() -> ConnectionProtocolError:
    return ConnectionProtocolError("answers are not read", code=ErrorCode.ENHANCE_YOUR_CALM)


def _check(stream_id: int, *, allowed: bool) -> None:
    if not allowed:
        raise StreamClosedError(f"stream {stream_id} was ended by this side")
