"""Unmodified go-plugin programs on the other side: a host of our plugin, a plugin of our host."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KV = ROOT / "examples" / "kv"
PYTHON_PLUGIN = shlex.join([sys.executable, str(KV / "main.py")])

# Building go-plugin and its dependencies from an empty module cache takes its time.
pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]


def _run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _go_host(go_programs: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _run(
        [str(go_programs / "grpc"), *arguments],
        folder,
        KV_PROTO="grpc",
        KV_PLUGIN=PYTHON_PLUGIN,
    )


def test_a_go_host_puts_and_gets_through_the_python_plugin(
    go_programs: Path, tmp_path: Path
) -> None:
    put = _go_host(go_programs, tmp_path, "put", "hello", "world")
    got = _go_host(go_programs, tmp_path, "get", "hello")

    assert (put.returncode, put.stdout) == (0, ""), put.stderr
    assert (got.returncode, got.stdout.splitlines()[0]) == (0, "world"), got.stderr
    for log in (put.stderr, got.stderr):
        assert "plugin process exited" in log  # it is the log of a whole life, not an empty one
        assert "[WARN]" not in log
        assert "[ERROR]" not in log
        assert "failed to exit gracefully" not in log


def test_a_go_host_is_told_what_the_python_plugin_raised(go_programs: Path, tmp_path: Path) -> None:
    got = _go_host(go_programs, tmp_path, "get", "absent")

    assert got.returncode == 1
    assert "FileNotFoundError" in got.stdout
    assert "kv_absent" in got.stdout


def test_the_python_plugins_log_reaches_the_go_host_at_its_level(
    go_programs: Path, tmp_path: Path
) -> None:
    put = _go_host(go_programs, tmp_path, "put", "k", "v")

    line = next(line for line in put.stderr.splitlines() if "kept a value" in line)
    assert "[INFO]" in line
    assert "key=k" in line


def _python_host(
    go_programs: Path, folder: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    return _run(
        [sys.executable, str(KV / "host.py"), *arguments],
        folder,
        KV_PLUGIN=str(go_programs / "plugin-go-grpc"),
    )


def test_the_python_host_puts_and_gets_through_the_go_plugin(
    go_programs: Path, tmp_path: Path
) -> None:
    put = _python_host(go_programs, tmp_path, "put", "hello", "world")
    got = _python_host(go_programs, tmp_path, "get", "hello")

    assert (put.returncode, put.stdout, put.stderr) == (0, "", "")
    assert got.returncode == 0, got.stderr
    assert got.stdout.splitlines() == ["world", "", "Written from plugin-go-grpc"]


def test_the_python_host_is_told_what_the_go_plugin_returned_as_its_error(
    go_programs: Path, tmp_path: Path
) -> None:
    got = _python_host(go_programs, tmp_path, "get", "absent")

    assert got.returncode == 1
    assert "PluginError: open kv_absent: no such file or directory" in got.stderr
