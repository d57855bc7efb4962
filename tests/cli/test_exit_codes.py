"""What the command ends with, in situations of all kinds, alone and several at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.cli.processes import (
    BREAKING,
    COMMAND,
    GREETER,
    LONGER,
    PATIENCE_SECONDS,
    WRONG,
    run,
    running,
)

from gen_plugin import cli

SOURCES = ("fresh", "stale", "breaking", "wrong", "hindered")


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which each source is in the state of its name."""
    root = tmp_path_factory.mktemp("committed")
    for name in SOURCES:
        (root / f"{name}.py").write_text(GREETER)
    assert run("--no-main", *(f"{name}.py" for name in SOURCES), folder=root).returncode == 0
    (root / "stale.py").write_text(LONGER)
    (root / "breaking.py").write_text(BREAKING)
    (root / "wrong.py").write_text(WRONG)
    for each in (root / "hindered_plugin").iterdir():
        each.unlink()
    (root / "hindered_plugin" / "codec.py").mkdir()
    return root


COMPARING: list[tuple[Sequence[str], int]] = [
    (["fresh"], 0),
    (["stale"], 1),
    (["breaking"], 1),
    (["wrong"], 2),
    (["hindered"], 3),
    (["fresh", "stale"], 1),
    (["stale", "breaking"], 1),
    (["wrong", "stale"], 2),
    (["breaking", "wrong"], 2),
    (["hindered", "wrong", "stale"], 3),
    (["stale", "wrong", "hindered", "fresh"], 3),
]


@pytest.mark.parametrize(("names", "code"), COMPARING)
def test_check_ends_with_the_highest_code(names: list[str], code: int, committed: Path) -> None:
    done = run("--check", *(f"{name}.py" for name in names), folder=committed)

    assert done.returncode == code, done.stderr
    assert ("+    def count(self) -> int:" in done.stdout) == ("stale" in names)
    assert ("error GP303" in done.stderr) == ("breaking" in names)
    assert ("error GP101" in done.stderr) == ("wrong" in names)
    assert ("cannot read hindered_plugin/codec.py" in done.stderr) == ("hindered" in names)


def test_a_diff_finds_nothing_wrong_with_what_is_stale(committed: Path) -> None:
    assert run("--diff", "fresh.py", "stale.py", folder=committed).returncode == 0
    assert run("--diff", "fresh.py", "wrong.py", folder=committed).returncode == 2
    assert run("--diff", "hindered.py", folder=committed).returncode == 3


@pytest.mark.parametrize("other", ["breaking", "wrong", "hindered"])
def test_nothing_is_written_if_anything_is_wrong(other: str, committed: Path) -> None:
    before = (committed / "stale_plugin" / "client.py").read_bytes()
    done = run("stale.py", f"{other}.py", folder=committed)
    assert done.returncode == {"breaking": 1, "wrong": 2, "hindered": 3}[other]
    assert (committed / "stale_plugin" / "client.py").read_bytes() == before


def test_what_cannot_be_written_keeps_no_other_from_it(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.py").write_text(GREETER)
    (tmp_path / "b_plugin").write_text("a file in the way")
    done = run("a.py", "b.py", "c.py", folder=tmp_path)
    assert done.returncode == 3
    assert (tmp_path / "a_plugin" / "client.py").exists()
    assert (tmp_path / "c_plugin" / "client.py").exists()


def _settings(text: str) -> Callable[[Path], None]:
    def prepare(root: Path) -> None:
        (root / "pyproject.toml").write_text(text)

    return prepare


def _nothing(_: Path) -> None:
    pass


def _git(root: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(root)], check=True, timeout=60)


