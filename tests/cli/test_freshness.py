"""A run that would change nothing is told by hashes, and never one that would change something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cli.test_breaking import git

from gen_plugin import freshness
from gen_plugin.cli import command
from gen_plugin.diagnostics.diagnostic import InputRefused
from gen_plugin.environment import EnvironmentFault
from gen_plugin.finish.compare import Changes, compare
from gen_plugin.freshness import find_fresh
from gen_plugin.pipeline import Options, generate

STORE = """\
from decimal import Decimal
from typing import Protocol

from goods.items import Item
from sizes import Size


class Store(Protocol):
    def price(self, item: Item, size: Size) -> Decimal: ...
"""
ITEMS = """\
from dataclasses import dataclass


@dataclass
class Item:
    name: str
"""
SIZES = """\
from enum import Enum


class Size(Enum):
    S = 1
"""
PROJECT = """\
[tool.gen-plugin.sources."app/store.py"]
package = "store.v1"
"""
FILES = {
    "pyproject.toml": PROJECT,
    "app/store.py": STORE,
    "app/goods/items.py": ITEMS,
    "app/sizes.py": SIZES,
}


@pytest.fixture(scope="module", autouse=True)
def _writes_stamps() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", False)
        yield


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, with a former version kept, after a run; to be copied."""
    root = tmp_path_factory.mktemp("generated")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    run(root)
    git("-C", str(root), "init", "-q")
    git("-C", str(root), "add", "-A")
    git("-C", str(root), "commit", "-qm", "the former version")
    (root / "app/store.py").write_text(STORE.replace("size: Size", "size: Size, count: int"))
    run(root, "--allow-breaking")
    shutil.rmtree(root / ".git")
    run(root)
    return root


def run(root: Path, *options: str) -> str:
    result = CliRunner().invoke(command, [str(root / "app/store.py"), *options])
    assert result.exit_code == 0, result.output
    return result.output


def fresh(root: Path) -> bool:
    return find_fresh(str(root / "app/store.py"), None) is not None


def changes_nothing(root: Path) -> bool:
    """Whether the whole way to the output ends in what is there."""
    try:
        finished = generate(str(root / "app/store.py"), Options())
    except (InputRefused, EnvironmentFault):
        return False
    return compare(finished.files, finished.target) == Changes((), (), ())


def copy(generated: Path, root: Path) -> None:
    """The project in another place, up to date there."""
    shutil.copytree(generated, root, dirs_exist_ok=True)
    run(root)


def test_after_a_run_nothing_is_to_be_done(generated: Path) -> None:
    assert fresh(generated)
    assert changes_nothing(generated)
    assert run(generated).endswith("store_plugin/: up to date\n")
    assert run(generated, "--check").endswith("store.py: up to date\n")
    assert run(generated, "--diff").endswith("store.py: up to date\n")


def test_a_copy_has_a_run_of_its_own(generated: Path, tmp_path: Path) -> None:
    shutil.copytree(generated, tmp_path / "copy")
    assert not fresh(tmp_path / "copy")


