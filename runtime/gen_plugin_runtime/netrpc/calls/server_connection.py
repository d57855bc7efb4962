"""`ServerConnection`: the answering side of one stream."""

from __future__ import annotations

from threading import Condition
from time import monotonic

from gen_plugin_runtime.netrpc.calls.answering import ServerCall
from gen_plugin_runtime.netrpc.calls.driver import Driver
from gen_plugin_runtime.netrpc.rpc.events import Called, Refused
from gen_plugin_runtime.netrpc.rpc.server_side import ServerSide
from gen_plugin_runtime.threads.deadlines import left_until
from gen_plugin_runtime.threads.workers import Workers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gen_plugin_runtime.netrpc.calls.answering import ServedMethod
    from gen_plugin_runtime.netrpc.rpc.events import Event
    from gen_plugin_runtime.transport import ByteStream

MOST_WAITING = 1024
"""Calls of one stream that are answered or wait for it; then nothing is read until some are."""
MOST_HELD = 512 * 1024 * 1024
"""Bytes of what brought those calls; likewise."""
_LAST_WRITE = 0.1  # seconds for the last answers, to a peer that does not read
_JOIN = 2.0  # seconds for workers to end once their connection has


class ServerConnection:
    """Takes calls from one stream and has them answered, in any order.

    Args:
        services: Methods by service and name.
        workers, max_receive, on_error, name: See `Server`.
    """

    def __init__(
        self,
        stream: ByteStream,
        services: Mapping[str, Mapping[str, ServedMethod]],
        *,
        workers: int,
        max_receive: int,
        on_error: Callable[[str, BaseException], None] | None,
        name: str,
    ) -> None:
        self.peer: str = getattr(stream, "peer", "unknown")
        self._services = services
        self._side = ServerSide(services, max_receive)  # type: ignore[arg-type] # fits by its shape
        self._calls = _Unanswered()
        self._driver = _PacedDriver(stream, self._side, self._receive, self._leave_all, self._calls)
        self._workers = Workers(self._driver, workers, name)
        self._on_error = on_error

    def serve(self) -> None:
        """Serve in the calling thread until the connection ends."""
        try:
            self._workers.run()
        finally:
            self._workers.join(_JOIN)
            self._driver.join(_JOIN)

    def stop(self, until: float) -> None:
        """Let the calls that run finish, at most until that moment, then end the connection."""
        driver = self._driver
        with driver.lock:
            while self._calls and driver.ended is None and monotonic() < until:
                driver.wait_for_fewer(left_until(until))
        driver.writer.wait_written(max(until, monotonic() + _LAST_WRITE))
        driver.end("this side has stopped serving")

    def join(self, until: float) -> None:
        """Wait for the threads of the connection until that moment."""
        self._workers.join(left_until(until) or 0.0)

    # For calls.

    def send_answer(self, call: ServerCall, result: object) -> None:
        """See `Answerer`."""
        # Without the lock: the result may be code that makes its items, and calls for that.
        message = self._side.encode(call.called, result)
        self._send(call, self._side.send, call.called, message)

    def send_refusal(self, call: ServerCall, reason: str) -> None:
        """See `Answerer`."""
        self._send(call, self._side.refuse, call.called.call, reason)

    def report(self, method: str, error: BaseException) -> None:
        """See `Answerer`."""
        if self._on_error is not None:
            self._on_error(method, error)

    def _send(self, call: ServerCall, make: Callable[..., bytes], *arguments: object) -> None:
        driver = self._driver
        if driver.writer.busy:
            self._workers.about_to_wait()
        with driver.lock:
            if driver.writer.busy:
                driver.wait_for_room(None)
            chunks = driver.queue(make, *arguments) if driver.ended is None else []
            self._calls.discard(call)
            driver.tell_fewer()
        driver.writer.write(chunks)

    # What arrives, with the lock held.

    def _receive(self, event: Event) -> None:
        if isinstance(event, Called):
            handler: ServedMethod = event.method  # type: ignore[assignment]
            call = ServerCall(self, event, handler)
            self._calls.add(call)
            self._workers.submit(call)
        elif isinstance(event, Refused):
            self._driver.say(self._side.refuse(event.call, event.reason))

    def _leave_all(self, _reason: str) -> None:
        for call in self._calls.clear():
            call.leave()
        self._driver.tell_fewer()
        self._workers.wake_all()


class _Unanswered:
    """The calls that have no answer yet.

    Attributes:
        arrived: Bytes that have come since the last call did.
    """

    def __init__(self) -> None:
        self.arrived = 0
        self._sizes: dict[ServerCall, int] = {}
        self._size = 0

    def __bool__(self) -> bool:
        return bool(self._sizes)

    @property
    def too_many(self) -> bool:
        """Whether no more should come."""
        return len(self._sizes) >= MOST_WAITING or self._size > MOST_HELD

    def add(self, call: ServerCall) -> None:
        """Note one; it was what has arrived."""
        self._sizes[call], self.arrived = self.arrived, 0
        self._size += self._sizes[call]

    def discard(self, call: ServerCall) -> None:
        """It has its answer."""
        self._size -= self._sizes.pop(call, 0)

    def clear(self) -> list[ServerCall]:
        """None will have an answer: those that had none."""
        calls, self._sizes, self._size = [*self._sizes], {}, 0
        return calls


class _PacedDriver(Driver):
    """Reads no further while there is too much to answer, or answers are not read.

    Args:
        calls: Those that are not answered.
    """

    def __init__(
        self,
        stream: ByteStream,
        side: ServerSide,
        on_event: Callable[[Event], None],
        on_end: Callable[[str], None],
        calls: _Unanswered,
    ) -> None:
        super().__init__(stream, side, on_event, on_end)
        self._calls = calls
        self._fewer = Condition(self.lock)
        self._waiting = 0

    def wait_for_fewer(self, seconds: float | None) -> None:
        """Sleep until a call is answered. With the lock held."""
        self._waiting += 1
        try:
            self._fewer.wait(seconds)
        finally:
            self._waiting -= 1

    def tell_fewer(self) -> None:
        """A call is answered, or none will be any more. With the lock held."""
        if self._waiting:
            self._fewer.notify_all()

    def _fetch(self) -> tuple[bytes, int]:
        if self._calls.too_many or self.writer.busy:
            with self.lock:
                while self._calls.too_many and self.ended is None:
                    self.wait_for_fewer(None)
                self.wait_for_room(None)
        data, count = super()._fetch()
        self._calls.arrived += count
        return data, count
