"""Generated packages with each shape of stream, for the tests of this folder."""

from __future__ import annotations

import pytest
from tests.codec.generated import Generated, load

FEED = """
from __future__ import annotations
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass
class Event:
    topic: str
    number: int = 0


class Feed(Protocol):
    def watch(self, topic: str, *, count: int = 3) -> Iterator[Event]: ...

    def numbers(self) -> Generator[int, None, None]: ...

    def names(self, of: list[str]) -> Iterable[list[str]]: ...

    def total(self, numbers: Iterator[int]) -> int: ...

    def upload(self, name: str, chunks: Iterator[bytes], *, limit: int = 10) -> str: ...

    def chat(self, lines: Iterator[str]) -> Iterator[str]: ...

    def relay(self, topic: str, events: Iterator[Event | None]) -> Iterator[Event | None]: ...

    def get(self, topic: str) -> str: ...
"""

LATER = """
from __future__ import annotations
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable
from typing import Protocol


class Later(Protocol):
    async def get(self, key: str, *, times: int = 1) -> str: ...

    async def put(self, key: str) -> None: ...

    def size(self, data: bytes) -> Awaitable[int]: ...

    def watch(self, key: str) -> AsyncIterator[int]: ...

    async def opened(self) -> AsyncGenerator[int, None]: ...

    async def total(self, numbers: AsyncIterator[int]) -> int: ...

    async def upload(self, name: str, chunks: AsyncIterable[bytes]) -> str: ...

    def chat(self, lines: AsyncIterator[str]) -> AsyncIterator[str]: ...
"""


@pytest.fixture(scope="session")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A package whose methods block."""
    return load(FEED, tmp_path_factory.mktemp("feed"))


@pytest.fixture(scope="session")
def later(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A package whose methods are async."""
    return load(LATER, tmp_path_factory.mktemp("later"))
