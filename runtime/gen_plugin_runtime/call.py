"""`current_call`: what an implementation may want to know beyond its arguments."""

from __future__ import annotations

import threading
from contextvars import ContextVar
from time import monotonic

from gen_plugin_runtime.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Final

    MetadataValue = str | bytes
    """Bytes where the key ends with ``-bin``."""
    Metadata = tuple[tuple[str, MetadataValue], ...]
    """Pairs in their order; a key, in lower case, may come more than once."""


_LOCK = threading.Lock()
"""For what happens rarely in a call's life; a lock of each call's own would cost every call."""


class Call:
    """A call that is being answered. All of it may be used from any thread.

    Attributes:
        method: The full path, ``/shop.v1.Shop/Buy``.
        metadata: What the caller sent beside its request, in order.
        peer: The connection's other end, for people.
    """

    # What most calls never change.
    _cancelled = False
    _event: threading.Event | None = None  # made when somebody waits
    _on_cancelled: tuple[Callable[[], object], ...] = ()
    _initial_metadata: Metadata | None = ()
    _trailing_metadata: Metadata = ()

    def __init__(
        self, method: str, metadata: Metadata, *, deadline: float | None, peer: str
    ) -> None:
        self.method: Final = method
        self.metadata: Final = metadata
        self.peer: Final = peer
        self._deadline = deadline  # on the clock of time.monotonic

    @property
    def deadline(self) -> float | None:
        """Seconds until the caller gives up, negative after that, or None for never."""
        return None if self._deadline is None else self._deadline - monotonic()

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for the result: cancelled, disconnected, or past the deadline."""
        return self._cancelled or (self._deadline is not None and monotonic() >= self._deadline)

    def wait_cancelled(self, timeout: float | None = None) -> bool:
        """Block until the call is cancelled, at most `timeout` seconds; whether it is."""
        with _LOCK:
            if self._event is None:
                self._event = threading.Event()
                if self._cancelled:
                    self._event.set()
        left = self.deadline
        if left is not None:
            timeout = max(0.0, left if timeout is None else min(timeout, left))
        self._event.wait(None if timeout is None else min(timeout, threading.TIMEOUT_MAX))
        return self.cancelled

    def on_cancelled(self, callback: Callable[[], object]) -> None:
        """Have `callback` called, once, when the call is cancelled: at once if it is already.

        Several callbacks are called in their order.

        For who waits for something else than `wait_cancelled`. It is called in a thread of the
        connection's own and must return at once. The deadline counts as well.
        """
        with _LOCK:
            self._on_cancelled += (callback,)
            cancelled = self._cancelled
        if cancelled:
            callback()

    def set_initial_metadata(self, metadata: Iterable[tuple[str, MetadataValue]]) -> None:
        """Set what goes out before the first reply.

        Raises:
            ConfigError: It is gone already.
        """
        with _LOCK:
            if self._initial_metadata is None:
                raise ConfigError("the initial metadata has been sent with the first reply")
            self._initial_metadata = tuple(metadata)

    def set_trailing_metadata(self, metadata: Iterable[tuple[str, MetadataValue]]) -> None:
        """Set what goes out after the last reply, beside the status."""
        self._trailing_metadata = tuple(metadata)

    def _cancel(self) -> None:
        with _LOCK:
            self._cancelled = True
            if self._event is not None:
                self._event.set()
            callbacks, self._on_cancelled = self._on_cancelled, ()
        for callback in callbacks:
            callback()


CURRENT_CALL: ContextVar[Call] = ContextVar("gen_plugin_runtime.call")


def current_call() -> Call:
    """The call that this code is answering.

    Threads that an implementation starts itself do not have it: pass the `Call` on, or run them in
    ``contextvars.copy_context()``.

    Raises:
        ConfigError: This code was not called by a host or plugin on the other side.
    """
    try:
        return CURRENT_CALL.get()
    except LookupError:
        raise ConfigError(
            "current_call() outside of a call: it works in the methods of an implementation"
            " while they are called through a plugin connection, in the thread that called them"
        ) from None
