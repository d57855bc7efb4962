"""`Driver`: one HTTP/2 connection's byte stream and protocol state, shared by threads."""

from __future__ import annotations

from gen_plugin_runtime.http2.codes import error_name
from gen_plugin_runtime.http2.events import ConnectionFailed
from gen_plugin_runtime.http2.faults import StreamClosedError
from gen_plugin_runtime.threads import driver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.http2.connection import Connection
    from gen_plugin_runtime.http2.events import Event
    from gen_plugin_runtime.transport import ByteStream

_PROTOCOL = "gen_plugin_runtime.http2."


class Driver(driver.Driver):
    """Reads and writes one connection on behalf of the threads that use it.

    Args:
        stream: Closed when the connection ends.
        protocol: The connection's state, guarded by `lock`.
        on_event: Called for each event, with `lock` held, by the thread that reads.
        on_end: As for `threads.driver.Driver`.
    """

    def __init__(
        self,
        stream: ByteStream,
        protocol: Connection,
        on_event: Callable[[Event], None],
        on_end: Callable[[str], None],
    ) -> None:
        super().__init__(stream, protocol.output, on_end, "gRPC")
        self.protocol = protocol
        self._on_event = on_event

    def _fetch(self) -> tuple[bytes, int]:
        buffer = self.protocol.payload_buffer()
        if buffer is None:
            return super()._fetch()
        with buffer:
            return b"", self._stream.receive_into(buffer)

    def _handle(self, data: bytes, count: int) -> None:
        """Follow what was received: `data`, or else `count` bytes in the payload's buffer."""
        with self.lock:
            protocol = self.protocol
            events = protocol.receive(data) if data else protocol.payload_received(count)
            for event in events:
                self._on_event(event)
        if protocol.output.size:
            self.writer.flush_soon()
        if protocol.failed and events and isinstance(events[-1], ConnectionFailed):
            fault = events[-1]
            self.end(f"the peer broke HTTP/2: {fault.reason} ({error_name(fault.code)})")

    def recover(self, error: BaseException) -> None:
        """The calling thread was torn out of its work, by an interrupt mostly. Without the lock."""
        if _is_amid_protocol(error):
            self.end(f"this side was interrupted amid a step: {error!r}")
        super().recover(error)


def _is_amid_protocol(error: BaseException) -> bool:
    """Whether an exception that is no answer of the protocol's tore it out of a step."""
    if isinstance(error, StreamClosedError):
        return False
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__", "").startswith(_PROTOCOL):
            return True
        trace = trace.tb_next
    return False
