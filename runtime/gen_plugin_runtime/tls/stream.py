"""`TlsStream`: TLS over a byte stream, itself a byte stream."""

from __future__ import annotations

import ssl
from threading import Lock
from time import monotonic

from gen_plugin_runtime.tls.explain import explain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.transport import Buffer, TimedByteStream

_CIPHERTEXT = 64 * 1024
"""Bytes to read at a time from the stream below."""
_PLAINTEXT = 64 * 1024
"""Bytes encrypted at a time: four records, which then go out in one piece."""
_RECORD = 16 * 1024
"""The most bytes that a record holds."""
_FAREWELL = 0.1
"""Seconds for the last words of a stream that is closed."""


class TlsStream:
    """A stream whose handshake is over; `handshake` makes one. Fits `transport.TimedByteStream`.

    One thread at a time may receive, while another sends. The lock around OpenSSL's object is held
    while it computes, and never while anybody waits for the peer.

    The end of the stream below counts as the end of this one, with a close_notify or without: a
    peer that is killed says none, and the frames of HTTP/2 and yamux show where something is cut
    off.

    Args:
        below: The stream that carries the records; it belongs to this one.
        tls: The state of the connection.
        incoming: What was received and not yet decrypted.
        outgoing: What was encrypted and not yet sent.

    Attributes:
        peer: As of the stream below.
        scheme: ``https``, for the requests that go over it.
    """

    __slots__ = (
        "_below",
        "_closed",
        "_encrypted",
        "_ended",
        "_fault",
        "_incoming",
        "_lock",
        "_more",
        "_outgoing",
        "_plain",
        "_sending",
        "_tls",
        "_unsent",
        "peer",
        "scheme",
    )

    def __init__(
        self,
        below: TimedByteStream,
        tls: ssl.SSLObject,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
    ) -> None:
        self.peer: str = getattr(below, "peer", "unknown")
        self.scheme = "https"
        self._below = below
        self._tls = tls
        self._incoming = incoming
        self._outgoing = outgoing
        self._lock = Lock()  # guards `_tls` and what it reads and writes
        # Who receives:
        self._plain = b""  # decrypted by `readable`, for `receive`
        self._more = True  # whether there may be something to decrypt
        self._ended = False
        self._fault: OSError | None = None
        # Who sends:
        self._sending = Lock()  # held by who sends: records are not to change their order
        self._unsent: bytes | memoryview = b""  # records that the stream below has not yet taken
        self._encrypted = 0  # bytes in them, counted as sent when these are
        self._closed = False

    # Receiving.

    def receive(self, limit: int) -> bytes:
        """Block for the next bytes, at most `limit`; empty at the end of the stream."""
        data = self._plain
        if data:
            self._plain = data[limit:]
            return data[:limit]
        while not (data := self._decrypt(limit) if self._more else b""):
            if self._fault is not None:
                raise self._fault
            if self._ended:
                break
            self._fetch()
        return data

    def receive_into(self, buffer: memoryview) -> int:
        """As `receive`, into `buffer`; the number of bytes, 0 at the end of the stream."""
        data = self.receive(min(len(buffer), _PLAINTEXT))
        buffer[: len(data)] = data
        return len(data)

    def readable(self, seconds: float) -> bool:
        """Wait until something can be received, the end of the stream included; whether it came."""
        if self._plain:
            return True
        until = monotonic() + seconds
        while True:
            if self._more:
                self._plain = self._decrypt(_PLAINTEXT)
            if self._plain or self._ended or self._fault is not None:
                return True
            if not self._below.readable(max(0.0, until - monotonic())):
                return False
            self._fetch()

    def _decrypt(self, limit: int) -> bytes:
        """What the records that have arrived hold: at most `limit` bytes, maybe none."""
        read, incoming = self._tls.read, self._incoming
        pieces: list[bytes] = []
        left = limit
        self._more = False
        with self._lock:
            try:
                while left > 0:
                    wanted = min(_RECORD, left)
                    piece = read(wanted)  # of one record; it raises where none is complete
                    if not piece:
                        self._ended = True
                        break
                    pieces.append(piece)
                    left -= len(piece)
                    if not incoming.pending and len(piece) < wanted:
                        break
                else:
                    self._more = True
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLZeroReturnError:
                self._ended = True
            except OSError as error:
                self._fail(error)
        if self._fault is not None:
            self._tell(0.0)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _fail(self, error: OSError) -> None:
        """Note why no more can be received. With the lock held: nothing can be sent any more."""
        if self._closed:
            self._ended = True  # it is this side that has ended it
        else:
            self._fault = ConnectionError(explain(error))

    def _fetch(self) -> None:
        """Block for more records."""
        try:
            data = self._below.receive(_CIPHERTEXT)
        except OSError as error:
            self._fault = error
            return
        if not data:
            self._ended = True
            return
        with self._lock:
            self._incoming.write(data)
        self._more = True

    # Sending.

    def send(self, data: Buffer | memoryview) -> None:
        """Send all of `data`, blocking as long as the peer does not read."""

        def send_all(records: bytes | memoryview) -> int:
            self._below.send(records)
            return len(records)

        self._send(data, send_all)

    def send_now(self, data: Buffer | memoryview) -> int:
        """Send what is possible at once; the number of bytes.

        What it did not count may be encrypted already. So who sends goes on with just that, by
        whichever method, or not at all.
        """
        return self._send(data, self._below.send_now)

    def send_within(self, data: Buffer | memoryview, seconds: float) -> int:
        """As `send_now`, within `seconds`."""
        until = monotonic() + seconds

        def send_for_a_while(records: bytes | memoryview) -> int:
            return self._below.send_within(records, max(0.0, until - monotonic()))

        return self._send(data, send_for_a_while)

    def _send(
        self, data: Buffer | memoryview, send_some: Callable[[bytes | memoryview], int]
    ) -> int:
        size = len(data)
        sent = 0
        with self._sending:
            while True:
                records = self._unsent
                if records:
                    count = send_some(records)
                    if count < len(records):
                        self._unsent = memoryview(records)[count:]
                        return sent
                    self._unsent = b""
                    sent += self._encrypted
                    self._encrypted = 0
                if sent >= size:
                    return sent
                whole = size <= _PLAINTEXT and not sent
                self._encrypt(data if whole else memoryview(data)[sent : sent + _PLAINTEXT])

    def _encrypt(self, data: Buffer | memoryview) -> None:
        """Make records of `data`. Who calls has the right to send."""
        size = len(data)
        tls = self._tls
        try:
            with self._lock:
                done = tls.write(data)
                while done < size:  # one record was written
                    done += tls.write(memoryview(data)[done:])
                self._unsent = self._outgoing.read()
        except OSError as error:
            # After an alert OpenSSL says no more than that it is over.
            raise self._fault or ConnectionError(explain(error)) from None
        self._encrypted = size

    # The end.

    def close(self) -> None:
        """End both directions; threads that block in this stream see its end. May be repeated.

        The peer is told, unless somebody is sending to it who may wait for it.
        """
        if self._closed:
            return
        self._closed = True
        try:
            with self._lock:
                self._tls.unwrap()
        except OSError:
            pass  # it says that the peer's answer has not come, for which nobody waits
        self._tell(_FAREWELL)
        self._below.close()

    def _tell(self, seconds: float) -> None:
        """Send what OpenSSL has to say by itself, if nobody else is sending."""
        if not self._sending.acquire(blocking=False):
            return
        try:
            with self._lock:
                records = bytes(self._unsent) + self._outgoing.read()
            count = self._below.send_within(records, seconds)
            self._unsent = memoryview(records)[count:]
        except OSError:
            return  # nobody listens any more
        finally:
            self._sending.release()
