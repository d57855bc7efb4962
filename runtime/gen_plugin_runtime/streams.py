"""`SocketStream`: a connected socket as the byte stream that the transports run over."""

from __future__ import annotations

import select
import socket
from time import monotonic

from gen_plugin_runtime.spinning import Spinning

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.transport import Buffer, TimedByteStream

SEND_BUFFER = 1024 * 1024
"""Bytes asked for as SO_SNDBUF, of which the system may grant less."""
_LONGEST_POLL = 3600.0
"""Seconds; the system takes no more than some days, which a deadline may well be away."""
_CAN_POLL = hasattr(select, "poll") and hasattr(socket, "MSG_DONTWAIT")
"""Windows has neither."""


def socket_stream(connected: socket.socket) -> TimedByteStream:
    """A connected stream socket, TCP or unix, as the best stream that the system allows."""
    return SocketStream(connected) if _CAN_POLL else SelectedSocketStream(connected)


class _Stream:
    """A connected stream socket. It belongs to this object from now on.

    Attributes:
        peer: The other end's address, for people; a unix socket's is mostly empty.
    """

    __slots__ = ("_closed", "_socket", "peer")

    def __init__(self, connected: socket.socket) -> None:
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        if connected.family != getattr(socket, "AF_UNIX", None):
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connected
        self._closed = False
        self.peer = _address(connected)

    def send_now(self, data: Buffer | memoryview, /) -> int:
        """Send what is possible at once; the number of bytes."""
        raise NotImplementedError

    def send_within(self, data: Buffer | memoryview, seconds: float, /) -> int:
        """Send what is possible within `seconds`; the number of bytes."""
        until = monotonic() + seconds
        view, sent = memoryview(data), 0
        while sent < len(data):
            more = self.send_now(view[sent:])
            sent += more
            left = until - monotonic()
            if not more and left <= 0:
                break
            if not more:
                self._wait_writable(left)
        return sent

    def _wait_writable(self, seconds: float) -> None:
        """Wait until something can be sent, at most so long."""
        raise NotImplementedError

    def close(self) -> None:
        """End both directions; threads that block in this stream see its end."""
        if self._closed:
            return
        self._closed = True
        try:
            self._socket.shutdown(socket.SHUT_RDWR)  # a close alone would leave them blocked
        except OSError:
            self._socket.close()  # the peer was quicker
        else:
            self._socket.close()


class SocketStream(_Stream):
    """One that blocks, and is asked by `poll` before. Fits `transport.TimedByteStream`."""

    __slots__ = (
        "_receive",
        "_receive_into",
        "_send_some",
        "_waiting",
        "_writable",
        "readable",
        "send",
    )

    def __init__(self, connected: socket.socket) -> None:
        super().__init__(connected)
        connected.settimeout(None)
        readable = select.poll()
        readable.register(connected, select.POLLIN)
        self._waiting = Spinning(readable.poll)
        self._writable = select.poll()
        self._writable.register(connected, select.POLLOUT)
        self._receive = connected.recv
        self._receive_into = connected.recv_into
        # Their own methods: a call of a method that calls a method takes twice as long.
        self.readable = self._waiting.readable
        self.send = connected.sendall
        self._send_some = connected.send

    def receive(self, limit: int, /) -> bytes:
        """Block for the next bytes, at most `limit`; empty at the end of the stream."""
        return self._waiting.receive(self._receive, limit)

    def receive_into(self, buffer: memoryview, /) -> int:
        """As `receive`, into `buffer`; the number of bytes, 0 at the end of the stream."""
        return self._waiting.receive(self._receive_into, buffer)

    def send_now(self, data: Buffer | memoryview, /) -> int:
        """Send what is possible at once; the number of bytes."""
        try:
            return self._send_some(data, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return 0

    def _wait_writable(self, seconds: float) -> None:
        self._writable.poll(min(seconds, _LONGEST_POLL) * 1000)


class SelectedSocketStream(_Stream):
    """One that never blocks, and is waited for by `select`. Fits `transport.TimedByteStream`."""

    __slots__ = ()

    def __init__(self, connected: socket.socket) -> None:
        super().__init__(connected)
        connected.settimeout(0.0)

    def receive(self, limit: int, /) -> bytes:
        """Block for the next bytes, at most `limit`; empty at the end of the stream."""
        while True:
            try:
                return self._socket.recv(limit)
            except BlockingIOError:
                self.readable(_LONGEST_POLL)

    def receive_into(self, buffer: memoryview, /) -> int:
        """As `receive`, into `buffer`; the number of bytes, 0 at the end of the stream."""
        while True:
            try:
                return self._socket.recv_into(buffer)
            except BlockingIOError:
                self.readable(_LONGEST_POLL)

    def send(self, data: Buffer | memoryview, /) -> None:
        """Send all of `data`, blocking as long as the peer does not read."""
        view, sent = memoryview(data), 0
        while sent < len(data):
            sent += self.send_within(view[sent:], _LONGEST_POLL)

    def readable(self, seconds: float, /) -> bool:
        """Wait until something can be received, the end of the stream included; whether it came."""
        return bool(self._wait([self._socket], [], seconds)[0])

    def send_now(self, data: Buffer | memoryview, /) -> int:
        """Send what is possible at once; the number of bytes."""
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return 0

    def _wait_writable(self, seconds: float) -> None:
        self._wait([], [self._socket], seconds)

    def _wait(
        self, reading: list[socket.socket], writing: list[socket.socket], seconds: float
    ) -> tuple[list[socket.socket], list[socket.socket], list[socket.socket]]:
        try:
            return select.select(reading, writing, [], min(seconds, _LONGEST_POLL))
        except ValueError as error:  # it is closed, and has no descriptor any more
            raise OSError(str(error)) from None


def _address(connected: socket.socket) -> str:
    if connected.family == getattr(socket, "AF_UNIX", None):
        return f"unix:{connected.getpeername() or connected.getsockname() or ''}"
    try:
        host, port = connected.getpeername()[:2]
    except OSError:
        return "unknown"  # it has left already, as the first read will tell
    return f"{host}:{port}"
