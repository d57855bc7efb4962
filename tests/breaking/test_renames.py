"""What looks renamed: it is told, what is said of it is true, and so is the cure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.breaking.building import compare, line_of, lock_of
from tests.codec.generated import Generated, load
from tests.parse.sources import IMPORTS, parse_text

from gen_plugin.breaking import find_breaking
from gen_plugin.diagnostics.diagnostic import Level
from gen_plugin.lower import lower
from gen_plugin.lower.lock_file import read, write
from gen_plugin.lower.restoring import notes
from gen_plugin.settings.settings import SourceSettings

TEXT = """
class Mode(Enum):
    READ = auto()
    {member}

@dataclass
class {record}:
    name: str
    {fields}

class {protocol}(Protocol):
    {above}def {method}(self, key: str{parameters}) -> {record}: ...
    def open(self, mode: Mode) -> None: ...
"""
USUAL = {
    "member": "WRITE = auto()",
    "record": "Item",
    "fields": "",
    "protocol": "Store",
    "above": "",
    "method": "find",
    "parameters": "",
}


def _text(**changed: str) -> str:
    return TEXT.format_map(USUAL | changed)


VALUES = [
    # (before, after, what looks renamed)
    ("count: int = 1", "times: int = 1", "'times' looks like 'count'"),
    ("count: int = 1", "times: int = 5", "'times' looks like 'count'"),
    ("count: int = 1", "times: int | None = None", "'times' looks like 'count'"),
    ("a: list[str] | None = None", "b: Sequence[str] | None = None", "'b' looks like 'a'"),
    ("a: Mode = Mode.READ", "b: Mode = Mode.WRITE", "'b' looks like 'a'"),
    ("a: int | str = 1", "b: str | int = 'x'", "'b' looks like 'a'"),
    ("a: int = 1", "*, c: str = '', b: int = 1", "'b' looks like 'a'"),
    ("a: int = 1, x: str = ''", "b: int = 1, x: str = ''", "'b' looks like 'a'"),
    ("count: int = 1", "times: str = ''", None),
    ("count: int = 1", "times: float = 1.0", None),
    ("count: int = 1", "times: int | None = 1", None),  # None has a message of its own
    ("a: int | str = 1", "b: int | bytes = 1", None),
    ("count: int = 1", "", None),
    ("", "times: int = 1", None),
    ("a: int = 1", "b: int = 1, c: int = 1", None),  # which of them?
    ("a: int = 1, b: int = 1", "c: int = 1", None),
]


@pytest.mark.parametrize(("before", "after", "words"), VALUES)
def test_parameters(before: str, after: str, words: str | None, tmp_path: Path) -> None:
    texts = (_text(parameters=f", {each}" if each else "") for each in (before, after))

    found = compare(tmp_path, *texts)

    assert [(each.code, each.level) for each in found] == [("GP314", Level.WARNING)] * bool(words)
    if words:
        assert words in found[0].message
        assert line_of(found[0]) == 12


def test_a_field_is_told_at_its_line_with_the_side_that_sends_it(tmp_path: Path) -> None:
    (found,) = compare(tmp_path, _text(fields="size: int = 3"), _text(fields="weight: int = 3"))

    assert (found.code, line_of(found)) == ("GP314", 9)
    assert found.message == (
        "field 'weight' looks like 'size' renamed: what plugins built before send as 'size' gets "
        "lost without an error, and 'weight' has its default; likewise the other way round"
    )
    assert 'Annotated[..., pin.field(2, name="size")]' in found.fix


def test_of_two_messages_each_is_looked_at_by_itself(tmp_path: Path) -> None:
    found = compare(
        tmp_path,
        _text(fields="size: int = 3", parameters=", count: int = 1"),
        _text(fields="weight: int = 3", parameters=", times: int = 1"),
    )

    assert [each.code for each in found] == ["GP314", "GP314"]
    assert compare(tmp_path, _text(fields="a: int = 3"), _text(parameters=", b: int = 1")) == []


def test_what_breaks_is_told_once_and_with_the_cure(tmp_path: Path) -> None:
    """Where one of the two has no default, the fault that it is says so already."""
    for before, after, codes in (
        (", a: int", ", b: int", ["GP307", "GP302"]),
        (", a: int", ", b: int = 1", ["GP307"]),
        (", a: int = 1", ", b: int", ["GP302"]),
    ):
        found = compare(tmp_path, _text(parameters=before), _text(parameters=after))
        assert [each.code for each in found] == codes
        for each in found:
            assert each.fix.endswith(
                "; if 'b' is 'a' renamed, make its type Annotated[..., pin.field(2, name=\"a\")]"
            )


CURES = [
    # (before, renamed, cured, code of what is told of it as renamed, the cure)
    (
        {"parameters": ", a: int = 1"},
        {"parameters": ", b: int = 1"},
        {"parameters": ', b: Annotated[int, pin.field(2, name="a")] = 1'},
        "GP314",
        'Annotated[..., pin.field(2, name="a")]',
    ),
    (
        {"parameters": ", a: int"},
        {"parameters": ", b: int"},
        {"parameters": ', b: Annotated[int, pin.field(2, name="a")]'},
        "GP302",
        'Annotated[..., pin.field(2, name="a")]',
    ),
    (
        {"fields": "tags: list[str] | None = None"},
        {"fields": "labels: list[str] | None = None"},
        {"fields": 'labels: Annotated[list[str] | None, pin.field(2, name="tags")] = None'},
        "GP314",
        'Annotated[..., pin.field(2, name="tags")]',
    ),
    (
        {"fields": "a: int | str = 1"},
        {"fields": "b: int | str = 1"},
        {"fields": 'b: Annotated[int | str, pin.field(2, name="a")] = 1'},
        "GP314",
        'Annotated[..., pin.field(2, name="a")]',
    ),
    (
        {"parameters": ", a: int | str"},
        {"parameters": ", b: int | str"},
        {"parameters": ", a: int | str"},
        "GP302",
        "let it be 'a' as before",
    ),
    (
        {},
        {"member": "APPEND = auto()"},
        {"member": "APPEND = auto()\n    WRITE = APPEND"},
        "GP309",
        "write WRITE = APPEND below it",
    ),
    (
        {},
        {"method": "look_up"},
        {"method": "look_up", "above": '@pin.method("Find")\n    '},
        "GP301",
        'write @pin.method("Find") above it',
    ),
    (
        {},
        {"protocol": "Shop"},
        {"protocol": "Shop", "pin_of_protocol": '@pin.service("Store")'},
        "GP301",
        'write @pin.service("Store") above it',
    ),
    (
        {},
        {"record": "Thing"},
        {"record": "Thing", "pin_of_record": '@pin.message("Item")'},
        "GP303",
        'write @pin.message("Item") above it',
    ),
]


@pytest.mark.parametrize(("before", "renamed", "cured", "code", "cure"), CURES)
def test_the_cure_is_told_and_is_one(
    before: dict[str, str],
    renamed: dict[str, str],
    cured: dict[str, str],
    code: str,
    cure: str,
    tmp_path: Path,
) -> None:
    former = _text(**before)

    found = [each for each in compare(tmp_path, former, _text(**renamed)) if each.code == code]

    assert [cure in each.fix for each in found] == [True]
    text = _text(**cured)
    for what, keyword in (("protocol", "class"), ("record", "@dataclass\nclass")):
        line = f"{keyword} {cured.get(what)}"
        text = text.replace(line, f"{cured.get(f'pin_of_{what}', '')}\n{line}")
    assert compare(tmp_path, former, text) == []


def test_an_enum_that_is_renamed(tmp_path: Path) -> None:
    (found,) = compare(tmp_path, _text(), _text().replace("Mode", "Modus"))

    assert found.code == "GP303"
    assert found.fix.endswith(
        "; if 'Modus' is 'Mode' renamed, write @pin.message(\"Mode\") above it"
    )
    pinned = (
        _text().replace("Mode", "Modus").replace("class Modus", '@pin.message("Mode")\nclass Modus')
    )
    assert compare(tmp_path, _text(), pinned) == []


def test_a_renamed_union_keeps_the_numbers_of_its_types(tmp_path: Path) -> None:
    """They are fields of a message that it nests, whose key goes with the union's."""
    before = _text(fields="a: int | str | bytes = 1")
    first = lock_of(tmp_path, before, None)
    after = _text(fields='b: Annotated[bytes | str | int, pin.field(2, name="a")] = 1')

    second = lock_of(tmp_path, after, first)

    numbers = {key.partition("|")[2]: each for key, each in first.fields.items() if "|" in key}
    assert numbers == {
        key.partition("|")[2]: each for key, each in second.fields.items() if "|" in key
    }
    assert len(numbers) == 3
    assert not second.retired_fields


