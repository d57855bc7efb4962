"""Breaking changes as a user meets them, with git and without."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tests.cli.test_cli import GREETER, run, snapshot

COUNT = GREETER.replace("name: str", "name: str, count: int")
WITHOUT_COUNT = GREETER
LINE = COUNT[: COUNT.index("count")].count("\n") + 1
COLUMN = COUNT.splitlines()[LINE - 1].index("count") + 1


def git(*arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
        check=True,
        capture_output=True,
        timeout=60,
    )


def commit(message: str = "work") -> None:
    git("add", "-A")
    git("commit", "-qm", message)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`greeter.py` and what was generated from it, in a repository and committed."""
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "-b", "main")
    (tmp_path / "greeter.py").write_text(GREETER)
    assert run("greeter.py").exit_code == 0
    commit()
    return tmp_path


def test_a_breaking_change_is_told_at_its_line_and_nothing_is_written(project: Path) -> None:
    (project / "greeter.py").write_text(COUNT)
    before = snapshot(project)

    for arguments in (["greeter.py"], ["--check", "greeter.py"]):
        result = run(*arguments)
        assert result.exit_code == 1
        assert f"greeter.py:{LINE}:{COLUMN}: error GP302: parameter 'count'" in result.output
        assert "hosts built before it do not send it" in result.output
        assert "--allow-breaking" in result.output
        assert "1 error" in result.output
    assert snapshot(project) == before


FORMER, RENAMED, PINNED = (
    GREETER.replace("name: str", f"name: str, {each}")
    for each in (
        "count: int = 1",
        "times: int = 1",
        'times: Annotated[int, pin.field(2, name="count")] = 1',
    )
)


@pytest.fixture
def renamed(project: Path) -> Path:
    """The project with a parameter that has got another name since the last commit."""
    (project / "greeter.py").write_text(FORMER)
    run("greeter.py")
    commit()
    (project / "greeter.py").write_text(RENAMED)
    return project


def test_what_looks_renamed_is_a_warning_and_changes_no_exit_code(renamed: Path) -> None:
    told = f"greeter.py:{LINE}:{COLUMN}: warning GP314: parameter 'times' looks like 'count'"

    assert told in run("--check", "greeter.py").output
    result = run("greeter.py")

    assert (result.exit_code, told in result.output) == (0, True)
    assert '"Greeter.greet(times)" = "times 3"' in (
        renamed / "greeter_plugin" / "gen-plugin.lock"
    ).read_text("utf-8")
    again = run("--check", "greeter.py")
    assert (again.exit_code, "GP314" in again.output) == (0, False)
    against = run("--check", "--against", "main", "greeter.py")
    assert (against.exit_code, told in against.output) == (0, True)
    ignored = run("--check", "--against", "main", "--ignore-warnings", "GP314", "greeter.py")
    assert (ignored.exit_code, "GP314" in ignored.output) == (0, False)


def test_the_pin_for_what_was_renamed_before_and_after_it_is_written(renamed: Path) -> None:
    run("greeter.py")
    pinned = PINNED.replace("import Protocol", "import Annotated, Protocol").replace(
        "\n\n\nclass", "\n\nfrom gen_plugin_runtime import pin\n\n\nclass"
    )
    (renamed / "greeter.py").write_text(pinned)

    assert "GP504" in run("greeter.py").output
    git("checkout", "-q", "--", "greeter_plugin/gen-plugin.lock")
    result = run("greeter.py")

    assert (result.exit_code, "GP" in result.stderr) == (0, False)
    assert "optional int64 count = 2;" in (renamed / "greeter_plugin/greeter.proto").read_text()
    assert run("--check", "--against", "main", "greeter.py").exit_code == 0


def test_diff_shows_a_breaking_change_like_any_other(project: Path) -> None:
    (project / "greeter.py").write_text(COUNT)

    result = run("--diff", "greeter.py")

    assert result.exit_code == 0
    assert "+  int64 count = 2;" in result.output


