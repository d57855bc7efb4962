"""Warnings and notes: what is said, exactly where, and what is not worth a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parse.sources import marks, places, read_text

from gen_plugin.check import check, remarks_on
from gen_plugin.diagnostics.codes import TABLE
from gen_plugin.diagnostics.diagnostic import Diagnostic, Level
from gen_plugin.settings.settings import SourceSettings

CASES = {
    "ambiguous containers": """
        class Store(Protocol):
            def a(self, x: list[int] | list[str]) -> None: ...
            #           ^ GP240
            def b(self, x: dict[str, float] | None | dict[str, int]) -> None: ...
            #           ^ GP240
            def c(self, x: int, y: list[set[int] | str | set[str]]) -> None: ...
            #                   ^ GP240
            def d(self) -> list[bytes] | list[bool]: ...
            #   ^ GP240
            def e(self, x: Sequence[int] | list[str]) -> None: ...
            #           ^ GP240
            def f(self, x: tuple[int, ...] | tuple[str, ...]) -> None: ...
            #           ^ GP240
            def g(self, x: tuple[int, float] | tuple[bool, int]) -> None: ...
            #           ^ GP240
            def h(self, x: tuple[int, str] | tuple[int, ...] | tuple[int, int]) -> None: ...
            #           ^ GP240
        """,
    "ambiguous records": """
        class Named(TypedDict):
            name: str
        class Titled(TypedDict, total=False):
            name: str
            title: str
        class Options(TypedDict, total=False):
            size: int
        @dataclass
        class Page(Generic[T]):
            items: list[T]
            next: Page[T] | None = None
        class Store(Protocol):
            def a(self, x: Named | Titled) -> None: ...
            #           ^ GP240
            def b(self, x: Options | Titled) -> None: ...
            #           ^ GP240
            def c(self, x: Page[int] | Page[str]) -> None: ...
            #           ^ GP240
            def d(self, x: Named | dict[str, str]) -> None: ...
            #           ^ GP240
            def e(self, x: Options | dict[str, bool]) -> None: ...
            #           ^ GP240
        """,
    "unions whose values show which they are": """
        class Circle(TypedDict):
            kind: Literal["circle"]
            size: int
        class Square(TypedDict):
            kind: Literal["square"]
            size: int
        class Named(TypedDict):
            name: str
        @dataclass
        class A:
            x: int
        @dataclass
        class B:
            x: int
        @dataclass
        class One(Generic[T]):
            item: T
        class Store(Protocol):
            def a(self, x: int | float | bool | str | None, y: A | B) -> None: ...
            def b(self, x: Circle | Square | Named) -> None: ...
            def i(self, x: Named | dict[int, str]) -> None: ...
            def c(self, x: Named | dict[str, int], y: list[int] | set[int]) -> None: ...
            def d(self, x: One[int] | One[str], y: list[int] | dict[int, int]) -> None: ...
            def e(self, x: tuple[int, str] | tuple[str, int] | tuple[int, ...]) -> None: ...
            def f(self, x: tuple[int] | tuple[int, int], y: list[int | str]) -> None: ...
            def g(self, x: bytes | str, y: datetime.date | datetime.datetime) -> None: ...
        """,
    "records that hold each other": """
        @dataclass
        class Tree(Generic[T]):
            pair: tuple[Tree[T] | int, T | None]
        @dataclass
        class Leaf(Generic[T]):
            pair: tuple[Leaf[T] | int, T]
        class Store(Protocol):
            def a(self, x: Tree[int] | Tree[str]) -> None: ...
            #           ^ GP240
            def b(self, x: Leaf[int] | Leaf[str]) -> None: ...
        """,
    "one warning for each union": """
        Values = Union[list[int], list[str]]
        class Store(Protocol):
            def a(self, x: Values, y: Values) -> Values: ...
            #           ^ GP240
            def b(self, x: Values) -> list[Values]: ...
        """,
    "notes": """
        @dataclass
        class Entry:
            limit: ClassVar[int] = 5
            #<^^^ GP250
            text: str
            seed: InitVar[int] = 3
            #<^^ GP250
            size: int = field(init=False)
            #<^^ GP250
            _cache: object = field(default=None, repr=False, compare=False)
            #<^^^^ GP250
            _kept: int = 0
        @dataclass
        class Long(Entry):
            size: int
        class Store(Protocol):
            @property
            def size(self) -> int: ...
            #   ^^^^ GP251
            @size.setter
            def size(self, new: int) -> None: ...
            def a(self, x: Entry, y: Long) -> None: ...
        """,
}


def _remarks(
    folder: Path, text: str, settings: SourceSettings | None = None
) -> tuple[Diagnostic, ...]:
    return remarks_on(check(read_text(folder, text)).sound(), settings)


@pytest.mark.parametrize("name", CASES)
def test_remarks_stand_where_they_are_marked(name: str, tmp_path: Path) -> None:
    assert places(_remarks(tmp_path, CASES[name])) == marks(CASES[name])


def test_a_warning_says_what_is_both_and_what_to_write(tmp_path: Path) -> None:
    first, *_ = _remarks(tmp_path, CASES["ambiguous records"])
    assert first.level is Level.WARNING
    assert first.message == (
        "x may be Named or Titled, and a value does not always show which: an object can be both"
    )
    assert first.fix == ('give each a key that tells them apart, such as kind: Literal["named"]')
    first, *_ = _remarks(tmp_path, CASES["ambiguous containers"])
    assert first.message.endswith(
        "list_int or list_str, and a value does not always show which: something empty is both"
    )


def test_levels_are_those_of_the_table(tmp_path: Path) -> None:
    for text in CASES.values():
        for each in _remarks(tmp_path, text):
            assert each.level is TABLE[each.code].level


def test_warnings_can_be_ignored(tmp_path: Path) -> None:
    text = CASES["one warning for each union"]
    assert _remarks(tmp_path, text, SourceSettings(ignored_warnings=frozenset({"GP240"}))) == ()
