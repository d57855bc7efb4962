"""What a peer's frames mean: one method per frame type, each with RFC 9113's rules for it."""

from __future__ import annotations

from gen_plugin_runtime.http2 import codes, frames, limits
from gen_plugin_runtime.http2.allowance import Allowance
from gen_plugin_runtime.http2.codes import FLAG_ACK, FLAG_END_STREAM, FLAG_PADDED, ErrorCode
from gen_plugin_runtime.http2.events import (
    DataReceived,
    GoAwayReceived,
    HeadersReceived,
    PingAcknowledged,
    SettingsReceived,
    StreamReset,
    TrailersReceived,
    WindowOpened,
)
from gen_plugin_runtime.http2.faults import ConnectionProtocolError, StreamProtocolError
from gen_plugin_runtime.http2.fields import check_request, check_response, check_trailers
from gen_plugin_runtime.http2.header_reader import HeaderReader
from gen_plugin_runtime.http2.settings import PeerSettings, check_enable_push
from gen_plugin_runtime.http2.stream_table import Ending, StreamTable
from gen_plugin_runtime.http2.streams import Action, State
from gen_plugin_runtime.http2.windows import ReceiveWindow, SendWindow, WindowOverflowError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.http2.events import Event
    from gen_plugin_runtime.http2.header_reader import FieldSection, HeaderBlock
    from gen_plugin_runtime.http2.output import Output
    from gen_plugin_runtime.http2.streams import Stream
    from gen_plugin_runtime.transport import Buffer


