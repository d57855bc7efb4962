"""`ClientCall`: what a user holds of a call that it has made."""

from __future__ import annotations

from gen_plugin_runtime.errors import CallError, ConnectionLost
from gen_plugin_runtime.grpc import metadata as metadata_fields
from gen_plugin_runtime.grpc.call_errors import raise_original
from gen_plugin_runtime.grpc.status import StatusCode, StatusError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from gen_plugin_runtime.call import Metadata
    from gen_plugin_runtime.grpc.exchange import Exchange
    from gen_plugin_runtime.known import Known
    from gen_plugin_runtime.transport import Buffer


class ClientCall:
    """A call on its way. Iterate over it for the replies, or take the only one with `result`.

    One thread may read the replies; `cancel` may be called from any. A call that nobody holds any
    more is cancelled.

    Args:
        abandon: Given the exchange if this object is closed or goes away before the call is over.
        known: The exceptions of the interface, which then are raised by the iteration; without it,
            all failures are `CallError`s.
    """

    __slots__ = ("_abandon", "_exchange", "_known")

    def __init__(
        self,
        exchange: Exchange,
        abandon: Callable[[Exchange], None],
        known: Known | None = None,
    ) -> None:
        self._exchange = exchange
        self._abandon = abandon
        self._known = known

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Buffer:
        try:
            message = self._exchange.next_reply()
        except CallError as error:
            if self._known is None:
                raise
            raise_original(error, self._exchange.method, self._known)
        except BaseException as error:
            self._exchange.interrupted(error)
            raise
        if message is None:
            raise StopIteration
        return message

    def result(self) -> Buffer:
        """Wait for the only reply.

        Raises:
            CallError: The call has failed, or has no or several replies.
        """
        return self._exchange.result()

    def send(self, message: Buffer) -> None:
        """Send a request of a call that was started without any. One thread at a time.

        Raises:
            ConnectionLost: The call is over.
        """
        try:
            self._exchange.send(message)
        except (ConnectionLost, StatusError):
            raise
        except BaseException as error:
            self._exchange.interrupted(error)
            raise

    @property
    def initial_metadata(self) -> Metadata:
        """What the peer sent before its first reply; waits for it."""
        return metadata_fields.decode(self._exchange.wait_head())

    @property
    def trailing_metadata(self) -> Metadata:
        """What the peer sent after its last reply; empty until the call is over."""
        return metadata_fields.decode(self._exchange.trailers)

    @property
    def done(self) -> bool:
        """Whether the call is over. Replies may still be unread."""
        return self._exchange.done

    def cancel(self) -> None:
        """End the call on both sides; its user gets `CallCancelled`, unless it was over."""
        text = f"{self._exchange.method} was cancelled by its caller"
        try:
            self._exchange.end(StatusError(StatusCode.CANCELLED, text))
        except BaseException as error:
            self._exchange.interrupted(error)
            raise

    def close(self) -> None:
        """Take no more replies: cancels the call, by another thread, soon.

        Safe wherever the garbage collector closes the generators that read from this object.
        """
        if not self._exchange.done:
            self._abandon(self._exchange)

    def __del__(self) -> None:
        if hasattr(self, "_exchange"):  # not where an interrupt was quicker than `__init__`
            self.close()
