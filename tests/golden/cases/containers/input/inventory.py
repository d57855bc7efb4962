"""Collections of all kinds, and what of them arrives."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Shelf:
    """Where something stands."""

    row: int
    labels: frozenset[str] = frozenset()


class Inventory(Protocol):
    def move(self, step: tuple[int, str], *, nowhere: tuple[()] = ()) -> tuple[Shelf, ...]: ...

    def count(self, names: Sequence[str], shelves: Iterable[Shelf] = ()) -> deque[int]: ...

    def known(self, numbers: set[int], shelves: set[Shelf], only: set[str] | None) -> None: ...

    def places(self) -> dict[tuple[int, str], list[tuple[float, float] | None]]: ...
