"""`--watch`, as a process: what it notices, what it survives, how it ends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.cli.processes import BREAKING, GREETER, LONGER, WRONG, Running, run, running

from gen_plugin import disk
from gen_plugin.cli.watch import Watched

CREATED = "greeter.py -> greeter_plugin/: 9 created"
UPDATED = "greeter.py -> greeter_plugin/:"
READY = "watching: Ctrl-C ends it"
CLOCK = GREETER.replace("Greeter", "Clock")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "greeter.py").write_text(GREETER)
    return tmp_path


def replace(path: Path, text: str) -> None:
    """As editors do it: a new file takes the place of the old one."""
    new = path.with_name(f"{path.name}~")
    new.write_text(text)
    new.replace(path)


def has(project: Path, text: str) -> bool:
    return text in (project / "greeter_plugin" / "client.py").read_text()


def ended_well(watching: Running) -> bool:
    return watching.interrupt() == 0 and "Traceback" not in "".join(watching.said)


def test_a_change_is_generated_and_ctrl_c_is_the_good_end(project: Path) -> None:
    with running("--watch", "greeter.py", folder=project) as watching:
        watching.hear(CREATED)
        watching.hear(READY)
        (project / "greeter.py").write_text(LONGER)
        watching.hear("updated")
        assert has(project, "def count(")
        replace(project / "greeter.py", LONGER.replace("Greets.", "Greets people."))
        watching.hear("updated")
        assert has(project, "Greets people.")
        assert ended_well(watching)
    assert run("--check", "greeter.py", folder=project).returncode == 0


def test_faults_are_told_and_it_goes_on(project: Path) -> None:
    with running("--watch", "greeter.py", folder=project) as watching:
        watching.hear(READY)
        (project / "greeter.py").write_text(GREETER[: len(GREETER) // 2])  # half-written
        watching.hear("error GP")
        (project / "greeter.py").write_text(WRONG)
        watching.hear("error GP101")
        (project / "greeter.py").write_text(BREAKING)
        watching.hear("error GP30")
        (project / "greeter.py").unlink()
        watching.hear("error GP411")
        (project / "greeter.py").write_text(LONGER)
        watching.hear("updated")
        assert has(project, "def count(")
        assert ended_well(watching)


def test_a_source_that_is_not_there_yet(tmp_path: Path) -> None:
    with running("--watch", "app/greeter.py", folder=tmp_path) as watching:
        watching.hear("error GP411")
        (tmp_path / "app").mkdir()
        replace(tmp_path / "app" / "greeter.py", GREETER)
        watching.hear("app/greeter.py -> app/greeter_plugin/: 9 created")


def test_what_it_imports_counts_also_what_is_not_there(project: Path) -> None:
    text = GREETER.replace("Protocol\n", "Protocol\n\nfrom names import Name\n", 1)
    (project / "greeter.py").write_text(text.replace("name: str", "name: Name"))
    name = "from dataclasses import dataclass\n\n\n@dataclass\nclass Name:\n    first: str\n"
    with running("--watch", "greeter.py", folder=project) as watching:
        watching.hear("error GP110")
        (project / "names.py").write_text(name)
        watching.hear(CREATED)
        (project / "names.py").write_text(name + '    last: str = ""\n')
        watching.hear("updated")
        (project / "names").mkdir()
        (project / "names" / "__init__.py").write_text(name)  # goes before names.py
        watching.hear("updated")


def test_its_output_counts(project: Path) -> None:
    client = project / "greeter_plugin" / "client.py"
    with running("--watch", "greeter.py", folder=project) as watching:
        watching.hear(READY)
        client.unlink()
        watching.hear("1 created")
        client.write_text(client.read_text() + "# mine\n")
        watching.hear("error GP401")
        client.unlink()
        watching.hear("1 created")


def test_what_changes_nothing_is_no_reason(project: Path) -> None:
    (project / "clock.py").write_text(CLOCK)
    with running("--watch", "greeter.py", "clock.py", folder=project) as watching:
        watching.hear(READY)
        os.utime(project / "greeter.py")
        replace(project / "greeter.py", GREETER)
        (project / "other.py").write_text("")
        (project / "clock.py").write_text(CLOCK.replace("Greets.", "Tells the time."))
        heard = watching.hear("clock.py -> clock_plugin/:")
        assert [line for line in heard if "greeter.py" in line] == []
        assert ended_well(watching)
    assert [line for line in watching.said if "up to date" in line] == []


def test_each_source_is_by_itself(project: Path) -> None:
    (project / "clock.py").write_text(CLOCK.replace("name: str", "name"))
    with running("--watch", "clock.py", "greeter.py", folder=project) as watching:
        watching.hear("error GP101")
        watching.hear(CREATED)
        (project / "clock.py").write_text(CLOCK)
        watching.hear("clock.py -> clock_plugin/: 9 created")


def test_the_sources_of_the_settings(project: Path) -> None:
    settings = project / "pyproject.toml"
    settings.write_text('[tool.gen-plugin.sources."*.py"]\nmain = false\n')
    with running("--watch", folder=project) as watching:
        watching.hear(CREATED)
        (project / "clock.py").write_text(CLOCK)
        watching.hear("clock.py -> clock_plugin/: 9 created")
        (project / "clock.py").unlink()
        settings.write_text('[tool.gen-plugin.sources."*.py"]\nmain = fal')
        watching.hear("error GP433")
        settings.write_text('[tool.gen-plugin.sources."*.py"]\nmian = false')
        watching.hear("error GP431")
        settings.write_text('[tool.gen-plugin.sources."*.py"]\nmain = "start.py"\n')
        watching.hear(UPDATED)
        settings.unlink()
        watching.hear("there is no SOURCE")
        (project / "greeter.py").write_text(LONGER)
        watching.hear("updated")
        assert ended_well(watching)
    assert [line for line in watching.said if "clock.py" in line and "error" in line] == []


def test_a_pattern(project: Path) -> None:
    with running("--watch", "--no-main", "*.py", folder=project) as watching:
        watching.hear(CREATED)
        (project / "clock.py").write_text(CLOCK)
        watching.hear("clock.py -> clock_plugin/: 9 created")


def test_settings_that_are_wrong_from_the_start(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.gen-plugin]\nqiet = true\n")
    with running("--watch", folder=project) as watching:
        watching.hear("error GP431")
        (project / "pyproject.toml").write_text('[tool.gen-plugin.sources."greeter.py"]\n')
        watching.hear(CREATED)


def test_nothing_to_watch(tmp_path: Path) -> None:
    done = run("--watch", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no SOURCE" in done.stderr


def test_something_in_the_way_of_its_output(project: Path) -> None:
    (project / "greeter_plugin").write_text("a file")
    with running("--watch", "greeter.py", folder=project) as watching:
        watching.hear("there is a file in its place")
        (project / "greeter_plugin").unlink()
        os.utime(project / "greeter.py")
        watching.hear(CREATED)


def test_findings_for_programs_are_a_document_each_time(project: Path) -> None:
    with running("--watch", "--format", "json", "greeter.py", folder=project) as watching:
        watching.hear("[]")
        (project / "greeter.py").write_text(WRONG)
        watching.hear('"code": "GP101"')
        watching.hear("]")


def test_a_change_while_it_generates_is_not_missed(tmp_path: Path) -> None:
    """What is watched is compared by its contents when it is looked at first."""
    path = tmp_path / "a"
    path.write_text("read by the run")
    with disk.remembering() as answers:
        disk.read(path)
    path.write_text("written since")
    watched = Watched(answers)
    assert watched.looks_changed()
    assert watched.has_changed()


def test_what_is_watched(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("x")
    with disk.remembering() as answers:
        disk.read(path)
        disk.is_file(tmp_path / "absent")
        disk.matching(tmp_path, "**/*.py")
    watched = Watched(answers)
    assert not watched.has_changed()
    assert not watched.looks_changed()
    os.utime(path, ns=(1, 1))
    assert watched.looks_changed()
    assert not watched.has_changed()
    assert not watched.looks_changed()
    (tmp_path / "b.py").touch()
    assert watched.has_changed()
