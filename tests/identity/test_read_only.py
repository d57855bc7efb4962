"""`--check` and `--diff` where nothing may be written: a checkout that somebody else owns."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Root may write everywhere by this capability alone.
_AS_OTHERS = ["setpriv", "--bounding-set", "-dac_override", "--"]

STORE = """\
from typing import Protocol

from goods import Item


class Store(Protocol):
    def find(self, name: str) -> Item: ...
"""
GOODS = """\
from dataclasses import dataclass


@dataclass
class Item:
    name: str
"""


@pytest.fixture(params=["with stamps", "without"])
def checkout(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Two interfaces with their output, one of them stale, in folders that cannot be written."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "goods.py").write_text(GOODS)
    for name in ("fresh", "stale"):
        (project / f"{name}.py").write_text(STORE)
        assert _run(project, f"{name}.py", "--no-main").returncode == 0
    (project / "stale.py").write_text(STORE.replace("name: str", "name: str, most: int = 3"))
    if request.param == "without":
        shutil.rmtree(project / "__pycache__")
    folders = [project, *(path for path in project.rglob("*") if path.is_dir())]
    for path in project.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    project.chmod(0o555)
    yield project
    for folder in folders:
        folder.chmod(0o755)


def _run(
    folder: Path, *arguments: str, prefix: list[str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*(prefix or []), sys.executable, "-m", "gen_plugin", *arguments],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != _DONT_WRITE},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


_DONT_WRITE = "PYTHONDONTWRITEBYTECODE"


def _prefix(folder: Path) -> list[str]:
    """What makes a process one that cannot write there, as far as that needs making."""
    prefix = [] if os.geteuid() else _AS_OTHERS
    if prefix and shutil.which("setpriv") is None:
        pytest.skip("the tests run as root, and setpriv is not there")
    touch = [*prefix, sys.executable, "-c", "open('probe', 'w')"]
    done = subprocess.run(touch, cwd=folder, capture_output=True, timeout=60, check=False)
    if b"PermissionError" not in done.stderr:
        pytest.skip(f"writing there cannot be forbidden: {done.stderr.decode()[-200:]}")
    return prefix


def _state(folder: Path) -> dict[Path, tuple[int, int]]:
    paths = [folder, *folder.rglob("*")]
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in paths}


@pytest.mark.parametrize("source", ["fresh.py", "stale.py"])
@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_comparing_needs_no_writing(checkout: Path, option: str, source: str) -> None:
    prefix, before = _prefix(checkout), _state(checkout)

    done = _run(checkout, option, source, prefix=prefix)

    is_stale = source == "stale.py"
    assert done.returncode == (is_stale and option == "--check"), done.stderr
    assert ("most = 2;" in done.stdout) is is_stale
    assert (done.stdout == "fresh.py: up to date\n") is not is_stale
    assert "cannot" not in done.stderr
    assert _state(checkout) == before


def test_a_run_that_changes_nothing_needs_no_writing(checkout: Path) -> None:
    prefix, before = _prefix(checkout), _state(checkout)

    done = _run(checkout, "fresh.py", prefix=prefix)

    assert done.stdout == "fresh.py -> fresh_plugin/: up to date\n", done.stderr
    assert _state(checkout) == before


def test_a_run_that_would_write_says_that_it_cannot(checkout: Path) -> None:
    prefix, before = _prefix(checkout), _state(checkout)

    done = _run(checkout, "stale.py", prefix=prefix)

    assert done.returncode == 3
    assert "cannot write stale_plugin: Permission denied" in done.stderr
    assert _state(checkout) == before
