"""`Soaking`: one of the transports, as the callers and the server's process need to know it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, TypeVar

from tests.soak.lines import Connected
from tests.soak.turn import Outcome, Turn

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Awaitable, Callable, Mapping
    from random import Random

    from tests.soak.turn import Later, TaskLater

To = TypeVar("To", bound=Connected)
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Soaking(Generic[To]):
    """A transport.

    Attributes:
        name: Of the transport.
        connect: Makes a connection of a connected socket.
        kinds: Of calls that threads make.
        task_kinds: Likewise, of tasks.
        call: The class of this side's calls.
        idle_streams: How many streams a connection has that nobody calls over.
    """

    name: str
    connect: Callable[[socket.socket], To]
    kinds: Weighed[Callable[[Turn[To]], Outcome | Later]]
    task_kinds: Weighed[Callable[[Turn[To]], Awaitable[Outcome | TaskLater]]]
    call: type
    idle_streams: int


class Weighed(Generic[Kind]):
    """What dice choose from.

    Args:
        weights: Of each kind.
    """

    def __init__(self, weights: Mapping[Kind, int]) -> None:
        self._kinds = list(weights)
        self._weights = list(accumulate(weights.values()))

    def choose(self, dice: Random) -> Kind:
        """One of them."""
        (kind,) = dice.choices(self._kinds, cum_weights=self._weights)
        return kind
