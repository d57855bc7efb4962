"""Objects of generic Protocols that are filled in, over a real connection."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any

import pytest
from tests.codec.generated import Generated, load
from tests.grpc.services import PATIENCE

from gen_plugin_runtime import DecodeError, EncodeError, PluginError
from gen_plugin_runtime.testing import connect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

EVENTS = """
from __future__ import annotations
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

T = TypeVar("T")
Found = TypeVar("Found")


@dataclass
class Event:
    name: str


class Observer(Protocol[T]):
    def notify(self, item: T) -> str: ...


class Subscription(Protocol[T]):
    def items(self) -> Iterator[T]: ...

    def last(self, *, by: Callable[[T], T] | None = None) -> T | None: ...

    def pass_on(self, observer: Observer[T]) -> Self: ...


class Cell(Protocol[T]):
    @property
    def value(self) -> T: ...

    @value.setter
    def value(self, new: T) -> None: ...


class Later(Protocol[T, Found]):
    async def answer(self, *items: T) -> tuple[Found, ...]: ...

    def answers(self, first: T) -> AsyncIterator[Found]: ...


class Named(Observer[str], Protocol):
    def name(self) -> str: ...


EventObserver = Observer[Event]
Batches = Observer[list[T]]


class Events(Protocol):
    def watch(self, observer: EventObserver) -> Subscription[int]: ...

    def words(self, named: Named, batches: Batches[str]) -> Subscription[str] | None: ...

    def cell(self, cells: Observer[Cell[int]]) -> Cell[Observer[Event] | None]: ...

    def run(self, each: Observer[Callable[[int], int]]) -> str: ...

    async def ask(self, later: Later[int, Event]) -> Later[str, None | float]: ...
"""


class Observer:
    """Keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def notify(self, item: Any) -> str:
        self.told.append(item)
        return f"told {len(self.told)}"


class Named(Observer):
    """Has a name."""

    def name(self) -> str:
        return "Ada"


class Subscription:
    """Holds items."""

    def __init__(self, *items: Any) -> None:
        self._items = items

    def items(self) -> Iterator[Any]:
        yield from self._items

    def last(self, *, by: Callable[[Any], Any] | None = None) -> Any:
        last = self._items[-1] if self._items else None
        return by(last) if by else last

    def pass_on(self, observer: Any) -> Subscription:
        for each in self._items:
            observer.notify(each)
        return Subscription(*self._items[1:])


class Cell:
    """Holds one value."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Later:
    """Answers each item by what `make` makes of it."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self._make = make

    async def answer(self, *items: Any) -> tuple[Any, ...]:
        await asyncio.sleep(0)
        return tuple(map(self._make, items))

    async def answers(self, first: Any) -> AsyncIterator[Any]:
        yield self._make(first)
        yield self._make(first)


class Events:
    """Calls what it is given."""

    def __init__(self, source: ModuleType) -> None:
        self._event = source.Event
        self.answered: list[Any] = []

    def watch(self, observer: Any) -> Subscription:
        return Subscription(len(observer.notify(self._event("started"))), 7)

    def words(self, named: Any, batches: Any) -> Subscription | None:
        named.notify("hello")
        batches.notify([named.name(), "x"])
        return Subscription()

    def cell(self, cells: Any) -> Cell:
        own = Cell(3)
        cells.notify(own)
        kept = Observer()
        kept.notify(own.value)
        return Cell(kept if own.value else None)

    def run(self, each: Any) -> str:
        return str(each.notify(lambda value: value + 1))

    async def ask(self, later: Any) -> Later:
        self.answered = [*await later.answer(1, 2), *[item async for item in later.answers(3)]]
        return Later(lambda text: float(text) if text else None)


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(EVENTS, tmp_path_factory.mktemp("events"))


@pytest.fixture
def impl(events: Generated) -> Events:
    return Events(events.source)


@pytest.fixture(params=["plain", "multiplexed"])
def client(events: Generated, impl: Events, request: pytest.FixtureRequest) -> Iterator[Any]:
    plugin = __import__(f"{events.source.__name__}_plugin").EventsPlugin
    multiplex = request.param == "multiplexed"
    with connect(plugin(impl), call_timeout=PATIENCE, grpc_broker_multiplex=multiplex) as made:
        yield made


def test_instances_go_both_ways(client: Any, events: Generated) -> None:
    observer, numbers = Observer(), Observer()
    subscription = client.watch(observer)
    assert observer.told == [events.source.Event("started")]
    assert list(subscription.items()) == [6, 7]
    assert subscription.last() == 7
    assert subscription.last(by=lambda value: value * 2) == 14
    assert list(subscription.pass_on(numbers).items()) == [7]
    assert numbers.told == [6, 7]


def test_each_instance_has_its_own_types(client: Any) -> None:
    named, batches = Named(), Observer()
    words = client.words(named, batches)
    assert (named.told, batches.told) == (["hello"], [["Ada", "x"]])
    assert words.last() is None
    with pytest.raises((DecodeError, EncodeError, PluginError), match="6"):
        client.watch(Observer()).last(by=lambda _: "6")


def test_objects_fill_in_protocols(client: Any, events: Generated) -> None:
    class Setting(Observer):
        def notify(self, item: Any) -> str:
            assert item.value == 3
            item.value = 4
            return super().notify(item)

    cell = client.cell(Setting())
    assert cell.value.notify(events.source.Event("x")) == "told 2"
    cell.value = None
    assert cell.value is None
    cell.value = observer = Observer()
    assert cell.value.notify(events.source.Event("y")) == "told 1"
    assert observer.told == [events.source.Event("y")]


def test_functions_fill_in_protocols(client: Any) -> None:
    class Calling(Observer):
        def notify(self, item: Any) -> str:
            return super().notify(item(6))

    observer = Calling()
    assert client.run(observer) == "told 1"
    assert observer.told == [7]


def test_async_instances(client: Any, impl: Events, events: Generated) -> None:
    async def use() -> None:
        later = await client.ask(Later(lambda item: events.source.Event(str(item))))
        assert await later.answer("1", "") == (1.0, None)
        assert [item async for item in later.answers("2")] == [2.0, 2.0]

    asyncio.run(use())
    assert impl.answered == [events.source.Event(name) for name in "1233"]


def test_what_does_not_fit_an_instance(client: Any) -> None:
    with pytest.raises(EncodeError, match=r"None is no Observer"):
        client.watch(None)
    with pytest.raises(EncodeError, match=r"notify\(item\)"):
        client.cell(Observer()).value.notify("no event")


def test_instances_are_no_plugins(events: Generated) -> None:
    package = __import__(f"{events.source.__name__}_plugin")
    assert list(package.PLUGINS) == ["events"]
    assert {"ObserverOfEventClient", "SubscriptionOfIntServer"} <= {*package.__all__}
