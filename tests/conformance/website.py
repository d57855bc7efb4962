"""The server that h2spec judges: our HTTP/2 connection and driver, below pages instead of calls."""

from __future__ import annotations

from gen_plugin_runtime.grpc.driver import Driver
from gen_plugin_runtime.http2 import frames, hpack, limits
from gen_plugin_runtime.http2.codes import SETTINGS_HEADER_TABLE_SIZE
from gen_plugin_runtime.http2.connection import Connection
from gen_plugin_runtime.http2.events import (
    DataReceived,
    HeadersReceived,
    StreamReset,
    TrailersReceived,
    WindowOpened,
)
from gen_plugin_runtime.http2.faults import StreamClosedError
from gen_plugin_runtime.http2.header_reader import HeaderReader
from gen_plugin_runtime.http2.settings import ANNOUNCED_BY_SERVER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.http2.events import Event
    from gen_plugin_runtime.transport import ByteStream

PAGE = b"A page for whoever asks.\n"
_HEAD = hpack.encode(
    [(":status", "200"), ("content-type", "text/plain"), ("content-length", str(len(PAGE)))]
)


class TableConnection(Connection):
    """A server that lets its peer use a header table of the default size.

    Ours announces that it wants none. h2spec acknowledges that and goes on as before, which RFC
    9113 section 4.3.1 makes a COMPRESSION_ERROR: our answer to it would end nearly every case. With
    the table the decoder has more to do, not less.
    """

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(is_client=False)
        self._receiver.headers = _TableHeaderReader(limits.MAX_HEADER_LIST_SIZE)

    def _greet(self, *, is_client: bool) -> None:
        announced = [pair for pair in ANNOUNCED_BY_SERVER if pair[0] != SETTINGS_HEADER_TABLE_SIZE]
        self.output.add(frames.settings(announced))


class _TableHeaderReader(HeaderReader):
    __slots__ = ()

    def tables_disabled(self) -> None:
        """They are not."""


class Website:
    """Answers each request with a page once it is complete, as far as the windows let it."""

    def __init__(self, stream: ByteStream) -> None:
        self._protocol = TableConnection()
        self._driver = Driver(stream, self._protocol, self._receive, self._forget_all)
        self._without_body: set[int] = set()  # streams of HEAD requests
        self._unsent: dict[int, bytes] = {}

    def serve(self) -> None:
        """Serve in the calling thread until the connection ends."""
        self._driver.writer.flush_soon()
        while self._driver.ended is None:
            self._driver.read()

    def _receive(self, event: Event) -> None:
        for part in event.parts():
            self._follow(part)

    def _follow(self, event: Event) -> None:
        match event:
            case HeadersReceived():
                if (":method", "HEAD") in event.fields:
                    self._without_body.add(event.stream_id)
                if event.end_stream:
                    self._answer(event.stream_id)
            case DataReceived():
                self._protocol.release(event.stream_id, event.flow_length)
                if event.end_stream:
                    self._answer(event.stream_id)
            case TrailersReceived():
                self._answer(event.stream_id)
            case StreamReset():
                self._unsent.pop(event.stream_id, None)
            case WindowOpened():
                for stream_id in [event.stream_id] if event.stream_id else list(self._unsent):
                    self._send(stream_id)

    def _forget_all(self, _reason: str) -> None:
        self._unsent.clear()

    def _answer(self, stream_id: int) -> None:
        without_body = stream_id in self._without_body
        try:
            self._protocol.send_headers(stream_id, _HEAD, end_stream=without_body)
        except StreamClosedError:
            return  # reset in the same breath
        if not without_body:
            self._unsent[stream_id] = PAGE
            self._send(stream_id)

    def _send(self, stream_id: int) -> None:
        """Send as much of the page as there is room for."""
        unsent = self._unsent.get(stream_id, b"")
        size = min(len(unsent), self._protocol.room(stream_id))
        if not size:
            return
        rest = unsent[size:]
        self._protocol.send_data(stream_id, [unsent[:size]], size, end_stream=not rest)
        if rest:
            self._unsent[stream_id] = rest
        else:
            del self._unsent[stream_id]


def serve(stream: ByteStream) -> None:
    """Serve one connection until it ends."""
    Website(stream).serve()
