"""Two versions of an interface in one plugin: hosts that were built before, and hosts of today."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.test_breaking import commit, git
from tests.cli.test_cli import run

V1 = """\
from dataclasses import dataclass
from typing import Protocol


@dataclass
class Person:
    name: str


class Greeter(Protocol):
    def greet(self, who: Person) -> str: ...
"""
V2 = V1.replace("name: str", "first: str\n    last: str").replace(
    ") -> str", ", times: int) -> str"
)

OLD_PLUGIN = """\
from greeter import Person
from greeter_plugin import serve


class MyGreeter:
    def greet(self, who: Person) -> str:
        return f"one: {who.name}"


serve(MyGreeter())
"""
BOTH = """\
from gen_plugin_runtime import ServeConfig, serve
from greeter import Person
from greeter_plugin import HANDSHAKE, GreeterPlugin, v1
from greeter_plugin.v1.interface import Person as OldPerson


class MyGreeter:
    def greet(self, who: Person, times: int) -> str:
        return f"two: {who.first} {who.last}" * times


class OldGreeter:
    def greet(self, who: OldPerson) -> str:
        return f"one: {who.name}"


serve(
    ServeConfig(
        HANDSHAKE,
        {"greeter": GreeterPlugin(MyGreeter())},
        versioned_plugins={1: {"greeter": v1.GreeterPlugin(OldGreeter())}},
    )
)
"""
OLD_HOST = """\
import sys

from greeter import Person
from greeter_plugin import launch

with launch([sys.executable, sys.argv[1]]) as greeter:
    print(greeter.greet(Person("Ada Lovelace")))
"""
NEW_HOST = """\
import sys

from gen_plugin_runtime import Client, ClientConfig
from greeter import Person
from greeter_plugin import HANDSHAKE, PLUGINS, GreeterClient, v1
from greeter_plugin.v1.interface import Person as OldPerson

config = ClientConfig(
    HANDSHAKE,
    PLUGINS,
    versioned_plugins={1: v1.PLUGINS},
    command=[sys.executable, sys.argv[1]],
)
with Client(config) as client:
    greeter = client.dispense("greeter")
    if isinstance(greeter, GreeterClient):
        print(greeter.greet(Person("Ada", "Lovelace"), 2))
    else:
        print(greeter.greet(OldPerson("Ada Lovelace")))
"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The project as it was, and as it is."""
    root = tmp_path_factory.mktemp("versions")
    old, new = root / "old", root / "new"
    old.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(old)
        (old / "greeter.py").write_text(V1)
        assert run("greeter.py", "--no-main").exit_code == 0
        git("init", "-q")
        commit()
        shutil.copytree(old, new)
        patch.chdir(new)
        (new / "greeter.py").write_text(V2)
        assert run("greeter.py", "--no-main").exit_code == 1
        assert run("greeter.py", "--no-main", "--allow-breaking").exit_code == 0
    (old / "main.py").write_text(OLD_PLUGIN)
    (new / "main.py").write_text(BOTH)
    (old / "host.py").write_text(OLD_HOST)
    (new / "host.py").write_text(NEW_HOST)
    return old, new


def _run(host: Path, plugin: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(host / "host.py"), str(plugin / "main.py")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_an_old_host_and_a_new_one_with_one_plugin(folders: tuple[Path, Path]) -> None:
    old, new = folders

    assert _run(old, new).stdout == "one: Ada Lovelace\n"
    assert _run(new, new).stdout == "two: Ada Lovelacetwo: Ada Lovelace\n"


def test_a_new_host_with_an_old_plugin(folders: tuple[Path, Path]) -> None:
    old, new = folders

    assert _run(new, old).stdout == "one: Ada Lovelace\n"


def test_a_host_without_the_old_version_is_told_so(folders: tuple[Path, Path]) -> None:
    old, new = folders
    script = OLD_HOST.replace('Person("Ada Lovelace")', 'Person("Ada", "Lovelace"), 1')
    (new / "plain.py").write_text(script)

    done = subprocess.run(
        [sys.executable, str(new / "plain.py"), str(old / "main.py")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "version" in done.stderr.splitlines()[-1]


@pytest.mark.timeout(300)
def test_both_versions_pass_mypy_strict(folders: tuple[Path, Path]) -> None:
    _, new = folders

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "greeter_plugin", "main.py", "host.py"],
        cwd=new,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stdout
