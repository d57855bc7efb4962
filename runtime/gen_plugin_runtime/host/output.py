"""Reading a plugin's standard output and error, to their end or until nobody wants more."""

from __future__ import annotations

import os
import selectors
import sys
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

_READ_SIZE = 64 * 1024
_STOP_TIMEOUT = 0.5


def read_output(takers: dict[IO[bytes], Callable[[bytes], None]]) -> OutputReader:
    """Begin to read several pipes, in threads.

    Args:
        takers: What to do with the bytes of each; empty bytes tell the end.
    """
    if hasattr(selectors, "PollSelector"):
        return _PollingReader(takers)
    return _BlockingReaders(takers)


class OutputReader:
    """Reads several pipes until all have ended, or somebody stops it."""

    def __init__(self, takers: dict[IO[bytes], Callable[[bytes], None]]) -> None:
        self._takers = takers
        self._threads: list[threading.Thread] = []

    def join(self, timeout: float) -> None:
        """Wait until all pipes have ended."""
        if threading.current_thread() not in self._threads:  # a log handler may kill its plugin
            for thread in self._threads:
                thread.join(timeout)

    def stop(self) -> None:
        """Read no more and close the pipes, also those that others still hold."""
        raise NotImplementedError

    def _start(self, function: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(
            target=function, args=arguments, name="gen-plugin output", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def _hand_over(self, stream: IO[bytes], data: bytes) -> None:
        try:
            self._takers[stream](data)
        except Exception:  # noqa: BLE001 - a fault in the host's logging must not block the plugin's output
            sys.excepthook(*sys.exc_info())


class _PollingReader(OutputReader):
    """One thread for all pipes."""

    def __init__(self, takers: dict[IO[bytes], Callable[[bytes], None]]) -> None:
        super().__init__(takers)
        self._stopped, self._stop = os.pipe()
        self._stopping = threading.Lock()  # held for ever by the first who stops it
        self._start(self._run)

    def stop(self) -> None:
        """See `OutputReader`."""
        if self._stopping.acquire(blocking=False):
            os.close(self._stop)
        self.join(_STOP_TIMEOUT)

    def _run(self) -> None:
        # The default one, epoll, takes a descriptor, which may be the last one.
        with selectors.PollSelector() as selector:
            selector.register(self._stopped, selectors.EVENT_READ)
            for stream in self._takers:
                selector.register(stream, selectors.EVENT_READ)
            self._read(selector)
        for stream in self._takers:
            stream.close()
        os.close(self._stopped)

    def _read(self, selector: selectors.BaseSelector) -> None:
        unfinished = {stream.fileno(): stream for stream in self._takers}
        while unfinished:
            for key, _ in selector.select():
                if key.fd == self._stopped:
                    return
                data = os.read(key.fd, _READ_SIZE)
                self._hand_over(unfinished[key.fd], data)
                if not data:
                    selector.unregister(key.fd)
                    del unfinished[key.fd]


class _BlockingReaders(OutputReader):
    """A thread for each pipe: Windows cannot wait for several."""

    def __init__(self, takers: dict[IO[bytes], Callable[[bytes], None]]) -> None:
        super().__init__(takers)
        for stream in takers:
            self._start(self._run, stream)

    def stop(self) -> None:
        """See `OutputReader`. A pipe that a child of the plugin holds is read to its end."""
        self.join(_STOP_TIMEOUT)

    def _run(self, stream: IO[bytes]) -> None:
        data = b"-"
        while data:
            data = os.read(stream.fileno(), _READ_SIZE)
            self._hand_over(stream, data)
        stream.close()
