"""Unmodified go-plugin programs that speak net/rpc: hosts of our plugin, plugins of our host."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests import go_toolchain
from tests.interop.conftest import EXAMPLES
from tests.interop.netrpc_examples import (
    GREETER_HANDSHAKE,
    KV_HANDSHAKE,
    GreeterPlugin,
    KVPlugin,
)

from gen_plugin_runtime import Client, ClientConfig, PluginError, UnknownPlugin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PYTHON_PLUGIN = [sys.executable, str(Path(__file__).with_name("netrpc_examples.py"))]

# Building go-plugin and its dependencies from an empty module cache takes its time.
pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the hosts `basic` and `grpc`, and their plugins."""
    return go_toolchain.install(
        tmp_path_factory.mktemp("go-plugin-netrpc"),
        f"{EXAMPLES}/basic@latest",
        f"{EXAMPLES}/basic/plugin@latest",
        f"{EXAMPLES}/grpc@latest",
        f"{EXAMPLES}/grpc/plugin-go-netrpc@latest",
    )


def run_host(
    program: Path, folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(program), *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def check_quiet(log: str) -> None:
    assert "plugin process exited" in log  # it is the log of a whole life, not an empty one
    for wrong in ("[WARN]", "[ERROR]", "[ERR]", "failed to exit gracefully"):
        assert wrong not in log


def test_the_host_of_the_basic_example_and_a_python_plugin(programs: Path, tmp_path: Path) -> None:
    plugin = tmp_path / "plugin" / "greeter"  # where the host looks for it
    plugin.parent.mkdir()
    plugin.write_text(f"#!/bin/sh\nexec {shlex.join(PYTHON_PLUGIN)}\n")
    plugin.chmod(0o755)
    done = run_host(programs / "basic", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Hello!" in done.stdout.splitlines()
    assert "[DEBUG] plugin.greeter: message from GreeterHello.Greet" in done.stdout
    check_quiet(done.stdout)


def test_the_host_of_the_kv_example_and_a_python_plugin(programs: Path, tmp_path: Path) -> None:
    environment = {"KV_PROTO": "netrpc", "KV_PLUGIN": shlex.join(PYTHON_PLUGIN)}
    put = run_host(programs / "grpc", tmp_path, "put", "hello", "world", **environment)
    got = run_host(programs / "grpc", tmp_path, "get", "hello", **environment)
    assert (put.returncode, put.stdout) == (0, ""), put.stderr
    assert got.stdout.splitlines() == ["world", "", "Written from Python"], got.stderr
    for each in (put, got):
        check_quiet(each.stderr)
    absent = run_host(programs / "grpc", tmp_path, "get", "absent", **environment)
    assert absent.returncode == 1
    assert "FileNotFoundError: [Errno 2] No such file or directory: 'kv_absent'" in absent.stdout


def client(command: list[str], **options: Any) -> Client:
    return Client(ClientConfig(KV_HANDSHAKE, command=command, call_timeout=60.0, **options))


auto_mtls = pytest.mark.parametrize("auto_mtls", [False, True], ids=["plain", "mtls"])


@auto_mtls
def test_a_python_host_and_the_plugin_of_the_basic_example(programs: Path, auto_mtls: bool) -> None:
    plugins = {"greeter": GreeterPlugin(), "other": GreeterPlugin()}
    config = ClientConfig(
        GREETER_HANDSHAKE, plugins, command=[programs / "plugin"], auto_mtls=auto_mtls
    )
    with Client(config) as host:
        greeter = host.dispense("greeter")
        assert [greeter.greet() for _ in range(3)] == ["Hello!"] * 3
        assert (host.protocol, host.negotiated_version) == ("netrpc", 1)
        host.ping()
        with pytest.raises(UnknownPlugin, match="unknown plugin type: other"):
            host.dispense("other")
    assert host._running is not None
    assert host._running.process.exit_code == 0


@auto_mtls
def test_a_python_host_and_the_plugin_of_the_kv_example(
    programs: Path, tmp_path: Path, auto_mtls: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command = [str(programs / "plugin-go-netrpc")]
    with client(command, plugins={"kv": KVPlugin()}, auto_mtls=auto_mtls) as host:
        kv = host.dispense("kv")
        kv.put("hello", b"world")
        assert kv.get("hello") == b"world\n\nWritten from plugin-go-netrpc"
        with pytest.raises(PluginError, match=r"^open kv_absent: no such file or directory$"):
            kv.get("absent")
