"""Every kind of thing that an annotation must not say; all of it is told in one run."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, TypeVar

from gen_plugin_runtime import pin

T = TypeVar("T")


@dataclass
class Box:
    content: Any
    weight: complex


class Faulty(Protocol):
    name: str

    def untyped(self, value): ...

    def union(self, value: int | Annotated[int, pin.bigint]) -> None: ...

    def anything(self, value: Any) -> object: ...

    def sets(self, values: set[list[int]]) -> tuple: ...

    def generic(self, value: T) -> T: ...

    def unknown(self, box: Bx) -> Box: ...

    def star(self, *values: Any, **more: str) -> None: ...

    def computed(self, value: int = 1 + 1, *more: int) -> None: ...

    async def later(self) -> Iterator[int]: ...

    @classmethod
    def make(cls) -> int: ...

    @staticmethod
    def helper() -> None: ...

    def bare(self, values: list, more: dict) -> None: ...

    def key(self, values: dict[list[int], str]) -> None: ...

    def grüße(self) -> None: ...
