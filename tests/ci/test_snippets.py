"""What the page on continuous integration tells people to copy: valid, and it does what it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.cli.processes import BREAKING, GREETER, LONGER, WRONG, run, running

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "continuous-integration.md").read_text("utf-8")
BIN = Path(sys.executable).parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


def blocks(title: str, language: str) -> list[str]:
    """The snippets of a section."""
    section = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


@pytest.fixture(scope="module")
def cloned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of a project as CI makes it: of its last commit alone."""
    root = tmp_path_factory.mktemp("cloned")
    upstream, clone = root / "upstream", root / "clone"
    upstream.mkdir()
    (upstream / "greeter.py").write_text(GREETER)
    (upstream / "pyproject.toml").write_text('[tool.gen-plugin.sources."greeter.py"]\n')
    assert run(folder=upstream).returncode == 0
    git("init", "--quiet", "--initial-branch", "main", folder=upstream)
    git("add", ".", folder=upstream)
    commit(upstream)
    git("clone", "--quiet", "--depth", "1", upstream.as_uri(), str(clone), folder=root)
    return clone


@pytest.fixture
def checkout(cloned: Path, tmp_path: Path) -> Path:
    """One of its own for each test."""
    return Path(shutil.copytree(cloned, tmp_path / "checkout"))


def git(*arguments: str, folder: Path) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, timeout=60)


def commit(folder: Path) -> None:
    name = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    git(*name, "commit", "--quiet", "--all", "--no-verify", "--message", "x", folder=folder)


