"""Flags and settings: each for the other, or a reason why not; and the page that lists them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from gen_plugin.cli import command
from gen_plugin.cli.keys import (
    FLAGS_OF_ONE_RUN,
    KEYS_OF_ALL_SOURCES,
    RUN_KEYS,
    SETTING_OF_FLAG,
    SETTINGS_WITHOUT_FLAG,
)
from gen_plugin.cli.parameters import FORMATS, Option
from gen_plugin.diagnostics import formats
from gen_plugin.settings.schema import ALL_SOURCES, RUN, SOURCE, TOOL, Each, Node, Value

PAGE = Path(__file__).parents[2] / "docs" / "command-line.md"


CONTEXT = click.Context(command, info_name="gen-plugin", **command.context_settings)


def parameters() -> list[click.Parameter]:
    return command.get_params(CONTEXT)


def name_of(parameter: click.Parameter) -> str:
    """As the lists have it; click names its own flags in other ways."""
    return max(parameter.opts, key=len).lstrip("-").replace("-", "_")


def keys(node: Node, prefix: str = "") -> Iterator[str]:
    """All settings, with * for what the user names."""
    if isinstance(node, Value):
        yield prefix.lstrip(".")
    elif isinstance(node, Each):
        yield from keys(node.of, f"{prefix}.*")
    else:
        for name, inner in node.keys.items():
            yield from keys(inner, f"{prefix}.{name}")


def test_each_flag_has_a_key_or_a_reason() -> None:
    names = map(name_of, parameters())
    assert sorted(names) == sorted([*SETTING_OF_FLAG, *FLAGS_OF_ONE_RUN])


def test_each_key_has_a_flag_or_a_reason() -> None:
    with_flag = set(SETTING_OF_FLAG.values()) - {"sources"}  # the table: which ones there are
    assert sorted(keys(TOOL)) == sorted([*with_flag, *KEYS_OF_ALL_SOURCES, *SETTINGS_WITHOUT_FLAG])


def test_keys_have_the_names_of_their_flags() -> None:
    own = {"no_main": "main"}
    for flag, key in SETTING_OF_FLAG.items():
        assert key.split(".")[-1] == own.get(flag, flag).replace("_", "-")


def test_the_keys_of_all_sources() -> None:
    assert KEYS_OF_ALL_SOURCES.keys() == ALL_SOURCES.keys.keys()
    for name, key in KEYS_OF_ALL_SOURCES.items():
        assert key == f"sources.*.{name}"
        assert ALL_SOURCES.keys[name] is SOURCE.keys[name]
        assert key in SETTING_OF_FLAG.values()


def test_the_keys_of_a_run() -> None:
    assert set(RUN_KEYS) == RUN.keys.keys()


def test_the_formats() -> None:
    assert ("text", *formats.FORMATS) == FORMATS


def test_help_has_every_flag_in_a_group() -> None:
    rest = [name_of(each) for each in parameters() if not isinstance(each, Option)]
    assert rest == ["sources", "version", "help"]
    help_ = command.get_help(CONTEXT)
    for each in parameters():
        assert all(name in help_ for name in each.opts if name.startswith("--"))
    assert re.findall(r"^(?!Usage)(\S.*):$", help_, re.MULTILINE) == [
        "What to do",
        "What is written, and where",
        "What was built before",
        "Names on the wire (kept by the lock from the first run on)",
        "What is told, and how",
        "Other",
    ]


def rows(title: str) -> dict[str, list[str]]:
    """A table of the page: its rows by their first cell."""
    text = PAGE.read_text("utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line[:1] == "|"]
    return {first.strip(): [each.strip() for each in rest] for first, *rest in cells[2:]}


def written(flag: click.Parameter) -> str:
    """A flag as the page writes it."""
    if isinstance(flag, click.Argument):
        return "`SOURCE...`"
    names = [*flag.opts, *flag.secondary_opts]
    choices = flag.type.choices if isinstance(flag.type, click.Choice) else ()
    metavar = "|".join(choices) or flag.metavar
    return ", ".join(f"`{name}{f' {metavar}' if metavar else ''}`" for name in names)


@pytest.mark.parametrize("flag", parameters(), ids=name_of)
def test_the_page_lists_the_flag_with_its_key(flag: click.Parameter) -> None:
    by_name = {name.replace("\\|", "|"): rest for name, rest in rows("Flags").items()}
    key, *_ = by_name[written(flag)]
    assert key.strip("`") == SETTING_OF_FLAG.get(name_of(flag), "-")


def test_the_page_lists_no_other_flags() -> None:
    assert len(rows("Flags")) == len(parameters())


def test_the_page_lists_the_settings() -> None:
    listed = {name.strip("`"): rest for name, rest in rows("Settings").items()}
    assert listed.keys() == set(keys(TOOL))
    for name, reason in SETTINGS_WITHOUT_FLAG.items():
        assert listed[name][-1] == f"- ({reason})"


def test_the_page_gives_the_reasons_of_flags_without_a_key() -> None:
    listed = rows("Flags that are for one run")
    reasons = {
        name: reason
        for names, (reason, *_) in listed.items()
        for name in re.findall(r"`--([a-z-]+)", names)
    }
    assert reasons == {name.replace("_", "-"): each for name, each in FLAGS_OF_ONE_RUN.items()}
