"""Generated code and unmodified Go programs over net/rpc, both ways."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests import go_toolchain
from tests.interop.conftest import EXAMPLES, OWN

ROOT = Path(__file__).resolve().parents[2] / "examples"
GREETER, KV = ROOT / "greeter", ROOT / "kv"

HOST = """
import sys
from {package} import launch

with launch(sys.argv[2:], auto_mtls=sys.argv[1] == "mtls") as {name}:
    print(type({name}).__name__, {call})
"""

pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]
tls = pytest.mark.parametrize("tls", ["plain", "mtls"])


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the seeds' `plain/host` and `plugin`, and `mtls/host`.

    That one has AutoMTLS, which the seeds have not: a field more in the host's configuration.
    """
    folder = tmp_path_factory.mktemp("seeds")
    go_toolchain.build(folder, OWN, "seeds/plugin")
    source = OWN / "seeds" / "host" / "main.go"
    with_mtls = source.read_text().replace("Logger: logger,", "Logger: logger, AutoMTLS: true,")
    assert "AutoMTLS" in with_mtls
    for name, changed in {"plain": {}, "mtls": {source: with_mtls}}.items():
        (folder / name).mkdir()
        go_toolchain.build(folder / name, OWN, "seeds/host", changed)
    return folder


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with go-plugin's hosts `basic` and `grpc`, and their plugins over net/rpc."""
    return go_toolchain.install(
        tmp_path_factory.mktemp("go-plugin-generated"),
        f"{EXAMPLES}/basic@latest",
        f"{EXAMPLES}/basic/plugin@latest",
        f"{EXAMPLES}/grpc@latest",
        f"{EXAMPLES}/grpc/plugin-go-netrpc@latest",
    )


def _run(
    folder: Path, command: list[str], environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _greeter_at(folder: Path, *command: str) -> None:
    """Put a command where the Go hosts look for their plugin."""
    plugin = folder / "plugin" / "greeter"
    plugin.parent.mkdir()
    plugin.write_text(f"#!/bin/sh\nexec {shlex.join(command)}\n")
    plugin.chmod(0o755)


def _over_netrpc(folder: Path, package: Path, impl: str) -> list[str]:
    """The command of a plugin that serves a generated package over net/rpc."""
    main = folder / "main_netrpc.py"
    main.write_text(
        f"import os, sys; sys.path[:0] = [{str(package)!r}]\n"
        "print('AutoMTLS:', 'PLUGIN_CLIENT_CERT' in os.environ, file=sys.stderr)\n"
        f"from main import {impl}; from {package.name}_plugin import serve\n"
        f'serve({impl}(), protocol="netrpc")\n'
    )
    return [sys.executable, str(main)]


@tls
def test_the_seeds_host_and_a_python_plugin(seeds: Path, tmp_path: Path, tls: str) -> None:
    _greeter_at(tmp_path, *_over_netrpc(tmp_path, GREETER, "MyGreeter"))
    done = _run(tmp_path, [str(seeds / tls / "host")])
    assert done.returncode == 0, done.stderr
    assert f"AutoMTLS: {tls == 'mtls'}" in done.stderr
    assert 'Got response from plugin: greeting="Hello!"' in done.stderr
    assert "plugin.greeter: Hello!: @module=greeter" in done.stderr
    assert "[ERROR]" not in done.stderr
    assert "[WARN]" not in done.stderr


@tls
def test_a_python_host_and_the_seeds_plugin(seeds: Path, tls: str) -> None:
    host = HOST.format(package="greeter_plugin", name="greeter", call="greeter.greet()")
    done = _run(GREETER, [sys.executable, "-c", host, tls, str(seeds / "plugin")])
    assert (done.stdout, done.returncode) == ("GreeterNetRpcClient Hello!\n", 0), done.stderr


def test_the_host_of_the_basic_example_and_a_generated_plugin(
    examples: Path, tmp_path: Path
) -> None:
    (tmp_path / "basic.py").write_text((GREETER / "greeter.py").read_text())
    (tmp_path / "pyproject.toml").write_text(
        '[tool.gen-plugin.sources."basic.py"]\nnetrpc = true\ncookie-key = "BASIC_PLUGIN"\n'
        'cookie-value = "hello"\n'
    )
    assert _run(tmp_path, [sys.executable, "-m", "gen_plugin", "basic.py"]).returncode == 0
    main = tmp_path / "main.py"
    main.write_text(
        main.read_text()
        .replace("raise NotImplementedError", 'return "Hello from Python"')
        .replace("(MyGreeter())", '(MyGreeter(), protocol="netrpc")')
    )
    _greeter_at(tmp_path, sys.executable, str(main))
    done = _run(tmp_path, [str(examples / "basic")])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Hello from Python" in done.stdout.splitlines()
    host = HOST.format(package="basic_plugin", name="greeter", call="greeter.greet()")
    for tls in ("plain", "mtls"):
        done = _run(tmp_path, [sys.executable, "-c", host, tls, str(examples / "plugin")])
        assert (done.stdout, done.returncode) == ("GreeterNetRpcClient Hello!\n", 0), done.stderr


def test_the_host_of_the_kv_example_and_the_python_plugin(examples: Path, tmp_path: Path) -> None:
    plugin = shlex.join([sys.executable, str(KV / "main.py")])
    environment = {"KV_PROTO": "netrpc", "KV_PLUGIN": plugin}
    put = _run(tmp_path, [str(examples / "grpc"), "put", "hello", "world"], environment)
    got = _run(tmp_path, [str(examples / "grpc"), "get", "hello"], environment)
    assert (put.returncode, put.stdout) == (0, ""), put.stderr
    assert got.stdout.splitlines() == ["world", "", "Written from plugin-python"], got.stderr
    absent = _run(tmp_path, [str(examples / "grpc"), "get", "absent"], environment)
    assert absent.returncode == 1
    assert "FileNotFoundError: [Errno 2] No such file or directory: 'kv_absent'" in absent.stdout


def test_the_python_host_and_the_plugin_of_the_kv_example(examples: Path, tmp_path: Path) -> None:
    environment = {"KV_PLUGIN": str(examples / "plugin-go-netrpc")}
    host = [sys.executable, str(KV / "host.py")]
    assert _run(tmp_path, [*host, "put", "hello", "world"], environment).returncode == 0
    got = _run(tmp_path, [*host, "get", "hello"], environment)
    assert got.stdout.splitlines() == ["world", "", "Written from plugin-go-netrpc"], got.stderr
