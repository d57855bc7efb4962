"""The abusive peer: raw frames over a socket, and what is heard back."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from tests.grpc.services import PATIENCE
from tests.http2.raw import GREETING

from gen_plugin_runtime.http2 import codes
from gen_plugin_runtime.http2.codes import CLIENT_PREFACE, ErrorCode
from gen_plugin_runtime.http2.frame_reader import FrameReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self


class Peer:
    """One end of a connection.

    Args:
        connected: Closed at the end of the block.
        is_client: Which side it plays.
        greeting: Its SETTINGS, sent first.
        reads: Whether what comes back is read.

    Attributes:
        goodbye: The code of the other side's GOAWAY.
        resets: The codes of its RST_STREAM frames, by stream.
        heads: How many HEADERS frames came.
        received: Bytes of DATA that came.
    """

    def __init__(
        self,
        connected: socket.socket,
        *,
        is_client: bool = True,
        greeting: bytes = GREETING,
        reads: bool = True,
    ) -> None:
        self._socket = connected
        self.goodbye: ErrorCode | None = None
        self.resets: dict[int, int] = {}
        self.heads = 0
        self.received = 0
        self._frames = FrameReader(expect_preface=not is_client)
        self._news = threading.Condition()
        self._reading = threading.Thread(target=self._read)
        connected.settimeout(PATIENCE)
        connected.sendall((CLIENT_PREFACE if is_client else b"") + greeting)
        if reads:
            self._reading.start()

    def send(self, data: bytes) -> bool:
        """Send; whether the other side still listens."""
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def flood(self, chunks: Iterable[bytes]) -> bool:
        """Send all, or until the other side has had enough; whether that happened."""
        return not all(self.send(chunk) for chunk in chunks)

    def send_until_stuck(self, chunks: Iterable[bytes]) -> None:
        """Send until the other side takes nothing for a while, or has ended the connection."""
        self._socket.settimeout(1.0)
        with suppress(TimeoutError):
            self.flood(chunks)

    def wait_end(self) -> ErrorCode | None:
        """Wait until the other side has closed the connection; its last word."""
        self._reading.join(PATIENCE)
        assert not self._reading.is_alive(), "the connection is still open"
        return self.goodbye

    def wait_for(self, what: str, least: int) -> None:
        """Wait until `heads`, `received` or the number of `resets` has come so far."""

        def reached() -> bool:
            value = getattr(self, what)
            return (len(value) if isinstance(value, dict) else value) >= least

        with self._news:
            assert self._news.wait_for(reached, PATIENCE), (what, getattr(self, what))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # the other side was quicker
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        if self._reading.ident is not None:
            self._reading.join(PATIENCE)

    def _read(self) -> None:
        reader = self._frames
        buffer = bytearray(256 * 1024)
        try:
            while count := self._socket.recv_into(buffer):
                for frame in reader.frames(bytes(buffer[:count])):
                    self._hear(*frame)
                while (rest := reader.payload_buffer()) is not None:
                    whole = reader.payload_received(self._socket.recv_into(rest))
                    if whole is not None:
                        self._hear(*whole)
        except OSError:
            return  # the connection has ended

    def _hear(self, kind: int, _flags: int, stream_id: int, payload: bytes | bytearray) -> None:
        with self._news:
            if kind == codes.GOAWAY:
                self.goodbye = ErrorCode(int.from_bytes(payload[4:8], "big"))
            elif kind == codes.RST_STREAM:
                self.resets[stream_id] = int.from_bytes(payload, "big")
            elif kind == codes.HEADERS:
                self.heads += 1
            elif kind == codes.DATA:
                self.received += len(payload)
            self._news.notify_all()
