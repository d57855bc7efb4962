"""The plugin of `shop.py`: fill in the methods, and let a host start it."""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from gen_plugin_runtime import Omitted, get_logger

from shop import Colour, Customer, Item, Options, Place, Sku, Wrapping
from shop_plugin import serve

logger = get_logger("shop")


class MyShop:
    """Sells things."""

    def is_open(self) -> bool:
        """Whether it is open."""
        raise NotImplementedError

    def close(self, reason: str | None) -> None:
        raise NotImplementedError

    def find(self, sku: Sku) -> Item | None:
        """The item with a number.

        Raises:
            SoldOut: There is none left.
        """
        raise NotImplementedError

    def buy(
        self,
        sku: Sku,
        customer: Customer,
        *,
        options: Options,
        times: int = 1,
        until: timedelta | Omitted = Omitted.OMITTED,
    ) -> tuple[UUID, Decimal]:
        """Buy an item."""
        raise NotImplementedError

    def ship(self, orders: set[UUID], to: Place | str, wrapping: Wrapping) -> None:
        raise NotImplementedError

    def stock(
        self, by: Literal["sku", "colour"], told: Callable[[int], None] | None = None
    ) -> Counter[str]:
        raise NotImplementedError

    def move(
        self,
        queue: deque[Sku],
        labels: Mapping[bytes, str],
        order: OrderedDict[str, int | None],
        *rest: int,
    ) -> frozenset[Colour]:
        raise NotImplementedError

    async def watch(self, customer: Customer | None) -> Customer:
        raise NotImplementedError

    @property
    def motto(self) -> str:
        raise NotImplementedError

    @motto.setter
    def motto(self, new: str) -> None:
        raise NotImplementedError


if __name__ == "__main__":
    serve(MyShop())