def test_a_renamed_value_keeps_what_its_absence_meant(tmp_path: Path) -> None:
    """Who left out a zero may still do so under the new name, which is pinned to the old one."""
    lock = lock_of(tmp_path, _text(parameters=", a: int"))
    pinned = ', b: Annotated[int, pin.field(2, name="a")] = {}'
    lock = lock_of(tmp_path, _text(parameters=pinned.format(0)), lock)
    interface = parse_text(tmp_path, _text(parameters=pinned.format(5)))

    found = find_breaking(interface, lock, lower(interface, SourceSettings(), lock).lock)

    assert [each.code for each in found] == ["GP306"]


def test_a_pin_to_what_is_not_gone_renames_nothing(tmp_path: Path) -> None:
    before = _text(method="find")
    both = before.replace("    def open", "    def look_up(self) -> None: ...\n    def open")
    lock = lock_of(tmp_path, both)
    gone = _text(method="look_up", parameters="")
    interface = parse_text(tmp_path, gone)

    found = find_breaking(interface, lock, lower(interface, SourceSettings(), lock).lock)

    assert found[0].code == "GP301"
    assert "renamed" not in found[0].fix


def test_over_netrpc_a_pinned_name_is_kept_too(tmp_path: Path) -> None:
    settings = SourceSettings(netrpc=True)
    before = parse_text(tmp_path, _text(fields="size: int = 0", parameters=", a: int = 0"))
    first = lower(before, settings, None).lock
    after = parse_text(
        tmp_path,
        _text(
            fields='weight: Annotated[int, pin.field(2, name="size")] = 0',
            parameters=', b: Annotated[int, pin.field(2, name="a")] = 0',
        ),
    )

    second = lower(after, settings, first).lock

    assert second.netrpc["Item.weight"] == first.netrpc["Item.size"]
    assert find_breaking(after, first, second) == []


