"""What breaks over net/rpc, and not over gRPC."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.breaking.building import line_of
from tests.parse.sources import parse_text

from gen_plugin.breaking import find_breaking
from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.lower import lower
from gen_plugin.settings.settings import SourceSettings

NETRPC = SourceSettings(netrpc=True)
STORE = "class Store(Protocol):\n    def find(self{}) -> {}: ..."
ITEM = "@dataclass\nclass Item:\n    {}\nclass Store(Protocol):\n    def find(self) -> Item: ..."


def _compare(
    folder: Path, before: str, after: str, settings: SourceSettings = NETRPC
) -> list[Diagnostic]:
    first = lower(parse_text(folder, before), NETRPC, None).lock
    interface = parse_text(folder, after)
    return find_breaking(interface, first, lower(interface, settings, first).lock)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (", a: int", ", a: int, b: int = 0", ["Store.find() was 'value', and is 'struct'"]),
        ("", ", a: int = 0", ["Store.find() was 'nothing', and is 'value'"]),
        (", a: int, b: int", ", a: int, b: int, c: int = 0", []),
        (", a: int, b: int", ", a: int, b: int, c: str | None = None", []),
        (", a: int, b: int", ", a: int, b: int, c: list[int] = []", []),
        (", a: int, b: int", ", a: int, b: int, c: int = len('a')", []),
        (", a: int, b: int", ", a: int, b: int, c: int = 5", ["Store.find(c) is a zero, and not"]),
        (", a: int, b: int", ", a: int, b: int, c: int | None = 0", ["Store.find(c) is a zero"]),
        (", a: str, b: list[int]", ", b: list[int], a: str", []),
        (", a: list[int], b: int", ", a: tuple[int, ...], b: int", []),
        (", a: int | str, b: int", ", a: int | str | bool, b: int", []),
        (", a: Item, b: int", ", a: Item | None, b: int", ["'Item', and is '*Item'"]),
    ],
)
def test_parameters(tmp_path: Path, before: str, after: str, words: list[str]) -> None:
    item = "@dataclass\nclass Item:\n    name: str\n"
    found = _compare(
        tmp_path, item + STORE.format(before, "None"), item + STORE.format(after, "None")
    )
    assert [each.code for each in found] == ["GP604"] * len(words)
    for each, expected in zip(found, words, strict=True):
        assert expected in each.message
        assert line_of(each) == 5


def test_an_arm_with_another_name(tmp_path: Path) -> None:
    """The field that carries it has the name of its type, whose size gob does not mind."""
    before, after = ", a: int | str", ", a: Annotated[int, pin.int32] | str"
    found = _compare(tmp_path, STORE.format(before, "None"), STORE.format(after, "None"))
    words = "'union(Int64, String)', and is 'union(Int32, String)'"
    assert [each.message.count(words) for each in found if each.code == "GP604"] == [1]


def test_a_new_type_is_what_it_stands_for(tmp_path: Path) -> None:
    text = '{0} = NewType("{0}", str)\n' + STORE.format(", a: {0} | list[{0}] | int", "None")
    assert _compare(tmp_path, text.format("Word"), text.format("Term")) == []


def test_a_result_that_may_be_none(tmp_path: Path) -> None:
    before, after = STORE.format("", "Item"), STORE.format("", "Item | None")
    item = "@dataclass\nclass Item:\n    name: str\n"
    [found] = _compare(tmp_path, item + before, item + after)
    assert (found.code, "'Item', and is 'optional(Item)'" in found.message) == ("GP604", True)


@pytest.mark.parametrize(
    ("field", "codes"),
    [("size: int = 0", []), ("size: int = 3", ["GP604"]), ("size: int | None = None", [])],
)
def test_fields(tmp_path: Path, field: str, codes: list[str]) -> None:
    found = _compare(tmp_path, ITEM.format("name: str"), ITEM.format(f"name: str\n    {field}"))
    assert [(each.code, line_of(each)) for each in found] == [(code, 4) for code in codes]


def test_a_transport_that_goes(tmp_path: Path) -> None:
    text = STORE.format("", "None")
    [found] = _compare(tmp_path, text, text, SourceSettings())
    assert found.code == "GP604"
    assert found.fix == "set netrpc = true in pyproject.toml, or run gen-plugin with --netrpc"


def test_another_nothing(tmp_path: Path) -> None:
    text = STORE.format("", "None")
    found = _compare(tmp_path, text, text, SourceSettings(netrpc=True, netrpc_nothing="struct{}"))
    assert [(each.code, each.fix) for each in found] == [
        ("GP604", "set netrpc-nothing in pyproject.toml to what it was")
    ] * 2


def test_arguments_that_become_a_map(tmp_path: Path) -> None:
    text = STORE.format(", a: int, b: int", "None")
    settings = SourceSettings(netrpc=True, netrpc_maps=frozenset({"Store.find"}))
    found = _compare(tmp_path, text, text, settings)
    assert [each.message for each in found if each.code == "GP604"] == [
        "over net/rpc Store.find() was 'struct', and is 'map'"
    ]
    assert "take the method out of netrpc-maps in pyproject.toml" in {each.fix for each in found}


def test_a_transport_that_comes(tmp_path: Path) -> None:
    interface = parse_text(tmp_path, STORE.format(", a: int = 5", "None"))
    first = lower(interface, SourceSettings(), None).lock
    assert find_breaking(interface, first, lower(interface, NETRPC, first).lock) == []
