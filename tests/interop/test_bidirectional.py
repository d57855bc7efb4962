"""go-plugin's `examples/bidirectional`, unmodified: plugins that call back into their hosts."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

COUNTER = Path(__file__).resolve().parents[2] / "examples" / "counter"
PYTHON_PLUGIN = shlex.join([sys.executable, str(COUNTER / "main.py")])

# Building go-plugin and its dependencies from an empty module cache takes its time.
pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]


def _run(folder: Path, plugin: str, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "COUNTER_PLUGIN": plugin},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _count(folder: Path, plugin: str, *host: str) -> subprocess.CompletedProcess[str]:
    for number in ("40", "2"):
        put = _run(folder, plugin, *host, "put", "k", number)
        assert (put.returncode, put.stdout) == (0, ""), put.stdout + put.stderr
        assert "[ERROR]" not in put.stderr
    return _run(folder, plugin, *host, "get", "k")


def test_the_python_plugin_calls_back_into_the_go_host(bidirectional: Path, tmp_path: Path) -> None:
    got = _count(tmp_path, PYTHON_PLUGIN, str(bidirectional / "bidirectional"))

    assert (got.returncode, got.stdout) == (0, "42\n"), got.stderr
    assert "plugin process exited" in got.stderr
    assert "failed to exit gracefully" not in got.stderr
    assert (tmp_path / "kv_k").read_text() == "42"


def test_the_go_plugin_calls_back_into_the_python_host(bidirectional: Path, tmp_path: Path) -> None:
    plugin = str(bidirectional / "plugin-go-grpc")
    got = _count(tmp_path, plugin, sys.executable, str(COUNTER / "host.py"))

    assert (got.returncode, got.stdout) == (0, "42\n"), got.stderr
    assert (tmp_path / "kv_k").read_text() == '{"Value":42}'


def test_what_the_python_host_raises_comes_back_through_the_go_plugin(
    bidirectional: Path, tmp_path: Path
) -> None:
    host = """
import sys
from counter_plugin import launch

class Failing:
    def add(self, a, b):
        raise ArithmeticError(f"cannot add {a} and {b}")

with launch([sys.argv[1]]) as counter:
    try:
        counter.put("k", 5, Failing())
    except ArithmeticError as error:
        print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", host, str(bidirectional / "plugin-go-grpc")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(COUNTER)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "cannot add 0 and 5\n"), done.stderr
