"""The committed examples: their output is what the generator makes of them today, and they run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen_plugin.cli import command

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.mark.parametrize("source", ["counter/counter.py", "greeter/greeter.py", "kv/kv.py"])
def test_the_committed_output_is_fresh(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES)

    result = CliRunner().invoke(command, ["--check", source])

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", ["counter", "greeter", "kv"])
def test_output_made_in_an_empty_folder_is_the_committed_one(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in (f"{name}.py", "pyproject.toml"):
        shutil.copy(EXAMPLES / name / file, tmp_path)
    monkeypatch.chdir(tmp_path)

    assert CliRunner().invoke(command, [f"{name}.py"]).exit_code == 0

    made, committed = tmp_path / f"{name}_plugin", EXAMPLES / name / f"{name}_plugin"
    assert _read(made) == _read(committed)


def _read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _run(folder: Path, *command_line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command_line],
        cwd=folder,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_greeting_comes_back_and_the_plugins_log_with_it(tmp_path: Path) -> None:
    done = _run(tmp_path, str(EXAMPLES / "greeter" / "host.py"))

    assert (done.returncode, done.stdout) == (0, "Hello!\n"), done.stderr
    assert "INFO" in done.stderr
    assert "Hello!" in done.stderr  # the plugin's logger says it too


def test_a_value_is_kept(tmp_path: Path) -> None:
    host = str(EXAMPLES / "kv" / "host.py")

    assert _run(tmp_path, host, "put", "k", "v").returncode == 0
    assert _run(tmp_path, host, "get", "k").stdout.splitlines()[0] == "v"


def test_the_host_adds_for_the_plugin(tmp_path: Path) -> None:
    host = str(EXAMPLES / "counter" / "host.py")

    for number in ("40", "2"):
        assert _run(tmp_path, host, "put", "k", number).returncode == 0
    assert _run(tmp_path, host, "get", "k").stdout == "42\n"


@pytest.mark.parametrize("name", ["counter", "greeter", "kv"])
def test_a_plugin_run_by_hand_explains_itself(name: str, tmp_path: Path) -> None:
    done = _run(tmp_path, str(EXAMPLES / name / "main.py"))

    assert (done.returncode, done.stdout) == (1, "")
    assert "plugin" in done.stderr
    assert "Traceback" not in done.stderr
