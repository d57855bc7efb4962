"""Types that several modules share."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How far an order has come."""

    OPEN = 0
    SHIPPED = 1


@dataclass
class Line:
    article: str
    count: int


@dataclass
class Order:
    """What somebody wants."""

    number: int
    lines: list[Line]
    state: State = State.OPEN
