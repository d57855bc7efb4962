"""Messages out, as fast as the peer's windows and the stream allow."""

from __future__ import annotations

from gen_plugin_runtime.grpc.messages import prefix
from gen_plugin_runtime.grpc.status import StatusCode, StatusError
from gen_plugin_runtime.threads.deadlines import left_until, sooner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from gen_plugin_runtime.grpc.driver import Driver
    from gen_plugin_runtime.http2.output import Chunk
    from gen_plugin_runtime.transport import Buffer

    class SendingSide(Protocol):
        """The sending half of a call."""

        @property
        def stream_id(self) -> int:
            """The call's stream."""

        @property
        def deadline_at(self) -> float | None:
            """The moment when the call is over, on the clock of `time.monotonic`."""

        def check_sending(self) -> None:
            """Raise `CallOverError` if the call has ended. With the connection's lock held."""

        def wait_for_window(self) -> None:
            """Sleep until the peer may have opened a window. Without the lock."""


class CallOverError(Exception):
    """The call has ended: nothing can be sent any more."""


_COPIED = 64 * 1024  # the longest message that is copied behind its prefix, to be sent in one piece
_GLANCE = 0.1  # seconds between looks at whether the call has ended, while others' bytes hold it up


class Body:
    """The bytes of one message with its prefix, cut into frames.

    Attributes:
        left: How many bytes are still to be cut off.
    """

    __slots__ = ("_pieces", "left")

    def __init__(self, message: Buffer) -> None:
        start = prefix(message)
        self.left = len(start) + len(message)
        self._pieces: list[Chunk]
        if len(message) <= _COPIED:
            self._pieces = [start + message]
        else:
            self._pieces = [start, memoryview(message)]

    def cut(self, size: int) -> list[Chunk]:
        """The next `size` bytes, at most `left`."""
        self.left -= size
        if not self.left:
            return self._pieces
        cut: list[Chunk] = []
        while size:
            piece = self._pieces[0]
            if len(piece) <= size:
                cut.append(piece)
                del self._pieces[0]
            else:
                view = memoryview(piece)
                cut.append(view[:size])
                self._pieces[0] = view[size:]
            size -= len(cut[-1])
        return cut


def send_message(
    driver: Driver, call: SendingSide, message: Buffer, *, end_stream: bool, flush: bool = True
) -> None:
    """Send a message; returns when all of it is queued, and what is not another's to write written.

    Args:
        driver: Of the call's connection.
        call: The sending half of the call.
        message: Uncompressed, and not changed any more.
        end_stream: Whether it is the last one.
        flush: Whether it is to be written now, rather than with what is sent next.

    Raises:
        StatusError: The message is too long.
        CallOverError: See there.
    """
    body = Body(message)
    while body.left:
        _send_frame(driver, call, body, end_stream=end_stream, flush=flush)


def _send_frame(
    driver: Driver, call: SendingSide, body: Body, *, end_stream: bool, flush: bool
) -> None:
    """Send one frame of the body, or wait until one can be sent."""
    writer = driver.writer
    with driver.lock:
        call.check_sending()
        if writer.busy:
            writer.wait_caught_up(sooner(_GLANCE, left_until(call.deadline_at)))
            return
        sent = _queue_frame(driver, call, body, end_stream=end_stream)
        chunks = writer.claim() if flush or body.left else []
    writer.write(chunks, call.deadline_at)
    if not sent:
        call.wait_for_window()


def _queue_frame(driver: Driver, call: SendingSide, body: Body, *, end_stream: bool) -> bool:
    """Queue as much of the body as a frame may have now; whether it is any. With the lock held."""
    room = driver.protocol.room(call.stream_id)
    if room:
        size = min(room, body.left)
        pieces = body.cut(size)
        last = end_stream and not body.left
        driver.protocol.send_data(call.stream_id, pieces, size, end_stream=last)
    return room > 0


def send_at_once(driver: Driver, call: SendingSide, body: Body, *, end_stream: bool) -> bool:
    """Send one frame of a message, if that needs no waiting; whether it was sent.

    Raises:
        CallOverError: See there.
    """
    with driver.lock:
        call.check_sending()
        if driver.writer.busy or not _queue_frame(driver, call, body, end_stream=end_stream):
            return False
    driver.writer.flush_soon()
    return True


def wait_for_writer(driver: Driver, call: SendingSide) -> None:
    """Sleep until less is queued, or for a moment."""
    with driver.lock:
        driver.writer.wait_caught_up(sooner(_GLANCE, left_until(call.deadline_at)))


def send_end(driver: Driver, call: SendingSide) -> None:
    """Queue the end of a call's messages; it is for the caller to have it written.

    Raises:
        CallOverError: See there.
    """
    with driver.lock:
        call.check_sending()
        driver.protocol.send_data(call.stream_id, (), 0, end_stream=True)


def failed_requests(method: str, error: BaseException) -> StatusError:
    """How a call ends whose requests the caller's own code could not make."""
    text = f"the requests of {method} could not be made: {error!r}"
    return StatusError(StatusCode.CANCELLED, text)
