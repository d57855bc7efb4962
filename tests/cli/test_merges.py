"""Two branches change the interface and generate; git merges what they wrote."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.cli.test_breaking import commit, git
from tests.cli.test_cli import run

SHOP = """\
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Size(Enum):
    MEDIUM = "m"
    NORMAL = "n"


@dataclass
class Item:
    name: str
    price: int


class Shop(Protocol):
    \"\"\"Sells.\"\"\"

    def find(
        self,
        *,
        most: int,
        name: str,
    ) -> list[Item]: ...

    def order(self, item: Item, size: Size) -> int: ...

    # the end
"""
LOCK = Path("shop_plugin/gen-plugin.lock")
PROTO = Path("shop_plugin/shop.proto")
Edits = Sequence[tuple[str, str]]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`shop.py` and its output, committed, as the working directory."""
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").touch()
    Path("shop.py").write_text(SHOP)
    assert run("shop.py", "--no-main").exit_code == 0
    git("init", "-q", "-b", "main")
    commit()
    return tmp_path


def _edit(*edits: tuple[str, str]) -> None:
    text = Path("shop.py").read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    Path("shop.py").write_text(text)


def _branches(mine: Edits, theirs: Edits) -> set[str]:
    """Change, generate and commit on two branches; merge the second into the first.

    Returns:
        The files with conflicts.
    """
    for branch, edits in (("topic", theirs), ("main", mine)):
        git(*(("switch", "-qc", branch) if branch == "topic" else ("switch", "-q", branch)))
        _edit(*edits)
        told = run("shop.py")
        assert told.exit_code == 0, told.output
        commit()
    merge = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "merge", "-q", "topic"]
    subprocess.run(merge, capture_output=True, timeout=60, check=False)
    return set(_git_says("diff", "--name-only", "--diff-filter=U").split())


def _git_says(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], capture_output=True, text=True, timeout=60, check=True
    ).stdout


def _place(text: str) -> str:
    """The place of the first line with a text, as a diagnostic names it."""
    for number, line in enumerate(Path("shop.py").read_text().splitlines(), start=1):
        if text in line:
            return f"shop.py:{number}:{len(line) - len(line.lstrip()) + 1}"
    raise AssertionError(text)


def _without(line: str) -> None:
    """Delete one line of the lock."""
    text = LOCK.read_text()
    assert text.count(line + "\n") == 1, text
    LOCK.write_text(text.replace(line + "\n", ""))


def _keep_both() -> None:
    """Resolve the lock's conflicts: the lines of both sides stay."""
    marks = ("<<<<<<<", "=======", ">>>>>>>")
    lines = LOCK.read_text().splitlines(keepends=True)
    LOCK.write_text("".join(each for each in lines if not each.startswith(marks)))


def _finish(*wanted: str) -> None:
    """Generate anew: that settles everything, and what is wanted stands in the .proto."""
    told = run("shop.py", "--force")
    assert told.exit_code == 0, told.output
    text = PROTO.read_text()
    assert [each for each in wanted if each not in text] == []
    assert run("--check", "shop.py").exit_code == 0
    commit("merged")
    assert run("--check", "--against", "main~1", "shop.py").exit_code == 0


def _method(name: str) -> str:
    return f"    def {name}(self) -> None: ...\n\n"


AT_THE_TOP, AT_THE_END = '    """Sells."""\n\n', "    # the end\n"


def _method_at(place: str, name: str) -> tuple[str, str]:
    return (place, place + _method(name)) if place == AT_THE_TOP else (place, _method(name) + place)


def test_a_method_on_each_branch() -> None:
    conflicts = _branches([_method_at(AT_THE_TOP, "close")], [_method_at(AT_THE_END, "visit")])

    assert LOCK.as_posix() not in conflicts
    _finish("rpc Close(", "rpc Find(", "rpc Order(", "rpc Visit(")


