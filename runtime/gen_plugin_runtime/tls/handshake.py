"""Opening TLS on a connected stream, from either end."""

from __future__ import annotations

import ssl
from time import monotonic

from gen_plugin_runtime.tls.config import ALPN
from gen_plugin_runtime.tls.explain import explain
from gen_plugin_runtime.tls.stream import TlsStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.tls.config import TlsConfig
    from gen_plugin_runtime.transport import TimedByteStream

TIMEOUT = 10.0
"""Seconds for a handshake, as go-plugin's own library for multiplexed connections has it."""
_RECORDS = 64 * 1024
_LAST_WORDS = 0.5  # seconds for the alert that tells the other side why


def _say_nothing(_error: OSError) -> None:
    pass


def connect_tls(
    below: TimedByteStream,
    config: TlsConfig,
    timeout: float = TIMEOUT,
    *,
    alpn: str | None = ALPN,
) -> TlsStream:
    """Be the client: the side that has connected.

    In TLS 1.3 this ends before the server has looked at this side's certificate. If it refuses it,
    that is told to who receives next.

    Args:
        below: The connected stream. It belongs to the result, and is closed after an error.
        config: Whom to trust.
        timeout: Seconds for all of it.
        alpn: What both sides must agree to speak; None for anything, as in net/rpc.

    Raises:
        ConnectionError: One side does not trust the other, or the peer does not speak TLS.
        TimeoutError: It does not answer.
    """
    until = monotonic() + timeout
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = config.client.wrap_bio(incoming, outgoing, server_hostname=config.server_name)
    opening = _Opening(below, tls, incoming, outgoing, until)
    return opening.run(config.peer_certificate, alpn, _say_nothing)


def accept_tls(
    below: TimedByteStream,
    config: TlsConfig,
    timeout: float = TIMEOUT,
    *,
    alpn: str | None = ALPN,
    on_refusal: Callable[[OSError], None] = _say_nothing,
) -> TlsStream:
    """Be the server: the side that has accepted. As `connect_tls`.

    Args:
        below: As for `connect_tls`.
        config: Likewise.
        timeout: Likewise.
        alpn: Likewise.
        on_refusal: Told of an error before the other side is, which may be the end of this process.
    """
    until = monotonic() + timeout
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = config.server.wrap_bio(incoming, outgoing, server_side=True)
    opening = _Opening(below, tls, incoming, outgoing, until)
    return opening.run(config.peer_certificate, alpn, on_refusal)


class _Opening:
    """One handshake."""

    def __init__(
        self,
        below: TimedByteStream,
        tls: ssl.SSLObject,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        until: float,
    ) -> None:
        self._below = below
        self._tls = tls
        self._incoming = incoming
        self._outgoing = outgoing
        self._until = until

    def run(
        self,
        peer_certificate: bytes | None,
        alpn: str | None,
        on_refusal: Callable[[OSError], None],
    ) -> TlsStream:
        try:
            while not self._step():
                self._fetch()
            self._check(peer_certificate, alpn)
        except OSError as error:
            try:
                on_refusal(error)
            finally:
                self._part()
            raise
        except BaseException:
            self._below.close()
            raise
        return TlsStream(self._below, self._tls, self._incoming, self._outgoing)

    def _part(self) -> None:
        """Say the last words: the alert, if there is one."""
        self._until = monotonic() + _LAST_WORDS
        try:
            self._flush()
        except OSError:
            return  # it does not listen
        finally:
            self._below.close()

    def _step(self) -> bool:
        """Go as far as what has arrived allows; whether the handshake is over."""
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
            return False
        except OSError as error:
            raise ConnectionError(explain(error)) from None
        self._flush()
        return True

    def _flush(self) -> None:
        records = self._outgoing.read()
        try:
            sent = self._below.send_within(records, self._left())
        except (BrokenPipeError, ConnectionResetError):
            return  # what it said before it left is still to be read
        if sent < len(records):
            raise TimeoutError("the other side does not read what TLS has to say")

    def _fetch(self) -> None:
        if not self._below.readable(self._left()):
            raise TimeoutError("the other side does not answer in TLS")
        try:
            data = self._below.receive(_RECORDS)
        except ConnectionResetError:
            data = b""
        if not data:
            raise ConnectionError("the other side has closed the connection instead of opening TLS")
        self._incoming.write(data)

    def _check(self, peer_certificate: bytes | None, alpn: str | None) -> None:
        shown = self._tls.getpeercert(binary_form=True)
        if peer_certificate is not None and shown != peer_certificate:
            raise ConnectionError("the other side has shown another certificate than it announced")
        if alpn is not None and self._tls.selected_alpn_protocol() != alpn:
            raise ConnectionError("the other side does not offer HTTP/2 by ALPN, as gRPC has to")

    def _left(self) -> float:
        return max(0.0, self._until - monotonic())
