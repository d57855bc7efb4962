"""What is told of mistakes that are easily made: at its place, what is wrong, and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parse.sources import marks, places, refusal

HOLDER = """
        @dataclass
        class Holder:
            {}
        class Store(Protocol):
            def a(self) -> Holder: ...
"""
METHOD = """
        class Store(Protocol):
            {}
"""

SEVERAL = (
    "write the types out, each for an item or a parameter of its own; any number of one type is "
    "list[T], or *args: T"
)

CASES = {
    "two pins side by side": (
        METHOD,
        """
            def a(self, x: Annotated[int, pin.int32, pin.uint32]) -> None: ...
            #                                        ^^^^^^^^^^ GP123
        """,
        "pin.uint32 stands beside pin.int32, and a value travels one way",
        "take one of the two off",
    ),
    "a pin beside a type that has one": (
        METHOD,
        """
            def a(self, x: Annotated[Annotated[int | None, pin.bigint], pin.int32]) -> None: ...
            #                                              ^^^^^^^^^^ GP123
        """,
        "pin.bigint stands beside pin.int32, and a value travels one way",
        "take one of the two off",
    ),
    "two numbers for a field": (
        METHOD,
        """
            def a(self, x: Annotated[int, pin.field(1), pin.field(2)]) -> None: ...
            #                                           ^^^^^^^^^^^^ GP122
        """,
        "pin.field says again what one before it says",
        "write one, with all that is to be pinned",
    ),
    "two names for a method": (
        METHOD,
        """
            @pin.method("A")
            @pin.method("B")
            #^^^^^^^^^^^^^^^ GP122
            def a(self) -> None: ...
        """,
        "pin.method says again what one before it says",
        "write one, with all that is to be pinned",
    ),
    "an exception that nothing defines": (
        METHOD,
        """
            @raises(Unknown)
            #       ^^^^^^^ GP231
            def a(self) -> None: ...
        """,
        "Unknown is not defined",
        "define Unknown or import it; name subclasses of Exception of this project, or Python's",
    ),
    "an exception of Python that is misspelled": (
        METHOD,
        """
            @raises(ValueErorr)
            #       ^^^^^^^^^^ GP231
            def a(self) -> None: ...
        """,
        "ValueErorr is not defined",
        "did you mean ValueError?",
    ),
    "no exception": (
        METHOD,
        """
            @raises(Union)
            #       ^^^^^ GP231
            def a(self) -> None: ...
        """,
        "Union is no exception that can be raised on the other side",
        "name subclasses of Exception of this project, or Python's",
    ),
    "a class within the class": (
        HOLDER,
        """
            class Inner: ...
            inner: Inner
            #      ^^^^^ GP111
        """,
        "Holder.Inner is a class within a class, and only those of modules are read",
        "define Inner at the top level of its module",
    ),
    "arguments of several types": (
        METHOD,
        """
            def a(self, *args: *tuple[int, str]) -> None: ...
            #                  ^^^^^^^^^^^^^^^^ GP106
        """,
        "*tuple[int, str] is several types at once, and a value has one",
        SEVERAL,
    ),
    "items of several types": (
        METHOD,
        """
            def a(self) -> tuple[str, *tuple[int, ...]]: ...
            #                         ^^^^^^^^^^^^^^^^ GP106
        """,
        "*tuple[int, ...] is several types at once, and a value has one",
        SEVERAL,
    ),
    "keyword arguments of a tuple": (
        METHOD,
        """
            def a(self, **more: typing.Unpack[tuple[int, str]]) -> None: ...
            #                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ GP106
        """,
        "typing.Unpack[tuple[int, str]] does not say which keyword arguments there are",
        "write a TypedDict of the project in brackets: Unpack[Options]",
    ),
    "a default of a field that is not told": (
        HOLDER,
        """
            x: int = ...
            #        ^^^ GP210
        """,
        "... says that there is a default and not which",
        "write the default out, or leave it out if each object is made with a value of its own",
    ),
    "a default in a field's options that is not told": (
        HOLDER,
        """
            x: int = field(default=...)
            #                      ^^^ GP210
        """,
        "... says that there is a default and not which",
        "write the default out, or leave it out if each object is made with a value of its own",
    ),
    "a default of a parameter that is not told": (
        METHOD,
        """
            def a(self, x: int = ..., *args: int) -> None: ...
            #                    ^^^ GP210
        """,
        "... says that there is a default and not which",
        "write the default out, or let the argument be given by its name: put it behind a *",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_advice(name: str, tmp_path: Path) -> None:
    frame, text, message, fix = CASES[name]
    text = frame.format(text.strip())
    told = refusal(tmp_path, text)
    assert places(told) == marks(text)
    assert [(each.message, each.fix) for each in told] == [(message, fix)]


STAR = """
    from {} import *
    from typing import Protocol
    class Store(Protocol):
        def a(self, x: {}) -> None: ...
    """


@pytest.mark.parametrize(
    ("module", "type_"),
    [
        ("collections.abc", "Sequence[int]"),
        ("collections", "deque[int]"),
        ("datetime", "datetime"),
        ("decimal", "Decimal"),
        ("uuid", "UUID"),
        ("pathlib", "Path"),
    ],
)
def test_star_imports_of_modules_with_types_are_known(
    module: str, type_: str, tmp_path: Path
) -> None:
    assert refusal(tmp_path, STAR.format(module, type_), imports=False) == ()


def test_a_star_import_that_is_not_known_is_told(tmp_path: Path) -> None:
    [told] = refusal(tmp_path, STAR.format("numpy", "int64"), imports=False)
    said = "int64 is not defined here, and what a star import of numpy brings in is not known"
    assert (told.code, told.message) == ("GP109", said)


@pytest.mark.parametrize(
    ("type_", "fix"),
    [
        ("Sequence[int]", "add: from collections.abc import Sequence"),
        ("Optional[int]", "add: from typing import Optional"),
        ("List[int]", "write list"),
        ("datetime", "add: from datetime import datetime"),
        ("UUID", "add: from uuid import UUID"),
        ("deque[int]", "add: from collections import deque"),
        ("JsonValue", "add: from gen_plugin_runtime import JsonValue"),
        ("strr", "did you mean str?"),
        ("Unheard", "define Unheard or import it from another file of the project"),
    ],
)
def test_what_is_not_imported(type_: str, fix: str, tmp_path: Path) -> None:
    text = STAR.format("abc", type_)
    [told] = refusal(tmp_path, text, imports=False)
    assert (told.code, told.fix) == ("GP109", fix)