def shell(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """As runners of CI run a step, with gen-plugin installed as it is here."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def valid(path: Path, *schema: str) -> None:
    done = subprocess.run(
        [str(BIN / "check-jsonschema"), "--builtin-schema", *schema, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_settings() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert tomllib.loads(text)["tool"]["gen-plugin"] == {
        "against": "origin/main",
        "sources": {"interfaces/*.py": {"main": False}},
    }


def test_the_action_is_one() -> None:
    valid(ROOT / "action.yml", "vendor.github-actions")


def test_actions_of_others_are_pinned() -> None:
    used = re.findall(r"uses: (\S+)", PAGE + (ROOT / "action.yml").read_text())
    ours = "OWNER/gen-plugin@v0.1.0"
    assert ours in used
    for each in used:
        assert each == ours or re.fullmatch(r"[\w/.-]+@[0-9a-f]{40}", each)


def test_the_page_lists_the_inputs_of_the_action() -> None:
    listed = dict(re.findall(r"^\| `([a-z-]+)` \| (.*?) ?\|.*\|$", PAGE, re.MULTILINE))
    assert listed.keys() - {"gen-plugin", "gen-plugin-check"} == ACTION["inputs"].keys()
    for name, each in ACTION["inputs"].items():
        assert not each["default"] or listed[name] == f"`{each['default']}`"


@pytest.mark.parametrize("text", blocks("GitHub", "yaml"))
def test_the_workflows_are_valid(text: str, tmp_path: Path) -> None:
    path = tmp_path / "workflow.yml"
    path.write_text(text)
    valid(path, "vendor.github-workflows")
    (step,) = (
        each
        for job in yaml.safe_load(text)["jobs"].values()
        for each in job["steps"]
        if "gen-plugin" in each.get("uses", each.get("run", ""))
        and "pip" not in each.get("run", "")
    )
    assert step.get("with", {}).keys() <= ACTION["inputs"].keys()


def test_gitlab_takes_its_snippet(tmp_path: Path) -> None:
    (text,) = blocks("GitLab", "yaml")
    path = tmp_path / ".gitlab-ci.yml"
    path.write_text(text)
    valid(path, "vendor.gitlab-ci", "--data-transform", "gitlab-ci")


def scripts() -> dict[str, str]:
    """The shell lines of all snippets."""
    (gitlab,) = blocks("GitLab", "yaml")
    (elsewhere,) = blocks("Elsewhere", "sh")
    workflow = yaml.safe_load(blocks("GitHub", "yaml")[1])
    steps = [each["run"] for each in workflow["jobs"]["check"]["steps"] if "run" in each]
    return {
        "github": "\n".join(steps),
        "gitlab": "\n".join(yaml.safe_load(gitlab)["gen-plugin"]["script"]),
        "elsewhere": elsewhere,
    }


@pytest.mark.parametrize("name", scripts())
def test_the_shell_lines_do_what_they_say(name: str, checkout: Path) -> None:
    fresh = shell(scripts()[name], checkout, CI_DEFAULT_BRANCH="main")
    assert fresh.returncode == 0, fresh.stdout + fresh.stderr
    (checkout / "greeter.py").write_text(LONGER)
    stale = shell(scripts()[name], checkout, CI_DEFAULT_BRANCH="main")
    assert stale.returncode == 1
    assert "+    def count(self) -> int:" in stale.stdout + stale.stderr


@pytest.mark.parametrize("name", ["github", "gitlab"])
def test_what_breaks_with_the_branch_is_found(name: str, checkout: Path) -> None:
    (checkout / "greeter.py").write_text(BREAKING)
    assert run("--unreleased", folder=checkout).returncode == 0
    done = shell(scripts()[name], checkout, CI_DEFAULT_BRANCH="main")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "GP303" in done.stdout + done.stderr


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """The folder of a runner after the action's step that installs: what is installed here."""
    folder = tmp_path / "runner" / "gen-plugin" / "bin"
    folder.mkdir(parents=True)
    (folder / "gen-plugin").symlink_to(BIN / "gen-plugin")
    (folder / "pip").symlink_to(BIN / "pip")
    return tmp_path / "runner"


def step(name: str) -> str:
    """The shell lines of a step of the action."""
    (found,) = (each for each in ACTION["runs"]["steps"] if each.get("name") == name)
    return str(found["run"])


@pytest.mark.parametrize("sources", ["", "greeter.py\nclo*.py\n"])
def test_the_action_checks(sources: str, checkout: Path, runner: Path) -> None:
    if sources:
        (checkout / "clock.py").write_text(GREETER)
    run("--no-main", *sources.split(), folder=checkout)
    git("fetch", "--quiet", "origin", "main", folder=checkout)
    given = {"AGAINST": "FETCH_HEAD", "SOURCES": sources, "RUNNER_TEMP": str(runner)}
    done = shell(step("Check"), checkout, **given)
    assert done.returncode == 0, done.stdout + done.stderr
    (checkout / "greeter.py").write_text(WRONG)
    done = shell(step("Check"), checkout, **{**given, "AGAINST": ""})
    assert done.returncode == 2
    assert done.stdout.startswith("::error title=GP101,file=greeter.py,line=9,")


def test_the_action_installs_the_version_that_is_asked_for(checkout: Path, runner: Path) -> None:
    """Which is here already, so that nothing is downloaded; a folder of its own is made for it."""
    script = step("Install gen-plugin").replace('"$PYTHON" -m venv', "echo")
    given = {"PYTHON": sys.executable, "RUNNER_TEMP": str(runner), "ACTION": str(ROOT)}
    assert shell(script, checkout, VERSION="0.1.0", **given).returncode == 0
    refused = shell(script, checkout, VERSION="0.0.1", PIP_NO_INDEX="1", **given)
    assert refused.returncode != 0
    assert "gen-plugin==0.0.1" in refused.stderr


def test_the_editor_finds_the_messages(checkout: Path) -> None:
    (text,) = blocks("Editors", "json")
    (task,) = json.loads(text)["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    background = task["problemMatcher"]["background"]
    assert task["command"] == "gen-plugin"
    with running(*task["args"], folder=checkout) as watching:
        watching.hear("watching")
        assert re.search(background["endsPattern"], watching.said[-1])
        (checkout / "greeter.py").write_text(WRONG)
        heard = watching.hear("watching")
        if not any("GP101" in line for line in heard):  # which comes on another pipe
            heard += watching.hear("GP101")
    assert any(re.search(background["beginsPattern"], line) for line in heard)
    (found,) = filter(None, (re.search(pattern["regexp"], line) for line in heard))
    facts = [found[pattern[each]] for each in ("file", "line", "column", "severity", "code")]
    assert facts == ["greeter.py", "9", "21", "error", "GP101"]
