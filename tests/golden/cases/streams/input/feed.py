"""A feed of events, with a stream of each shape."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass
class Event:
    """Something that happened."""

    topic: str
    number: int = 0


class Feed(Protocol):
    """Tells what happens."""

    def watch(self, topic: str, *, count: int = 3) -> Iterator[Event]:
        """Follow a topic."""
        ...

    def numbers(self) -> Generator[int, None, None]: ...

    def pages(self, size: int) -> Iterable[list[str]]: ...

    def total(self, numbers: Iterator[int]) -> int: ...

    def upload(self, name: str, chunks: Iterator[bytes], *, append: bool = False) -> None:
        """Store a file."""
        ...

    def relay(self, events: Iterator[Event]) -> Iterator[Event]: ...


class LiveFeed(Protocol):
    """The same, for the tasks of an event loop."""

    async def latest(self, topic: str) -> Event: ...

    def count(self, topic: str) -> Awaitable[int]: ...

    @property
    def size(self) -> Awaitable[int]: ...

    def watch(self, topic: str) -> AsyncIterator[Event]: ...

    async def upload(self, name: str, chunks: AsyncIterator[bytes]) -> None: ...
