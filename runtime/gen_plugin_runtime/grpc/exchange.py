"""`Exchange`: what has arrived of one call on the calling side, and how it is waited for."""

from __future__ import annotations

from functools import lru_cache
from time import monotonic

from gen_plugin_runtime.errors import ConnectionLost
from gen_plugin_runtime.grpc import metadata as metadata_fields
from gen_plugin_runtime.grpc import status as statuses
from gen_plugin_runtime.grpc.call_errors import to_error
from gen_plugin_runtime.grpc.failure import Failure
from gen_plugin_runtime.grpc.inbox import Inbox
from gen_plugin_runtime.grpc.messages import KNOWN_ENCODINGS, only_message
from gen_plugin_runtime.grpc.sending import CallOverError, send_message
from gen_plugin_runtime.grpc.status import StatusCode, StatusError
from gen_plugin_runtime.http2.codes import ErrorCode
from gen_plugin_runtime.http2.events import (
    DataReceived,
    HeadersReceived,
    ResponseReceived,
    StreamReset,
    TrailersReceived,
    WindowOpened,
)
from gen_plugin_runtime.threads.waiter import Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from gen_plugin_runtime.errors import CallError
    from gen_plugin_runtime.grpc.driver import Driver
    from gen_plugin_runtime.http2.events import Event
    from gen_plugin_runtime.http2.hpack import Field
    from gen_plugin_runtime.peer import Peer
    from gen_plugin_runtime.threads.reading import CallerReading
    from gen_plugin_runtime.transport import Buffer

    class Caller(Protocol):
        """What an exchange needs of its channel."""

        driver: Driver
        reading: CallerReading
        max_receive: int
        peer: Peer

        def forget(self, stream_id: int) -> None:
            """The call has ended. With the lock held."""

        def abandon(self, call: Exchange) -> None:
            """Cancel a call that nobody reads any more."""

        def recover(self, error: BaseException) -> None:
            """Put right what the calling thread left half done when `error` was raised."""

        def explain(self, loss: ConnectionLost) -> ConnectionLost:
            """Say more about the end of the connection, if anyone can."""