def test_nothing_of_any_source_is_written_if_one_breaks(project: Path) -> None:
    (project / "greeter.py").write_text(COUNT)
    (project / "clock.py").write_text(GREETER.replace("Greeter", "Clock"))

    assert run("clock.py", "greeter.py").exit_code == 1
    assert not (project / "clock_plugin").exists()


def test_unreleased_numbers_anew(project: Path) -> None:
    (project / "greeter.py").write_text(GREETER.replace("name: str", "count: int, name: str"))

    assert run("greeter.py", "--unreleased").exit_code == 0

    proto = (project / "greeter_plugin" / "greeter.proto").read_text()
    assert "int64 count = 1;" in proto
    assert "string name = 2;" in proto
    assert "reserved" not in proto
    assert "protocol_version = 1" in (project / "greeter_plugin" / "gen-plugin.lock").read_text()
    assert run("--check", "greeter.py").exit_code == 0


def test_a_protocol_version_that_is_raised_in_the_settings_allows_it(project: Path) -> None:
    (project / "greeter.py").write_text(COUNT)
    (project / "pyproject.toml").write_text(
        '[tool.gen-plugin.sources."greeter.py"]\nprotocol-version = 2\n'
    )

    assert run("greeter.py").exit_code == 0
    assert not (project / "greeter_plugin" / "v1").exists()


def test_against_a_commit(project: Path) -> None:
    (project / "greeter.py").write_text(COUNT)
    run("greeter.py", "--unreleased")
    assert run("--check", "greeter.py").exit_code == 0

    result = run("--check", "--against", "main", "greeter.py")

    assert result.exit_code == 1
    assert "GP302" in result.output
    assert "up to date" not in result.output
    commit()
    assert run("--check", "--against", "main", "greeter.py").exit_code == 0
    assert run("--check", "--against", "main~1", "greeter.py").exit_code == 1


def test_against_a_commit_from_another_folder_and_after_a_move(project: Path) -> None:
    (project / "sub").mkdir()
    git("mv", "greeter.py", "greeter_plugin", "sub")
    (project / "sub" / "greeter.py").write_text(COUNT)
    run("sub/greeter.py", "--unreleased")
    os.chdir(project / "sub")

    result = run("--check", "--against", "main", "greeter.py")

    assert (result.exit_code, "GP302" in result.output) == (1, True)


def test_against_a_commit_that_has_no_such_interface(project: Path) -> None:
    (project / "clock.py").write_text(GREETER.replace("Greeter", "Clock"))
    run("clock.py", "--no-main")

    assert run("--check", "--against", "main", "clock.py").exit_code == 0


@pytest.mark.parametrize("name", ["nowhere", "-x", "main:greeter.py"])
def test_a_commit_that_git_does_not_know(project: Path, name: str) -> None:
    result = run("--check", f"--against={name}", "greeter.py")

    assert result.exit_code == 2
    assert "GP421" in result.output


def test_no_git(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    result = run("--check", "--against", "main", "greeter.py")

    assert result.exit_code == 3
    assert "git is not on PATH" in result.output


def test_no_repository(
    project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(outside.parent))
    monkeypatch.chdir(outside)
    (outside / "greeter.py").write_text(GREETER)
    run("greeter.py")

    result = run("--check", "--against", "main", "greeter.py")

    assert result.exit_code == 3
    assert "is in no git repository" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--allow-breaking", "--unreleased"),
        ("--check", "--allow-breaking"),
        ("--check", "--unreleased"),
    ],
)
def test_options_that_contradict_each_other(project: Path, arguments: tuple[str, ...]) -> None:
    assert run("greeter.py", *arguments).exit_code == 2


def test_explain() -> None:
    result = run("--explain", "gp302")

    assert result.exit_code == 0
    assert result.output.startswith("GP302: A new parameter or field without a default.\n")
    unknown = run("--explain", "GP9")
    assert unknown.exit_code == 2
    assert "there is no GP9" in unknown.output


