"""The same bytes from every Python, and from the oldest libraries that the generator takes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.cli.test_cli import snapshot
from tests.identity.surroundings import ROOT, generate, made, make_project, sources

# Installing the generator's dependencies into a new environment.
pytestmark = pytest.mark.timeout(600)

OTHERS = [(3, minor) for minor in range(11, 16) if (3, minor) != sys.version_info[:2]]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DEPENDENCIES: list[str] = PROJECT["project"]["dependencies"]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What this Python makes, with what is installed beside it."""
    return _made(make_project(tmp_path_factory.mktemp("here")), Path(sys.executable))


def _made(project: Path, python: Path) -> dict[str, bytes]:
    inputs = snapshot(project)
    generate(sources(project), project, python=python)
    return made(project, inputs)


def _environment(folder: Path, python: Path | str, requirements: Sequence[str]) -> Path:
    subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True, timeout=120)
    made = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(made), "install", "--quiet"]
    done = subprocess.run(
        [*pip, "--only-binary", ":all:", *requirements],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return made


def _find_python(major: int, minor: int) -> Path | None:
    """An interpreter of a version: on PATH, or one of those that pyenv keeps."""
    found = shutil.which(f"python{major}.{minor}")
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    kept = sorted(pyenv.glob(f"versions/{major}.{minor}.*/bin/python"))
    return next((each for each in (*kept, found and Path(found)) if each and _runs(each)), None)


def _runs(python: Path) -> bool:
    command = [str(python), "-c", "import ensurepip, venv"]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0


@pytest.mark.parametrize("version", OTHERS, ids=lambda each: f"{each[0]}.{each[1]}")
def test_another_python(
    version: tuple[int, int], expected: dict[str, bytes], tmp_path: Path
) -> None:
    python = _find_python(*version)
    if python is None:
        pytest.skip(f"there is no Python {version[0]}.{version[1]} on PATH or in pyenv")
    other = _environment(tmp_path / "environment", python, DEPENDENCIES)

    assert _made(make_project(tmp_path / "project"), other) == expected


def test_the_oldest_libraries(expected: dict[str, bytes], tmp_path: Path) -> None:
    oldest = [f"{each.replace('>=', '==')}.*" for each in DEPENDENCIES]
    other = _environment(tmp_path / "environment", sys.executable, oldest)

    assert _made(make_project(tmp_path / "project"), other) == expected
