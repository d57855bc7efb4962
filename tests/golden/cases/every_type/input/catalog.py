"""Every type that an interface may use, in every place where it may stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto
from typing import ClassVar, Optional, Protocol


class Colour(Enum):
    """A colour, by the name that shops use.

    Names are stable.
    """

    RED = "red"
    BLUE = "blue"


class Priority(IntEnum):
    LOW = 0
    HIGH = 10
    URGENT = HIGH


class Step(Enum):
    FIRST = auto()
    SECOND = auto()


@dataclass(frozen=True, slots=True)
class Size:
    """How large it is, in millimetres."""

    width: int
    height: int = 0
    depth: float | None = None


@dataclass
class Item:
    """Something to sell. Its description may hold "quotes", \\ and '''."""

    kinds: ClassVar[int] = 3

    name: str
    price: float
    in_stock: bool
    picture: bytes
    size: Size
    colour: Colour = Colour.RED
    priority: Priority = Priority.LOW
    tags: list[str] = field(default_factory=list[str])
    prices: dict[str, float] = field(default_factory=dict[str, float])
    wrapping: Optional[Size] = None
    nickname: str | None = None
    parts: list[Item] = field(default_factory=lambda: [])


@dataclass(kw_only=True)
class Tree:
    value: int
    left: Tree | None = None
    right: Tree | None = None


class Catalog(Protocol):
    """Everything there is."""

    def ping(self) -> None: ...

    def scalars(self, text: str, number: int, real: float, flag: bool, data: bytes) -> str:
        """One of each."""
        ...

    def optional(
        self, text: str | None, number: Optional[int], item: Item | None, step: Step | None
    ) -> int | None: ...

    def lists(self, numbers: list[int], items: list[Item], colours: list[Colour]) -> list[str]: ...

    def dicts(
        self,
        by_name: dict[str, Item],
        by_number: dict[int, str],
        by_flag: dict[bool, bytes],
        by_colour: dict[Colour, int],
        by_real: dict[float, Step],
    ) -> dict[str, int]: ...

    def nested(
        self,
        matrix: list[list[int]],
        gaps: list[int | None],
        groups: dict[str, list[Item]],
        maybe: list[str] | None,
        maybe_map: dict[str, str] | None,
        deep: dict[str, dict[int, list[Size | None]]],
    ) -> list[list[Colour]]: ...

    def defaults(
        self,
        text: str = 'it\'s "quoted"',
        number: int = -1,
        real: float = 1,
        flag: bool = True,
        data: bytes = b"\x00\xff",
        colour: Colour = Colour.BLUE,
        nothing: int | None = None,
        something: int | None = 5,
    ) -> Tree: ...

    def keywords(self, name: str, *, loud: bool, times: int = 1) -> Priority:
        """Keyword-only parameters keep their shape.

        Args:
            name: Whom.
            loud: How.
            times: How often.
        """
        ...
