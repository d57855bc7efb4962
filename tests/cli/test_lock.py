"""The lock through losses and moves."""

from __future__ import annotations

import os
import shutil
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


def test_a_lost_lock_still_knows_of_a_default_that_became_a_zero(project: Path) -> None:
    _edit("name: str", "name: str, count: int = 5")
    run("greeter.py")
    _edit("count: int = 5", "count: int = 0")
    assert run("greeter.py").exit_code == 0
    before = snapshot(project)
    assert '"Greeter.greet(count)" = "int = ..."' in Path(LOCK).read_text()
    Path(LOCK).unlink()

    assert run("greeter.py").exit_code == 0
    assert snapshot(project) == before
    _edit("count: int = 0", "count: int")
    assert "GP304" in run("greeter.py").output


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


def test_a_source_and_its_protocol_that_are_renamed_at_once(project: Path) -> None:
    """Nothing says that it is the same: a new package is made, and told how to keep the old one."""
    renamed = GREETER.replace("class Greeter", "class Host")
    Path("greeter.py").rename("hello.py").write_text(renamed)

    result = run("hello.py", "--no-main")

    assert result.exit_code == 0
    assert (
        "  greeter_plugin was generated from greeter.py, which is gone: if that is hello.py now, "
        "under other names, delete hello_plugin and run gen-plugin --out greeter_plugin hello.py; "
        "if not, delete greeter_plugin\n"
    ) in result.output
    assert "greeter_plugin" not in run("hello.py").output

    shutil.rmtree("hello_plugin")
    told = run("--out", PACKAGE, "hello.py")
    assert told.exit_code == 1
    assert "if 'Host' is 'Greeter' renamed, write @pin.service(\"Greeter\") above it" in told.output
    pinned = renamed.replace("class Host", '@pin.service("Greeter")\nclass Host')
    Path("hello.py").write_text(f"{pinned}\n\nfrom gen_plugin_runtime import pin\n")
    assert run("--out", PACKAGE, "hello.py").exit_code == 0
    assert run("hello.py").exit_code == 0
    assert not Path("hello_plugin").exists()
    assert "service Greeter {" in Path(PACKAGE, "hello.proto").read_text()


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
