"""The lock through merges, losses and moves."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tests.cli.test_breaking import commit, git
from tests.cli.test_cli import GREETER, run, snapshot

PACKAGE = "greeter_plugin"
LOCK = f"{PACKAGE}/gen-plugin.lock"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "greeter.py").write_text(GREETER)
    assert run("greeter.py", "--no-main").exit_code == 0
    return tmp_path


def _edit(old: str, new: str) -> None:
    path = Path("greeter.py")
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def _branches(one: tuple[str, str], other: tuple[str, str]) -> subprocess.CompletedProcess[str]:
    """Change the interface on two branches, generate on both, merge the second into the first."""
    git("init", "-q", "-b", "main")
    commit()
    git("switch", "-qc", "topic")
    _edit(*other)
    assert run("greeter.py").exit_code == 0
    commit()
    git("switch", "-q", "main")
    _edit(*one)
    assert run("greeter.py").exit_code == 0
    commit()
    return subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "merge", "-q", "topic"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _conflicts() -> set[str]:
    done = subprocess.run(
        ["git", "diff", "--name-only", "--diff-filter=U"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stdout.split())


def _method(name: str) -> str:
    return f"    def {name}(self, value: int) -> None:\n        ...\n\n"


FIRST = '    """Greets."""\n\n'
LAST = GREETER[GREETER.index('        """Greet somebody') :]


def _add_at_both_ends(first: str, last: str) -> None:
    _branches((FIRST, FIRST + _method(first)), (LAST, f"{LAST}\n{_method(last)}"))


def test_what_two_branches_add_merges_by_itself(project: Path) -> None:
    _add_at_both_ends("answer", "wave")

    assert LOCK not in _conflicts()
    assert run("greeter.py", "--force").exit_code == 0
    for name in ("Answer", "Greet", "Wave"):
        assert f"rpc {name}(" in Path(PACKAGE, "greeter.proto").read_text()


def test_a_conflict_in_the_lock_is_told_at_its_line(project: Path) -> None:
    _branches(("name: str", "name: str, a: int = 1"), ("name: str", "name: str, b: int = 1"))
    Path("greeter.py").write_text(GREETER.replace("name: str", "name: str, a: int = 1, b: int = 2"))
    assert LOCK in _conflicts()

    result = run("greeter.py", "--force")

    assert result.exit_code == 2
    assert "GP511" in result.output
    line = Path(LOCK).read_text().splitlines().index("<<<<<<< HEAD") + 1
    assert f"{LOCK}:{line}:1" in result.output


def test_a_number_that_both_branches_gave_out_is_told_at_both_lines(project: Path) -> None:
    """git merges this without a word if other lines stand between the two."""
    _edit("name: str", "m: int, name: str")
    run("greeter.py", "--unreleased")
    lock = Path(LOCK)
    text = lock.read_text().replace(
        '"Greeter.greet(m)" = "m 1"\n"Greeter.greet(name)" = "name 2"\n',
        '"Greeter.greet(a)" = "a 3"\n"Greeter.greet(m)" = "m 1"\n"Greeter.greet(name)" = "name 2"\n'
        '"Greeter.greet(z)" = "z 3"\n',
    )
    text = text.replace(
        '"Greeter.greet(m)" = "int"\n"Greeter.greet(name)" = "str"\n',
        '"Greeter.greet(a)" = "int = ..."\n"Greeter.greet(m)" = "int"\n'
        '"Greeter.greet(name)" = "str"\n"Greeter.greet(z)" = "int = ..."\n',
    )
    lock.write_text(text)
    _edit("m: int, name: str", "m: int, name: str, a: int = 1,\n        z: int = 1")
    lines = Path("greeter.py").read_text().splitlines()
    first = next(number for number, each in enumerate(lines, 1) if "a: int = 1" in each)

    result = run("greeter.py", "--force")

    assert result.exit_code == 2
    assert (
        f"greeter.py:{first}:{lines[first - 1].index('a: int') + 1}: error GP506" in result.output
    )
    assert f"greeter.py:{first + 1}:9: error GP506" in result.output
    assert "has the number 3, which Greeter.greet(a) has too" in result.output
    assert "delete the line of the one that is not released yet" in result.output

    lock.write_text(text.replace('"Greeter.greet(z)" = "z 3"\n', "", 1))
    told = run("greeter.py", "--force")
    assert told.exit_code == 0, told.output
    proto = Path(PACKAGE, "greeter.proto").read_text()
    assert "optional int64 a = 3;" in proto
    assert "optional int64 z = 4;" in proto


