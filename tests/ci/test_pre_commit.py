"""The hooks, by pre-commit itself: it installs them from a repository and runs them in another."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml
from tests.ci.test_snippets import BIN, PAGE, ROOT, commit, git
from tests.cli.processes import GREETER, LONGER, run

PRE_COMMIT = str(BIN / "pre-commit")
HOOKS = ROOT / ".pre-commit-hooks.yaml"
PARTS = ("generator", "templates", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE")


def test_the_manifest_is_valid() -> None:
    done = subprocess.run([PRE_COMMIT, "validate-manifest", str(HOOKS)], check=False, timeout=60)
    assert done.returncode == 0


def snippets() -> list[str]:
    section = PAGE.split("## pre-commit\n")[1].split("\n## ")[0]
    return re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)


@pytest.mark.parametrize("text", snippets())
def test_the_snippets_are_valid(text: str, tmp_path: Path) -> None:
    path = tmp_path / ".pre-commit-config.yaml"
    path.write_text(text)
    done = subprocess.run([PRE_COMMIT, "validate-config", str(path)], check=False, timeout=60)
    assert done.returncode == 0


def test_the_page_lists_the_hooks() -> None:
    ids = [each["id"] for each in yaml.safe_load(HOOKS.read_text())]
    assert ids == ["gen-plugin", "gen-plugin-check"]
    assert all(f"\n| `{each}` | " in PAGE for each in ids)


class Project:
    """A repository that uses the hooks."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._environment = environment

    def commits(self, *hooks: str) -> subprocess.CompletedProcess[str]:
        """What the hooks say of what is about to be committed."""
        return subprocess.run(
            [PRE_COMMIT, "run", "--verbose", *hooks],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The hooks are installed by pip, without a network: what they need is lent to them."""
    root = tmp_path_factory.mktemp("hooks")
    ours, theirs = root / "gen-plugin", root / "project"
    ours.mkdir()
    shutil.copy(HOOKS, ours)
    for name in PARTS:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, ours / name)
    for folder in (ours, theirs):
        folder.mkdir(exist_ok=True)
        git("init", "--quiet", "--initial-branch", "main", folder=folder)
    git("add", ".", folder=ours)
    commit(ours)
    git("tag", "v0.1.0", folder=ours)

    config = yaml.safe_load(snippets()[0])
    config["repos"][0]["repo"] = str(ours)
    config["repos"][0]["hooks"].append({"id": "gen-plugin-check"})
    (theirs / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (theirs / "pyproject.toml").write_text('[tool.gen-plugin.sources."greeter.py"]\n')
    (theirs / "greeter.py").write_text(GREETER)
    (theirs / ".gitignore").write_text("__pycache__/\n")
    assert run(folder=theirs).returncode == 0
    git("add", ".", folder=theirs)
    environment = os.environ | {
        "PRE_COMMIT_HOME": str(root / "home"),
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # which is how pip spells that there is to be none
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }
    return Project(theirs, environment)


def test_what_is_fresh_passes(project: Project) -> None:
    done = project.commits()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "greeter.py -> greeter_plugin/: up to date" in done.stdout


def test_what_is_stale_fails_one_hook_and_is_mended_by_the_other(project: Project) -> None:
    (project.folder / "greeter.py").write_text(LONGER)
    git("add", ".", folder=project.folder)

    checked = project.commits("gen-plugin-check")
    assert checked.returncode == 1
    assert "stale: greeter.py" in checked.stdout

    generated = project.commits("gen-plugin")
    assert generated.returncode == 1
    assert "files were modified by this hook" in generated.stdout

    git("add", ".", folder=project.folder)
    again = project.commits()
    assert again.returncode == 0, again.stdout + again.stderr


def test_other_files_do_not_start_them(project: Project) -> None:
    git("add", ".", folder=project.folder)
    commit(project.folder)
    (project.folder / "notes.txt").write_text("")
    git("add", ".", folder=project.folder)
    done = project.commits()
    assert (done.returncode, done.stdout.count("no files to check")) == (0, 2)