class Exchange:
    """A call that this side has made. One thread reads its replies.

    Args:
        single: Whether one reply is expected, and waited for together with its status.
        timeout: Seconds that the call may take; `deadline` is the moment when they are over.

    Attributes:
        done: Whether the status is known. Replies may still be unread.
        cause: What the caller's own requests raised, if that ended the call.
        head: The fields before the first reply, once they have arrived.
        trailers: The fields with the status, once they have arrived.
    """

    # What most calls never change; there are many calls.
    stream_id = 0
    done = False
    cause: BaseException | None = None
    head: tuple[Field, ...] | None = None
    trailers: tuple[Field, ...] = ()
    _receiving: Waiter | None = None
    _sending: Waiter | None = None
    _inbox: Inbox | None = None
    _reply: Buffer | None = None  # of a single one that came whole
    _failure: Failure | None = None
    _lost = False

    def __init__(
        self,
        caller: Caller,
        method: str,
        *,
        single: bool,
        timeout: float | None,
        deadline: float | None,
    ) -> None:
        self.method = method
        self.deadline_at = deadline
        self._caller = caller
        self._single = single
        self._timeout = timeout

    # The replies, for the caller's thread.

    def next_reply(self) -> Buffer | None:
        """Wait for the next reply; None after the last one.

        Raises:
            CallError: The call has failed.
        """
        if self._is_late():
            self.end(self.late())
        if not self._has_news():
            self._wait(self._has_news)
        inbox = self._inbox
        if inbox is None or not inbox.messages:
            self._raise_failure()
            return None
        message = inbox.take()
        if inbox.owes:
            self._give_back(inbox)
        return message

    def result(self) -> Buffer:
        """Wait for the only reply.

        Raises:
            CallError: The call has failed, or has no or several replies.
        """
        if not self.done:
            self._wait(self._is_done)
        if self._reply is not None:
            return self._reply
        self._raise_failure()
        count = 0 if self._inbox is None else len(self._inbox.messages)
        if self._inbox is None or count != 1:
            text = f"{count} replies to {self.method}, which has one"
            raise self._error(Failure(StatusCode.INTERNAL, text))
        return self._inbox.take()

    def wait_head(self) -> tuple[Field, ...]:
        """Wait for what the peer sends before its first reply."""
        if not self._has_head():
            self._wait(self._has_head)
        return self.head or ()

    # The same, for what waits elsewhere than in a thread: fits `loop_waiter.Receiving`.

    def is_ready(self) -> bool:
        """Whether `result`, or `next_reply`, would not wait."""
        return self.done if self._single else self._has_news()

    @property
    def lost(self) -> bool:
        """Whether the connection ended before the call; then its result may take a moment."""
        return self._lost

    def wake_at(self, waiter: Waiter) -> None:
        """Wake this waiter, and no other, when it may be ready."""
        self._receiving = waiter

    def late_now(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline_at is not None and monotonic() >= self.deadline_at

    def end(self, error: StatusError) -> None:
        """End the call from this side, if it is not over. Without the lock."""
        driver = self._caller.driver
        with driver.lock:
            self.abort(error)
        driver.writer.flush_soon()

    def interrupted(self, error: BaseException) -> None:
        """The caller's thread was torn out of this call, by Ctrl-C mostly, between any two steps.

        Nobody will ask for the reply again, and what it did for other calls must go on.
        """
        self._caller.recover(error)
        self.end(StatusError(StatusCode.CANCELLED, f"{self.method} was interrupted"))

    def abandon(self) -> None:
        """Cancel the call, if it is not over, wherever the garbage collector may do it."""
        if not self.done:
            self._caller.abandon(self)

    def late(self) -> StatusError:
        """How the call ends when its deadline passes."""
        seconds = "" if self._timeout is None else f" within {self._timeout:g} s"
        text = f"{self.method} was not answered{seconds}"
        return StatusError(StatusCode.DEADLINE_EXCEEDED, text)

    def _is_late(self) -> bool:
        """Whether the peer lets the call go on past its deadline."""
        return not self.done and self.deadline_at is not None and monotonic() >= self.deadline_at

    def _has_head(self) -> bool:
        return self.head is not None or self.done

    def _has_news(self) -> bool:
        return self.done or (self._inbox is not None and bool(self._inbox.messages))

    def _is_done(self) -> bool:
        return self.done

    def _wait(self, is_ready: Callable[[], bool]) -> None:
        reading = self._caller.reading
        try:
            ready = reading.wait(self._wait_at, is_ready, self.deadline_at, brief=self._single)
        except BaseException as error:
            self.interrupted(error)
            raise
        if not ready:
            self.end(self.late())

    def _wait_at(self) -> Waiter:
        if self._receiving is None:
            self._receiving = Waiter()
        return self._receiving

    def _give_back(self, inbox: Inbox) -> None:
        driver = self._caller.driver
        with driver.lock:
            inbox.give_back(driver.protocol, self.stream_id)
        driver.writer.flush_soon()

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._error(self._failure) from self.cause

    def _error(self, failure: Failure) -> CallError:
        if self._lost:
            return self._caller.explain(ConnectionLost(failure.text, status=failure.code))
        return to_error(failure, self.method, self._caller.peer)

    def send(self, message: Buffer) -> None:
        """Send a request; more may follow.

        Raises:
            ConnectionLost: The call is over.
        """
        try:
            send_message(self._caller.driver, self, message, end_stream=False)
        except CallOverError:
            text = f"{self.method}: the call is over"
            raise ConnectionLost(text, status=StatusCode.UNAVAILABLE) from None

    # The requests: fits `sending.SendingSide`.

    def check_sending(self) -> None:
        """Raise `CallOverError` if nothing can be sent any more. With the lock held."""
        if self.done:
            raise CallOverError

    def wait_for_window(self) -> None:
        """Sleep until the peer may have opened a window, or the call has ended."""
        reading = self._caller.reading
        if not reading.wait(self._send_at, self.can_send, self.deadline_at, brief=True):
            self.end(self.late())

    def _send_at(self) -> Waiter:
        if self._sending is None:
            self._sending = Waiter()
        return self._sending

    def window_opened(self) -> None:
        """There may be room to send."""
        if self._sending is not None:
            self._caller.reading.deliver(self._sending)

    def wake_sender_at(self, waiter: Waiter) -> None:
        """Wake this waiter, and no other, when `can_send` may have changed."""
        self._sending = waiter

    def can_send(self) -> bool:
        """Whether the windows are open, or the call is over."""
        return self.done or self._caller.driver.protocol.room(self.stream_id) > 0

    # What arrives, with the lock held.

    def receive(self, event: Event) -> None:
        """Follow an event of this call's stream."""
        try:
            self._methods[type(event)](self, event)
        except StatusError as error:
            self.abort(error)

    def lose(self, reason: str) -> None:
        """The connection has ended, or will not serve this call."""
        self._lost = self._lost or not self.done
        self._finish(Failure(StatusCode.UNAVAILABLE, reason))

    def abort(self, error: StatusError) -> None:
        """End the call with a status of this side's making, if it is not over."""
        self._finish(Failure(error.code, error.message))

    def _finish(self, failure: Failure | None) -> None:
        """The call's status is known: None is OK."""
        if not self.done:
            self._failure = failure
            protocol = self._caller.driver.protocol
            protocol.reset(self.stream_id, ErrorCode.CANCEL)  # unless it has ended
        self._over()

    def _over(self) -> None:
        """Tell everyone; may be repeated, as after an interrupt amid it."""
        caller = self._caller
        self.done = True
        caller.reading.deliver(self._receiving)
        if self._sending is not None:
            caller.reading.deliver(self._sending)
        caller.forget(self.stream_id)  # last: who is in the table still has to be told

    def _response_received(self, event: ResponseReceived) -> None:
        head, trailers = event.head.fields, event.trailers.fields
        if self._single and _is_success(head, trailers):
            self._reply = only_message(event.data, self._caller.max_receive)
        if self._reply is None:
            for part in event.parts():
                if not self.done:
                    self.receive(part)
        else:
            self.head, self.trailers = head, trailers
            self._over()

    def _headers_received(self, event: HeadersReceived) -> None:
        fields = self.head = event.fields
        if event.end_stream:
            self._finish_with(fields)
            return
        encoding = _check_head(fields)
        self._inbox = Inbox(self._caller.max_receive, encoding, single=self._single)
        if not self._single:
            self._caller.reading.deliver(self._receiving)

    def _data_received(self, event: DataReceived) -> None:
        if self._inbox is None:
            raise StatusError(StatusCode.INTERNAL, "the peer sent data before headers")
        new = self._inbox.receive(self._caller.driver.protocol, event)
        if event.end_stream:
            raise StatusError(StatusCode.INTERNAL, "the peer ended the call without a status")
        if new and not self._single:
            self._caller.reading.deliver(self._receiving)

    def _trailers_received(self, event: TrailersReceived) -> None:
        self._finish_with(event.fields)

    def _stream_reset(self, event: StreamReset) -> None:
        if event.code == ErrorCode.CANCEL and self._is_late():
            raise self.late()  # the peer keeps the deadline too, and was quicker to say so
        raise statuses.of_reset(event.code, event.reason)

    def _window_opened(self, _event: WindowOpened) -> None:
        self.window_opened()

    def _finish_with(self, trailers: tuple[Field, ...]) -> None:
        self.trailers = trailers
        failure = _status_of(trailers)
        if failure is None and self._inbox is not None:
            self._inbox.finish()
        self._finish(failure)

    _methods: dict[type[Event], Callable[..., None]] = {  # noqa: RUF012 - a table, never changed
        ResponseReceived: _response_received,
        HeadersReceived: _headers_received,
        DataReceived: _data_received,
        TrailersReceived: _trailers_received,
        StreamReset: _stream_reset,
        WindowOpened: _window_opened,
    }


@lru_cache(maxsize=64)
def _is_success(head: tuple[Field, ...], trailers: tuple[Field, ...]) -> bool:
    """Whether a response says only that its message is there, uncompressed."""
    try:
        return _check_head(head) == "identity" and _status_of(trailers) is None
    except StatusError:
        return False


@lru_cache(maxsize=64)
def _check_head(fields: tuple[Field, ...]) -> str:
    """The encoding of the messages that follow a response's head.

    Raises:
        StatusError: This is no gRPC response.
    """
    values = dict(fields)
    if values[":status"] != "200":
        raise statuses.of_http(values[":status"])
    content_type = values.get("content-type", "")
    if not metadata_fields.is_grpc(content_type):
        raise StatusError(
            StatusCode.UNKNOWN, f"the peer answered with content-type {content_type!r}, not gRPC"
        )
    encoding = values.get("grpc-encoding", "identity")
    if encoding not in KNOWN_ENCODINGS:
        # grpc/doc/compression.md: not UNIMPLEMENTED, which is for what a server does not know.
        text = f"the peer answered in grpc-encoding {encoding!r}, which it was not offered"
        raise StatusError(StatusCode.INTERNAL, text)
    return encoding


@lru_cache(maxsize=64)
def _status_of(trailers: tuple[Field, ...]) -> Failure | None:
    """The status in the fields that end a response; None is OK.

    Raises:
        StatusError: There is none, as where a proxy answers.
    """
    values = dict(trailers)
    number = values.get("grpc-status")
    if number == "0":
        return None
    if number is None:
        if values.get(":status", "200") != "200":
            raise statuses.of_http(values[":status"])
        raise StatusError(StatusCode.UNKNOWN, "the peer ended the call without a grpc-status")
    is_code = number.isascii() and number.isdigit() and len(number) < 4
    code = int(number) if is_code else StatusCode.UNKNOWN
    code = code or StatusCode.UNKNOWN  # "00" is none
    details = metadata_fields.decode_binary(values.get("grpc-status-details-bin", ""))
    text = metadata_fields.percent_decode(values.get("grpc-message", ""))
    return Failure(code, text, details)
