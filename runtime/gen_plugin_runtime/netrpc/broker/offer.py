"""`Offer`: an object that is served to the one who dials its number."""

from __future__ import annotations

from threading import Lock, Thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.netrpc.calls.server import Server, Services
    from gen_plugin_runtime.transport import TimedByteStream


class Offer:
    """A stream that still has to come, and what is served there.

    Args:
        accept: Waits for the stream; None if nobody dials.
        server: Answers its calls.
        services: What it has.
        on_end: Called when the stream has ended, or there was none.
    """

    def __init__(
        self,
        accept: Callable[[], TimedByteStream | None],
        server: Server,
        services: Services,
        on_end: Callable[[Offer], None],
    ) -> None:
        self._accept = accept
        self._server = server
        self._services = services
        self._on_end = on_end
        self._lock = Lock()
        self._stream: TimedByteStream | None = None
        self._closed = False
        self._thread = Thread(target=self._run, name="gen-plugin object", daemon=True)

    def start(self) -> None:
        """Begin to wait for the stream."""
        self._thread.start()

    def close(self) -> None:
        """End the stream, with its calls, or serve none when it comes."""
        with self._lock:
            self._closed = True
            stream = self._stream
        if stream is not None:
            stream.close()

    def join(self, timeout: float) -> None:
        """Wait for the thread, after `close`, if it was started."""
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        try:
            stream = self._accept()
            if stream is None:
                return
            with self._lock:
                closed, self._stream = self._closed, stream
            if closed:
                stream.close()
            else:
                self._server.serve(stream, self._services)
        except OSError:
            return  # who dialled has left
        finally:
            self._on_end(self)