def test_a_method_on_each_branch_side_by_side_in_the_lock() -> None:
    conflicts = _branches([_method_at(AT_THE_TOP, "sell")], [_method_at(AT_THE_END, "send")])

    assert LOCK.as_posix() in conflicts
    told = run("shop.py", "--force")
    line = LOCK.read_text().splitlines().index("<<<<<<< HEAD") + 1
    assert told.exit_code == 2
    assert f"{LOCK.as_posix()}:{line}:1: error GP511" in told.output
    assert "keep the lines of both sides" in told.output
    _keep_both()
    _finish("rpc Sell(", "rpc Send(")


def test_generated_files_with_conflicts_are_made_anew_by_force() -> None:
    conflicts = _branches([_method_at(AT_THE_TOP, "close")], [_method_at(AT_THE_END, "visit")])

    assert "shop_plugin/client.py" in conflicts
    told = run("shop.py")
    assert told.exit_code == 2
    assert "GP401: shop_plugin/client.py has a merge conflict" in told.output
    assert "run this with --force" in told.output
    _finish("rpc Close(", "rpc Visit(")


MOST, NAME = "        most: int,\n", "        name: str,\n"
FIRST = (MOST, f"        all: bool = False,\n{MOST}")
LAST = (NAME, f"{NAME}        zone: int = 0,\n")


def test_a_parameter_on_each_branch_gets_the_same_number() -> None:
    """git merges the lock without a word, since other lines stand between the two."""
    conflicts = _branches([FIRST], [LAST])

    assert LOCK.as_posix() not in conflicts
    told = run("shop.py", "--force")
    assert told.exit_code == 2
    for mine, theirs in (("all", "zone"), ("zone", "all")):
        place = _place(f"{mine}: ")
        message = f"Shop.find({mine}) has the number 3, which Shop.find({theirs}) has too"
        assert f"{place}: error GP506: {message}" in told.output
    assert "delete the line of the one that is not released yet" in told.output

    _without('"Shop.find(zone)" = "zone 3"')
    _finish("optional bool all = 3;", "optional int64 zone = 4;")


def test_the_other_one_may_be_the_one_that_is_released() -> None:
    _branches([FIRST], [LAST])
    _without('"Shop.find(all)" = "all 3"')
    told = run("shop.py", "--force")
    assert told.exit_code == 0, told.output
    assert "optional bool all = 4;" in PROTO.read_text()
    assert run("--check", "--against", "topic", "shop.py").exit_code == 0
    assert run("--check", "--against", "main", "shop.py").exit_code == 1


def test_a_field_of_a_record_on_each_branch() -> None:
    name, price = "class Item:\n    name: str\n", "    price: int\n"
    conflicts = _branches(
        [
            (name, f"{name}    _: KW_ONLY\n    area: int = 0\n"),
            ("import dataclass", "import KW_ONLY, dataclass"),
        ],
        [(price, f"{price}    sort: str = ''\n")],
    )

    assert LOCK.as_posix() not in conflicts
    told = run("shop.py", "--force")
    assert told.output.count("error GP506") == 2
    assert f"{_place('sort: str')}: error GP506" in told.output
    _without('"Item.sort" = "sort 3"')
    _finish("optional int64 area = 3;", "optional string sort = 4;")


def test_a_member_of_an_enum_on_each_branch() -> None:
    conflicts = _branches(
        [("    MEDIUM", '    LARGE = "l"\n    MEDIUM')],
        [('    NORMAL = "n"\n', '    NORMAL = "n"\n    SMALL = "s"\n')],
    )

    assert LOCK.as_posix() not in conflicts
    told = run("shop.py", "--force")
    assert f"{_place('LARGE')}: error GP506" in told.output
    assert f"{_place('SMALL')}: error GP506" in told.output
    _without('"Size.SMALL" = "SIZE_SMALL 3"')
    _finish("SIZE_LARGE = 3;", "SIZE_SMALL = 4;")


