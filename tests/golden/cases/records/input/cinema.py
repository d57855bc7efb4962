"""Records that are no dataclasses."""

from typing import NamedTuple, NotRequired, Protocol, TypedDict

from typing_extensions import ReadOnly


class Seat(NamedTuple):
    """Where somebody sits."""

    row: int
    number: int = 1


class Ticket(TypedDict):
    """What lets somebody in."""

    film: str
    seat: Seat
    price: NotRequired[float]
    guests: NotRequired[list[str]]
    discount: NotRequired[float | None]
    code: ReadOnly[NotRequired[str]]


class Cinema(Protocol):
    def buy(self, film: str, seats: list[Seat]) -> list[Ticket]: ...