OTHERS: list[tuple[str, Callable[[Path], None], list[str], int]] = [
    ("the version", _nothing, ["--version"], 0),
    ("help", _nothing, ["--help"], 0),
    ("a code", _nothing, ["--explain", "GP104"], 0),
    ("no such code", _nothing, ["--explain", "GP999"], 2),
    ("no source", _nothing, [], 2),
    ("no such flag", _nothing, ["--chekc", "greeter.py"], 2),
    ("no such format", _nothing, ["--format", "xml", "greeter.py"], 2),
    ("flags that contradict", _nothing, ["--check", "--diff", "greeter.py"], 2),
    ("watching to compare", _nothing, ["--watch", "--check", "greeter.py"], 2),
    ("watching to break", _nothing, ["--watch", "--allow-breaking", "greeter.py"], 2),
    ("checking to break", _nothing, ["--check", "--unreleased", "greeter.py"], 2),
    ("a value that cannot be", _nothing, ["--package", "a..b", "greeter.py"], 2),
    ("no such source", _nothing, ["absent.py"], 2),
    ("before the first run", _nothing, ["--check", "greeter.py"], 1),
    ("settings that are wrong", _settings("[tool.gen-plugin]\nx = 1\n"), ["greeter.py"], 2),
    ("settings that are no TOML", _settings("["), [], 2),
    ("no repository", _nothing, ["--against", "main", "greeter.py"], 3),
    ("no such commit", _git, ["--against", "main", "greeter.py"], 2),
    ("the folder of the source", _nothing, ["--out", ".", "greeter.py"], 2),
    ("a file in the way", _nothing, ["--out", "greeter.py/out", "greeter.py"], 3),
]


@pytest.mark.parametrize(
    ("prepare", "arguments", "code"), [pytest.param(*rest, id=name) for name, *rest in OTHERS]
)
def test_others(
    prepare: Callable[[Path], None], arguments: list[str], code: int, tmp_path: Path
) -> None:
    (tmp_path / "greeter.py").write_text(GREETER)
    prepare(tmp_path)
    done = run(
        *arguments, folder=tmp_path, environment={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert bool(done.stderr) == bool(code)


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    command = 'rmdir "$PWD" && exec "$@"'
    done = subprocess.run(
        ["sh", "-c", command, "sh", *COMMAND, "greeter.py"],
        cwd=folder,
        env={**os.environ, "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "No such file or directory\n  = fix: look whether the folder" in done.stderr


def test_a_reader_that_has_gone_changes_nothing(committed: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, "--check", "stale.py", "fresh.py"],
        cwd=committed,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    os.close(writing)
    assert done.returncode == 1
    assert done.stderr.startswith("stale: stale.py\n")
    assert "Exception" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_the_output(committed: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, "--check", "fresh.py"],
            cwd=committed,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "importing", ["gen_plugin.cli", "click", "libcst", "gen_plugin.pipeline.generate"]
)
def test_ctrl_c_while_it_starts(importing: str, tmp_path: Path) -> None:
    """An interrupt that comes with the import of a module, wherever that happens."""
    (tmp_path / "greeter.py").write_text(GREETER)
    script = f"""
import signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {importing!r}:
            signal.raise_signal(signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Finder())
from gen_plugin.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script, "greeter.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "")


def test_ctrl_c_while_a_class_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python 3.11 makes a RuntimeError of it."""

    def wrapped(**_: object) -> None:
        raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

    monkeypatch.setattr(cli.entry.command, "callback", wrapped)
    monkeypatch.setattr(sys, "argv", ["gen-plugin", "greeter.py"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 130
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc to see processes in")
def test_ctrl_c_ends_many_sources_without_a_traceback(tmp_path: Path) -> None:
    """Sources are spread over processes, which a terminal interrupts as well."""
    (tmp_path / "pyproject.toml").write_text('[tool.gen-plugin.sources."*.py"]\nmain = false\n')
    for number in range(100):
        (tmp_path / f"m{number:02}.py").write_text(GREETER)
    with running(folder=tmp_path) as process:
        process.wait_for_children()
        assert process.interrupt() == 130
        assert "".join(process.said).strip() == ""
    assert list(tmp_path.glob("*_plugin")) == []
