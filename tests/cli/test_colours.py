"""Colours and bars: on terminals alone, but where the environment says something else."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest
from tests.cli.processes import COMMAND, GREETER, PATIENCE_SECONDS, WRONG, run, without_colours

ESCAPE = "\x1b["


def on_terminal(*arguments: str, folder: Path, **environment: str) -> str:
    """What it prints, if both of its streams are a terminal."""
    controlling, terminal = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=without_colours() | {"TERM": "xterm"} | environment,
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    seen = b""
    try:
        while data := os.read(controlling, 65536):
            seen += data
    except OSError:
        pass  # so Linux says that nobody has the other end any more
    finally:
        os.close(controlling)
        process.wait(PATIENCE_SECONDS)
    return seen.decode()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "greeter.py").write_text(WRONG)
    return tmp_path


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_on_a_terminal(project: Path, environment: dict[str, str], coloured: bool) -> None:
    seen = on_terminal("greeter.py", folder=project, **environment)
    assert "error GP101" in seen
    assert (ESCAPE in seen) == coloured


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "0"}, False)],
)
def test_in_a_pipe(project: Path, environment: dict[str, str], coloured: bool) -> None:
    done = run("greeter.py", folder=project, environment=environment)
    assert "error GP101" in done.stderr
    assert (ESCAPE in done.stderr) == coloured


def test_findings_for_programs_have_none(project: Path) -> None:
    seen = on_terminal("--format", "json", "greeter.py", folder=project, FORCE_COLOR="1")
    assert ESCAPE not in seen


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Nine sources: more than a handful."""
    for number in range(9):
        (tmp_path / f"m{number}.py").write_text(GREETER)
    (tmp_path / "pyproject.toml").write_text('[tool.gen-plugin.sources."*.py"]\nmain = false\n')
    return tmp_path


def test_a_bar_for_many_sources(many: Path) -> None:
    assert "9/9" in on_terminal("--check", folder=many)
    assert "9/9" not in on_terminal("--check", "m0.py", folder=many)
    assert "9/9" not in on_terminal("--check", "--quiet", folder=many)
    assert "9/9" not in on_terminal("--check", folder=many, TERM="dumb")
    assert "9/9" not in run("--check", folder=many).stderr
