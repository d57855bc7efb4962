"""Golden cases: a folder below `cases/` is an input, a command line, and what must come of it.

::

    cases/<name>/
        command     the arguments, as typed in the folder of the input
        input/      what the user has
        expected/   every file that the run adds or changes
        output.txt  what the terminal shows, and the exit code

``make golden`` writes `expected/` and `output.txt` anew; read the diff before you commit it.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen_plugin.cli import command

CASES = Path(__file__).with_name("cases")


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_golden(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    work = tmp_path / "work"
    shutil.copytree(case / "input", work)
    monkeypatch.chdir(work)

    result = CliRunner().invoke(command, shlex.split((case / "command").read_text()))

    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    output = f"{result.output}exit code {result.exit_code}\n"
    made = _read_tree(work)
    added = {
        name: data for name, data in made.items() if data != _read_tree(case / "input").get(name)
    }
    if pytestconfig.getoption("--write-golden"):
        _write_tree(case / "expected", added)
        (case / "output.txt").write_text(output)
    assert output == (case / "output.txt").read_text()
    assert added == _read_tree(case / "expected")


def _read_tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def _write_tree(folder: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
