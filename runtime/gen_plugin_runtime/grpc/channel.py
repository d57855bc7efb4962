"""`Channel`: the calling side of a gRPC connection."""

from __future__ import annotations

from gen_plugin_runtime.errors import CallError
from gen_plugin_runtime.grpc import metadata as metadata_fields
from gen_plugin_runtime.grpc.call_errors import raise_original
from gen_plugin_runtime.grpc.calls import ClientCall
from gen_plugin_runtime.grpc.client_connection import ClientConnection
from gen_plugin_runtime.grpc.client_sending import send_all, send_in_background
from gen_plugin_runtime.grpc.deadlines import format_timeout
from gen_plugin_runtime.grpc.messages import ACCEPTED_ENCODINGS, MAX_MESSAGE
from gen_plugin_runtime.grpc.sending import failed_requests
from gen_plugin_runtime.http2 import hpack
from gen_plugin_runtime.known import NO_MORE
from gen_plugin_runtime.options import CALL_OPTIONS
from gen_plugin_runtime.peer import UNKNOWN_PEER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from gen_plugin_runtime.call import MetadataValue
    from gen_plugin_runtime.errors import ConnectionLost
    from gen_plugin_runtime.grpc.asynchronous import AsyncCalls
    from gen_plugin_runtime.grpc.exchange import Exchange
    from gen_plugin_runtime.known import Known
    from gen_plugin_runtime.options import Options
    from gen_plugin_runtime.peer import Peer
    from gen_plugin_runtime.transport import Buffer, ByteStream

_DEFAULT = -1.0  # "use the channel's timeout", where None means "no timeout"


