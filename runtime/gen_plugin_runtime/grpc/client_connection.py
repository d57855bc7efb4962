"""`ClientConnection`: the calling side of one connection."""

from __future__ import annotations

from _thread import start_new_thread
from collections import deque
from threading import Event as Signal
from time import monotonic

from gen_plugin_runtime.errors import CallError, ConnectionLost
from gen_plugin_runtime.grpc.call_errors import to_error
from gen_plugin_runtime.grpc.client_sending import send_only
from gen_plugin_runtime.grpc.driver import Driver
from gen_plugin_runtime.grpc.exchange import Exchange
from gen_plugin_runtime.grpc.failure import Failure
from gen_plugin_runtime.grpc.messages import PREFIX
from gen_plugin_runtime.grpc.status import StatusCode, StatusError
from gen_plugin_runtime.grpc.stream_line import StreamLine
from gen_plugin_runtime.http2.codes import error_name
from gen_plugin_runtime.http2.connection import Connection
from gen_plugin_runtime.http2.events import GoAwayReceived, SettingsReceived, WindowOpened
from gen_plugin_runtime.http2.faults import StreamClosedError
from gen_plugin_runtime.threads.deadlines import left_until
from gen_plugin_runtime.threads.reading import CallerReading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.http2.events import Event
    from gen_plugin_runtime.peer import Peer
    from gen_plugin_runtime.threads.waiter import Waiter
    from gen_plugin_runtime.transport import Buffer, ByteStream

_SMALL = (
    8 * 1024
)  # bytes of a request that goes out with its headers in one piece, windows permitting
_LAST_WRITE = 0.1  # seconds to say goodbye to a peer that does not read
_ABANDONED = StatusError(StatusCode.CANCELLED, "nobody holds the call any more")


