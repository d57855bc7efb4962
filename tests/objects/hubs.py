"""Implementations of the interfaces in conftest.py, by classes that know of no process."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Self

    Function = Callable[[int], int]


class Listener:
    """Tells who it is."""

    def __init__(self, name: str = "listener") -> None:
        self.name = name
        self.was_told: list[str] = []

    def told(self, text: str) -> str:
        self.was_told.append(text)
        return f"{self.name}: {text}"

    def lines(self, count: int) -> Iterator[str]:
        for number in range(count):
            yield f"{self.name} {number}"

    def total(self, numbers: Iterator[int]) -> int:
        return sum(numbers)

    def close(self) -> str:
        return f"{self.name} closed"


class Relay:
    """Sends on, and knows how many were made one from the other."""

    def __init__(self, level: int = 0) -> None:
        self._level = level

    def send(self, listener: Any, text: str) -> str:
        return f"sent {listener.told(text)}"

    def listener(self) -> Listener:
        return Listener(f"of relay {self._level}")

    def next(self) -> Self:
        return type(self)(self._level + 1)

    def beside(self, other: Any) -> Any:
        return other if other.depth() else None

    def depth(self) -> int:
        return self._level


class Hub:
    """Calls what it is given."""

    def __init__(self) -> None:
        self.kept: list[Any] = []

    def tell(self, listener: Any, text: str) -> str:
        return f"hub heard {listener.told(text)}"

    def maybe(self, listener: Any = None) -> str:
        return "nobody" if listener is None else listener.told("you")

    def open(self) -> Listener:
        return Listener("opened")

    def find(self, name: str) -> Listener | None:
        return Listener(name) if name else None

    def relay(self, relay: Any) -> Any:
        return relay.next()

    def apply(self, function: Function, value: int) -> int:
        return function(value)

    def adder(self, by: int) -> Function:
        return lambda value: value + by

    def compose(self, make: Callable[[int, Listener], Function]) -> Callable[[Function], int]:
        made = make(10, Listener("of the hub"))
        return lambda function: function(made(1))

    def keep(self, listener: Any) -> None:
        self.kept.append(listener)

    def feed(self, listener: Any, count: int) -> Iterator[str]:
        yield from listener.lines(count)

    def sum(self, listener: Any, numbers: Iterator[int]) -> int:
        return int(listener.total(numbers))
