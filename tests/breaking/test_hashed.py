"""Fields that come and go in what is in a set, or the key of a dict."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.breaking.building import compare, line_of
from tests.codec.generated import load
from tests.parse.sources import IMPORTS

TEXT = """
@dataclass(frozen=True)
class Key:
    name: str
    {field}

@dataclass(frozen=True)
class Outer:
    key: Key

class Store(Protocol):
    def find(self, x: {type}) -> None: ...
    def others(self, k: Key, o: Outer) -> list[Key]: ...
"""
FIELD = "unit: str = ''"


def _text(type_: str, field: str = "") -> str:
    return TEXT.format(type=type_, field=field)


@pytest.mark.parametrize(
    ("type_", "is_told"),
    [
        ("dict[Key, int]", True),
        ("set[Key]", True),
        ("frozenset[Key] | None", True),
        ("list[dict[tuple[Key, int], str]]", True),
        ("dict[Outer, int]", True),
        ("dict[str, Key]", False),
        ("list[Key]", False),
        ("Key", False),
    ],
)
def test_where_a_record_is(type_: str, is_told: bool, tmp_path: Path) -> None:
    came = compare(tmp_path, _text(type_), _text(type_, FIELD))
    gone = compare(tmp_path, _text(type_, FIELD), _text(type_))

    assert [each.code for each in came] == [each.code for each in gone] == ["GP315"] * is_told
    if is_told:
        assert (line_of(came[0]), line_of(gone[0])) == (5, 3)
        assert came[0].message.startswith("field 'unit' is new in a class that is in a set")
        assert gone[0].message.startswith("field 'unit' is gone from a class that is in a set")


def test_what_is_told_is_what_happens(tmp_path: Path) -> None:
    old = load(IMPORTS + _text("dict[Key, int]"), tmp_path)
    new = load(IMPORTS + _text("dict[Key, int]", FIELD), tmp_path, lock=old.contract.lock)
    key = new.source.Key

    request = new.encoder("StoreFindRequest")({key("a", "m"): 1, key("a", "kg"): 2})

    assert old.decoder("StoreFindRequest")(request) == {old.source.Key("a"): 2}
