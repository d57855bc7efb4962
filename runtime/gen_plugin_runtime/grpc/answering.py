"""One call of the answering side: what has arrived of it, and how it is answered."""

from __future__ import annotations

from time import monotonic

from gen_plugin_runtime.call import CURRENT_CALL, Call
from gen_plugin_runtime.errors import CallCancelled, CallTimeout, ConnectionLost
from gen_plugin_runtime.grpc import metadata as metadata_fields
from gen_plugin_runtime.grpc.failure import Failure
from gen_plugin_runtime.grpc.inbox import Inbox
from gen_plugin_runtime.grpc.messages import PREFIX
from gen_plugin_runtime.grpc.response_blocks import head_block, only_block, status_block
from gen_plugin_runtime.grpc.sending import CallOverError, send_message
from gen_plugin_runtime.grpc.status import StatusCode, StatusError
from gen_plugin_runtime.threads.deadlines import left_until
from gen_plugin_runtime.threads.waiter import Waiter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final, Protocol, Self

    from gen_plugin_runtime.call import Metadata, MetadataValue
    from gen_plugin_runtime.grpc.driver import Driver
    from gen_plugin_runtime.grpc.method import Method
    from gen_plugin_runtime.grpc.request import RequestHead
    from gen_plugin_runtime.http2.events import DataReceived
    from gen_plugin_runtime.transport import Buffer

    class Answerer(Protocol):
        """What a call needs of its connection."""

        driver: Driver
        max_receive: int
        send_tracebacks: bool
        peer: str
        origin: object

        def forget(self, stream_id: int) -> None:
            """The call is answered. With the lock held."""

        def about_to_wait(self) -> None:
            """The calling thread will sleep: another one must read."""

        def report(self, method: str, error: BaseException) -> None:
            """An implementation raised."""


_SMALL = 8 * 1024  # bytes of a reply that goes out with head and status, windows permitting


