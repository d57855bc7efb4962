"""Shapes of several kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass
class Circle:
    radius: float


@dataclass
class Square:
    side: float


@dataclass
class Group:
    # What it consists of.
    parts: list[Circle | Square | Group]
    label: int | str | None = None


class Shapes(Protocol):
    """Keeps shapes under numbers and names."""

    def put(self, key: int | str, shape: Circle | Square | Group) -> None:
        """Store a shape."""

    def get(self, key: int | str) -> Circle | Square | Group | None:
        """Find a shape."""

    def sort(self, by: Literal["label", "size", 0] = "label") -> Literal["done", 0, None]:
        """Sort all shapes."""

    def tag(self, key: int | str, tags: list[int] | list[str], visible: bool | int) -> None:
        """Replace the tags of a shape."""