def test_a_lost_lock_is_made_again(project: Path) -> None:
    _edit("name: str", "name: str, extra: int = 1")
    run("greeter.py")
    _edit("name: str, extra: int = 1", "last: int = 0, name: str = ''")
    run("greeter.py")
    before = snapshot(project)
    Path(LOCK).unlink()

    assert run("--check", "greeter.py").exit_code == 1
    result = run("greeter.py")

    assert result.exit_code == 0
    assert f"{LOCK} was lost: made again from the .proto" in result.output
    assert snapshot(project) == before


def test_a_lock_that_was_lost_still_tells_what_breaks(project: Path) -> None:
    Path(LOCK).unlink()
    _edit("name: str", "name: bytes")

    result = run("greeter.py")

    assert (result.exit_code, "GP303" in result.output) == (1, True)


def test_a_lost_lock_of_a_former_version_is_made_again(project: Path) -> None:
    git("init", "-q", "-b", "main")
    commit()
    _edit("name: str", "name: bytes")
    assert run("greeter.py", "--allow-breaking").exit_code == 0
    before = snapshot(project)
    Path(PACKAGE, "v1", "gen-plugin.lock").unlink()
    Path(LOCK).unlink()

    assert run("greeter.py").exit_code == 0
    assert snapshot(project) == before


def test_an_edited_proto_is_no_source_for_a_lost_lock(project: Path) -> None:
    Path(LOCK).unlink()
    proto = Path(PACKAGE, "greeter.proto")
    proto.write_text(proto.read_text().replace("name = 1", "name = 2"))
    before = snapshot(project)

    result = run("greeter.py")

    assert result.exit_code == 2
    assert "GP515" in result.output
    assert snapshot(project) == before


def test_a_renamed_source_finds_its_output(project: Path) -> None:
    Path("greeter.py").rename("hello.py")

    result = run("hello.py")

    assert result.exit_code == 0
    assert "greeter_plugin was generated from greeter.py, which is gone" in result.output
    assert not Path("hello_plugin").exists()
    assert not Path(PACKAGE, "greeter.proto").exists()
    assert "package greeter.v1;" in Path(PACKAGE, "hello.proto").read_text()
    assert not Path("main.py").exists()
    assert run("--check", "hello.py").output == "hello.py: up to date\n"


def test_a_moved_source_finds_its_output(project: Path) -> None:
    Path("deep", "er").mkdir(parents=True)
    Path("greeter.py").rename("deep/er/greeter.py")

    assert run("deep/er/greeter.py").exit_code == 0
    assert not Path("deep/er/greeter_plugin").exists()
    assert 'source = "../deep/er/greeter.py"' in Path(LOCK).read_text()


def test_a_source_finds_the_output_that_was_put_elsewhere(project: Path) -> None:
    Path(PACKAGE).rename("wire")
    os.chdir("wire")

    assert run("../greeter.py").exit_code == 0
    assert not Path("..", PACKAGE).exists()


def test_two_outputs_that_could_be_meant(project: Path) -> None:
    run("greeter.py", "--out", "other")
    Path("greeter.py").rename("hello.py")

    result = run("hello.py")

    assert result.exit_code == 2
    assert "GP405" in result.output
    assert "greeter_plugin and other could each be the output of hello.py" in result.output
    assert run("hello.py", "--out", "other").exit_code == 0


def test_a_new_interface_takes_no_other_ones_output(project: Path) -> None:
    Path("clock.py").write_text(GREETER.replace("Greeter", "Clock"))
    Path("greeter.py").rename("hello.py")

    assert run("clock.py", "--no-main").exit_code == 0
    assert Path("clock_plugin").exists()
