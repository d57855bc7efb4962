"""Work in another process, watched and steered from this one."""

from collections.abc import Awaitable, Callable
from typing import Protocol, Self, TypeVar

from people import Worker

J = TypeVar("J")
T = TypeVar("T")
Handler = Callable[[T], Awaitable[None]]


class Listener(Protocol):
    """Is told how far a job is."""

    def progress(self, done: int, total: int) -> bool:
        """Whether to go on."""
        ...


class Job(Protocol):
    """Runs until it is cancelled."""

    def watch(self, listener: Listener | None) -> None: ...

    def after(self, other: Self) -> Self: ...

    def again(self: J, *, on_done: Handler[str] | None = None) -> J: ...

    def cancel(self) -> None: ...


class Jobs(Protocol):
    """Starts jobs."""

    def start(
        self, name: str, listener: Listener, *, on_done: Callable[[str], None] | None = None
    ) -> Job:
        """Start a job, and let it be watched."""
        ...

    def find(self, name: str) -> Job | None: ...

    def hire(self, worker: Worker) -> Callable[[Callable[[], int]], int]: ...

    async def ask(self, answer: Callable[[str], Awaitable[str]], question: str) -> str: ...