def _both(tmp_path: Path, before: str, after: str) -> tuple[Generated, Generated]:
    old = load(IMPORTS + before, tmp_path)
    return old, load(IMPORTS + after, tmp_path, lock=old.contract.lock)


REQUEST, RESPONSE = "StoreFindRequest", "StoreFindResponse"


def _sent(sender: Generated, receiver: Generated, *arguments: Any) -> Any:
    return receiver.decoder(REQUEST)(sender.encoder(REQUEST)(*arguments))


def test_what_is_told_is_what_happens(tmp_path: Path) -> None:
    """The values of a silently renamed parameter and field, between the packages of both."""
    old, new = _both(
        tmp_path,
        _text(parameters=", a: int = 1", fields="size: int = 3"),
        _text(parameters=", b: int = 7", fields="weight: int = 9"),
    )

    assert _sent(old, new, "k", 42) == ("k", 7)
    assert _sent(new, old, "k", 42) == ("k", 1)
    item = new.decoder(RESPONSE)(old.encoder(RESPONSE)(old.source.Item("n", 42)))
    assert item == new.source.Item("n", 9)


def test_with_the_cure_they_arrive(tmp_path: Path) -> None:
    old, new = _both(
        tmp_path,
        _text(parameters=", a: int | str = 1", fields="size: int = 3"),
        _text(
            parameters=", a: str | int = 1",
            fields='weight: Annotated[int, pin.field(2, name="size")] = 9',
        ),
    )

    assert _sent(old, new, "k", 42) == _sent(new, old, "k", 42) == ("k", 42)
    item = new.decoder(RESPONSE)(old.encoder(RESPONSE)(old.source.Item("n", 42)))
    assert item == new.source.Item("n", 42)


def test_a_lock_is_made_again_after_a_rename(tmp_path: Path) -> None:
    text = _text(fields='b: Annotated[int | str, pin.field(2, name="a")] = 1')
    lock = lock_of(tmp_path, text, lock_of(tmp_path, _text(fields="a: int | str = 1")))
    contract = lower(parse_text(tmp_path, text), SourceSettings(), lock)

    assert read(write(lock)) == lock
    assert any('"Item.b" = "a 2"' in each for each in notes(contract.file, lock))
