"""`--netrpc`, the setting of the same name, and `--show go-netrpc`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gen_plugin.cli import command

GREETER = """\
from typing import Protocol


class Greeter(Protocol):
    def greet(self, name: str) -> str: ...
"""
STREAM = GREETER.replace("name: str) -> str", "name: str) -> Iterator[str]").replace(
    "from typing", "from collections.abc import Iterator\nfrom typing"
)
SETTING = '[tool.gen-plugin.sources."greeter.py"]\nnetrpc = true\n'


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("greeter.py").write_text(GREETER)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_the_flag_and_the_setting_make_the_same(project: Path) -> None:
    assert run("greeter.py", "--netrpc").exit_code == 0
    by_flag = {path.name: path.read_bytes() for path in Path("greeter_plugin").iterdir()}
    assert "netrpc.py" in by_flag
    assert run("greeter.py", "--check").exit_code == 1  # nothing says that it is to be there
    assert run("greeter.py", "--check", "--netrpc").exit_code == 0

    (project / "pyproject.toml").write_text(SETTING)
    assert run("greeter.py", "--check").exit_code == 0
    assert run("greeter.py").output == "greeter.py -> greeter_plugin/: up to date\n"


def test_a_setting_for_all_sources(project: Path) -> None:
    settings = project / "pyproject.toml"
    settings.write_text("[tool.gen-plugin]\nnetrpc = true\n")
    assert run("greeter.py").exit_code == 0
    assert Path("greeter_plugin/netrpc.py").exists()
    assert run("greeter.py", "--check").exit_code == 0
    assert run("greeter.py", "--check", "--no-netrpc").exit_code == 1
    settings.write_text(settings.read_text() + SETTING.replace("true", "false"))
    assert run("greeter.py", "--unreleased").exit_code == 0  # the source's own setting counts
    assert not Path("greeter_plugin/netrpc.py").exists()
    assert run("greeter.py", "--netrpc").exit_code == 0  # and the flag before it
    assert Path("greeter_plugin/netrpc.py").exists()
    assert run("greeter.py").exit_code == 1  # not skipped as up to date


def test_the_module_does_not_go_unseen() -> None:
    run("greeter.py", "--netrpc")
    refused = run("greeter.py")
    assert refused.exit_code == 1
    assert "GP604: the interface has no form over net/rpc any more" in refused.output
    assert run("greeter.py", "--unreleased").exit_code == 0
    assert not Path("greeter_plugin/netrpc.py").exists()
    assert "netrpc" not in Path("greeter_plugin/plugin.py").read_text()


def test_the_go_side_is_shown_and_nothing_is_written(project: Path) -> None:
    (project / "pyproject.toml").write_text(
        SETTING + 'netrpc-names = {"Greeter.greet" = "SayHello"}\n'
    )
    shown = run("greeter.py", "--show", "go-netrpc")
    assert shown.exit_code == 0
    assert 'err := c.client.Call("Plugin.SayHello", name, &resp)' in shown.output
    assert sorted(path.name for path in project.iterdir()) == ["greeter.py", "pyproject.toml"]


def test_what_is_shown_follows_the_flags(project: Path) -> None:
    (project / "pyproject.toml").write_text(
        SETTING + 'netrpc-names = {"Greeter.greet" = "SayHello"}\n'
    )
    run("greeter.py", "--out", "elsewhere", "--cookie-key", "OTHER")
    (project / "pyproject.toml").write_text(SETTING)
    shown = run("greeter.py", "--show", "go-netrpc", "--out", "elsewhere").output
    assert '"OTHER"' in shown
    assert '"Plugin.SayHello"' in shown  # as the lock there says
    assert '"ANOTHER"' in run("greeter.py", "--show", "go-netrpc", "--cookie-key", "ANOTHER").output


@pytest.mark.parametrize("flags", [["--netrpc"], ["--show", "go-netrpc"]], ids=" ".join)
def test_a_stream_is_refused_where_net_rpc_is_asked_for(project: Path, flags: list[str]) -> None:
    Path("greeter.py").write_text(STREAM)
    result = run("greeter.py", *flags)
    assert result.exit_code == 2
    assert "greeter.py:6:9: error GP601: greet returns a stream" in result.output
    assert run("greeter.py").exit_code == 0
