"""The same input gives the same bytes, wherever and however the command runs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.cli.test_cli import snapshot
from tests.identity.surroundings import generate, made, make_project, sources


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a plain run makes."""
    project = make_project(tmp_path_factory.mktemp("plain"))
    inputs = snapshot(project)
    generate(sources(project), project)
    found = made(project, inputs)
    assert len(found) > 60
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


ENVIRONMENTS = {
    "hash seed 0": {"PYTHONHASHSEED": "0"},
    "hash seed 12345": {"PYTHONHASHSEED": "12345"},
    "ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "C.UTF-8": {"LC_ALL": "C.UTF-8"},
    "German": {"LANG": "de_DE.UTF-8", "LANGUAGE": "de", "TZ": "Asia/Kathmandu"},
    "no docstrings, no assertions": {"PYTHONOPTIMIZE": "2"},
    "a narrow terminal": {"COLUMNS": "20", "TERM": "dumb", "NO_COLOR": "1"},
    "no surroundings": dict.fromkeys(("HOME", "USER", "LANG", "TMPDIR"), ""),
}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_environments(environment: str, project: Path, expected: dict[str, bytes]) -> None:
    inputs = snapshot(project)
    generate(sources(project), project, ENVIRONMENTS[environment])
    assert made(project, inputs) == expected


def test_turkish(project: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    """There `i` and `I` are no pair."""
    localedef = shutil.which("localedef")
    made_locale = localedef and subprocess.run(
        [localedef, "-i", "tr_TR", "-f", "UTF-8", tmp_path / "tr_TR.UTF-8"],
        capture_output=True,
        timeout=60,
        check=False,
    )
    if not (made_locale and (tmp_path / "tr_TR.UTF-8" / "LC_CTYPE").exists()):
        pytest.skip("localedef, or its tr_TR, is not installed")
    inputs = snapshot(project)
    generate(sources(project), project, {"LOCPATH": str(tmp_path), "LC_ALL": "tr_TR.UTF-8"})
    assert made(project, inputs) == expected


def test_absolute_paths_from_elsewhere(
    project: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    inputs = snapshot(project)
    (tmp_path / "elsewhere").mkdir()
    generate([project / each for each in sources(project)], tmp_path / "elsewhere")
    assert made(project, inputs) == expected


def test_from_folders_around_and_below(project: Path, expected: dict[str, bytes]) -> None:
    inputs = snapshot(project)
    names = sources(project)
    half = len(names) // 2
    generate([Path("project", each) for each in names[:half]], project.parent)
    below = project / "greeter"
    generate([os.path.relpath(project / each, below) for each in names[half:]], below)
    assert made(project, inputs) == expected


def test_through_a_link(project: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    inputs = snapshot(project)
    (tmp_path / "deep" / "er").mkdir(parents=True)
    link = tmp_path / "deep" / "er" / "link"
    link.symlink_to(project)
    names = sources(project)
    half = len(names) // 2
    generate([link / each for each in names[:half]], tmp_path)
    generate([Path("er", "link", each) for each in names[half:]], link.parent.parent)
    assert made(project, inputs) == expected


def test_another_umask(project: Path, expected: dict[str, bytes]) -> None:
    inputs = snapshot(project)
    generate(sources(project), project, umask=0o027)
    assert made(project, inputs) == expected
    modes = {(project / name).stat().st_mode & 0o777 for name in expected}
    assert modes == {0o640}


def test_other_line_ends(project: Path, expected: dict[str, bytes]) -> None:
    """A checkout on Windows has them; so has what stands there already, which is not stale."""
    for path in project.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    inputs = snapshot(project)
    generate(sources(project), project)
    assert made(project, inputs) == expected
    for name in expected:
        path = project / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    generate(sources(project), project, options=["--check"])


def test_a_byte_order_mark(project: Path, expected: dict[str, bytes]) -> None:
    for name in sources(project):
        path = project / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    inputs = snapshot(project)
    generate(sources(project), project)
    assert made(project, inputs) == expected


def test_one_by_one_and_in_another_order(project: Path, expected: dict[str, bytes]) -> None:
    inputs = snapshot(project)
    for name in reversed(sources(project)):
        generate([name], project)
    assert made(project, inputs) == expected


def test_in_processes(tmp_path: Path, expected: dict[str, bytes]) -> None:
    """Where there are many sources, each process has some."""
    copies = [make_project(tmp_path / name) for name in ("one", "other", "third")]
    inputs = [snapshot(each) for each in copies]
    names = [Path(each.name, name) for each in copies for name in sources(each)]
    generate(names, tmp_path)
    assert [made(*each) for each in zip(copies, inputs, strict=True)] == [expected] * 3
