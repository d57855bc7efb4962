"""The benchmarks run, end all that they started, and write what their README says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks import floors
from benchmarks.__main__ import usual
from benchmarks.turns import Samples

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 60.0

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="the benchmarks read Linux's /proc"
)


def command(folder: Path, *options: str) -> list[str]:
    """Two contenders, without environments of their own."""
    return [
        *(sys.executable, "-m", "benchmarks", "--here", "--contenders", "gen-plugin,raw-socket"),
        *("--seconds", "0.01", "--cache", str(folder), *options),
    ]


def leftovers(folder: Path) -> list[bytes]:
    """Command lines of processes whose program lies in `folder`."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes() if entry.name.isdecimal() else b""
        except OSError:
            continue
        if os.fsencode(folder) in line:
            found.append(line)
    return found


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the run puts its programs and sockets: pytest's own path is too long for those."""
    with tempfile.TemporaryDirectory(prefix="b") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


def test_a_tiny_run_of_the_brokers_gives_every_figure(temporary: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.broker", "--turns", "1"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert run.returncode in {0, 1}, run.stderr  # how quick it is, a tiny run cannot tell
    names = [line.split("|")[1].strip() for line in run.stdout.splitlines()[2:]]
    assert names[:2] == ["call", "callback"]
    assert names[4:] == [f"multiplexed {name}" for name in names[:4]]
    assert not leftovers(temporary)


def test_a_tiny_run_of_the_generator_gives_every_figure(temporary: Path) -> None:
    options = ["--here", "--turns", "1", "--interfaces", "20"]
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.generator", *options],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=2 * TIMEOUT,
    )
    assert run.returncode in {0, 1}, run.stderr  # how quick it is, a tiny run cannot tell
    names = [line.split("|")[1].strip() for line in run.stdout.splitlines()[2:]]
    assert names == [
        "python -c pass",
        "python -c 'import click'",
        "--version",
        "--help",
        "nothing changed",
        "--check, nothing changed",
        "gen-plugin: first run",
        "20 interfaces, each",
    ]
    assert not list(temporary.iterdir())


def test_a_tiny_run_gives_every_figure(tmp_path: Path, temporary: Path) -> None:
    plot = tmp_path / "plot.svg"
    run = subprocess.run(
        command(tmp_path, "--turns", "2", "--plot", str(plot)),
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert run.returncode == 0, run.stderr
    assert "| small call, p50, µs | raw unix socket |" in run.stdout
    assert plot.read_text().startswith("<svg ")
    check(json.loads((tmp_path / "result.json").read_text()))
    assert leftovers(temporary) == []
    assert list(temporary.iterdir()) == []


def check(result: dict[str, Any]) -> None:
    """Each contender has a positive sample of each figure for each turn, and what follows of it."""
    assert result["format"] == 1
    assert result["reference"] == "gen-plugin"
    assert [each["failure"] for each in result["contenders"].values()] == [None, None]
    assert result["machine"]["cores"] >= 1
    installed = result["figures"].pop("installed")  # known for environments of their own only
    assert installed["summaries"] == {}
    assert len(result["figures"]) >= 13
    for figure in result["figures"].values():
        assert set(figure["samples"]) == {"gen-plugin", "raw-socket"}
        for name, turns in figure["samples"].items():
            summary = figure["summaries"][name]
            assert len(turns) == 2
            assert 0 < summary["min"] == min(turns)
            assert summary["min"] <= summary["median"] <= summary["max"] == max(turns)
        assert figure["summaries"]["gen-plugin"]["ratio"] == 1.0
        assert figure["summaries"]["raw-socket"]["ratio"] > 0


def test_who_does_not_take_part_by_default_can_be_named(tmp_path: Path, temporary: Path) -> None:
    run = subprocess.run(
        [
            *command(tmp_path, "--turns", "1", "--figures", "call-p50"),
            "--contenders",
            "gen-plugin-mtls-p521",
        ],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert run.returncode == 0, run.stderr
    assert "gen-plugin-mtls-p521" not in {each.name for each in usual()}


def test_over_net_rpc_there_is_all_but_the_stream(tmp_path: Path, temporary: Path) -> None:
    run = subprocess.run(
        [
            *command(tmp_path, "--turns", "1", "--figures", "launch-warm,call-p50,echo,stream"),
            "--contenders",
            "gen-plugin-netrpc",
        ],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert run.returncode == 0, run.stderr
    figures = json.loads((tmp_path / "result.json").read_text())["figures"]
    known = [name for name, each in figures.items() if each["summaries"]]
    assert known == ["launch-warm", "call-p50", "echo"]


def test_a_floor_is_held_by_the_turns_in_which_both_were_measured() -> None:
    values: dict[str, dict[str, list[float | None]]] = {
        "call-p50": {"grpcio": [100, 200, None], "gen-plugin-netrpc": [17, 38, 900]},
        "echo": {"grpcio": [100, 100, 100], "gen-plugin-netrpc": [190, 199, None]},
        "launch-warm": {"grpcio": [None, None, None], "gen-plugin-netrpc": [1, 1, 1]},
    }
    found = {each.figure: (times, each) for each, times in floors.measured(Samples(values))}
    assert {name: times for name, (times, _) in found.items()} == pytest.approx(
        {"call-p50": 0.18, "echo": 1.945}
    )
    assert found["call-p50"][1].holds(0.18)
    assert not found["call-p50"][1].holds(0.19)
    assert found["echo"][1].holds(2.0)
    assert not found["echo"][1].holds(1.945)


def test_an_interrupted_run_leaves_no_process(tmp_path: Path, temporary: Path) -> None:
    with subprocess.Popen(
        command(tmp_path, "--turns", "10000"),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stderr is not None
        for line in run.stderr:
            if line.startswith("turn 2 "):
                break
        assert leftovers(temporary) != []
        run.send_signal(signal.SIGINT)
        run.stderr.read()
        assert run.wait(TIMEOUT) == 130
    until = time.monotonic() + TIMEOUT
    while leftovers(temporary) and time.monotonic() < until:
        time.sleep(0.01)  # a killed process stays for the moment that its end takes
    assert leftovers(temporary) == []


def test_a_contender_that_fails_is_reported(tmp_path: Path, temporary: Path) -> None:
    run = subprocess.run(
        [
            *command(tmp_path, "--turns", "1", "--figures", "call-p50"),
            "--contenders",
            "raw-socket,pyro5",
        ],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert run.returncode == 1
    assert "**Pyro5 failed:** its host ended with exit code 1" in run.stdout
    result = json.loads((tmp_path / "result.json").read_text())
    assert "No module named" in result["contenders"]["pyro5"]["failure"]
    assert result["figures"]["call-p50"]["summaries"]["raw-socket"]["median"] > 0