class ClientConnection:
    """Starts calls over one stream, and follows what arrives for them.

    Its threads hold it until the connection ends; what users hold is a `Channel`.

    Args:
        stream, explain_loss, max_receive, peer, name: See `Channel`.

    Attributes:
        line: Whose calls wait for a stream.
        name: Of the threads.
    """

    def __init__(
        self,
        stream: ByteStream,
        *,
        explain_loss: Callable[[ConnectionLost], ConnectionLost] | None,
        max_receive: int,
        peer: Peer,
        name: str,
    ) -> None:
        self.max_receive = max_receive
        self.peer = peer
        self.driver = Driver(stream, Connection(is_client=True), self._receive, self._lose_all)
        self.reading = CallerReading(self.driver, name)
        self.line = StreamLine(self.driver.lock)
        self.name = name
        self._explain_loss = explain_loss
        self._calls: dict[int, Exchange] = {}
        self._abandoned: deque[Exchange] = deque()
        self._heard = Signal()  # that the peer has spoken, or never will
        self._closing: str | None = None  # why no new calls are taken
        self.driver.writer.flush_soon()
        try:
            self.reading.start()
        except RuntimeError as error:  # the system has no thread to give
            self.driver.end(f"nobody can read it: {error}")
            raise

    def close(self, timeout: float) -> None:
        """End all calls with `CallCancelled`, then the connection. See `Channel.close`."""
        driver = self.driver
        until = monotonic() + timeout
        with driver.lock:
            first = self._closing is None or driver.ended is None
            self._closing = "this side has closed the connection"
            for call in list(self._calls.values()):
                call.abort(StatusError(StatusCode.CANCELLED, self._closing))
            if first and driver.ended is None:
                driver.protocol.go_away()
        driver.writer.wait_written(min(until, monotonic() + _LAST_WRITE))
        driver.end("this side has closed the connection")
        self.reading.stop(max(0.0, until - monotonic()))
        driver.join(max(0.0, until - monotonic()))

    def wait_for_peer(self, timeout: float) -> str | None:
        """Wait for the peer's first word, its SETTINGS; without it, end the connection.

        Returns:
            Why the connection has ended, or None.
        """
        self.reading.expect()
        if not self._heard.wait(timeout):
            self.driver.end(f"the other side has said nothing within {timeout:g} seconds")
        return self.driver.ended

    # For calls.

    def forget(self, stream_id: int) -> None:
        """A call has ended. With the lock held."""
        if stream_id not in self._calls:
            return
        if self.line.threads or self.line.tasks:
            self.line.call_next()
        del self._calls[stream_id]

    def recover(self, error: BaseException) -> None:
        """Put right what the calling thread left half done when `error` was raised.

        Ctrl-C may come between any two steps. Without the lock.
        """
        self.reading.recover()
        self.driver.recover(error)
        with self.driver.lock:
            self.line.call_all()  # it may have been this thread that was told of a free stream

    def explain(self, loss: ConnectionLost) -> ConnectionLost:
        """Let the owner of the connection say why it ended."""
        return loss if self._explain_loss is None else self._explain_loss(loss)

    # Starting calls.

    def start(
        self,
        method: str,
        block: bytes,
        timeout: float | None,
        *,
        single: bool,
        request: Buffer | None,
    ) -> Exchange:
        """Send a call's headers, and its request if it has exactly one."""
        call = self.prepare(method, timeout, single=single)
        driver = self.driver
        try:
            with driver.lock:
                self._check_open()
                while not driver.protocol.can_open():
                    self._wait_for_stream(call)
                complete = self._open(call, block, request)
                chunks = driver.writer.claim() if complete or request is None else []
            driver.writer.write(chunks, call.deadline_at)
            if not complete and request is not None:
                send_only(driver, call, request)
        except NotOpenError as error:
            # Without the lock: whoever explains may wait for a process to end.
            raise self.refusal(error) from None
        except CallError:
            raise
        except BaseException as error:
            call.interrupted(error)
            raise
        return call

    def prepare(self, method: str, timeout: float | None, *, single: bool) -> Exchange:
        """A call whose stream is still to be opened; its time begins."""
        deadline = None if timeout is None else monotonic() + timeout
        return Exchange(self, method, single=single, timeout=timeout, deadline=deadline)

    def open_at_once(self, call: Exchange, block: bytes, request: Buffer | None) -> bool:
        """Send a prepared call's headers, without waiting; whether its small request went along.

        Raises:
            NoStreamError: The peer accepts no more streams now; `line` is for those who wait.
            NotOpenError: The connection takes no new calls.
        """
        driver = self.driver
        with driver.lock:
            self._check_open()
            if not driver.protocol.can_open():
                raise NoStreamError
            complete = self._open(call, block, request)
        driver.writer.flush_soon()
        return complete

    def stand_in_line(self, waiter: Waiter) -> None:
        """Wake this waiter, after those before it, when a stream is free or there will be none."""
        with self.driver.lock:
            self.line.tasks.append(waiter)
            if self._closing or self.driver.ended:
                self.line.call_all()
            elif self.driver.protocol.can_open():
                self.line.call_next()

    def lateness(self, call: Exchange) -> CallError:
        """What the caller of a call gets that could not be opened in time."""
        late = call.late()
        return to_error(Failure(late.code, late.message), call.method, self.peer)

    def refusal(self, error: NotOpenError) -> ConnectionLost:
        """What the caller of a call gets that could not be opened; it may take a moment."""
        return self.explain(ConnectionLost(str(error), status=StatusCode.UNAVAILABLE))

    def _open(self, call: Exchange, block: bytes, request: Buffer | None) -> bool:
        """Open the call's stream, which the peer allows; whether its small request went along."""
        protocol = self.driver.protocol
        stream_id = 0
        try:
            if request is not None and len(request) <= _SMALL:
                stream_id = protocol.request(block, PREFIX.pack(0, len(request)) + request)
            complete = stream_id > 0
            if not complete:
                stream_id = protocol.open_stream(block, end_stream=False)
        except StreamClosedError as error:
            raise NotOpenError(str(error)) from None
        call.stream_id = stream_id
        self._calls[stream_id] = call
        return complete

    def _check_open(self) -> None:
        if self._abandoned:
            self._abort_abandoned()
        reason = self.driver.ended or self._closing
        if reason is not None:
            raise NotOpenError(reason)

    def _wait_for_stream(self, call: Exchange) -> None:
        """Wait until the peer accepts one stream more. With the lock held."""
        left = left_until(call.deadline_at)
        if left == 0:
            self.line.call_next()  # it may have been this call that was told of a free stream
            raise self.lateness(call)
        self.line.wait(left)
        self._check_open()

    def abandon(self, call: Exchange) -> None:
        """Cancel a call that nobody reads any more.

        Maybe by the garbage collector, in a thread that holds the lock, or one of `threading`'s.
        """
        self._abandoned.append(call)
        if not self.driver.lock.locked():
            self._flush_abandoned()
            return
        try:
            start_new_thread(self._flush_abandoned, ())
        except RuntimeError:
            return  # the system has no thread to give: who receives or calls next does it

    def _flush_abandoned(self) -> None:
        with self.driver.lock:
            self._abort_abandoned()
        self.driver.writer.flush_soon()

    def _abort_abandoned(self) -> None:
        while self._abandoned:
            self._abandoned[0].abort(_ABANDONED)
            self._abandoned.popleft()  # not before: an interrupt may come amid it

    # What arrives, with the lock held.

    def _receive(self, event: Event) -> None:
        if self._abandoned:
            self._abort_abandoned()
        stream_id = event.stream_id
        if stream_id:
            call = self._calls.get(stream_id)
            if call is not None:
                call.receive(event)
        elif type(event) is WindowOpened:
            for call in list(self._calls.values()):
                call.window_opened()
        elif type(event) is SettingsReceived:
            self._heard.set()
            self.line.call_all()  # the peer may accept more streams now
        elif isinstance(event, GoAwayReceived):
            self._go_away(event)

    def _go_away(self, event: GoAwayReceived) -> None:
        """The peer takes no new calls (RFC 9113 section 6.8); those it has not seen fail."""
        reason = "the peer is ending the connection"
        if event.code:
            debug = event.debug.decode("utf-8", "replace")
            reason += f" ({error_name(event.code)}{': ' if debug else ''}{debug})"
        self._closing = self._closing or reason
        for stream_id, call in list(self._calls.items()):
            if stream_id > event.last_stream_id:
                call.lose(reason)
        self.line.call_all()

    def _lose_all(self, reason: str) -> None:
        self._heard.set()
        for call in list(self._calls.values()):
            call.lose(reason)
        self.line.call_all()


class NoStreamError(Exception):
    """The peer accepts no more streams for now."""


class NotOpenError(Exception):
    """The connection takes no new calls."""
