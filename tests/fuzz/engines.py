"""A whole server and a whole channel, fuzzed from the other end of a stream in memory."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from itertools import chain

from gen_plugin_runtime import handler
from gen_plugin_runtime.errors import CallError, GenPluginError
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.messages import INFLATED_AT_ONCE
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.http2.codes import CLIENT_PREFACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from gen_plugin_runtime.grpc.calls import ClientCall
    from gen_plugin_runtime.grpc.exchange import Exchange
    from gen_plugin_runtime.transport import Buffer, Handler

GREETING = b"\0\0\0\4\0\0\0\0\0"
MESSAGE_LIMIT = 64 * 1024
METHODS = ("/f.F/Length", "/f.F/Lengths", "/f.F/Total", "/f.F/Mirror")
_PATIENCE = 30.0
_QUIET = 0.002
"""Seconds without an answer after which a peer leaves; how it ends must not depend on them."""
_LARGEST_ANSWER = 512
"""Bytes that a frame of at least nine, or a message of at least five, may make a side say."""


class HostileStream:
    """Fits `transport.TimedByteStream`: gives some bytes, piece by piece, and then its end.

    Args:
        pieces: Given once `begin` was called.

    Attributes:
        written: How many bytes were sent to the peer, which takes everything.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = deque(piece for piece in pieces if piece)
        self._begun = threading.Event()
        self._news = threading.Event()
        self.written = 0
        self.closed = False

    def begin(self) -> None:
        self._begun.set()

    def readable(self, seconds: float, /) -> bool:
        return self._begun.wait(seconds)

    def receive(self, limit: int, /) -> bytes:
        assert self._begun.wait(_PATIENCE)
        if not self._pieces:
            self._wait_quiet()
        if self.closed or not self._pieces:
            return b""
        piece = self._pieces.popleft()
        if len(piece) > limit:
            self._pieces.appendleft(piece[limit:])
        return piece[:limit]

    def receive_into(self, buffer: memoryview, /) -> int:
        piece = self.receive(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def _wait_quiet(self) -> None:
        while not self.closed and self._news.wait(_QUIET):
            self._news.clear()

    def send(self, data: Buffer | memoryview, /) -> None:
        self.written += len(data)
        self._news.set()

    def send_now(self, data: Buffer | memoryview, /) -> int:
        self.send(data)
        return len(data)

    def send_within(self, data: Buffer | memoryview, _seconds: float, /) -> int:
        return self.send_now(data)

    def close(self) -> None:
        self.closed = True
        self._begun.set()
        self._news.set()


class Lengths:
    """Fits `transport.ServerAdapter`: says how long requests are, in each shape."""

    service = "f.F"

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "Length": handler.unary(_length),
            "Lengths": handler.server_streaming(lambda request: iter([_length(request)] * 3)),
            "Total": handler.client_streaming(lambda requests: b"%d" % sum(map(len, requests))),
            "Mirror": handler.bidirectional(lambda requests: map(_length, requests)),
        }


def _length(request: Buffer) -> bytes:
    return b"%d" % len(request)


def serving(pieces: Iterable[bytes], size: int) -> None:
    """What a client says after its greeting, to a server with a method of each shape.

    Args:
        pieces: As they arrive.
        size: Of all of them.
    """
    errors: list[BaseException] = []
    stream = HostileStream(chain([CLIENT_PREFACE + GREETING], pieces))
    stream.begin()
    server = Server(
        [Lengths()],
        workers=4,
        max_receive=MESSAGE_LIMIT,
        on_error=lambda _method, error: errors.append(error),
    )
    with _nothing_left():
        server.serve_connection(stream)
    assert stream.closed
    assert all(isinstance(error, GenPluginError) for error in errors), errors
    assert stream.written <= _LARGEST_ANSWER * (2 + size // 5)


def calling(pieces: Iterable[bytes], size: int) -> None:
    """What a server says after its greeting, with a call of each shape on its way."""
    stream = HostileStream(chain([GREETING], pieces))
    with _nothing_left():
        channel = Channel(stream, call_timeout=_PATIENCE, max_receive=MESSAGE_LIMIT)
        length, total = (_start(channel, path) for path in (METHODS[0], METHODS[2]))
        lengths, mirror = (channel.call(path, None) for path in (METHODS[1], METHODS[3]))
        stream.begin()
        _expect_call_error(mirror.send, b"another")
        received = [_read_all(call) for call in (lengths, mirror)]
        for call in (length, total):
            _expect_call_error(call.result)
        assert sum(received) <= 2 * (INFLATED_AT_ONCE + MESSAGE_LIMIT)
        assert not channel.connection._calls
        channel.close()
    assert stream.closed
    assert stream.written <= _LARGEST_ANSWER * (8 + size // 5)


def _start(channel: Channel, path: str) -> Exchange:
    """A call with one reply, begun as `Channel.unary` does and not yet waited for."""
    block = channel.block(path, None)
    return channel.connection.start(path, block, _PATIENCE, single=True, request=b"request")


def _read_all(call: ClientCall) -> int:
    """How many bytes of replies there are before a call ends, in whatever way."""
    received = 0

    def read() -> None:
        nonlocal received
        for reply in call:
            received += len(reply)

    _expect_call_error(read)
    assert call.done
    for _name, value in (*call.initial_metadata, *call.trailing_metadata):
        assert isinstance(value, str | bytes)
    return received


def _expect_call_error(function: Callable[..., object], *arguments: object) -> None:
    try:
        function(*arguments)
    except CallError:
        return


@contextmanager
def _nothing_left() -> Iterator[None]:
    """See that no thread is left, and that none of them ended with an exception."""
    before = set(threading.enumerate())
    raised: list[object] = []
    usual, threading.excepthook = threading.excepthook, lambda args: raised.append(args.exc_value)
    try:
        yield
        for thread in set(threading.enumerate()) - before:
            thread.join(_PATIENCE)
            assert not thread.is_alive(), thread
    finally:
        threading.excepthook = usual
    assert not raised, raised
