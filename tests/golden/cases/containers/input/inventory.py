"""Collections of all kinds, and what of them arrives."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from gen_plugin_runtime import pin


@dataclass(frozen=True)
class Shelf:
    """Where something stands."""

    row: int
    labels: frozenset[str] = frozenset()


class Inventory(Protocol):
    def move(self, step: tuple[int, str], *, nowhere: tuple[()] = ()) -> tuple[Shelf, ...]: ...

    def count(self, names: Sequence[str], shelves: Iterable[Shelf] = ()) -> deque[int]: ...

    def known(self, numbers: set[int], shelves: set[Shelf], only: set[str] | None) -> None: ...

    def stock(
        self, known: Mapping[str, int], *, first: Annotated[dict[str, int], pin.ordered]
    ) -> Counter[str]: ...

    def groups(self) -> defaultdict[str, list[Shelf]]: ...

    def places(self) -> dict[tuple[int, str], list[tuple[float, float] | None]]: ...