def imported(folder: Path, *arguments: str, among: set[str]) -> list[str]:
    """Those of some modules that a run imports, which ends with "up to date"."""
    script = (
        "import sys; from gen_plugin.cli import command\n"
        "try: command()\n"
        "except SystemExit: pass\n"
        f"print(*sorted({among!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    told, names = done.stdout.splitlines()
    assert told.endswith("store_plugin/: up to date")
    return names.split()


LIBRARIES = {"libcst", "jinja2", "grpc_tools"}


def test_what_is_up_to_date_needs_no_libraries(generated: Path) -> None:
    assert imported(generated, "app/store.py", among={*LIBRARIES, "tomllib"}) == []


def test_nor_does_a_run_that_its_settings_say_something_of(generated: Path, tmp_path: Path) -> None:
    copy(generated, tmp_path)
    (tmp_path / "pyproject.toml").write_text(f"[tool.gen-plugin]\nquiet = false\n{PROJECT}")
    run(tmp_path)
    wanted = {*LIBRARIES, "gen_plugin.model.interface", "difflib", "tomllib"}
    assert imported(tmp_path, "app/store.py", among=wanted) == ["tomllib"]
    assert imported(tmp_path, among=wanted) == ["tomllib"]


def test_stamps_are_not_written_where_bytecode_is_not(
    generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    copy(generated, tmp_path)
    assert not fresh(tmp_path)


def test_checking_writes_nothing(generated: Path, tmp_path: Path) -> None:
    shutil.copytree(generated, tmp_path, dirs_exist_ok=True)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    run(tmp_path, "--check")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize(
    "stamp", ["", "gen-plugin stamp 1", "gen-plugin stamp 2\nfile\tyes\t/", "\0", "a\nb"]
)
def test_a_stamp_that_makes_no_sense_says_nothing(
    generated: Path, tmp_path: Path, stamp: str
) -> None:
    copy(generated, tmp_path)
    (found,) = tmp_path.rglob("*.gen-plugin")
    found.write_text(stamp)
    assert not fresh(tmp_path)
    assert run(tmp_path).endswith("up to date\n")
    assert fresh(tmp_path)


def _append(name: str, text: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        with (root / name).open("a") as file:
            file.write(text)

    return edit


def _remove(name: str) -> Callable[[Path], None]:
    return lambda root: (root / name).unlink(missing_ok=True)


def _folder_instead(name: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        (root / name).unlink()
        (root / name).mkdir()

    return edit


def _link(name: str, text: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        (root / "elsewhere.txt").write_text(text)
        (root / name).unlink()
        (root / name).symlink_to(root / "elsewhere.txt")

    return edit


def _folder(name: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        if not (root / name).exists():
            (root / name).mkdir()

    return edit


GENERATED = ("__init__.py", "client.py", "codec.py", "gen-plugin.lock", "store.proto", "py.typed")
KEPT = ("interface.py", "codec.py", "gen-plugin.lock", "store.proto", "py.typed")
EDITS: dict[str, Callable[[Path], None]] = {
    **{f"edit {name}": _append(name, "\n# more\n") for name in FILES},
    **{f"break {name}": _append(name, "\n[(\n") for name in FILES},
    **{f"remove {name}": _remove(name) for name in FILES},
    **{f"edit {name}": _append(f"app/store_plugin/{name}", "# mine\n") for name in GENERATED},
    **{f"remove {name}": _remove(f"app/store_plugin/{name}") for name in GENERATED},
    **{f"edit v1/{name}": _append(f"app/store_plugin/v1/{name}", "# mine\n") for name in KEPT},
    **{f"remove v1/{name}": _remove(f"app/store_plugin/v1/{name}") for name in KEPT},
    "the former version is served no longer": lambda root: shutil.rmtree(
        root / "app/store_plugin/v1", ignore_errors=True
    ),
    "another former version that nobody kept": _append("app/store_plugin/v2/interface.py", STORE),
    "a link in the place of a file": _link("app/sizes.py", "class Size: ...\n"),
    "a folder in the place of a file": _folder_instead("app/sizes.py"),
    "a link to the same": _link("app/goods/items.py", ITEMS),
    "a member": _append("app/sizes.py", "    L = 2\n"),
    "a field": _append("app/goods/items.py", "    price: int = 0\n"),
    "a method": _append("app/store.py", "    def close(self) -> None: ...\n"),
    "a package around": _append("app/__init__.py", ""),
    "a package within": _append("app/goods/__init__.py", ""),
    "a module in the place of another": _append("app/sizes/__init__.py", SIZES),
    "a module instead of the library's": _append("app/decimal.py", "class Decimal: ...\n"),
    "a module that does not count": _append("app/other.py", "x = 1\n"),
    "settings nearer by": _append("app/pyproject.toml", "[tool.gen-plugin]\n"),
    "other settings": _append("pyproject.toml", 'cookie-key = "K"\n'),
    "a file that is nobody's": _append("app/store_plugin/notes.txt", "x"),
    "a run that was cut off": _append(
        "app/store_plugin/.gen-plugin-journal",
        '{"is_first": false, "is_staged": false, "files": ["client.py"], "scaffold": null}',
    ),
    "a journal that makes no sense": _append("app/store_plugin/.gen-plugin-journal", "{"),
    "a folder in the way": _folder("app/store_plugin/py.typed"),
    "no entry point": _remove("app/main.py"),
    "the same times": lambda root: os.utime(root / "app/store.py"),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_not_missed(generated: Path, tmp_path: Path, name: str) -> None:
    copy(generated, tmp_path)
    EDITS[name](tmp_path)
    assert not fresh(tmp_path) or changes_nothing(tmp_path)


def test_some_edits_do_not_count(generated: Path, tmp_path: Path) -> None:
    copy(generated, tmp_path)
    for name in (
        "a module that does not count",
        "the same times",
        "no entry point",
        "a link to the same",
        "another former version that nobody kept",
    ):
        EDITS[name](tmp_path)
    assert fresh(tmp_path)


@settings(max_examples=25, deadline=None)
@given(names=st.lists(st.sampled_from([*EDITS, "run"]), min_size=2, max_size=5))
def test_edits_and_runs_in_any_order(generated: Path, names: list[str]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        copy(generated, root)
        for name in names:
            if name == "run":
                CliRunner().invoke(command, [str(root / "app/store.py")])
            else:
                _edit(name, root)
            assert not fresh(root) or changes_nothing(root), name


def _edit(name: str, root: Path) -> None:
    try:
        EDITS[name](root)
    except OSError:
        return  # an earlier edit has left nothing for it, or is in its way


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in the place of the tool's own and its libraries'."""
    folder = tmp_path / "tool"
    for name in TOOL:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    monkeypatch.setattr(freshness, "_folder", lambda package: str(folder / package))
    freshness._tool.cache_clear()
    yield folder
    freshness._tool.cache_clear()


TOOL = (
    "gen_plugin/__init__.py",
    "gen_plugin/parse/parser.py",
    "gen_plugin_templates/python/codec.py.j2",
    "libcst/__init__.py",
    "jinja2/__init__.py",
    "grpc_tools/__init__.py",
)


@pytest.mark.parametrize("name", TOOL)
@pytest.mark.parametrize("how", ["other text", "another time", "removed"])
def test_another_tool_or_library(
    generated: Path, tmp_path: Path, tool: Path, name: str, how: str
) -> None:
    project = tmp_path / "project"
    copy(generated, project)
    assert fresh(project)
    if how == "other text":
        times = (tool / name).stat()
        (tool / name).write_text(name * 2)
        os.utime(tool / name, ns=(times.st_atime_ns, times.st_mtime_ns))
    elif how == "another time":
        os.utime(tool / name, ns=(0, 0))
    else:
        (tool / name).unlink()
    freshness._tool.cache_clear()

    assert not fresh(project)


def test_a_module_that_the_tool_did_not_have(generated: Path, tmp_path: Path, tool: Path) -> None:
    project = tmp_path / "project"
    copy(generated, project)
    (tool / "gen_plugin" / "new.py").touch()
    freshness._tool.cache_clear()
    assert not fresh(project)


@pytest.mark.parametrize("name", ["__version__", "sys.version"])
def test_another_version_of_the_tool_or_of_python(
    generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    copy(generated, tmp_path)
    assert fresh(tmp_path)
    monkeypatch.setattr(f"gen_plugin.freshness.{name}", "another")
    assert not fresh(tmp_path)


def test_another_place_for_the_output(generated: Path, tmp_path: Path) -> None:
    copy(generated, tmp_path)
    source = str(tmp_path / "app/store.py")
    assert find_fresh(source, None) is not None
    assert find_fresh(source, tmp_path / "elsewhere") is None
