"""`ClientConnection`: the calling side of one stream."""

from __future__ import annotations

from time import monotonic

from gen_plugin_runtime.errors import (
    CallCancelled,
    CallError,
    ConnectionLost,
    NotImplementedByPlugin,
)
from gen_plugin_runtime.netrpc.calls.call import Call
from gen_plugin_runtime.netrpc.calls.driver import Driver
from gen_plugin_runtime.netrpc.rpc.client_side import ClientSide
from gen_plugin_runtime.netrpc.rpc.events import Failed, Returned
from gen_plugin_runtime.threads.reading import CallerReading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.http2.output import Chunk
    from gen_plugin_runtime.netrpc.gob.writer import Message
    from gen_plugin_runtime.netrpc.rpc.events import Event
    from gen_plugin_runtime.netrpc.rpc.method import Method
    from gen_plugin_runtime.peer import Peer
    from gen_plugin_runtime.transport import ByteStream

_LAST_WRITE = 0.1  # seconds for what is queued, to a peer that does not read
_CLOSED = "this side has closed the connection"


class ClientConnection:
    """Makes calls over one stream, and follows what arrives for them.

    Its threads hold it until the connection ends; what users hold is a `Channel`.

    Args:
        stream, explain_loss, max_receive, peer, name: See `Channel`.
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
        self._side = ClientSide(max_receive)
        self.driver = Driver(stream, self._side, self._receive, self._lose_all)
        self.reading = CallerReading(self.driver, name)
        self._explain_loss = explain_loss
        self._peer = peer
        self._calls: dict[int, Call] = {}
        self._closing = False
        try:
            self.reading.start()
        except RuntimeError as error:  # the system has no thread to give
            self.driver.end(f"nobody can read it: {error}")
            raise

    def start(self, method: Method, argument: object, timeout: float | None) -> Call:
        """Send a call, blocking as long as the peer does not read.

        Raises:
            EncodeError: The argument is none of the method's. Nothing was sent.
            ConnectionLost: The connection has ended.
            CallTimeout: There was no room for the call in its time.
        """
        call, driver = Call(self, method, timeout), self.driver
        message = self.encode(method, argument)
        try:
            with driver.lock:
                if driver.writer.busy:
                    self._wait_for_room(call)
                chunks = self._queue(call, message)
            driver.writer.write(chunks, call.deadline_at)
        except NotOpenError as error:
            # Without the lock: whoever explains may wait for a process to end.
            raise self.refusal(error) from None
        except CallError:
            raise
        except BaseException as error:
            call.interrupted(error)
            raise
        return call

    def encode(self, method: Method, argument: object) -> Message:
        """A method's argument, for `start_at_once`.

        Without the lock: the argument may be code that makes its items, and calls for that.

        Raises:
            EncodeError: It is none.
        """
        return self._side.encode(method, argument)

    def start_at_once(self, call: Call, message: Message) -> bool:
        """Send a call without blocking; False if there is no room for it now.

        Raises:
            NotOpenError: The connection takes no new calls.
        """
        driver = self.driver
        try:
            with driver.lock:
                if driver.writer.busy:
                    return False
                chunks = self._queue(call, message)
            driver.writer.write_soon(chunks)
        except NotOpenError:
            raise
        except BaseException as error:
            self.recover(error)
            raise
        self.reading.expect()
        return True

    def wait_for_room(self, call: Call) -> None:
        """Wait until there may be room, or it is too late. Without the lock."""
        with self.driver.lock:
            self.driver.wait_for_room(call.deadline_at)

    def _wait_for_room(self, call: Call) -> None:
        if not self.driver.wait_for_room(call.deadline_at):
            raise call.lateness()

    def _queue(self, call: Call, message: Message) -> list[Chunk]:
        """Queue a call; what is to be written now. With the lock held."""
        if self._closing or self.driver.ended is not None:
            raise NotOpenError(self.driver.ended or _CLOSED)
        try:
            return self.driver.queue(self._numbered, call, message)
        except ConnectionLost as error:  # the end has just been read
            raise NotOpenError(str(error)) from None

    def _numbered(self, call: Call, message: Message) -> bytes:
        call.seq, data = self._side.send(call.method, message)
        self._calls[call.seq] = call
        return data

    def close(self, timeout: float) -> None:
        """End all calls with `CallCancelled`, then the connection. See `Channel.close`."""
        driver, until = self.driver, monotonic() + timeout
        with driver.lock:
            self._closing = True
            for call in [*self._calls.values()]:
                call.fail(CallCancelled(_CLOSED, status=1))
        driver.writer.wait_written(min(until, monotonic() + _LAST_WRITE))
        driver.end(_CLOSED)
        self.reading.stop(max(0.0, until - monotonic()))
        driver.join(max(0.0, until - monotonic()))

    # For calls.

    def drop(self, call: Call) -> None:
        """Nobody waits for its result any more: it is passed over when it comes."""
        with self.driver.lock:
            self._calls.pop(call.seq, None)
        self._side.forget(call.seq)

    def recover(self, error: BaseException) -> None:
        """Put right what the calling thread left half done when `error` was raised.

        Ctrl-C may come between any two steps. Without the lock.
        """
        self.reading.recover()
        self.driver.recover(error)

    def explain(self, loss: ConnectionLost) -> ConnectionLost:
        """Let the owner of the connection say why it ended."""
        return loss if self._explain_loss is None else self._explain_loss(loss)

    def refusal(self, error: NotOpenError) -> ConnectionLost:
        """What the caller of a call gets that was not sent; it may take a moment."""
        return self.explain(ConnectionLost(str(error), status=14))

    # What arrives, with the lock held.

    def _receive(self, event: Event) -> None:
        if isinstance(event, Returned):
            call = self._calls.pop(event.seq, None)
            if call is not None:
                call.succeed(event.result)
        elif isinstance(event, Failed) and not isinstance(event.error, ConnectionLost):
            call = self._calls.pop(event.seq, None)
            if call is not None:
                call.fail(self._told(event.error, call.method))

    def _told(self, error: Exception, method: Method) -> Exception:
        if isinstance(error, NotImplementedByPlugin):
            return NotImplementedByPlugin(
                self._peer.lacks(method.full_name, error.message),
                method=method.full_name,
                protocol_version=self._peer.protocol_version,
            )
        return error

    def _lose_all(self, reason: str) -> None:
        for call in [*self._calls.values()]:
            call.lose(reason)
        self._calls.clear()


class NotOpenError(Exception):
    """The connection takes no new calls."""
