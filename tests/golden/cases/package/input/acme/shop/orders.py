"""An interface in a package, with types from its neighbour."""

from typing import Protocol

from . import models
from .models import Order


class Orders(Protocol):
    """Takes orders."""

    def place(self, order: Order) -> int:
        """Place an order and get its number."""
        ...

    def state(self, number: int) -> models.State: ...
