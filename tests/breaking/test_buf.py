"""All that ``buf breaking`` refuses by its WIRE rules is refused here, and more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.breaking.buf import refusals
from tests.breaking.building import line_of
from tests.breaking.changes import pairs
from tests.parse.sources import parse_text

from gen_plugin.breaking import find_breaking
from gen_plugin.diagnostics.diagnostic import Diagnostic, Level
from gen_plugin.lower import lower
from gen_plugin.model.interface import Interface
from gen_plugin.render import render_proto
from gen_plugin.settings.settings import SourceSettings

EXAMPLES = 150

# The library that buf is built on takes no message whose name begins with a digit, which protoc
# makes itself for a map field of such a name: `_1` has `1Entry`.
REFUSED_NAMES = re.compile(r"> _+\d")


class Pair:
    """Two states of an interface, as .proto files of a package of their own."""

    def __init__(self, number: int, before: Interface, after: Interface) -> None:
        package = SourceSettings(package=f"p{number}")
        first = lower(before, package, None)
        second = lower(after, package, first.lock)
        self.before = render_proto(first.file)
        self.after = render_proto(second.file)
        found = find_breaking(after, first.lock, second.lock)
        self.found: list[Diagnostic] = [each for each in found if each.level is Level.ERROR]


def _judged(folder: Path, made: list[Pair]) -> list[list[str]]:
    return refusals(folder, [each.before for each in made], [each.after for each in made])


@pytest.mark.timeout(600)
def test_random_changes(tmp_path: Path) -> None:
    made: list[Pair] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        database=None,
    )
    @given(pairs())
    def draw(pair: tuple[Interface, Interface]) -> None:
        each = Pair(len(made), *pair)
        if not REFUSED_NAMES.search(each.before + each.after):
            made.append(each)

    draw()
    verdicts = _judged(tmp_path, made)

    missed = [
        f"{verdict}\n{pair.before}\n-----\n{pair.after}"
        for pair, verdict in zip(made, verdicts, strict=True)
        if verdict and not pair.found
    ]
    assert missed == []
    assert sum(map(bool, verdicts)) >= EXAMPLES // 20
    assert sum(not pair.found for pair in made) >= EXAMPLES // 20


STORE = "class Store(Protocol):\n    def find(self{}) -> {}: ..."
ITEM = "@dataclass\nclass Item:\n    {}\n" + STORE.format("", "Item")
COLOR = "class Color(Enum):\n    RED = 1\n    {}\n" + STORE.format(", color: Color", "None")

REFUSED_BY_BOTH = {
    "another type": (STORE.format(", x: int", "None"), STORE.format(", x: str", "None")),
    "another record": (
        ITEM.format("a: int"),
        ITEM.format("a: int").replace("Item", "Thing"),
    ),
    "a list": (STORE.format(", x: int", "None"), STORE.format(", x: list[int]", "None")),
    "a map": (STORE.format(", x: dict[str, int]", ""), STORE.format(", x: dict[str, str]", "")),
    "a stream of results": (STORE.format("", "int"), STORE.format("", "Iterator[int]")),
    "a stream of arguments": (
        STORE.format(", x: int", "int"),
        STORE.format(", x: Iterator[int]", "int"),
    ),
}

LET_PASS_BY_BUF = {
    "a deleted method": (
        STORE.format("", "int") + "\n    def drop(self) -> None: ...",
        STORE.format("", "int"),
        "GP301",
    ),
    "a deleted Protocol": (
        STORE.format("", "int") + "\nclass Other(Protocol):\n    def drop(self) -> None: ...",
        STORE.format("", "int"),
        "GP301",
    ),
    "a new parameter without a default": (
        STORE.format("", "int"),
        STORE.format(", x: int", "int"),
        "GP302",
    ),
    "a new field without a default": (
        ITEM.format("a: int"),
        ITEM.format("a: int; b: int"),
        "GP302",
    ),
    "int to bool": (STORE.format(", x: int", ""), STORE.format(", x: bool", ""), "GP303"),
    "str to bytes": (STORE.format(", x: str", ""), STORE.format(", x: bytes", ""), "GP303"),
    "str to Path": (STORE.format(", x: str", ""), STORE.format(", x: Path", ""), "GP303"),
    "a field's type": (ITEM.format("a: int"), ITEM.format("a: bool"), "GP303"),
    "a union in other fields": (
        STORE.format(", x: int | str", ""),
        STORE.format(", x: int | str = 1", ""),
        "GP303",
    ),
    "a default that went away": (
        STORE.format(", x: int = 5", "int"),
        STORE.format(", x: int", "int"),
        "GP304",
    ),
    "a field that became required": (
        ITEM.format("a: int = 5"),
        ITEM.format("a: int"),
        "GP304",
    ),
    "None no longer taken": (
        STORE.format(", x: int | None", "int"),
        STORE.format(", x: int", "int"),
        "GP305",
    ),
    "a default for what was required": (
        STORE.format(", x: int", "int"),
        STORE.format(", x: int = 5", "int"),
        "GP306",
    ),
    "a deleted parameter": (STORE.format(", x: int", ""), STORE.format("", ""), "GP307"),
    "a deleted member": (COLOR.format("BLUE = 2"), COLOR.format(""), "GP309"),
    "a deleted arm": (
        STORE.format(", x: int | str | bytes", ""),
        STORE.format(", x: int | str", ""),
        "GP310",
    ),
    "a deleted literal": (
        STORE.format(", x: Literal['a', 'b']", ""),
        STORE.format(", x: Literal['a']", ""),
        "GP310",
    ),
}


def _pair(folder: Path, before: str, after: str) -> Pair:
    texts = (each.replace(" -> :", " -> None:") for each in (before, after))
    return Pair(0, *(parse_text(folder, each) for each in texts))


@pytest.mark.parametrize("case", REFUSED_BY_BOTH)
def test_refused_by_both(case: str, tmp_path: Path) -> None:
    pair = _pair(tmp_path, *REFUSED_BY_BOTH[case])

    assert _judged(tmp_path, [pair]) != [[]]
    assert pair.found
    assert all(line_of(each) > 0 for each in pair.found)


@pytest.mark.parametrize("case", LET_PASS_BY_BUF)
def test_refused_here_alone(case: str, tmp_path: Path) -> None:
    before, after, code = LET_PASS_BY_BUF[case]
    pair = _pair(tmp_path, before, after)

    assert _judged(tmp_path, [pair]) == [[]]
    assert [each.code for each in pair.found] == [code]
