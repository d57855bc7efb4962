"""The interface whose codec is measured."""

from dataclasses import dataclass
from typing import Protocol


@dataclass
class Record:
    """A bit of everything."""

    name: str
    number: int
    weight: float
    active: bool
    note: str | None
    counts: list[int]


class Catalogue(Protocol):
    """Takes and gives lists."""

    def records(self, items: list[Record]) -> list[Record]:
        """Records of scalars and small lists."""
        ...

    def texts(self, items: list[str]) -> list[str]:
        """Texts of any length."""
        ...

    def blobs(self, items: list[bytes]) -> list[bytes]:
        """Bytes of any length."""
        ...