def test_allow_breaking_keeps_the_former_version(project: Path) -> None:
    (project / "greeter.py").write_text(COUNT)

    result = run("greeter.py", "--allow-breaking")

    assert result.exit_code == 0
    lock = (project / "greeter_plugin" / "gen-plugin.lock").read_text()
    assert 'package = "greeter.v2"' in lock
    assert "protocol_version = 2" in lock
    kept = project / "greeter_plugin" / "v1"
    assert 'package = "greeter.v1"' in (kept / "gen-plugin.lock").read_text()
    assert WITHOUT_COUNT in (kept / "interface.py").read_text()
    assert "string name = 1;" in (kept / "greeter.proto").read_text()
    for arguments in ((), ("--against", "main")):
        assert run("--check", "greeter.py", *arguments).exit_code == 0
    before = snapshot(project)
    assert run("greeter.py").exit_code == 0
    assert snapshot(project) == before


def test_versions_pile_up_and_go_when_they_are_deleted(project: Path) -> None:
    (project / "greeter.py").write_text(COUNT)
    run("greeter.py", "--allow-breaking")
    commit()
    (project / "greeter.py").write_text(COUNT.replace("count: int", "count: str"))

    assert run("greeter.py", "--allow-breaking").exit_code == 0

    package = project / "greeter_plugin"
    assert {each.name for each in package.iterdir() if each.is_dir()} == {"v1", "v2"}
    assert 'package = "greeter.v3"' in (package / "gen-plugin.lock").read_text()
    for each in (package / "v1").iterdir():
        each.unlink()
    assert run("greeter.py").exit_code == 0
    assert "v1/" not in (package / "gen-plugin.lock").read_text()
    assert run("--check", "greeter.py").exit_code == 0


def test_an_edited_file_of_a_former_version_stops_the_run(project: Path) -> None:
    (project / "greeter.py").write_text(COUNT)
    run("greeter.py", "--allow-breaking")
    kept = project / "greeter_plugin" / "v1" / "interface.py"
    kept.write_text(kept.read_text().replace("name: str", "name: str = 'x'"))

    result = run("greeter.py")

    assert result.exit_code == 2
    assert "the interface of v1 is not what its lock is of" in result.output
    assert "restore greeter_plugin/v1" in result.output


def test_allow_breaking_without_anything_that_breaks_changes_nothing(project: Path) -> None:
    before = snapshot(project)

    assert run("greeter.py", "--allow-breaking").exit_code == 0
    assert snapshot(project) == before


def test_the_former_interface_has_to_be_in_a_commit(project: Path) -> None:
    (project / "greeter.py").write_text(GREETER.replace("name: str", "name: str, extra: int = 1"))
    run("greeter.py")
    (project / "greeter.py").write_text(COUNT.replace("count: int", "extra: int"))
    before = snapshot(project)

    result = run("greeter.py", "--allow-breaking")

    assert result.exit_code == 2
    assert "GP422" in result.output
    assert "the interface of v1 is not what its lock is of" in result.output
    assert snapshot(project) == before


def test_the_former_interface_from_the_commit_that_is_named(project: Path) -> None:
    git("tag", "v1.0")
    (project / "greeter.py").write_text(COUNT)
    commit("the source alone")

    assert run("greeter.py", "--allow-breaking").exit_code == 2
    assert run("greeter.py", "--allow-breaking", "--against", "v1.0").exit_code == 0
    assert "string name = 1;" in (project / "greeter_plugin/v1/greeter.proto").read_text()


def test_what_was_broken_on_a_branch_is_kept_as_the_commit_has_it(project: Path) -> None:
    git("switch", "-qc", "topic")
    (project / "greeter.py").write_text(COUNT)
    run("greeter.py", "--unreleased")
    commit()
    assert run("--check", "--against", "main", "greeter.py").exit_code == 1

    assert run("greeter.py", "--allow-breaking", "--against", "main").exit_code == 0

    kept = project / "greeter_plugin" / "v1"
    assert WITHOUT_COUNT in (kept / "interface.py").read_text()
    assert "count" not in (kept / "greeter.proto").read_text()
    assert "package greeter.v2;" in (project / "greeter_plugin/greeter.proto").read_text()
    assert run("--check", "--against", "main", "greeter.py").exit_code == 0