class ServerCall(Call):
    """A call on its way to an implementation and back.

    Args:
        request: The only request, if it came together with the head.

    Attributes:
        done: Whether the answer is complete, or nobody waits for it any more.
        complete: Whether the caller has sent all of its requests.
    """

    # What most calls never change; there are many calls.
    done = False
    complete = False
    _receiving: Waiter | None = None
    _sending: Waiter | None = None
    _head_sent = False

    def __init__(
        self,
        answerer: Answerer,
        stream_id: int,
        handler: Method,
        head: RequestHead,
        request: Buffer | None = None,
    ) -> None:
        deadline = None if head.timeout is None else monotonic() + head.timeout
        super().__init__(head.path, head.metadata, deadline=deadline, peer=answerer.peer)
        self.stream_id: Final = stream_id
        self.handler: Final = handler
        self.deadline_at: Final = deadline
        self._answerer = answerer
        self._request: Final = request
        if request is None:
            self._inbox: Final = Inbox(
                answerer.max_receive, head.encoding, single=not handler.has_many_requests
            )
            if handler.has_many_requests:
                self._receiving = Waiter()

    @property
    def origin(self) -> object:
        """That of its connection: see `Server.serve_connection`."""
        return self._answerer.origin

    def answer(self) -> None:
        """Call the implementation, and send what it says. Never raises."""
        token = CURRENT_CALL.set(self)
        try:
            self._answer()
        except CallOverError:
            pass  # the caller left; what the implementation still said is for nobody
        except BaseException as error:  # noqa: BLE001 - foreign code: whatever it raises is its answer
            self._fail(error)
        finally:
            CURRENT_CALL.reset(token)

    def _answer(self) -> None:
        handler = self.handler
        argument: Buffer | Requests | None = self._request
        if argument is None:
            waiter = self._receiving
            argument = self._inbox.take() if waiter is None else Requests(self, waiter)
        if handler.has_many_replies:
            self._send_all(handler.function(argument))
        else:
            self._send_only(handler.function(argument))

    def _send_only(self, reply: Buffer) -> None:
        """Send the only reply with head and status, in one piece if it is small."""
        size = PREFIX.size + len(reply)
        if size <= _SMALL:
            piece = PREFIX.pack(0, len(reply)) + reply
            head = head_block(self._take_initial_metadata())
            driver = self._answerer.driver
            with driver.lock:
                self.check_sending()
                whole = not self.late_now() and driver.protocol.respond(
                    self.stream_id, head, piece, status_block(None, self._trailing_metadata)
                )
                if whole:
                    self._over()
                    chunks = driver.writer.claim()
                else:
                    self._send_head(head)
            if whole:
                driver.writer.write(chunks, self.deadline_at)
                return
        self._send(reply, flush=False)
        self.finish(None)

    def _send_all(self, replies: Iterable[Buffer]) -> None:
        try:
            for reply in replies:
                self._send(reply, flush=True)
        finally:
            close = getattr(replies, "close", None)
            if close is not None:
                close()
        self.finish(None)

    def _send(self, reply: Buffer, *, flush: bool) -> None:
        driver = self._answerer.driver
        if not self._head_sent:
            head = head_block(self._take_initial_metadata())
            with driver.lock:
                self.check_sending()
                self._send_head(head)
        send_message(driver, self, reply, end_stream=False, flush=flush)

    def push(self, reply: Buffer) -> None:
        """Send a reply beside those that the implementation gives. One thread at a time.

        Raises:
            ConnectionLost: Nobody waits for replies any more.
        """
        try:
            self._send(reply, flush=True)
        except CallOverError:
            text = f"{self.method}: the caller is gone"
            raise ConnectionLost(text, status=StatusCode.UNAVAILABLE) from None

    def _fail(self, error: BaseException) -> None:
        """Answer with an implementation's exception."""
        # Not before: a plugin starts without it.
        from gen_plugin_runtime.grpc.failing import of_exception

        if not self.done:
            try:
                self._answerer.report(self.method, error)
            finally:
                answerer = self._answerer
                room = answerer.driver.protocol.peer_max_header_list
                known, traced = self.handler.known, answerer.send_tracebacks
                self.finish(of_exception(error, known, room, send_traceback=traced))

    def finish(self, failure: Failure | None) -> None:
        """Send the status, None being OK, if that was not done. Without the lock."""
        driver = self._answerer.driver
        with driver.lock:
            self._finish(failure)
            chunks = driver.writer.claim()
        driver.writer.write(chunks, self.deadline_at)

    # The requests, for the implementation's thread.

    def next_request(self, waiter: Waiter) -> Buffer | None:
        """Wait for the next request, at `waiter`; None after the last one.

        Raises:
            CallTimeout: The deadline has passed.
            CallCancelled: The caller has left.
        """
        inbox = self._inbox
        while True:
            complete = self.complete  # asked first: the last message may come between the two
            if inbox.messages:
                break
            if complete and not self.done:
                return None
            self._check_wanted()
            self._answerer.about_to_wait()
            waiter.wait(left_until(self.deadline_at))
        self._check_wanted()
        try:
            message = inbox.take()
        except IndexError:  # the call has just ended
            self._check_wanted()
            raise
        if inbox.owes:
            driver = self._answerer.driver
            with driver.lock:
                inbox.give_back(driver.protocol, self.stream_id)
            driver.writer.flush_soon()  # never blocking: this may be an event loop's thread
        return message

    def is_ready(self) -> bool:
        """Whether `next_request` would not wait."""
        return bool(self._inbox.messages) or self.complete or self.done

    def wake_at(self, waiter: Waiter) -> None:
        """Wake this waiter, and no other, when it may be ready."""
        self._receiving = waiter

    def _check_wanted(self) -> None:
        if self.late_now():
            driver = self._answerer.driver
            with driver.lock:
                if not self.done:  # as the watch over deadlines would; it is no fault to report
                    self.abort(self.late())
            driver.writer.flush_soon()
            raise CallTimeout(
                f"{self.method}: the deadline passed", status=StatusCode.DEADLINE_EXCEEDED
            )
        if self.done:
            raise CallCancelled(f"{self.method}: the caller left", status=StatusCode.CANCELLED)

    # Metadata is checked where the implementation sets it, rather than where it is sent.

    def set_initial_metadata(self, metadata: Iterable[tuple[str, MetadataValue]]) -> None:
        """See `Call`."""
        pairs = tuple(metadata)
        metadata_fields.encode(pairs)
        super().set_initial_metadata(pairs)

    def set_trailing_metadata(self, metadata: Iterable[tuple[str, MetadataValue]]) -> None:
        """See `Call`."""
        pairs = tuple(metadata)
        metadata_fields.encode(pairs)
        super().set_trailing_metadata(pairs)

    # Fits `sending.SendingSide`.

    def check_sending(self) -> None:
        """Raise `CallOverError` if nobody waits for the answer any more. With the lock held."""
        if self.done:
            raise CallOverError

    def wait_for_window(self) -> None:
        """Sleep until the peer may have opened a window, or the call is over."""
        driver = self._answerer.driver
        with driver.lock:
            if self._sending is None:
                self._sending = Waiter()
            if self.done or driver.protocol.room(self.stream_id):
                return
        self._answerer.about_to_wait()
        self._sending.wait(left_until(self.deadline_at))
        if self.cancelled:
            self.finish(self.late())

    def window_opened(self) -> None:
        """There may be room to send. With the lock held."""
        if self._sending is not None:
            self._sending.wake()

    # What arrives, and what ends the call; with the lock held.

    def receive(self, event: DataReceived) -> None:
        """Take in a piece of the requests.

        Raises:
            StatusError: They are not what gRPC allows.
        """
        new = self._inbox.receive(self._answerer.driver.protocol, event)
        if new and self._receiving is not None:
            self._receiving.wake()

    @property
    def held(self) -> int:
        """Bytes of requests that have arrived and were not read."""
        return self._inbox.held if self._request is None else len(self._request)

    def grew_by(self, event: DataReceived) -> int:
        """How many bytes a piece of the requests may have added to `held`, at most."""
        return self._inbox.held if self._inbox.inflates else event.flow_length

    def end_requests(self) -> None:
        """The caller has sent everything.

        Raises:
            StatusError: It stopped inside of a message, or sent another number of requests than
                the method has.
        """
        self._inbox.finish()
        count = len(self._inbox.messages)
        if not self.handler.has_many_requests and count != 1:
            raise StatusError(
                StatusCode.INTERNAL, f"{count} requests to {self.method}, which has one"
            )
        self.complete = True
        if self._receiving is not None:
            self._receiving.wake()

    def abort(self, failure: Failure) -> None:
        """Answer with a failure that is not the implementation's, and tell it to stop."""
        self._finish(failure)
        self._tell_cancelled()

    def late_now(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline_at is not None and monotonic() >= self.deadline_at

    def late(self) -> Failure:
        """How the call ends when its deadline passes."""
        return Failure(StatusCode.DEADLINE_EXCEEDED, f"{self.method}: the deadline passed")

    def leave(self) -> None:
        """Nobody waits for the answer: the caller reset the call, or the connection ended."""
        if not self.done:
            self._over()
            self._tell_cancelled()

    def _tell_cancelled(self) -> None:
        try:
            self._cancel()
        except Exception as error:  # noqa: BLE001 - foreign code: the connection must outlive it
            self._answerer.report(self.method, error)

    def _finish(self, failure: Failure | None) -> None:
        if self.done:
            return
        if failure is None and self.late_now():
            failure = self.late()
        protocol, trailing = self._answerer.driver.protocol, self._trailing_metadata
        room = protocol.peer_max_header_list
        if self._head_sent:
            block = status_block(failure, trailing, room)
        else:
            block = only_block(self._take_initial_metadata(), failure, trailing, room)
        protocol.conclude(self.stream_id, block)
        self._over()

    def _over(self) -> None:
        self.done = True
        self._answerer.forget(self.stream_id)
        if self._receiving is not None:
            self._inbox.messages.clear()  # nobody will read them, though the answer may go on
            self._receiving.wake()
        if self._sending is not None:
            self._sending.wake()

    # Header blocks.

    def _send_head(self, block: bytes) -> None:
        if not self._head_sent:
            self._head_sent = True
            driver = self._answerer.driver
            driver.protocol.send_headers(self.stream_id, block, end_stream=False)

    def _take_initial_metadata(self) -> Metadata:
        """The initial metadata, which cannot be set any more from now on."""
        metadata, self._initial_metadata = self._initial_metadata, None
        return metadata or ()


class Requests:
    """The requests of a call, as an iterator.

    A task of an event loop awaits `arrive` before it takes the next one.
    """

    __slots__ = ("_call", "_waiter")

    def __init__(self, call: ServerCall, waiter: Waiter) -> None:
        self._call = call
        self._waiter = waiter

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Buffer:
        message = self._call.next_request(self._waiter)
        if message is None:
            raise StopIteration
        return message

    async def arrive(self) -> None:
        """Wait until there is a request, or there will be none."""
        from gen_plugin_runtime.threads.loop_waiter import arrival

        await arrival(self._call)


def current_origin() -> object:
    """Of the call that this code is answering: see `Server.serve_connection`. None outside."""
    call = CURRENT_CALL.get(None)
    return call.origin if isinstance(call, ServerCall) else None
