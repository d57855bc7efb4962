"""All golden output passes what hand-written code must: strict mypy, strict pyright, and ruff."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).with_name("cases")
# What ruff finds in generated code because it repeats a signature that the user wrote.
REPEATED = {"mutable_default": ["B006"], "values": ["B008"]}
TYPED = sorted(case for case in CASES.iterdir() if (case / "expected").is_dir())


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each case, with its input and output as the user has them."""
    root = tmp_path_factory.mktemp("trees")
    for case in TYPED:
        shutil.copytree(case / "input", root / case.name)
        shutil.copytree(case / "expected", root / case.name, dirs_exist_ok=True)
    return root


def _run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.timeout(300)
def test_mypy_strict(trees: Path) -> None:
    settings = [
        "[mypy]",
        "strict = true",
        "explicit_package_bases = true",
        "namespace_packages = true",
    ]
    settings.append(f"mypy_path = {':'.join(case.name for case in TYPED)}")
    (trees / "mypy.ini").write_text("\n".join(settings))

    done = _run("mypy", *(case.name for case in TYPED), folder=trees)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(300)
def test_pyright_strict(trees: Path) -> None:
    settings = {
        "typeCheckingMode": "strict",
        "include": [case.name for case in TYPED],
        "executionEnvironments": [{"root": case.name} for case in TYPED],
        "pythonVersion": "3.11",
    }
    (trees / "pyrightconfig.json").write_text(json.dumps(settings))

    done = _run("pyright", "--pythonpath", sys.executable, folder=trees)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("case", TYPED, ids=lambda path: path.name)
def test_ruff(trees: Path, case: Path) -> None:
    made = [str(path.relative_to(case / "expected")) for path in (case / "expected").rglob("*.py")]

    ignored = [f"--extend-ignore={rule}" for rule in REPEATED.get(case.name, ())]
    done = _run(
        *("ruff", "check", "--isolated", "--ignore-noqa", *ignored, *made), folder=trees / case.name
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("case", TYPED, ids=lambda path: path.name)
def test_nothing_is_hidden_from_the_checkers(case: Path) -> None:
    for path in (case / "expected").rglob("*.py"):
        text = path.read_text()
        assert not re.search(r"\bAny\b|\bcast\(|type: *ignore|pyright: *ignore|noqa", text), path
