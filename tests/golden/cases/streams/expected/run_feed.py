"""The plugin of `feed.py`: fill in the methods, and let a host start it."""

from collections.abc import AsyncIterator, Generator, Iterable, Iterator

from gen_plugin_runtime import get_logger

from feed import Event
from feed_plugin import serve

logger = get_logger("feed")


class MyFeed:
    """Tells what happens."""

    def watch(self, topic: str, *, count: int = 3) -> Iterator[Event]:
        """Follow a topic."""
        raise NotImplementedError

    def numbers(self) -> Generator[int, None, None]:
        raise NotImplementedError

    def pages(self, size: int) -> Iterable[list[str]]:
        raise NotImplementedError

    def total(self, numbers: Iterator[int]) -> int:
        raise NotImplementedError

    def upload(self, name: str, chunks: Iterator[bytes], *, append: bool = False) -> None:
        """Store a file."""
        raise NotImplementedError

    def relay(self, events: Iterator[Event]) -> Iterator[Event]:
        raise NotImplementedError


class MyLiveFeed:
    """The same, for the tasks of an event loop."""

    async def latest(self, topic: str) -> Event:
        raise NotImplementedError

    async def count(self, topic: str) -> int:
        raise NotImplementedError

    @property
    async def size(self) -> int:
        raise NotImplementedError

    def watch(self, topic: str) -> AsyncIterator[Event]:
        raise NotImplementedError

    async def upload(self, name: str, chunks: AsyncIterator[bytes]) -> None:
        raise NotImplementedError


if __name__ == "__main__":
    serve(feed=MyFeed(), live_feed=MyLiveFeed())
