"""What says something of a name and is no type: in its own place, and told of in each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parse.sources import IMPORTS, refusal

BEFORE = """
from typing import Concatenate, Final, Never, NoReturn, NotRequired, ReadOnly, Required, Self
from typing import TypeAlias, TypeGuard, TypeIs, Unpack
from attrs import define
from pydantic import BaseModel
"""
_METHOD = """
class Store(Protocol):
    def a({}: ...
"""
_RECORD = """
class Store(Protocol):
    def a(self) -> Record: ...

{}:
    x: {{}}
"""
PLACES = {
    "a parameter": _METHOD.format("self, x: {}) -> None"),
    "a result": _METHOD.format("self) -> {}"),
    "what a coroutine gives": _METHOD.format("self) -> typing.Awaitable[{}]"),
    "a property": "class Store(Protocol):\n    @property\n    def a(self) -> {}: ...\n",
    "further arguments": _METHOD.format("self, *x: {}) -> None"),
    "an item": _METHOD.format("self, x: list[{}]) -> None"),
    "a key": _METHOD.format("self, x: dict[{}, str]) -> None"),
    "an arm": _METHOD.format("self, x: {} | str | None) -> None"),
    "an item of a stream": _METHOD.format("self) -> Iterator[{}]"),
    "within Annotated": _METHOD.format("self, x: Annotated[{}, 1]) -> None"),
    "an argument of a function": _METHOD.format("self, x: Callable[[{}], None]) -> None"),
    "another name": "Other = {}\n" + _METHOD.format("self, x: Other) -> None"),
    "a field": _RECORD.format("@dataclass\nclass Record"),
    "an item in a field": _RECORD.format("@dataclass\nclass Record").replace("{}", "list[{}]"),
    "a field of attrs": _RECORD.format("@define\nclass Record"),
    "a field of pydantic": _RECORD.format("class Record(BaseModel)"),
    "a field of a NamedTuple": _RECORD.format("class Record(NamedTuple)"),
    "a key of a TypedDict": _RECORD.format("class Record(TypedDict)"),
}
_FIELDS = {"a field", "a field of attrs", "a field of pydantic"}
_KEYS = {"a key of a TypedDict"}
_OWN = {
    "Final": _FIELDS,
    "ClassVar": _FIELDS,
    "InitVar": {"a field"},
    "Required": _KEYS,
    "NotRequired": _KEYS,
    "ReadOnly": _KEYS,
}
"""Where each is right."""

_STANDS = "stands around the whole type of {}, and nowhere else"
_TOLD = {
    "Final": _STANDS.format("a variable or of a dataclass's field"),
    "ClassVar": _STANDS.format("what all objects of a class share"),
    "InitVar": _STANDS.format("what a dataclass's constructor takes"),
    "Required": _STANDS.format("a TypedDict's key"),
    "NotRequired": _STANDS.format("a TypedDict's key"),
    "ReadOnly": _STANDS.format("a TypedDict's key"),
}
_NO_VALUE = (
    "GP112 {} is the type of no value",
    "write None as the result of a method that always raises; elsewhere the type of what is passed",
)
_SEVERAL = (
    "write the types out, each for an item or a parameter of its own; any number of one type "
    "is list[T], or *args: T; keyword arguments are **options: Unpack[Options], of a TypedDict"
)
_OF_CHECKERS = ("GP104 {} is for type checkers alone", "use bool, which it is")
NOWHERE = {
    "Never": _NO_VALUE,
    "NoReturn": _NO_VALUE,
    "TypeGuard[int]": _OF_CHECKERS,
    "TypeIs[int]": _OF_CHECKERS,
    "TypeAlias": (
        "GP112 {} is for the assignment that gives a type another name",
        "write a type: its own name, or the other one",
    ),
    "Concatenate[int, ...]": (
        "GP115 {} is for the arguments of a function that another one is given",
        "write the types of the arguments: Callable[[str, int], None]",
    ),
    "Unpack[tuple[int, str]]": (
        "GP106 {} is several types at once, and a value has one",
        _SEVERAL,
    ),
}
"""What belongs to none of the places: what is said of it, and the fix."""


def _told(text: str, folder: Path) -> list[tuple[str, str, str]]:
    """What is under the caret, what is said of it, and the fix."""
    lines = (IMPORTS + text).split("\n")
    return [
        (
            lines[each.span.line - 1][each.span.column - 1 :][: each.span.width],
            f"{each.code} {each.message}",
            each.fix,
        )
        for each in refusal(folder, text)
        if each.span
    ]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", _TOLD)
def test_a_qualifier(name: str, place: str, tmp_path: Path) -> None:
    written = "Other" if place == "another name" else f"{name}[int]"
    told = _told(BEFORE + PLACES[place].format(f"{name}[int]"), tmp_path)
    if place in _OWN[name]:
        assert all(message.startswith("GP220 ") for _, message, _ in told)
        assert bool(told) == (name == "InitVar")  # it has no default
        return
    said = f"{name}, for which Other is another name," if written == "Other" else name
    fix = "write int"
    if name == "NotRequired":
        fix += ", and give it a default if it may be left out"
    assert told == [(written, f"GP112 {said} {_TOLD[name]}", fix)]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("written", NOWHERE)
def test_what_is_the_type_of_no_place(written: str, place: str, tmp_path: Path) -> None:
    message, fix = NOWHERE[written]
    told = _told(BEFORE + PLACES[place].format(written), tmp_path)
    is_other = place == "another name"
    at, said = ("Other", f"Other ({written})") if is_other else (written, written)
    if is_other and written.startswith("Unpack"):
        said = "Other"
    assert told == [(at, message.format(said), fix)]


@pytest.mark.parametrize("name", [*_TOLD])
@pytest.mark.parametrize("brackets", ["", "[int, str]"])
def test_a_qualifier_without_a_type(name: str, brackets: str, tmp_path: Path) -> None:
    told = _told(BEFORE + PLACES["a parameter"].format(name + brackets), tmp_path)
    message = f"GP106 {name}{brackets} does not say which type"
    assert told == [(name + brackets, message, f"write the type, without {name}: int")]


def test_what_is_final_may_be_pinned_too(tmp_path: Path) -> None:
    record = PLACES["a field"]
    for written in ("Final[Annotated[int, pin.int32]]", "Annotated[Final[int], pin.int32]"):
        assert not _told(BEFORE + record.format(written), tmp_path)


def test_keyword_only_fields_are_for_dataclasses(tmp_path: Path) -> None:
    assert not _told(BEFORE + PLACES["a field"].format("int") + "    _: KW_ONLY\n", tmp_path)
    (told,) = _told(BEFORE + PLACES["a parameter"].format("KW_ONLY"), tmp_path)
    assert told == (
        "KW_ONLY",
        "GP112 KW_ONLY is for a line of its own in a dataclass",
        "write a type; in a dataclass, _: KW_ONLY before the fields that are given by name",
    )


def test_self_within_something(tmp_path: Path) -> None:
    itself = ["a parameter", "a result", "what a coroutine gives", "within Annotated"]
    for place in itself:
        assert not _told(BEFORE + PLACES[place].format("Self"), tmp_path)
    for place in ("further arguments", "an item", "an arm", "an item of a stream", "a field"):
        ((at, message, _),) = _told(BEFORE + PLACES[place].format("Self"), tmp_path)
        assert (at, message) == (
            "Self",
            "GP115 Self stands for different types, and the wire needs one",
        )
