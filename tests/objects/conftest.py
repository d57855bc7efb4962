"""Generated packages whose calls pass objects, and what they leave behind."""

from __future__ import annotations

import pytest
from tests.codec.generated import Generated, load
from tests.grpc.conftest import _nothing_left

from gen_plugin_runtime.event_loop import wait_for

__all__ = ["_nothing_left"]

HUB = """
from __future__ import annotations
from collections.abc import Callable, Iterator
from typing import Optional, Protocol, Self


class Listener(Protocol):
    def told(self, text: str) -> str: ...

    def lines(self, count: int) -> Iterator[str]: ...

    def total(self, numbers: Iterator[int]) -> int: ...

    def close(self) -> str: ...


class Relay(Protocol):
    def send(self, listener: Listener, text: str) -> str: ...

    def listener(self) -> Listener: ...

    def next(self) -> Self: ...

    def beside(self, other: Self) -> Optional[Self]: ...

    def depth(self) -> int: ...


class Hub(Protocol):
    def tell(self, listener: Listener, text: str) -> str: ...

    def maybe(self, listener: Listener | None = None) -> str: ...

    def open(self) -> Listener: ...

    def find(self, name: str) -> Optional[Listener]: ...

    def relay(self, relay: Relay) -> Relay: ...

    def apply(self, function: Callable[[int], int], value: int) -> int: ...

    def adder(self, by: int) -> Callable[[int], int]: ...

    def compose(
        self, make: Callable[[int, Listener], Callable[[int], int]]
    ) -> Callable[[Callable[[int], int]], int]: ...

    def keep(self, listener: Listener) -> None: ...

    def feed(self, listener: Listener, count: int) -> Iterator[str]: ...

    def sum(self, listener: Listener, numbers: Iterator[int]) -> int: ...
"""

LATER = """
from __future__ import annotations
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol


class Watcher(Protocol):
    async def told(self, text: str) -> str: ...

    def ticks(self, count: int) -> AsyncIterator[int]: ...


class Later(Protocol):
    async def tell(self, watcher: Watcher, text: str) -> str: ...

    async def open(self) -> Watcher: ...

    async def find(self, name: str) -> Watcher | None: ...

    async def apply(self, function: Callable[[int], Awaitable[int]], value: int) -> int: ...

    async def adder(self, by: int) -> Callable[[int], Awaitable[int]]: ...

    def ticks(self, watcher: Watcher, count: int) -> AsyncIterator[int]: ...
"""


async def _nothing() -> None: ...


@pytest.fixture(scope="session", autouse=True)
def _loop() -> None:
    """The process's event loop, once started, is there until its end."""
    wait_for(_nothing())


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A package whose methods block."""
    return load(HUB, tmp_path_factory.mktemp("hub"))


@pytest.fixture(scope="session")
def later(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A package whose methods are async."""
    return load(LATER, tmp_path_factory.mktemp("later"))


ODD = """
from __future__ import annotations
from collections.abc import Callable, Iterator
from typing import Optional, Protocol, Self, TypeAlias, TypeVar

T = TypeVar("T")
Progress: TypeAlias = Callable[[int], None]


class Gone(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Named(Protocol):
    @property
    def name(self) -> str: ...

    def twin(self) -> Self: ...


class Source(Protocol[T]):
    def each(self, sink: Callable[[T], None]) -> None: ...


class Child(Named, Protocol):
    @property
    def parent(self) -> Optional[Named]: ...

    @parent.setter
    def parent(self, value: Optional[Named]) -> None: ...


class Ints(Source[int], Protocol):
    def find(self, key: str) -> int:
        '''Find.

        Raises:
            Gone: There is none.
        '''
        ...


class OnDone(Protocol):
    def __call__(self, text: str, *, loud: bool = False) -> str: ...


class Broker(Protocol):
    def connection(self, broker: Broker | None, broker_id: int) -> Connection: ...

    def dial(self, offer: int) -> int: ...


class Connection(Protocol):
    def broker(self) -> Broker: ...


class One(Protocol):
    def child(self, result: Child) -> Child: ...

    def ints(self, ints: Ints) -> Ints: ...

    def done(self, on_done: OnDone, progress: Progress | None = None) -> str: ...

    def offer(
        self, served: Callable[[], int], served_id: int, result_id: str
    ) -> Callable[[int], str]: ...

    def codec(self, helper: Broker) -> Connection: ...


class Two(Protocol):
    def done(self, on_done: OnDone) -> Iterator[str]: ...
"""


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A package with names, and with Protocols, that are out of the ordinary."""
    return load(ODD, tmp_path_factory.mktemp("odd"))
