"""Who is told of what happens, whatever that is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

from cells import Cell

Item = TypeVar("Item", contravariant=True)
Found = TypeVar("Found", covariant=True)
T = TypeVar("T")


@dataclass
class Event:
    name: str


class Observer(Protocol[Item]):
    """Is told."""

    def notify(self, item: Item) -> None: ...


class Subscription(Protocol[Found]):
    def items(self) -> Iterator[Found]: ...

    def last(self, *, by: Callable[[Found], str] | None = None) -> Found | None: ...

    def again(self) -> Self: ...

    def pass_on(self, observer: Observer[Found]) -> None: ...


class Later(Protocol[Item, Found]):
    async def answer(self, *items: Item) -> tuple[Found, ...]: ...

    def answers(self) -> AsyncIterator[Found]: ...


class Named(Observer[str], Protocol):
    """An observer with a name."""

    def name(self) -> str: ...


EventObserver = Observer[Event]
Batches = Observer[list[T]]
Step = Callable[[T], T]


class Events(Protocol):
    """Tells of events."""

    def watch(self, observer: Observer[Event]) -> Subscription[int]: ...

    def words(self, named: Named, batches: Batches[str]) -> Subscription[str] | None: ...

    def only(self, observer: EventObserver, step: Step[Named]) -> None: ...

    def cell(self, observer: Observer[Cell[int]]) -> Cell[Observer[Event]]: ...

    def ask(self, later: Later[int, Event], nothing: Later[str, float] | None = None) -> None: ...

    def run(self, each: Observer[Callable[[int], None] | None]) -> None: ...
