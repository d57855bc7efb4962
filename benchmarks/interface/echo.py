"""The interface that every contender serves."""

from collections.abc import Iterator
from typing import Protocol


class Echo(Protocol):
    """Says back what it is told."""

    def greet(self, name: str) -> str:
        """A greeting: a small call."""
        ...

    def echo(self, data: bytes) -> bytes:
        """The data again: a large one."""
        ...

    def greetings(self, count: int) -> Iterator[str]:
        """This many greetings: a stream of small messages."""
        ...
