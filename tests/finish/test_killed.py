"""A run that is killed at any moment is made good by the next one, without --force."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.test_breaking import commit, git
from tests.cli.test_cli import GREETER, run, snapshot
from tests.finish.killing import KILLED, run_killed

LATER = GREETER.replace("name: str", "name: str, times: int = 1")
BREAKING = GREETER.replace("name: str", "name: bytes")
OTHER = GREETER.replace("name: str", "name: str, other: bool = False")


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


class Scene:
    """A folder that a run begins in, and what it leaves if it is not killed."""

    def __init__(self, work: Path, *arguments: str) -> None:
        self._work = work
        self._arguments = arguments
        self.start = work.with_name("start")
        shutil.copytree(work, self.start)
        assert run(*arguments).exit_code == 0
        self.result = snapshot(work)

    def killed(self, step: int = 1) -> Iterator[int]:
        """The folder as it is after a kill at each moment of the run, or at some of them."""
        for moment in range(0, 300, step):
            self.reset()
            code = run_killed([*self._arguments], self._work, moment)
            if code != KILLED:
                assert code == 0
                assert moment > 5
                assert snapshot(self._work) == self.result
                return
            yield moment
        raise AssertionError("it never ends")

    def reset(self) -> None:
        """As it was at first."""
        for each in self._work.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        shutil.copytree(self.start, self._work, dirs_exist_ok=True)


def test_a_first_run(work: Path) -> None:
    (work / "greeter.py").write_text(GREETER)
    scene = Scene(work, "greeter.py")
    for moment in scene.killed():
        assert run("greeter.py").exit_code == 0, moment
        assert snapshot(work) == scene.result, moment


def test_a_first_run_after_which_the_interface_changed(work: Path) -> None:
    """What the killed run gave out is nobody's: had it ended, the change would be refused."""
    (work / "greeter.py").write_text(BREAKING)
    assert run("greeter.py").exit_code == 0
    expected = snapshot(work)
    for each in (work / "main.py", *(work / "greeter_plugin").iterdir()):
        each.unlink()
    (work / "greeter_plugin").rmdir()
    (work / "greeter.py").write_text(GREETER)
    scene = Scene(work, "greeter.py")
    for moment in scene.killed(4):
        has_lock = (work / "greeter_plugin" / "gen-plugin.lock").exists()
        (work / "greeter.py").write_text(BREAKING)
        code = run("greeter.py").exit_code
        assert code == (1 if has_lock else 0), moment
        assert has_lock or snapshot(work) == expected, moment


def test_a_change(work: Path) -> None:
    (work / "greeter.py").write_text(GREETER)
    run("greeter.py")
    (work / "main.py").write_text("mine")
    (work / "greeter_plugin" / "notes.txt").write_text("mine")
    (work / "greeter.py").write_text(LATER)
    scene = Scene(work, "greeter.py")
    for moment in scene.killed():
        assert run("greeter.py").exit_code == 0, moment
        assert snapshot(work) == scene.result, moment


def test_a_change_that_is_taken_back(work: Path) -> None:
    (work / "greeter.py").write_text(GREETER)
    run("greeter.py")
    before = snapshot(work)
    (work / "greeter.py").write_text(LATER)
    scene = Scene(work, "greeter.py")
    (work / "greeter.py").write_text(GREETER)
    run("greeter.py")
    there_and_back = snapshot(work)
    for moment in scene.killed(4):
        (work / "greeter.py").write_text(GREETER)
        assert run("greeter.py").exit_code == 0, moment
        assert snapshot(work) in (before, there_and_back), moment


def test_a_change_that_is_killed_twice(work: Path) -> None:
    (work / "greeter.py").write_text(GREETER)
    run("greeter.py")
    (work / "greeter.py").write_text(LATER)
    scene = Scene(work, "greeter.py")
    for moment in scene.killed(9):
        for second in range(0, 40, 3):
            if run_killed(["greeter.py"], work, second) != KILLED:
                break
        assert run("greeter.py").exit_code == 0, moment
        assert snapshot(work) == scene.result, moment


def test_a_renamed_source(work: Path) -> None:
    (work / "greeter.py").write_text(GREETER)
    run("greeter.py", "--no-main")
    (work / "greeter.py").rename(work / "hello.py")
    scene = Scene(work, "hello.py")
    assert "greeter_plugin/greeter.proto" not in scene.result
    for moment in scene.killed():
        assert run("hello.py").exit_code == 0, moment
        assert snapshot(work) == scene.result, moment


