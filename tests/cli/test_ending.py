"""The process ends as soon as its command is done, with all that was said and its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.test_cli import GREETER

MODULE = [sys.executable, "-m", "gen_plugin"]


def _run(*arguments: str, folder: Path, python: tuple[str, ...] = ()) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, *python, "-m", "gen_plugin", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--version",), 0, "gen-plugin"),
        (("--nonsense",), 2, "No such option"),
        (("nowhere.py",), 2, "there is no file"),
        (("--check", "greeter.py"), 1, "stale"),
        (("greeter.py",), 0, "9 created"),
        (("--out", "file/in/the/way", "greeter.py"), 3, "there is a file in its place"),
    ],
)
def test_exit_codes_and_what_is_said(
    arguments: tuple[str, ...], code: int, said: str, tmp_path: Path
) -> None:
    (tmp_path / "greeter.py").write_text(GREETER)
    (tmp_path / "file").touch()
    found, out, err = _run(*arguments, folder=tmp_path)
    assert (found, said in out + err) == (code, True), out + err
    assert "Traceback" not in err


def test_all_of_a_long_output_is_there(tmp_path: Path) -> None:
    (tmp_path / "greeter.py").write_text(GREETER)
    _, out, _ = _run("--diff", "greeter.py", folder=tmp_path)
    assert out.count("\n") > 300
    assert out.count("+++ b/greeter_plugin/") == 8


def test_nobody_listens(tmp_path: Path) -> None:
    """A reader that has seen enough is no fault: nothing is said of it, and nothing hangs."""
    (tmp_path / "greeter.py").write_text(GREETER)
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as output:
        done = subprocess.run(
            [*MODULE, "--diff", "greeter.py"],
            cwd=tmp_path,
            stdout=output,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_profiler_has_the_last_word(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cProfile", "-m", "gen_plugin", "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "function calls" in done.stdout
