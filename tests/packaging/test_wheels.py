"""Both wheels as a user gets them: what is in them, and that generated code runs on them."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Building, and installing the generator's dependencies into a new environment.
pytestmark = pytest.mark.timeout(600)

GREETER = '''"""The interface."""

from typing import Protocol


class Greeter(Protocol):
    """Greets."""

    def greet(self, name: str) -> str:
        """Greet somebody by name."""
        ...
'''
CLOCK = '''"""Another interface."""

from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> float:
        """Seconds since the epoch."""
        ...
'''
HOST = """
import sys
from {package} import launch

with launch([sys.executable, {arguments}]) as greeter:
    print(greeter.greet("world"))
"""
TWO_PLUGINS = """
from clock_plugin import ClockPlugin
from gen_plugin_runtime import ServeConfig, serve
from greeter_plugin import HANDSHAKE, GreeterPlugin


class Both:
    def greet(self, name: str) -> str:
        return f"hello, {name}"

    def now(self) -> float:
        return 1.5


serve(ServeConfig(HANDSHAKE, {"greeter": GreeterPlugin(Both()), "clock": ClockPlugin(Both())}))
"""
TWO_PLUGINS_HOST = """
import sys
import clock_plugin
import greeter_plugin
from gen_plugin_runtime import Client, ClientConfig

plugins = {**greeter_plugin.PLUGINS, **clock_plugin.PLUGINS}
config = ClientConfig(greeter_plugin.HANDSHAKE, plugins, command=[sys.executable, "both.py"])
with Client(config) as client:
    print(client.dispense("greeter").greet("both"), client.dispense("clock").now())
"""


def _run(command: list[str | Path], folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(each) for each in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Distribution name -> its wheel."""
    folder = tmp_path_factory.mktemp("wheels")
    for project in (ROOT, ROOT / "runtime"):
        options = ["--wheel", "--no-isolation", "--outdir", str(folder)]
        _run([sys.executable, "-m", "build", *options, project], ROOT)
    return {path.name.split("-")[0]: path for path in folder.iterdir()}


@pytest.fixture(scope="module")
def environment(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a fresh environment with both wheels."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    _run([folder / "bin" / "python", "-m", "pip", "install", *wheels.values()], folder)
    return folder / "bin"


def test_the_generators_wheel_holds_two_packages_and_its_templates(wheels: dict[str, Path]) -> None:
    names = zipfile.ZipFile(wheels["gen_plugin"]).namelist()

    assert {name.split("/")[0] for name in names} == {
        "gen_plugin",
        "gen_plugin_templates",
        "gen_plugin-0.1.0.dist-info",
    }
    assert sum(name.endswith(".j2") for name in names) >= 8
    assert "gen_plugin/py.typed" in names


def test_the_runtimes_wheel_holds_one_package_and_needs_nothing(wheels: dict[str, Path]) -> None:
    wheel = zipfile.ZipFile(wheels["gen_plugin_runtime"])
    names = wheel.namelist()
    metadata = wheel.read("gen_plugin_runtime-0.1.0.dist-info/METADATA").decode()

    assert {name.split("/")[0] for name in names} == {
        "gen_plugin_runtime",
        "gen_plugin_runtime-0.1.0.dist-info",
    }
    required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist:")]
    assert all("extra == 'mtls'" in line for line in required), required
    assert "gen_plugin_runtime/py.typed" in names


def _fill_in(main: Path) -> None:
    text = main.read_text()
    assert "raise NotImplementedError" in text
    main.write_text(text.replace("raise NotImplementedError", 'return f"hello, {name}"'))


def test_the_greeter_runs_from_a_plain_folder(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "greeter.py").write_text(GREETER)
    (tmp_path / "host.py").write_text(HOST.format(package="greeter_plugin", arguments="'main.py'"))

    _run([environment / "gen-plugin", "greeter.py"], tmp_path)
    _fill_in(tmp_path / "main.py")

    assert _run([environment / "python", "host.py"], tmp_path) == "hello, world\n"


def test_the_greeter_runs_from_a_package_three_levels_deep(
    environment: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "acme" / "tools" / "hello"
    folder.mkdir(parents=True)
    for package in (folder, folder.parent, folder.parent.parent):
        (package / "__init__.py").touch()
    (folder / "greeter.py").write_text(GREETER)
    (tmp_path / "host.py").write_text(
        HOST.format(
            package="acme.tools.hello.greeter_plugin", arguments="'-m', 'acme.tools.hello.main'"
        )
    )

    _run([environment / "gen-plugin", "acme/tools/hello/greeter.py"], tmp_path)
    _fill_in(folder / "main.py")

    assert _run([environment / "python", "host.py"], tmp_path) == "hello, world\n"


def test_one_process_serves_two_generated_packages(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "greeter.py").write_text(GREETER)
    (tmp_path / "clock.py").write_text(CLOCK)
    (tmp_path / "both.py").write_text(TWO_PLUGINS)
    (tmp_path / "host.py").write_text(TWO_PLUGINS_HOST)

    _run([environment / "gen-plugin", "--no-main", "greeter.py", "clock.py"], tmp_path)

    assert _run([environment / "python", "host.py"], tmp_path) == "hello, both 1.5\n"
