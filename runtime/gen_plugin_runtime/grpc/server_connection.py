"""`ServerConnection`: the answering side of one connection."""

from __future__ import annotations

from threading import Condition
from time import monotonic

from gen_plugin_runtime.grpc.answering import ServerCall
from gen_plugin_runtime.grpc.deadline_watch import DeadlineWatch
from gen_plugin_runtime.grpc.driver import Driver
from gen_plugin_runtime.grpc.failure import Failure
from gen_plugin_runtime.grpc.inbox import HELD_BY_CALLS, HELD_UNSEEN
from gen_plugin_runtime.grpc.messages import ACCEPTED_ENCODINGS, only_message
from gen_plugin_runtime.grpc.metadata import percent_encode
from gen_plugin_runtime.grpc.request import NotGrpcError, parse_request
from gen_plugin_runtime.grpc.status import StatusCode, StatusError
from gen_plugin_runtime.http2 import hpack
from gen_plugin_runtime.http2.connection import Connection
from gen_plugin_runtime.http2.events import (
    DataReceived,
    HeadersReceived,
    PingAcknowledged,
    RequestReceived,
    StreamReset,
    TrailersReceived,
    WindowOpened,
)
from gen_plugin_runtime.threads.deadlines import left_until
from gen_plugin_runtime.threads.workers import Workers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gen_plugin_runtime.grpc.method import Method
    from gen_plugin_runtime.http2.events import Event
    from gen_plugin_runtime.transport import ByteStream

_DRAIN_PING = b"draining"
_LAST_WRITE = 0.1  # seconds to say goodbye to a peer that does not read
_JOIN = 2.0  # seconds for workers to end once their connection has


