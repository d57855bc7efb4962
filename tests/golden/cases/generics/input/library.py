"""Pages of this and that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypedDict, TypeVar

import attrs
from pydantic import BaseModel

Key = TypeVar("Key")
T = TypeVar("T")


@dataclass
class Page(Generic[T]):
    """Some items of many."""

    items: list[T]
    number: int = 1


class Pair(NamedTuple, Generic[Key, T]):
    """A value under a key."""

    key: Key
    value: T


class Found(TypedDict, Generic[T]):
    what: T
    score: float


@attrs.frozen
class Tree(Generic[T]):
    """A value, and further ones below."""

    value: T
    below: tuple[Tree[T], ...] = ()


class Reply(BaseModel, Generic[T]):
    data: T


@dataclass
class Book:
    title: str


@dataclass
class Shelf(Page[Book]):
    """A page that has a name of its own."""

    label: str = ""


class Library(Protocol):
    def books(self, number: int) -> Page[Book]: ...

    def titles(self, shelf: Shelf) -> Page[str]: ...

    def search(self, words: Page[str]) -> list[Found[Pair[int, Book | None]]]: ...

    def subjects(self, tree: Tree[str]) -> Reply[Page[str]]: ...
