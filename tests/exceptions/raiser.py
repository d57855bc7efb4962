"""A connection whose other side raises what it is told to."""

from __future__ import annotations

import socket
import threading

from gen_plugin_runtime import handler
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.known import NO_MORE
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Self

    from gen_plugin_runtime.known import Known
    from gen_plugin_runtime.transport import Buffer, Handler

PATIENCE = 30.0
METHOD = "/test.Raiser/Raise"


class Raiser:
    """Fits `transport.ServerAdapter`; its methods raise `error`."""

    service = "test.Raiser"

    def __init__(self, known: Known) -> None:
        self.exceptions = known
        self.error: BaseException = AssertionError("nothing to raise")

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "Raise": handler.unary(self.fail),
            "Stream": handler.server_streaming(self.stream),
            "Collect": handler.client_streaming(self.collect),
        }

    def fail(self, _request: Buffer) -> Buffer:
        raise self.error

    def stream(self, _request: Buffer) -> Iterator[bytes]:
        yield b"first"
        raise self.error

    def collect(self, requests: Iterator[Buffer]) -> Buffer:
        next(requests)
        raise self.error


class Connected:
    """A `Raiser` and a channel to it.

    Args:
        known: What both sides know beside Python's own exceptions.
        send_tracebacks: See `Server`.
    """

    def __init__(self, known: Known = NO_MORE, *, send_tracebacks: bool = False) -> None:
        self._known = known
        self._raiser = Raiser(known)
        self._server = Server([self._raiser], send_tracebacks=send_tracebacks)
        ours, theirs = socket.socketpair()
        self._serving = threading.Thread(
            target=self._server.serve_connection, args=(SocketStream(theirs),)
        )
        self._serving.start()
        self.channel = Channel(SocketStream(ours))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.channel.close()
        self._server.stop(0)
        self._serving.join(PATIENCE)
        assert not self._serving.is_alive()

    def crossing(self, error: BaseException) -> BaseException:
        """What the caller gets when the other side raises `error`."""
        self._raiser.error = error
        try:
            self.channel.unary(METHOD, self._known)(b"")
        except BaseException as found:  # noqa: BLE001 - whatever it is, it is what was asked for
            return found
        raise AssertionError("the call did not fail")

    def streamed(self, error: BaseException) -> Iterator[bytes]:
        """A stream that raises `error` after its first item."""
        self._raiser.error = error
        return (bytes(each) for each in self.channel.server_streaming("/test.Raiser/Stream")(b""))

    def collected(self, error: BaseException) -> bytes:
        """A call with a stream of requests, at which the other side raises `error`."""
        self._raiser.error = error
        return bytes(self.channel.client_streaming("/test.Raiser/Collect")([b"1", b"2"]))