def test_a_reorder_and_an_addition() -> None:
    conflicts = _branches(
        [
            (MOST + NAME, NAME + MOST),
            ('    MEDIUM = "m"\n    NORMAL = "n"', '    NORMAL = "n"\n    MEDIUM = "m"'),
        ],
        [("price: int\n", "price: int\n    sort: str = ''\n"), _method_at(AT_THE_END, "visit")],
    )

    assert LOCK.as_posix() not in conflicts
    _finish("int64 most = 1;", "string name = 2;", "SIZE_MEDIUM = 1;", "sort = 3;", "rpc Visit(")


RENAMED = [
    ("class Item", '@pin.message("Item")\nclass Article'),
    ("[Item]", "[Article]"),
    ("item: Item", "item: Article"),
    ("from typing", "from gen_plugin_runtime import pin\nfrom typing"),
]


def test_a_renamed_record_that_the_other_branch_added_to() -> None:
    """git puts the new field beside the old name, of which nothing else is left."""
    conflicts = _branches(RENAMED, [("price: int\n", "price: int\n    sort: str = ''\n")])

    assert LOCK.as_posix() in conflicts
    assert "GP511" in run("shop.py", "--force").output
    _keep_both()
    told = run("shop.py", "--force")
    assert told.exit_code == 2
    assert "GP514: 'Item', to which 'Item.name' belongs, is missing" in told.output
    assert "write the new name into the other's lines" in told.output
    text = LOCK.read_text().replace('"Item.sort"', '"Article.sort"')
    LOCK.write_text(re.sub(r'"Item\..*\n', "", text))
    _finish("optional string sort = 3;", "message Item {")


def test_a_renamed_parameter_and_an_addition() -> None:
    pinned = 'words: Annotated[str, pin.field(2, name="name")],\n'
    conflicts = _branches(
        [
            (NAME, f"        {pinned}"),
            ("import Protocol", "import Annotated, Protocol\n\nfrom gen_plugin_runtime import pin"),
        ],
        [FIRST],
    )

    assert LOCK.as_posix() not in conflicts
    _finish("optional bool all = 3;", "int64 most = 1;", "string name = 2;")


@pytest.mark.parametrize("names", [("sell", "send"), ("close", "visit")])
def test_the_union_driver_leaves_nothing_to_do_for_methods(names: tuple[str, str]) -> None:
    _use_union()
    conflicts = _branches([_method_at(AT_THE_TOP, names[0])], [_method_at(AT_THE_END, names[1])])

    assert LOCK.as_posix() not in conflicts
    _finish(*(f"rpc {each.capitalize()}(" for each in names))


def test_the_union_driver_and_a_number_that_both_gave_out() -> None:
    _use_union()
    conflicts = _branches(
        [(MOST, f"        north: int = 0,\n{MOST}")],
        [(NAME, f"{NAME}        nothing: int = 0,\n")],
    )

    assert LOCK.as_posix() not in conflicts
    assert run("shop.py", "--force").output.count("error GP506") == 2
    _without('"Shop.find(nothing)" = "nothing 3"')
    _finish("north = 3;", "nothing = 4;")


def test_the_union_driver_and_a_type_that_both_changed() -> None:
    """Both lines of one thing stay, which no TOML has."""
    _edit(
        (NAME, f'{NAME}        by: Literal["x"],\n'),
        ("import Protocol", "import Literal, Protocol"),
    )
    run("shop.py", "--unreleased")
    _use_union()
    _branches([('["x"]', '["x", "y"]')], [('["x"]', '["x", "z"]')])
    git("checkout", "--ours", "shop.py")
    _edit(('["x", "y"]', '["x", "y", "z"]'))

    told = run("shop.py", "--force")
    assert told.exit_code == 2
    assert "GP512" in told.output
    assert "if a merge left two lines for the same thing, delete the one" in told.output
    _without("""\"Shop.find(by)" = "Literal['x', 'z']\"""")
    _finish()


def _use_union() -> None:
    Path(".gitattributes").write_text("gen-plugin.lock merge=union\n")
    commit("attributes")
