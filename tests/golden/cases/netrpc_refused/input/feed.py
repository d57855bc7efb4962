from collections.abc import Iterator
from typing import Protocol


class Feed(Protocol):
    def follow(self, topic: str) -> Iterator[str]: ...

    def publish(self, topic: str, lines: Iterator[str]) -> int: ...
