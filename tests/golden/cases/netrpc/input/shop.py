"""A shop, for hosts and plugins that speak net/rpc as well."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, Flag
from typing import Literal, NamedTuple, NewType, NotRequired, Protocol, TypedDict

Sku = NewType("Sku", str)


class Colour(Enum):
    """What it looks like."""

    RED = 1
    DARK_BLUE = 2


class Wrapping(Flag):
    PAPER = 1
    RIBBON = 2


class Place(NamedTuple):
    street: str
    number: int | None


class Options(TypedDict):
    gift: bool
    note: NotRequired[str]


@dataclass
class Item:
    """Something to sell."""

    sku: Sku
    price: decimal.Decimal
    added: datetime.datetime
    colour: Colour | None = None
    size: tuple[float, float] | None = None
    parts: list[Item] = field(default_factory=list["Item"])
    within: Item | None = None


class SoldOut(Exception):
    """It is gone."""


class Customer(Protocol):
    """Lives in the host."""

    def name(self) -> str: ...


class Shop(Protocol):
    """Sells things."""

    def is_open(self) -> bool:
        """Whether it is open."""
        ...

    def close(self, reason: str | None) -> None: ...

    def find(self, sku: Sku) -> Item | None:
        """The item with a number.

        Raises:
            SoldOut: There is none left.
        """
        ...

    def buy(
        self,
        sku: Sku,
        customer: Customer,
        *,
        options: Options,
        times: int = 1,
        until: datetime.timedelta = datetime.timedelta(hours=1),
    ) -> tuple[uuid.UUID, decimal.Decimal]:
        """Buy an item."""
        ...

    def ship(self, orders: set[uuid.UUID], to: Place | str, wrapping: Wrapping) -> None: ...

    def stock(
        self, by: Literal["sku", "colour"], told: Callable[[int], None] | None = None
    ) -> Counter[str]: ...

    def move(
        self,
        queue: deque[Sku],
        labels: Mapping[bytes, str],
        order: OrderedDict[str, int | None],
        *rest: int,
    ) -> frozenset[Colour]: ...

    async def watch(self, customer: Customer | None) -> Customer: ...

    @property
    def motto(self) -> str: ...

    @motto.setter
    def motto(self, new: str) -> None: ...