class Channel:
    """Calls the other side of a byte stream. Fits `transport.Connection`; safe for many threads.

    Args:
        stream: A connected stream; the channel closes it. One with the methods of
            `transport.TimedByteStream` is quicker. Its `scheme`, if it has one, is sent as
            ``:scheme``.
        authority: Sent as ``:authority``.
        explain_loss: Asked, in the caller's thread, when a call fails because the connection
            ended; gives the exception to raise.
        call_timeout: Seconds after which a call that names no timeout fails with `CallTimeout`.
            None: never.
        max_receive: The longest message that is accepted, in bytes.
        peer: Who is called, for messages.
        name: Of the channel's threads.

    Attributes:
        connection: Makes the calls. Its threads do not hold the channel; the functions and calls
            that the channel has given do.
    """

    def __init__(
        self,
        stream: ByteStream,
        *,
        authority: str = "localhost",
        explain_loss: Callable[[ConnectionLost], ConnectionLost] | None = None,
        call_timeout: float | None = None,
        max_receive: int = MAX_MESSAGE,
        peer: Peer = UNKNOWN_PEER,
        name: str = "grpc-channel",
    ) -> None:
        self.connection = ClientConnection(
            stream, explain_loss=explain_loss, max_receive=max_receive, peer=peer, name=name
        )
        self._scheme: str = getattr(stream, "scheme", "http")
        self._authority = authority
        self._call_timeout = call_timeout

    # transport.Connection

    def unary(self, method: str, known: Known = NO_MORE) -> Callable[[bytes], Buffer]:
        """One request, one reply."""
        usual, connection = self.head(method, None), self.connection

        def call(request: bytes) -> Buffer:
            options = CALL_OPTIONS.get()
            block, timeout = usual if options is None else self.head(method, options)
            started = connection.start(method, block, timeout, single=True, request=request)
            try:
                return started.result()
            except CallError as error:
                raise_original(error, method, known)
            except BaseException as error:
                started.interrupted(error)
                raise

        return call

    def server_streaming(
        self, method: str, known: Known = NO_MORE
    ) -> Callable[[bytes], Iterator[Buffer]]:
        """One request, any number of replies; closing the iterator cancels the call."""
        usual = self.head(method, None)

        def call(request: bytes) -> Iterator[Buffer]:
            options = CALL_OPTIONS.get()
            block, timeout = usual if options is None else self.head(method, options)
            return self._stream(method, block, timeout, known, request=request)

        return call

    def client_streaming(
        self, method: str, known: Known = NO_MORE
    ) -> Callable[[Iterable[bytes]], Buffer]:
        """Any number of requests, one reply. The calling thread iterates over the requests."""
        usual, connection = self.head(method, None), self.connection

        def call(requests: Iterable[bytes]) -> Buffer:
            options = CALL_OPTIONS.get()
            block, timeout = usual if options is None else self.head(method, options)
            started = connection.start(method, block, timeout, single=True, request=None)
            try:
                send_all(connection.driver, started, requests)
            except BaseException as error:
                connection.recover(error)
                started.end(failed_requests(method, error))
                raise
            try:
                return started.result()
            except CallError as error:
                raise_original(error, method, known)
            except BaseException as error:
                started.interrupted(error)
                raise

        return call

    def bidirectional(
        self, method: str, known: Known = NO_MORE
    ) -> Callable[[Iterable[bytes]], Iterator[Buffer]]:
        """Any number of requests and of replies, independent of each other.

        A thread of the call's own iterates over the requests; it ends with them, or with the next
        one after the call has ended.
        """
        usual = self.head(method, None)

        def call(requests: Iterable[bytes]) -> Iterator[Buffer]:
            options = CALL_OPTIONS.get()
            block, timeout = usual if options is None else self.head(method, options)
            return self._stream(method, block, timeout, known, requests=requests)

        return call

    @property
    def asynchronous(self) -> AsyncCalls:
        """The same for the tasks of an event loop."""
        from gen_plugin_runtime.grpc.asynchronous import AsyncCalls

        return AsyncCalls(self)

    # Beyond it.

    def call(
        self,
        method: str,
        requests: Buffer | Iterable[bytes] | None,
        *,
        timeout: float | None = _DEFAULT,
        metadata: Iterable[tuple[str, MetadataValue]] = (),
    ) -> ClientCall:
        """Start a call of any shape: take `result()`, or iterate over the replies.

        Unlike the others it raises nothing but `CallError`s, whatever the implementation raised.

        Args:
            method: The full path, ``/shop.v1.Shop/Buy``.
            requests: The request, or any number of them, which a thread of the call's own iterates
                over; None where the call's `send` is given each.
            timeout: Seconds; None for no limit. Without it the channel's `call_timeout` holds.
            metadata: Pairs for the other side; bytes where the key ends with ``-bin``.

        Raises:
            ConfigError: The metadata cannot be sent.
            ConnectionLost: The connection has ended.
        """
        if timeout == _DEFAULT:
            timeout = self._call_timeout
        block = self.block(method, timeout, metadata)
        if isinstance(requests, bytes | bytearray):
            return self._stream(method, block, timeout, request=requests)
        return self._stream(method, block, timeout, requests=requests)

    def _stream(
        self,
        method: str,
        block: bytes,
        timeout: float | None,
        known: Known | None = None,
        *,
        request: Buffer | None = None,
        requests: Iterable[bytes] | None = None,
    ) -> ClientCall:
        connection = self.connection
        started = connection.start(method, block, timeout, single=False, request=request)
        try:
            if requests is not None:
                name = f"{connection.name}-requests"
                send_in_background(connection.driver, started, requests, name)
            return ClientCall(started, self.abandon, known)
        except BaseException as error:
            started.interrupted(error)
            raise

    @property
    def ended(self) -> str | None:
        """Why the connection has ended, or None while it lives."""
        return self.connection.driver.ended

    def close(self, timeout: float = 5.0) -> None:
        """End all calls with `CallCancelled`, then the connection. May be called again.

        Args:
            timeout: Seconds to wait at most for the channel's threads.
        """
        self.connection.close(timeout)

    def abandon(self, call: Exchange) -> None:
        """Cancel a call that nobody reads any more; maybe called by the garbage collector."""
        self.connection.abandon(call)

    # The heads of calls.

    def head(self, method: str, options: Options | None) -> tuple[bytes, float | None]:
        """The head of a call's requests, and the seconds that it may take.

        Raises:
            ConfigError: The metadata cannot be sent.
        """
        if options is None:
            return self.block(method, self._call_timeout), self._call_timeout
        timeout = options.timeout if options.limits else self._call_timeout
        return self.block(method, timeout, options.metadata), timeout

    def block(
        self,
        method: str,
        timeout: float | None,
        metadata: Iterable[tuple[str, MetadataValue]] = (),
    ) -> bytes:
        """The head of a call's requests.

        Raises:
            ConfigError: The metadata cannot be sent.
        """
        fields = [
            (":method", "POST"),
            (":scheme", self._scheme),
            (":path", method),
            (":authority", self._authority),
            ("te", "trailers"),
            ("content-type", "application/grpc"),
            ("grpc-accept-encoding", ACCEPTED_ENCODINGS),
        ]
        if timeout is not None:
            fields.append(("grpc-timeout", format_timeout(timeout)))
        return hpack.encode(fields + metadata_fields.encode(metadata))
