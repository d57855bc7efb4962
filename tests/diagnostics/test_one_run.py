"""One run tells all faults, whichever stage finds each, once, and nothing that follows from one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.diagnostics.breakages import BREAKAGES, FILES, FORMERLY, broken
from tests.parse.sources import write_files

from gen_plugin.cli.entry import command
from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.finish.compare import compare
from gen_plugin.finish.write import write
from gen_plugin.pipeline import OnBreaking, Options, generate


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Has the output of an earlier version of the interface."""
    folder = tmp_path_factory.mktemp("project")
    _write(folder, FILES | {"store.py": FILES["store.py"].replace(*FORMERLY)})
    _generate(folder)
    _write(folder, FILES)
    _generate(folder)
    return folder


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _generate(folder: Path) -> None:
    options = Options(main=False, on_breaking=OnBreaking.KEEP)
    finished = generate(str(folder / "store.py"), options)
    write(finished.files, compare(finished.files, finished.target), finished.target)


def _told(folder: Path, files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    _write(folder, files)
    try:
        generate(str(folder / "store.py"), Options(main=False))
    except InputRefused as refused:
        return refused.diagnostics
    return ()


def _shown(diagnostic: Diagnostic, folder: Path) -> str:
    span = diagnostic.span
    if span is None:
        return diagnostic.code
    place = f"{Path(span.path).relative_to(folder)}:{span.line}:{span.column}+{span.width}"
    return f"{diagnostic.code} {place}"


@pytest.mark.parametrize("name", BREAKAGES)
def test_one_fault_is_told_once_and_nothing_else(name: str, folder: Path) -> None:
    files, expected = broken([name])
    assert [_shown(each, folder) for each in _told(folder, files)] == expected


@settings(max_examples=30)
@given(names=st.lists(st.sampled_from(list(BREAKAGES)), unique=True, min_size=2))
def test_any_faults_together_are_all_told_in_their_order(names: list[str], folder: Path) -> None:
    files, expected = broken(names)
    told = _told(folder, files)
    assert sorted(_shown(each, folder) for each in told) == expected
    places = [(each.span.path, each.span.line, each.span.column) for each in told if each.span]
    assert places == sorted(places, key=lambda each: (not each[0].endswith("store.py"), each))


@pytest.mark.parametrize(
    ("setting", "code"), [("nonsense = 1", "GP431"), ("out = 1", "GP432"), ("]", "GP433")]
)
def test_settings_that_cannot_be_read_hide_no_fault_of_the_source(
    setting: str, code: str, folder: Path
) -> None:
    files, expected = broken(["a number twice", "pinned twice", "no result", "no end", "no Python"])
    files["pyproject.toml"] = f"[tool.gen-plugin.sources.'store.py']\n{setting}\n"
    told = [_shown(each, folder) for each in _told(folder, files)]
    needs_settings = ("GP503", "GP506")
    assert [each for each in expected if not each.startswith(needs_settings)] == sorted(
        each for each in told if not each.startswith(code)
    )
    assert len([each for each in told if each.startswith(f"{code} pyproject.toml:2")]) == 1


def test_a_source_that_is_no_python_hides_no_fault_of_the_settings(folder: Path) -> None:
    text = "[tool.gen-plugin.sources.'store.py']\nnonsense = 1\n"
    files = FILES | {"store.py": "class", "pyproject.toml": text}
    assert [_shown(each, folder) for each in _told(folder, files)] == [
        "GP416 store.py:1:6+1",
        "GP431 pyproject.toml:2:1+8",
    ]


def test_a_folder_that_cannot_be_taken_hides_no_fault(folder: Path) -> None:
    files, expected = broken(["no result", "no end"])
    _write(folder, files)
    with pytest.raises(InputRefused) as refused:
        generate(str(folder / "store.py"), Options(out=folder, main=False))
    assert [_shown(each, folder) for each in refused.value.diagnostics] == [
        "GP404",
        *expected[::-1],
    ]


def test_what_may_be_in_a_file_that_is_no_python_is_not_missed(tmp_path: Path) -> None:
    table = "[tool.gen-plugin.sources.'store.py'.protocols.{}]\n"
    files = {
        "base.py": "class Base(:\n",
        "store.py": """\
from typing import Protocol
from base import Base, Watcher

class Maybe(Base): ...
class Store(Base, Protocol):
    def watch(self, watcher: Watcher) -> None: ...
class Other(Protocol):
    def get(self, store: Store) -> None: ...
""",
        "pyproject.toml": table.format("Maybe")
        + "plugin = 'maybe'\n"
        + table.format("Store.methods")
        + "close = { name = 'End' }\n",
    }
    assert [_shown(each, tmp_path) for each in _told(tmp_path, files)] == ["GP416 base.py:1:12+1"]


def test_all_sources_are_told_of_and_what_they_share_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    one, two = (
        f"""
        import shared
        from typing import Protocol
        class {name}(Protocol):
            def get(self, it: shared.Entry) -> {wrong}: ...
        """
        for name, wrong in [("One", "Any"), ("Two", "complex")]
    )
    shared = "from dataclasses import dataclass\n@dataclass\nclass Entry:\n    x: Unknown\n"
    write_files(tmp_path, {"one.py": one, "two.py": two, "shared.py": shared, "three.py": "1 +"})
    result = CliRunner().invoke(command, ["one.py", "two.py", "three.py", "four.py"])
    assert result.exit_code == 2
    assert re.findall(r"^(\S+:)? ?error (GP\d+)", result.output, re.MULTILINE) == [
        ("one.py:5:40:", "GP109"),
        ("shared.py:4:8:", "GP109"),
        ("two.py:5:40:", "GP104"),
        ("three.py:1:4:", "GP416"),
        ("", "GP411"),
    ]


def test_an_interface_without_faults_is_generated(folder: Path) -> None:
    assert _told(folder, FILES) == ()
