"""Settings of a run, and flags that are settings of a source: which counts, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.cli.processes import BREAKING, GREETER, WRONG

from gen_plugin.cli import command

PROPERTY = GREETER + "\n    @property\n    def size(self) -> int: ...\n"  # is worth a note
AMBIGUOUS = GREETER.replace("name: str", "name: list[int] | list[str]")  # and this a warning
SOURCE = '\n[tool.gen-plugin.sources."greeter.py"]\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)  # what is fresh is skipped
    (tmp_path / "greeter.py").write_text(PROPERTY)
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(command, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def settings(project: Path, text: str, source: str = "") -> None:
    (project / "pyproject.toml").write_text(f"[tool.gen-plugin]\n{text}\n{SOURCE}{source}\n")


@pytest.mark.parametrize("arguments", [[], ["greeter.py"]])
def test_quiet(project: Path, arguments: list[str]) -> None:
    settings(project, "quiet = true")
    assert run(*arguments).output == ""
    assert run(*arguments).output == ""  # what is fresh, too
    assert run(*arguments, "--no-quiet").output == "greeter.py -> greeter_plugin/: up to date\n"
    assert "note GP251" in run(*arguments, "--verbose").output


def test_verbose(project: Path) -> None:
    settings(project, "verbose = true")
    assert "note GP251" in run().stderr
    assert "note GP251" in run().stderr
    assert "note" not in run("--no-verbose").output
    assert run("--quiet").output == ""


def test_format(project: Path) -> None:
    settings(project, 'format = "json"')
    (project / "greeter.py").write_text(WRONG)
    (found,) = json.loads(run().stdout)
    assert found["code"] == "GP101"
    assert run("--format", "text").stderr.startswith("greeter.py:9:21: error GP101")


def _commit(project: Path) -> None:
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "--no-verify", "-m", "x"]):
        subprocess.run([*git, *arguments], cwd=project, check=True, timeout=60)


def test_against(project: Path) -> None:
    (project / "greeter.py").write_text(GREETER)
    run("greeter.py")
    _commit(project)
    settings(project, 'against = "HEAD"')
    assert run("--check").exit_code == 0
    (project / "greeter.py").write_text(BREAKING)
    run("--unreleased", "--against", "")
    assert run("--check", "--against", "").exit_code == 0
    assert "error GP303" in run("--check").stderr
    assert "error GP303" in run("--against", "HEAD").stderr
    assert run().exit_code == 0  # what writes is held to the lock


def test_the_settings_of_the_sources_project_count(project: Path) -> None:
    settings(project, "quiet = true")
    inner = project / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[tool.gen-plugin]\n")
    (inner / "greeter.py").write_text(GREETER)
    assert "9 created" in run("inner/greeter.py").output
    assert "quiet = true" in (project / "pyproject.toml").read_text()


def test_keys_that_are_spelled_by_escapes(project: Path) -> None:
    settings(project, '"qu\\u0069et" = true')
    assert run("greeter.py").output == ""


PINS = {
    "package": "shop.v7",
    "protocol-version": 7,
    "cookie-key": "SHOP_COOKIE",
    "cookie-value": "hello",
}


def test_flags_do_what_the_settings_do(project: Path) -> None:
    flags = [f"--{name}={value}" for name, value in PINS.items()]
    assert run("greeter.py", *flags).exit_code == 0
    by_flags = _output(project)
    assert 'package = "shop.v7"' in by_flags["gen-plugin.lock"]

    assert run("--check", "greeter.py").exit_code == 0  # the lock keeps them
    for each in (project / "greeter_plugin").iterdir():
        each.unlink()
    settings(project, "", "\n".join(f"{name} = {value!r}" for name, value in PINS.items()))
    assert run("greeter.py").exit_code == 0
    assert _output(project) == by_flags


def _output(project: Path) -> dict[str, str]:
    return {each.name: each.read_text() for each in (project / "greeter_plugin").iterdir()}


def test_a_flag_counts_before_the_setting(project: Path) -> None:
    settings(project, "", 'package = "settings.v1"')
    assert run("greeter.py", "--package", "flag.v1").exit_code == 0
    assert "package flag.v1;" in (project / "greeter_plugin" / "greeter.proto").read_text()


def test_another_package_than_the_locks_is_refused(project: Path) -> None:
    run("greeter.py")
    assert "error GP504" in run("greeter.py", "--package", "other.v1").stderr


def test_warnings_that_a_flag_ignores_are_given_again(project: Path) -> None:
    (project / "greeter.py").write_text(AMBIGUOUS)
    assert "warning" not in run("greeter.py", "--ignore-warnings", "GP240").output
    assert "warning GP240" in run("greeter.py").stderr


REFUSED = [
    (["--package", "a..b"], 'write a dotted name such as "shop.v1"'),
    (["--protocol-version", "0"], "write a whole number from 1"),
    (["--protocol-version", "x"], "'x' is not a valid integer"),
    (["--cookie-key", "A=B"], "write the name of an environment variable"),
    (["--cookie-value", ""], "write a text"),
    (["--ignore-warnings", "GP104"], "write a list of GP240"),
    (["--package", "a.v1", "clock.py"], "--package goes with a single SOURCE"),
    (["--main", "start.py", "clock.py"], "--main goes with a single SOURCE"),
    (["--out", "out", "clock.py"], "--out goes with a single SOURCE"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_refused(arguments: list[str], message: str, project: Path) -> None:
    result = run("greeter.py", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_fault_of_the_settings_is_told_once(project: Path) -> None:
    settings(project, "", "main = 3")
    (project / "clock.py").write_text(GREETER)
    result = run("greeter.py", "clock.py")
    assert result.exit_code == 2
    assert result.stderr.count("error GP432") == 1
