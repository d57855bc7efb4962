"""What the measurements need of a launched plugin."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable


class Session:
    """A launched plugin that is called by blocking. The calls may come from several threads.

    Args:
        greet: A small call.
        echo: A call that sends and returns all of its argument.
        greetings: A stream of this many small messages; None where the library has no streams.
        pid: The plugin's process.
        close: Ends the plugin and waits for its end.
    """

    __slots__ = ("close", "echo", "greet", "greetings", "pid")

    def __init__(
        self,
        *,
        greet: Callable[[str], str],
        echo: Callable[[bytes], bytes | bytearray],
        greetings: Callable[[int], Iterable[str]] | None,
        pid: int,
        close: Callable[[], object],
    ) -> None:
        self.greet = greet
        self.echo = echo
        self.greetings = greetings
        self.pid = pid
        self.close = close


class AsyncSession:
    """The same for libraries that are called by `await`, on one event loop.

    Args:
        greet: As in `Session`.
        echo: As in `Session`.
        greetings: As in `Session`.
        pid: As in `Session`.
        close: As in `Session`.
    """

    __slots__ = ("close", "echo", "greet", "greetings", "pid")

    def __init__(
        self,
        *,
        greet: Callable[[str], Awaitable[str]],
        echo: Callable[[bytes], Awaitable[bytes]],
        greetings: Callable[[int], AsyncIterator[str]] | None,
        pid: int,
        close: Callable[[], Awaitable[object]],
    ) -> None:
        self.greet = greet
        self.echo = echo
        self.greetings = greetings
        self.pid = pid
        self.close = close