class Receiver:
    """Follows what the peer says.

    Attributes:
        allowance: What the peer may still send without bringing anything forward.
        streams: The connection's streams.
        settings: The peer's.
        send_window: The connection's.
        greeted: Whether the peer's first SETTINGS came.
        accepted_until: The highest stream that this side takes on; lowered by its GOAWAY.
        headers: Reads the peer's header blocks.
        events: What happened and was not yet taken.
    """

    __slots__ = (
        "_is_client",
        "_output",
        "_receive_window",
        "accepted_until",
        "allowance",
        "events",
        "greeted",
        "headers",
        "send_window",
        "settings",
        "streams",
    )

    def __init__(self, output: Output, *, is_client: bool) -> None:
        self._output = output
        self._is_client = is_client
        self.greeted = False
        self._receive_window = ReceiveWindow(limits.CONNECTION_WINDOW)
        self.headers = HeaderReader(limits.MAX_HEADER_LIST_SIZE)
        self.allowance = Allowance()
        self.streams = StreamTable(is_client=is_client)
        self.settings = PeerSettings()
        self.send_window = SendWindow(limits.DEFAULT_WINDOW)
        self.accepted_until = limits.MAX_STREAM_ID
        self.events: list[Event] = []

    def receive(self, kind: int, flags: int, stream_id: int, payload: Buffer) -> None:
        """Follow one frame.

        Raises:
            ConnectionProtocolError: The connection cannot go on.
        """
        if not self.greeted and (kind != codes.SETTINGS or flags & FLAG_ACK):
            raise _protocol_error("the first frame is not SETTINGS")
        if self.headers.unfinished and kind != codes.CONTINUATION:
            raise _protocol_error("a header block is interrupted")
        if kind not in _CARRIERS:
            self.allowance.spend()
        if kind >= len(self._methods):
            return  # section 4.1: unknown types are ignored
        try:
            self._methods[kind](self, flags, stream_id, payload)
        except StreamProtocolError as fault:
            self._reset(fault)

    def admit(self, length: int) -> bool:
        """Count a whole small body, if the peer may send one now and the window allows it.

        The connection's window is credited at once, so it allows it unless the peer ignores it.
        """
        window = self._receive_window
        if not self.greeted or self.headers.unfinished or window.available < length:
            return False
        self._pass_on(length)
        return True

    def _pass_on(self, length: int) -> None:
        """Credit bytes to the connection's window as they come: streams are held up one by one."""
        increment = self._receive_window.pass_on(length)
        if increment:
            self._output.answer(frames.window_update(0, increment))

    def close_if_ended(self, stream_id: int, stream: Stream) -> None:
        """Forget the stream if both halves of it have ended."""
        if stream.state is State.CLOSED:
            self.streams.close(stream_id, Ending.BOTH_SIDES)

    def _reset(self, fault: StreamProtocolError) -> None:
        self.allowance.spend()
        stream_id = fault.stream_id
        known = stream_id in self.streams.open
        self._output.answer(frames.rst_stream(stream_id, fault.code))
        self.streams.close(stream_id, Ending.RESET_HERE)
        if known:
            self.events.append(StreamReset(stream_id, fault.code, str(fault)))

    def _data(self, flags: int, stream_id: int, payload: Buffer) -> None:
        length = len(payload)
        if not length and not flags & FLAG_END_STREAM:
            self.allowance.spend()
        if self._receive_window.available < length:
            raise ConnectionProtocolError(
                "DATA beyond the window", code=ErrorCode.FLOW_CONTROL_ERROR
            )
        self._pass_on(length)
        stream = self.streams.open.get(stream_id)
        if stream is None:
            self._late_frame(stream_id, "DATA")
            return
        if not stream.step(Action.RECEIVE_DATA):
            raise StreamProtocolError(
                stream_id, "DATA after END_STREAM", code=ErrorCode.STREAM_CLOSED
            )
        if not stream.head_received:
            raise StreamProtocolError(
                stream_id, "DATA before HEADERS", code=ErrorCode.PROTOCOL_ERROR
            )
        if not stream.receive_window.receive(length):
            raise StreamProtocolError(
                stream_id, "DATA beyond the window", code=ErrorCode.FLOW_CONTROL_ERROR
            )
        data = frames.without_padding(flags, payload) if flags & FLAG_PADDED else payload
        end_stream = bool(flags & FLAG_END_STREAM)
        if stream.content_length is not None:
            _count_body(stream_id, stream, len(data), end_stream=end_stream)
        if end_stream:
            self._receive_end(stream_id, stream)
        if length or end_stream:
            self.events.append(DataReceived(stream_id, data, length, end_stream=end_stream))

    def _late_frame(self, stream_id: int, frame: str) -> None:
        """Judge DATA or HEADERS on a stream that is not open (section 5.1, "closed")."""
        self.streams.check_not_idle(stream_id, frame)
        ending = self.streams.ending(stream_id)
        if ending is Ending.RESET_HERE or stream_id > self.accepted_until:
            return
        if ending is Ending.FORGOTTEN and self._is_client:
            return  # a client opens all streams itself; this one it has reset long ago, probably
        if ending is Ending.BOTH_SIDES:
            raise ConnectionProtocolError(f"{frame} after END_STREAM", code=ErrorCode.STREAM_CLOSED)
        if ending is Ending.FORGOTTEN and frame == "HEADERS":
            raise _protocol_error(f"stream {stream_id} opened after a higher one")
        raise StreamProtocolError(
            stream_id, f"{frame} on a closed stream", code=ErrorCode.STREAM_CLOSED
        )

    def _headers_frame(self, flags: int, stream_id: int, payload: Buffer) -> None:
        if not stream_id:
            raise _protocol_error("HEADERS on stream 0")
        block = self.headers.begin(stream_id, flags, frames.header_fragment(flags, payload))
        if block is not None:
            self._header_block(block)

    def _continuation(self, flags: int, stream_id: int, payload: Buffer) -> None:
        block = self.headers.proceed(stream_id, flags, bytes(payload))
        if block is not None:
            self._header_block(block)

    def _header_block(self, block: HeaderBlock) -> None:
        stream = self.streams.open.get(block.stream_id)
        if stream is not None:
            self._next_section(block, stream)
        elif not self._is_client and block.stream_id > self.streams.highest:
            self._new_request(block)
        else:
            self.headers.section(block.data, check_trailers)  # for the sake of the table
            self._late_frame(block.stream_id, "HEADERS")

    def _new_request(self, block: HeaderBlock) -> None:
        stream_id = block.stream_id
        if stream_id % 2 == 0:
            raise _protocol_error("a client opened a stream with an even number")
        section = self.headers.section(block.data, check_request)
        if stream_id > self.accepted_until:
            self.streams.skip(stream_id)
            return
        stream = self.streams.add_remote(stream_id, self.settings.initial_window, State.OPEN)
        if len(self.streams.open) > limits.MAX_CONCURRENT_STREAMS:
            self.streams.close(stream_id, Ending.RESET_HERE)  # the user never hears of it
            raise StreamProtocolError(stream_id, "too many streams", code=ErrorCode.REFUSED_STREAM)
        if section.fault is not None:
            self.streams.close(stream_id, Ending.RESET_HERE)
        self._take_head(block, stream, section)

    def _next_section(self, block: HeaderBlock, stream: Stream) -> None:
        """HEADERS on an open stream: a response, or trailers."""
        check = check_trailers if stream.head_received else check_response
        section = self.headers.section(block.data, check)
        if not stream.step(Action.RECEIVE_HEADERS):
            raise StreamProtocolError(
                block.stream_id, "HEADERS after END_STREAM", code=ErrorCode.STREAM_CLOSED
            )
        if not stream.head_received:
            self._take_head(block, stream, section)
            return
        _check_section(block.stream_id, section)
        if not block.end_stream:
            raise StreamProtocolError(
                block.stream_id, "trailers without END_STREAM", code=ErrorCode.PROTOCOL_ERROR
            )
        _count_body(block.stream_id, stream, 0, end_stream=True)
        self._receive_end(block.stream_id, stream)
        self.events.append(TrailersReceived(block.stream_id, section))

    def _take_head(self, block: HeaderBlock, stream: Stream, section: FieldSection) -> None:
        stream_id = block.stream_id
        _check_section(stream_id, section)
        if self._is_client and section.interim and not block.end_stream:
            self.allowance.spend()
            return
        stream.head_received = True
        if section.content_length is not None:
            # A response to a request that this side may have made with HEAD never comes here: gRPC
            # posts.
            stream.content_length = section.content_length
            _count_body(stream_id, stream, 0, end_stream=block.end_stream)
        if block.end_stream:
            self._receive_end(stream_id, stream)
        self.events.append(HeadersReceived(stream_id, section, end_stream=block.end_stream))

    def _receive_end(self, stream_id: int, stream: Stream) -> None:
        stream.step(Action.RECEIVE_END)
        self.close_if_ended(stream_id, stream)

    def _priority(self, _flags: int, stream_id: int, payload: Buffer) -> None:
        if not stream_id:
            raise _protocol_error("PRIORITY on stream 0")
        if len(payload) != 5:
            if self.streams.is_idle(stream_id):
                raise ConnectionProtocolError(
                    "PRIORITY of a wrong size", code=ErrorCode.FRAME_SIZE_ERROR
                )
            raise StreamProtocolError(
                stream_id, "PRIORITY of a wrong size", code=ErrorCode.FRAME_SIZE_ERROR
            )

    def _rst_stream(self, _flags: int, stream_id: int, payload: Buffer) -> None:
        _check_size("RST_STREAM", payload, 4)
        self.streams.check_not_idle(stream_id, "RST_STREAM")
        if stream_id in self.streams.open:
            self.streams.close(stream_id, Ending.RESET_BY_PEER)
            self.events.append(StreamReset(stream_id, frames.parse_error_code(payload)))

    def _settings(self, flags: int, stream_id: int, payload: Buffer) -> None:
        if stream_id:
            raise _protocol_error("SETTINGS on a stream")
        if flags & FLAG_ACK:
            _check_size("SETTINGS acknowledgement", payload, 0)
            self.headers.tables_disabled()  # this side sends SETTINGS once, with table size 0
            return
        before = self.settings.initial_window
        for identifier, value in frames.parse_settings(payload):
            if identifier == codes.SETTINGS_ENABLE_PUSH:
                check_enable_push(value, by_server=self._is_client)
            self.settings.apply(identifier, value)
        self._change_windows(self.settings.initial_window - before)
        self.greeted = True
        self._output.answer(frames.settings_ack())
        self.events.append(SettingsReceived())

    def _change_windows(self, delta: int) -> None:
        """Follow the initial window, once for all that a SETTINGS frame says of it."""
        if not delta:
            return
        self.allowance.spend(len(self.streams.open) // limits.STREAMS_PER_BARE_FRAME)
        for stream in self.streams.open.values():
            self._widen(stream.send_window, delta)
        self.events.append(WindowOpened(0))

    def _widen(self, window: SendWindow, delta: int) -> None:
        try:
            window.change(delta)
        except WindowOverflowError:
            raise ConnectionProtocolError(
                "a window above 2**31 - 1", code=ErrorCode.FLOW_CONTROL_ERROR
            ) from None

    def _push_promise(self, _flags: int, _stream_id: int, _payload: Buffer) -> None:
        raise _protocol_error("PUSH_PROMISE, though push is disabled")

    def _ping(self, flags: int, stream_id: int, payload: Buffer) -> None:
        _check_size("PING", payload, 8)
        if stream_id:
            raise _protocol_error("PING on a stream")
        if flags & FLAG_ACK:
            self.events.append(PingAcknowledged(bytes(payload)))
        else:
            self._output.answer(frames.ping(bytes(payload), ack=True))

    def _go_away(self, _flags: int, stream_id: int, payload: Buffer) -> None:
        if stream_id:
            raise _protocol_error("GOAWAY on a stream")
        self.events.append(GoAwayReceived(*frames.parse_go_away(payload)))

    def _window_update(self, _flags: int, stream_id: int, payload: Buffer) -> None:
        _check_size("WINDOW_UPDATE", payload, 4)
        increment = frames.parse_uint31(payload)
        if not stream_id:
            if not increment:
                raise _protocol_error("WINDOW_UPDATE by 0")
            self._widen(self.send_window, increment)
            self.events.append(WindowOpened(0))
            return
        self.streams.check_not_idle(stream_id, "WINDOW_UPDATE")
        stream = self.streams.open.get(stream_id)
        if stream is not None:
            _widen_stream(stream_id, stream, increment)
            self.events.append(WindowOpened(stream_id))

    _methods = (
        _data,
        _headers_frame,
        _priority,
        _rst_stream,
        _settings,
        _push_promise,
        _ping,
        _go_away,
        _window_update,
        _continuation,
    )
    """By frame type."""


_CARRIERS = frozenset((codes.DATA, codes.HEADERS, codes.CONTINUATION))
"""Frames of what a connection is for; the others only serve it."""


def _widen_stream(stream_id: int, stream: Stream, increment: int) -> None:
    if not increment:
        raise StreamProtocolError(stream_id, "WINDOW_UPDATE by 0", code=ErrorCode.PROTOCOL_ERROR)
    try:
        stream.send_window.change(increment)
    except WindowOverflowError:
        raise StreamProtocolError(
            stream_id, "a window above 2**31 - 1", code=ErrorCode.FLOW_CONTROL_ERROR
        ) from None


def _count_body(stream_id: int, stream: Stream, length: int, *, end_stream: bool) -> None:
    """Hold a body to its announced length (section 8.1.1)."""
    if stream.content_length is None:
        return
    stream.content_length -= length
    if stream.content_length < 0 or (end_stream and stream.content_length):
        raise StreamProtocolError(
            stream_id, "the body does not have its content-length", code=ErrorCode.PROTOCOL_ERROR
        )


def _check_section(stream_id: int, section: FieldSection) -> None:
    if section.fault is not None:
        raise StreamProtocolError(stream_id, f"malformed: {section.fault}", code=section.code)


def _check_size(frame: str, payload: Buffer, size: int) -> None:
    if len(payload) != size:
        raise ConnectionProtocolError(
            f"{frame} of {len(payload)} bytes", code=ErrorCode.FRAME_SIZE_ERROR
        )


def _protocol_error(what: str) -> ConnectionProtocolError:
    return ConnectionProtocolError(what, code=ErrorCode.PROTOCOL_ERROR)
