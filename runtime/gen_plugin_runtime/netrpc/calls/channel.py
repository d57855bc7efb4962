"""`Channel`: the calling side of one stream, as generated clients have it."""

from __future__ import annotations

from gen_plugin_runtime.errors import CallError, ConfigError
from gen_plugin_runtime.known import NO_MORE
from gen_plugin_runtime.netrpc.calls.client_connection import ClientConnection
from gen_plugin_runtime.netrpc.gob.limits import MAX_MESSAGE
from gen_plugin_runtime.options import CALL_OPTIONS
from gen_plugin_runtime.peer import UNKNOWN_PEER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from gen_plugin_runtime.errors import ConnectionLost
    from gen_plugin_runtime.known import Known
    from gen_plugin_runtime.netrpc.calls.asynchronous import AsyncCalls
    from gen_plugin_runtime.netrpc.rpc.method import Method
    from gen_plugin_runtime.options import Options
    from gen_plugin_runtime.peer import Peer
    from gen_plugin_runtime.transport import ByteStream


class Channel:
    """Calls the object on the other end. Fits `netrpc.transport.NetRpcConnection`.

    Args:
        stream: A connected stream; the channel closes it. One with the methods of
            `transport.TimedByteStream` is quicker.
        explain_loss: Asked, in the caller's thread, when a call fails because the connection
            ended; gives the exception to raise.
        call_timeout: Seconds after which a call that names no timeout fails with `CallTimeout`.
            None: never.
        max_receive: The longest argument and the longest result, in bytes.
        peer: Who is called, for messages.
        name: Of the channel's thread.

    Attributes:
        connection: Makes the calls. Its thread does not hold the channel; the functions that the
            channel has given do.
    """

    def __init__(
        self,
        stream: ByteStream,
        *,
        explain_loss: Callable[[ConnectionLost], ConnectionLost] | None = None,
        call_timeout: float | None = None,
        max_receive: int = MAX_MESSAGE,
        peer: Peer = UNKNOWN_PEER,
        name: str = "netrpc-channel",
    ) -> None:
        self.connection = ClientConnection(
            stream, explain_loss=explain_loss, max_receive=max_receive, peer=peer, name=name
        )
        self._call_timeout = call_timeout

    def method(self, method: Method, known: Known = NO_MORE) -> Callable[[object], Any]:
        """See `netrpc.transport.NetRpcConnection`."""
        connection, usual = self.connection, self._call_timeout

        def call(argument: object) -> Any:
            options = CALL_OPTIONS.get()
            timeout = usual if options is None else self.timeout(options)
            try:
                return connection.start(method, argument, timeout).result()
            except CallError as error:
                # Rarely needed: a host starts without it.
                from gen_plugin_runtime.netrpc.calls.failures import raise_original

                raise_original(error, method, known)

        return call

    def call(self, method: Method, argument: object, timeout: float | None) -> Any:
        """Call a method, within `timeout` seconds; None: without a limit.

        Raises: as the functions of `method`, but for what the implementation raised: `PluginError`.
        """
        return self.connection.start(method, argument, timeout).result()

    @property
    def asynchronous(self) -> AsyncCalls:
        """The same calls for the tasks of an event loop."""
        from gen_plugin_runtime.netrpc.calls.asynchronous import AsyncCalls

        return AsyncCalls(self.connection, self.timeout)

    def timeout(self, options: Options | None) -> float | None:
        """The seconds that a call may take.

        Raises:
            ConfigError: It has metadata, for which net/rpc has no place.
        """
        if options is None:
            return self._call_timeout
        if options.metadata:
            raise ConfigError("call_options(metadata=...): net/rpc cannot send metadata, gRPC can")
        return options.timeout if options.limits else self._call_timeout

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
