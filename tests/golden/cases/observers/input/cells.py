"""What holds something that may change."""

from __future__ import annotations

from typing import Protocol, TypeVar

T = TypeVar("T")


class Cell(Protocol[T]):
    @property
    def value(self) -> T: ...

    @value.setter
    def value(self, new: T) -> None: ...

    def copy(self) -> Cell[T]: ...
