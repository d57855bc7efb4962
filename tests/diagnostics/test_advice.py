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

USUAL = "write a type: str, int, float, bool, bytes, list[...], dict[...], a dataclass or an Enum"

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

CASES |= {
    "a property with a parameter": (
        METHOD,
        """
            @property
            def a(self, x: int) -> int: ...
            #           ^ GP204
        """,
        "nothing can be given to a, which is a property",
        "take @property off, or the parameter out",
    ),
    "a setter that takes nothing": (
        METHOD,
        """
            @property
            def a(self) -> int: ...
            @a.setter
            def a(self) -> None: ...
            #   ^ GP204
        """,
        "what sets a is given one value, and takes 0",
        "write def a(self, value: T) -> None, with the type of the property",
    ),
    "a setter that is async": (
        METHOD,
        """
            @property
            async def a(self) -> int: ...
            @a.setter
            async def a(self, value: int) -> None: ...
            #         ^ GP204
        """,
        "what sets a is async, and nobody awaits an assignment",
        "write async def set_a(self, value: T) -> None, without the decorator",
    ),
    "a deleter": (
        METHOD,
        """
            @property
            def a(self) -> int: ...
            @a.deleter
            #^^^^^^^^^ GP204
            def a(self) -> None: ...
        """,
        "@a.deleter makes it something else than a method",
        "write a method of its own for it, without the decorator",
    ),
    "a decorator of somebody else": (
        METHOD,
        """
            @functools.cache
            #^^^^^^^^^^^^^^^ GP204
            def a(self) -> int: ...
        """,
        "what @functools.cache makes of the method is known only when it runs",
        "take the decorator off: the file is read and not run",
    ),
    "a condition": (
        METHOD,
        """
            if True: ...
            #<^^^^^^^^^^ GP203
        """,
        "this statement in a Protocol cannot be called from the other side",
        "keep to methods, and put no condition around them",
    ),
    "a class within the Protocol": (
        METHOD,
        """
            class Meta: ...
            #     ^^^^ GP203
        """,
        "a class in a Protocol cannot be called from the other side",
        "define it outside of the Protocol",
    ),
    "several types that are optional": (
        METHOD,
        """
            def a(self) -> Optional[int, str]: ...
            #              ^^^^^^^^^^^^^^^^^^ GP106
        """,
        "Optional[int, str] has several types in it, and Optional takes one",
        "write int | str | None",
    ),
    "a listed name": (
        METHOD,
        """
            def a(self) -> Literal[pin.x, Holder.x]: ...
            #              ^^^^^^^^^^^^^^^^^^^^^^^^ GP105
        class Holder: ...
        """,
        "Literal[pin.x, Holder.x] lists Holder.x, which is the name of a value",
        "write Holder if it is a member of that, an enum; else the value itself",
    ),
    "a listed name of a value": (
        METHOD,
        """
            def a(self) -> Literal[MODE]: ...
            #              ^^^^^^^^^^^^^ GP105
        MODE = "r"
        """,
        "Literal[MODE] lists MODE, which is the name of a value",
        "write the value itself",
    ),
    "any model": (
        METHOD,
        """
            def a(self) -> pydantic.BaseModel: ...
            #              ^^^^^^^^^^^^^^^^^^ GP103
        import pydantic
        """,
        "pydantic.BaseModel is any model, and says nothing about what goes over the wire",
        "name the model that it is, or several: User | Group",
    ),
    "whatever arguments": (
        METHOD,
        """
            def a(self, *args: P.args) -> None: ...
            #                  ^^^^^^ GP115
        P = typing.ParamSpec("P")
        """,
        "P.args stands for whatever a function takes, and the wire needs to know",
        "write the parameters out, or one type for all of them: *args: int, **kwargs: int",
    ),
    "a module": (
        METHOD,
        """
            def a(self) -> datetime: ...
            #              ^^^^^^^^ GP112
        """,
        "datetime is a module, not a type",
        "name a class in it: datetime.datetime",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_advice(name: str, tmp_path: Path) -> None:
    frame, text, message, fix = CASES[name]
    text = frame.format(text.strip())
    told = refusal(tmp_path, text)
    assert places(told) == marks(text)
    assert [(each.message, each.fix) for each in told] == [(message, fix)]


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("(int, str)", "write tuple[int, str]"),
        ("[int]", "write list[int]"),
        ("{int}", "write set[int]"),
        ("{'a': int}", "write a TypedDict or a dataclass with these keys, or dict[str, int]"),
        ("int or None", "write int | None"),
        ("int()", "write int"),
        ("list(int)", "write list[int]"),
        (
            "conint(gt=0)",
            "write the type itself, and what else it is beside it: Annotated[int, ...]",
        ),
        ("True", "write bool"),
        ("5", "write int, or Literal[5] for that number alone"),
        (
            "'two words'",
            "write a type within the quotes, or Literal['two words'] for that text alone",
        ),
        (
            "'list[int'",
            "write a type within the quotes, or Literal['list[int'] for that text alone",
        ),
        (
            "lambda: 3",
            USUAL,
        ),
    ],
)
def test_what_was_meant_by_an_expression(written: str, fix: str, tmp_path: Path) -> None:
    text = f"class Store(Protocol):\n    def a(self) -> {written}: ...\n"
    [told] = refusal(tmp_path, text)
    assert (told.code, told.message) == ("GP112", f"{written} is not the name of a type")
    assert told.fix == fix


@pytest.mark.parametrize(
    ("imported", "base", "fix"),
    [
        ("", "Protocol", "add: from typing import Protocol"),
        ("import typing", "typing.Protocl", "did you mean Protocol?"),
        ("from typing import Protocols", "Protocols", "did you mean Protocol?"),
        ("", "Protocol[int]", "add: from typing import Protocol"),
    ],
)
def test_a_protocol_that_is_misspelled_is_one(
    imported: str, base: str, fix: str, tmp_path: Path
) -> None:
    text = f"{imported}\nclass Store({base}):\n    def a(self) -> Unheard: ...\n"
    told = refusal(tmp_path, text, imports=False)
    name = base.partition("[")[0]
    assert [(each.code, each.message) for each in told] == [
        ("GP109", f"{name} is not defined"),
        ("GP109", "Unheard is not defined"),
    ]
    assert told[0].fix == fix


@pytest.mark.parametrize("base", ["Product", "Unheard", "Protocol.Store"])
def test_other_bases_that_are_not_defined_make_no_protocol(base: str, tmp_path: Path) -> None:
    text = f"class Store({base}):\n    def a(self) -> int: ...\n"
    assert [each.code for each in refusal(tmp_path, text, imports=False)] == ["GP201"]


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