def test_what_the_user_does_between_is_kept(work: Path) -> None:
    (work / "greeter.py").write_text(GREETER)
    scene = Scene(work, "greeter.py")
    for moment in scene.killed(4):
        (work / "main.py").write_text("mine")
        package = work / "greeter_plugin"
        package.mkdir(exist_ok=True)
        (package / "notes.txt").write_text("mine")
        assert run("greeter.py").exit_code == 0, moment
        found = snapshot(work)
        assert found.pop("greeter_plugin/notes.txt") == b"mine", moment
        assert found == scene.result | {"main.py": b"mine"}, moment


def test_an_edit_between_stops_the_next_run(work: Path) -> None:
    (work / "greeter.py").write_text(GREETER)
    run("greeter.py")
    (work / "greeter.py").write_text(LATER)
    client = work / "greeter_plugin" / "client.py"
    for moment in Scene(work, "greeter.py").killed(4):
        client.write_text(client.read_text() + "# mine\n")
        result = run("greeter.py")
        assert result.exit_code == 2, moment
        assert "greeter_plugin/client.py was edited" in result.output
        assert client.read_text().endswith("# mine\n")


def test_a_scaffold_that_was_written_and_deleted_does_not_come_back(work: Path) -> None:
    (work / "greeter.py").write_text(GREETER)
    for moment in Scene(work, "greeter.py").killed(4):
        was_written = (work / "main.py").exists()
        (work / "main.py").unlink(missing_ok=True)
        had_lock = (work / "greeter_plugin" / "gen-plugin.lock").exists()
        assert run("greeter.py").exit_code == 0, moment
        if was_written and had_lock:
            assert not (work / "main.py").exists(), moment
        if not was_written:
            assert (work / "main.py").exists(), moment


def test_another_interface_that_no_longer_has_the_scaffold(work: Path) -> None:
    (work / "greeter.py").write_text(GREETER)
    for moment in Scene(work, "greeter.py").killed(4):
        assert run("greeter.py", "--no-main").exit_code == 0, moment
        assert not list(work.glob("**/.*")), moment


def test_a_former_version_that_is_kept(work: Path) -> None:
    (work / "greeter.py").write_text(GREETER)
    run("greeter.py", "--no-main")
    git("init", "-q", "-b", "main")
    commit()
    (work / "greeter.py").write_text(BREAKING)
    scene = Scene(work, "greeter.py", "--allow-breaking")
    for moment in scene.killed(2):
        is_done = b"protocol_version = 2" in snapshot(work)["greeter_plugin/gen-plugin.lock"]
        assert run("greeter.py").exit_code == (0 if is_done else 1), moment
        assert run("greeter.py", "--allow-breaking").exit_code == 0, moment
        assert snapshot(work) == scene.result, moment


def test_a_former_version_that_is_not_kept_after_all(work: Path) -> None:
    (work / "greeter.py").write_text(GREETER)
    run("greeter.py", "--no-main")
    git("init", "-q", "-b", "main")
    commit()
    before = snapshot(work)
    (work / "greeter.py").write_text(BREAKING)
    for moment in Scene(work, "greeter.py", "--allow-breaking").killed(4):
        is_done = b"protocol_version = 2" in snapshot(work)["greeter_plugin/gen-plugin.lock"]
        (work / "greeter.py").write_text(GREETER)
        code = run("greeter.py").exit_code
        assert code == (1 if is_done else 0), moment
        assert is_done or snapshot(work) == before, moment


def test_check_needs_no_cleaning_up(work: Path) -> None:
    (work / "greeter.py").write_text(GREETER)
    run("greeter.py")
    (work / "greeter.py").write_text(OTHER)
    for moment in Scene(work, "greeter.py").killed(4):
        before = snapshot(work)
        assert run("--check", "greeter.py").exit_code in {0, 1}, moment
        assert snapshot(work) == before, moment


@pytest.mark.parametrize("is_first", [True, False])
def test_a_disk_that_is_full_for_a_moment(work: Path, is_first: bool) -> None:
    (work / "greeter.py").write_text(GREETER)
    if not is_first:
        run("greeter.py")
        (work / "greeter.py").write_text(LATER)
    scene = Scene(work, "greeter.py")
    before = snapshot(scene.start)
    for moment in range(0, 60, 2):
        scene.reset()
        code = run_killed(["greeter.py"], work, moment, disk_is_full=True)
        assert code in {0, 3}, moment
        if code == 3 and not list(work.glob("greeter_plugin/.gen-plugin-journal")):
            assert snapshot(work) == before, moment
        assert run("greeter.py").exit_code == 0, moment
        assert snapshot(work) == scene.result, moment