class ServerConnection:
    """Takes requests from one stream and has them answered.

    Args:
        methods: By path.
        workers: See `Server`; so are `max_receive`, `send_tracebacks`, `on_error` and `origin`.
    """

    def __init__(
        self,
        stream: ByteStream,
        methods: Mapping[str, Method],
        *,
        workers: int,
        max_receive: int,
        send_tracebacks: bool,
        on_error: Callable[[str, BaseException], None] | None,
        name: str,
        origin: object = None,
    ) -> None:
        self.origin = origin
        self.max_receive = max_receive
        self.send_tracebacks = send_tracebacks
        self.peer: str = getattr(stream, "peer", "unknown")
        self.driver = Driver(stream, Connection(is_client=False), self._receive, self._leave_all)
        self._methods = methods
        self._on_error = on_error
        self._calls: dict[int, ServerCall] = {}
        self._workers = Workers(self.driver, workers, name)
        self._deadlines = DeadlineWatch(self.driver, self._expire, f"{name}-deadlines")
        self._may_hold = max(HELD_BY_CALLS, max_receive)
        self._unseen = 0  # bytes of requests since it was last looked at what the calls hold
        self._draining = False
        self._drain_seen = False  # whether the peer knows, and all that it sent before has arrived
        self._fewer = Condition(self.driver.lock)

    def serve(self) -> None:
        """Serve in the calling thread until the connection ends."""
        self.driver.writer.flush_soon()
        try:
            self._workers.run()
        finally:
            self._deadlines.stop(_JOIN)
            self._workers.join(_JOIN)
            self.driver.join(_JOIN)

    def drain(self) -> None:
        """Take on no more calls than those that are on their way (RFC 9113 section 6.8)."""
        with self.driver.lock:
            if self._draining or self.driver.ended is not None:
                return
            self._draining = True
            self.driver.protocol.announce_end()
            self.driver.protocol.ping(_DRAIN_PING)
        self.driver.writer.flush_soon()

    def wait_drained(self, until: float) -> None:
        """Wait until the last call is answered, or that moment, then end the connection."""
        driver = self.driver
        with driver.lock:
            while self._goes_on() and driver.ended is None and monotonic() < until:
                self._fewer.wait(left_until(until))
            if driver.ended is None:
                driver.protocol.go_away()
        driver.writer.wait_written(max(until, monotonic() + _LAST_WRITE))
        driver.end("this side has stopped serving")

    def _goes_on(self) -> bool:
        return bool(self._calls) or not self._drain_seen

    def join(self, until: float) -> None:
        """Wait for the threads of the connection until that moment."""
        self._workers.join(left_until(until) or 0.0)

    # For calls.

    def forget(self, stream_id: int) -> None:
        """A call is over. With the lock held."""
        if self._calls.pop(stream_id, None) is not None and self._draining:
            self._fewer.notify_all()

    def about_to_wait(self) -> None:
        """The calling thread will sleep: another one must read."""
        self._workers.about_to_wait()

    def report(self, method: str, error: BaseException) -> None:
        """An implementation raised."""
        if self._on_error is not None:
            self._on_error(method, error)

    # What arrives, with the lock held.

    def _receive(self, event: Event) -> None:
        kind = type(event)
        if kind is RequestReceived:
            self._whole_request(event)  # type: ignore[arg-type]
        elif kind is HeadersReceived:
            self._request(event)  # type: ignore[arg-type]
        elif kind is DataReceived or kind is TrailersReceived:
            self._request_goes_on(event)  # type: ignore[arg-type]
        elif kind is StreamReset:
            self._reset(event)  # type: ignore[arg-type]
        elif kind is WindowOpened:
            self._window_opened(event)  # type: ignore[arg-type]
        elif kind is PingAcknowledged and self._draining:
            self._drain_seen = True
            self.driver.protocol.go_away()
            self._fewer.notify_all()

    def _whole_request(self, event: RequestReceived) -> None:
        call = self._simple_call(event)
        if call is None:
            for part in event.parts():
                self._receive(part)
            return
        self._calls[event.stream_id] = call
        if call.deadline_at is not None:
            self._deadlines.watch(call.deadline_at)
        self._workers.submit(call)

    def _simple_call(self, event: RequestReceived) -> ServerCall | None:
        """The call that a request asks for, unless something about it is to be looked at."""
        message = only_message(event.data, self.max_receive)
        try:
            head = parse_request(event.head.fields)
        except (NotGrpcError, StatusError):
            return None
        method = self._methods.get(head.path)
        if message is None or method is None or method.streams or head.encoding != "identity":
            return None
        return ServerCall(self, event.stream_id, method, head, message)

    def _request(self, event: HeadersReceived) -> None:
        stream_id = event.stream_id
        try:
            call = self._accept(event)
        except NotGrpcError as error:
            self.driver.protocol.conclude(stream_id, hpack.encode([(":status", error.status)]))
            return
        except StatusError as error:
            self._refuse(stream_id, error)
            return
        self._calls[stream_id] = call
        if call.deadline_at is not None:
            self._deadlines.watch(call.deadline_at)
        if call.handler.has_many_requests:
            self._workers.submit(call)
        if event.end_stream:
            self._end_requests(call)

    def _accept(self, event: HeadersReceived) -> ServerCall:
        head = parse_request(event.fields)
        method = self._methods.get(head.path)
        if method is None:
            raise StatusError(StatusCode.UNIMPLEMENTED, f"unknown method {head.path}")
        self._check_streams(method)
        return ServerCall(self, event.stream_id, method, head)

    def _check_streams(self, method: Method) -> None:
        """Refuse a call that would be one streaming call too many.

        Raises:
            StatusError: See there.
        """
        if method.streams and self._workers.streams_exhausted:
            raise StatusError(StatusCode.RESOURCE_EXHAUSTED, "too many streaming calls are open")

    def _refuse(self, stream_id: int, error: StatusError) -> None:
        """Answer a call that nobody will run."""
        fields = [
            (":status", "200"),
            ("content-type", "application/grpc"),
            ("grpc-status", str(int(error.code))),
            ("grpc-message", percent_encode(error.message)),
            ("grpc-accept-encoding", ACCEPTED_ENCODINGS),
        ]
        self.driver.protocol.conclude(stream_id, hpack.encode(fields))

    def _request_goes_on(self, event: DataReceived | TrailersReceived) -> None:
        call = self._calls.get(event.stream_id)
        if call is None:
            return
        if isinstance(event, TrailersReceived):
            self._end_requests(call)
            return
        try:
            call.receive(event)
            self._unseen += call.grew_by(event)
            if self._unseen > HELD_UNSEEN:
                self._check_held()
        except StatusError as error:
            call.abort(Failure(error.code, error.message))
            return
        if event.end_stream:
            self._end_requests(call)

    def _check_held(self) -> None:
        """Refuse what goes on arriving while too much waits to be read.

        Raises:
            StatusError: See there.
        """
        self._workers.forget_done()
        if sum([call.held for call in self._calls.values()]) > self._may_hold:
            raise StatusError(
                StatusCode.RESOURCE_EXHAUSTED,
                f"the calls of this connection hold more than {self._may_hold} bytes of requests",
            )
        self._unseen = 0  # not before: until then whatever arrives is refused

    def _end_requests(self, call: ServerCall) -> None:
        try:
            call.end_requests()
            if not call.handler.has_many_requests:
                self._check_streams(call.handler)  # again: others may have begun since
        except StatusError as error:
            call.abort(Failure(error.code, error.message))
            return
        if not call.handler.has_many_requests:
            self._workers.submit(call)

    def _reset(self, event: StreamReset) -> None:
        call = self._calls.get(event.stream_id)
        if call is not None:
            call.leave()

    def _window_opened(self, event: WindowOpened) -> None:
        if event.stream_id:
            call = self._calls.get(event.stream_id)
            if call is not None:
                call.window_opened()
            return
        for call in self._calls.values():
            call.window_opened()

    def _leave_all(self, _reason: str) -> None:
        for call in list(self._calls.values()):
            call.leave()
        self._fewer.notify_all()
        self._workers.wake_all()

    def _expire(self) -> float | None:
        """End the calls whose deadline has passed; the earliest deadline of the others."""
        now = monotonic()
        earliest: float | None = None
        for call in list(self._calls.values()):
            deadline = call.deadline_at
            if deadline is None:
                continue
            if deadline <= now:
                call.abort(call.late())
            elif earliest is None or deadline < earliest:
                earliest = deadline
        return earliest