def test_a_protocol_version_in_the_settings_has_to_be_raised_there(project: Path) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.gen-plugin.sources."greeter.py"]\nprotocol-version = 1\n'
    )
    (project / "greeter.py").write_text(COUNT)

    result = run("greeter.py", "--allow-breaking")

    assert result.exit_code == 2
    assert "protocol-version is set to 1" in result.output


def test_a_former_version_in_a_package_with_relative_imports(project: Path) -> None:
    app = project / "acme" / "app"
    app.mkdir(parents=True)
    for folder in (app, app.parent):
        (folder / "__init__.py").touch()
    (app.parent / "people.py").write_text(
        "from dataclasses import dataclass\n\n\n@dataclass\nclass Person:\n    name: str\n"
    )
    text = (
        "from typing import Protocol\n\nfrom ..people import Person\n\n\n"
        "class Desk(Protocol):\n    def call(self, who: Person{}) -> None: ...\n"
    )
    (app / "desk.py").write_text(text.format(""))
    run("acme/app/desk.py", "--no-main")
    commit()
    (app / "desk.py").write_text(text.format(", floor: int"))

    assert run("acme/app/desk.py", "--allow-breaking").exit_code == 0

    kept = (app / "desk_plugin" / "v1" / "interface.py").read_text()
    assert "from acme.people import Person" in kept
    (app.parent / "people.py").write_text(
        "from dataclasses import dataclass\n\n\n@dataclass\nclass Person:\n    name: bytes\n"
    )
    result = run("acme/app/desk.py", "--unreleased")
    assert result.exit_code == 2
    assert "GP422" in result.output


PEOPLE = """\
from dataclasses import dataclass


@dataclass
class Person:
    name: str
"""
DESK = """\
from typing import Protocol

from people import Person


class Desk(Protocol):
    def call(self, who: Person) -> None: ...
"""
OLDER = PEOPLE + "    age: int\n"


@pytest.fixture
def desk(project: Path) -> Path:
    """An interface with a class from another file, both committed."""
    (project / "people.py").write_text(PEOPLE)
    (project / "desk.py").write_text(DESK)
    run("desk.py", "--no-main")
    commit()
    return project


def test_a_former_version_keeps_pace_with_what_it_imports_as_long_as_it_can(desk: Path) -> None:
    (desk / "desk.py").write_text(DESK.replace("who: Person", "who: Person, floor: int"))
    run("desk.py", "--allow-breaking")

    (desk / "people.py").write_text(OLDER)
    told = run("desk.py", "--unreleased")

    assert told.exit_code == 2
    assert (
        "GP422: the interface of v1 is not what its lock is of; people.py:7: field 'age' has no "
        "default" in told.output
    )
    assert "write the classes as they were into v1/interface.py" in told.output
    kept = desk / "desk_plugin" / "v1" / "interface.py"
    kept.write_text(kept.read_text().replace("from people import Person\n", PEOPLE))
    assert "GP401" in run("desk.py", "--unreleased").output

    told = run("desk.py", "--unreleased", "--force")

    assert told.exit_code == 0, told.output
    assert "from .interface import Person" in (kept.parent / "codec.py").read_text()
    assert "int64 age" not in (kept.parent / "desk.proto").read_text()
    assert "int64 age = 2;" in (desk / "desk_plugin" / "desk.proto").read_text()
    before = snapshot(desk)
    assert run("desk.py").exit_code == 0
    assert snapshot(desk) == before


def test_a_change_in_another_file_alone_cannot_be_kept_apart(desk: Path) -> None:
    (desk / "people.py").write_text(OLDER)
    before = snapshot(desk)

    told = run("desk.py", "--allow-breaking")

    assert told.exit_code == 2
    assert "people.py:7: field 'age'" in told.output
    assert "leave those classes as they were, and give the new version others" in told.output
    assert snapshot(desk) == before
