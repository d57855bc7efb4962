"""A generated package with each shape of stream, for the tests of this folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.codec.generated import Generated, load

SOURCE = """
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
"""


@pytest.fixture(scope="session")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    """The package, imported."""
    folder: Path = tmp_path_factory.mktemp("feed")
    yield load(SOURCE, folder)
    for name in [each for each in sys.modules if each.startswith("sample_")]:
        del sys.modules[name]
