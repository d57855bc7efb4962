"""Whatever is in a user's files: code, or diagnostics with a place, and never a stack trace.

`MANGLED_FILES=3000` makes it long: minutes.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cli.mangling import mangled
from tests.codec.sources import sources

from gen_plugin import cli
from gen_plugin.diagnostics.codes import TABLE

CASES = Path(__file__).parents[1] / "golden" / "cases"
TEXTS = [
    path.read_text("utf-8")
    for path in sorted(CASES.glob("*/input/**/*.py"))
    if path.name != "__init__.py"
]
MANGLING = settings(
    max_examples=int(os.environ.get("MANGLED_FILES", "60")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
_HEADING = re.compile(r"^(?:.+:\d+:\d+: )?(?:error|warning) (GP\d{3}): \S", re.MULTILINE)


def _run(folder: Path, *arguments: str) -> None:
    """The command, as it is in a terminal, in a folder of its own."""
    before = _files(folder)
    result = CliRunner().invoke(cli.command, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise AssertionError("a stack trace would reach the user") from result.exception
    assert result.exit_code in {0, 1, 2, 3}, result.output
    codes = _HEADING.findall(result.stderr)
    assert set(codes) <= TABLE.keys()
    if result.exit_code in {1, 2}:  # 1: it would break with a lock that says something else
        assert any(TABLE[each].level.value == "error" for each in codes), result.output
    if result.exit_code:
        assert "= fix: " in result.stderr
        assert _files(folder) == before


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _clear(folder: Path) -> None:
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink()


@MANGLING
@given(data=mangled(TEXTS, st.sampled_from(TEXTS) | sources()))
def test_a_source(folder: Path, data: bytes) -> None:
    _clear(folder)
    (folder / "store.py").write_bytes(data)
    _run(folder, "store.py", "--verbose")


@MANGLING
@given(data=mangled(TEXTS, st.sampled_from(TEXTS) | sources()))
def test_a_source_over_netrpc(folder: Path, data: bytes) -> None:
    _clear(folder)
    (folder / "store.py").write_bytes(data)
    _run(folder, "store.py", "--netrpc")


@MANGLING
@given(data=st.data(), case=st.sampled_from(["package", "objects", "exceptions"]))
def test_a_module_that_a_source_imports(folder: Path, data: st.DataObject, case: str) -> None:
    _clear(folder)
    shutil.copytree(CASES / case / "input", folder, dirs_exist_ok=True)
    name, source = {
        "package": ("acme/shop/models.py", "acme/shop/orders.py"),
        "objects": ("people.py", "jobs.py"),
        "exceptions": ("locks.py", "vault.py"),
    }[case]
    text = (folder / name).read_text("utf-8")
    (folder / name).write_bytes(data.draw(mangled(TEXTS, st.just(text))))
    _run(folder, source)


@MANGLING
@given(
    data=st.data(),
    name=st.sampled_from(["pyproject.toml", "gen-plugin.lock"]),
    case=st.sampled_from(["pinned/legacy", "netrpc_pinned/kv"]),
)
def test_settings_and_a_lock(folder: Path, data: st.DataObject, name: str, case: str) -> None:
    _clear(folder)
    cases, source = case.split("/")
    for part in ("input", "expected"):
        shutil.copytree(CASES / cases / part, folder, dirs_exist_ok=True)
    found = next(folder.rglob(name))
    text = found.read_text("utf-8")
    found.write_bytes(data.draw(mangled([text], st.just(text))))
    _run(folder, f"{source}.py")
