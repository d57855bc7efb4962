"""Lives of plugin processes between go-plugin and Python, in both directions and transports."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.host.support import PATIENCE, eventually, is_alive
from tests.interop.lifecycle_plugin import HANDSHAKE, LifePlugin, serve_config
from tests.interop.lives import PYTHON_PLUGIN, go_host, host_of, seen_by_go

from gen_plugin_runtime import (
    CallError,
    Client,
    ClientConfig,
    DecodeError,
    NotImplementedByPlugin,
    PluginCrashed,
    PluginError,
    ReattachConfig,
    VersionMismatch,
)
from gen_plugin_runtime.netrpc.gob.basics import INT, STRING
from gen_plugin_runtime.netrpc.rpc.method import Method
from gen_plugin_runtime.testing import serve_in_process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.interop.lives import Security

pytestmark = [pytest.mark.go, pytest.mark.timeout(1000), pytest.mark.usefixtures("transport")]
plain_or_mtls = pytest.mark.parametrize("security", ["plain", "mtls"], indirect=True)


@pytest.fixture(autouse=True)
def sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where all sockets of a test are made, and removed again."""
    folder = tmp_path / "s"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def ended_for_go(transport: str) -> list[str]:
    """What a Go host says of a plugin that has ended by itself: net/rpc's cannot be asked to."""
    return ["exited true"] if transport == "grpc" else ["exited true", "by force"]


def remove_what_a_go_host_leaves(sockets: Path) -> None:
    """A Go host does not remove the socket of a plugin that it has killed."""
    for left in sockets.iterdir():
        left.unlink()


# A Go host and a Python plugin.


@pytest.mark.parametrize("network", ["unix", "tcp"])
def test_a_go_host_calls_and_ends_a_python_plugin(
    life: str, transport: str, network: str, security: Security
) -> None:
    command = (*PYTHON_PLUGIN, f"network={network!r}")
    seen = seen_by_go(life, "call", *command, **security.of_go)
    assert seen == [f"{transport} 1 1 <nil>", "exited true"]


def test_a_go_host_negotiates_the_version(
    life: str, transport: str, tmp_path: Path, sockets: Path
) -> None:
    wrapper = tmp_path / "plugin"
    wrapper.write_text(f'#!/bin/sh\nLIFE_VERSIONS="$1" exec {" ".join(PYTHON_PLUGIN)}\n')
    wrapper.chmod(0o755)
    seen = seen_by_go(life, "call", str(wrapper), "1,3,7", LIFE_VERSIONS="2,3,5")
    assert seen == [f"{transport} 3 3 <nil>", "exited true"]
    failed = go_host(life, "call", str(wrapper), "4,7", LIFE_VERSIONS="2,3,5")
    assert failed.returncode == 1
    assert "Plugin version: 4, Client versions: [" in failed.stderr
    remove_what_a_go_host_leaves(sockets)


@plain_or_mtls
def test_a_go_host_gets_what_a_python_plugin_prints(life: str, security: Security) -> None:
    assert seen_by_go(life, "print", **security.of_go) == [
        "error false",
        "exited true",
        '"hello\\nworld!"',
        '"and some error\\n messages!"',
    ]


def test_a_go_host_gets_what_others_write_to_descriptor_1(life: str) -> None:
    seen = seen_by_go(life, "print otherwise")
    assert seen == ["error false", "exited true", '"hello\\nworld!"', '""']


@plain_or_mtls
def test_a_go_host_logs_a_python_plugin_at_its_levels(life: str, security: Security) -> None:
    log = seen_by_go(life, "log", **security.of_go)
    program = Path(sys.executable).name
    for level in ("TRACE", "DEBUG", "INFO", "WARN", "ERROR"):
        text = f"[{level}]".ljust(7) + f" host.{program}: at {level.lower()}: "
        [line] = [line for line in log if text in line]
        assert " foo=12 " in f"{line} "
        assert " @module=life " in f"{line} "
    assert "by force" not in log


@plain_or_mtls
def test_a_go_host_sees_the_crash_of_a_python_plugin(
    life: str, transport: str, security: Security, sockets: Path
) -> None:
    told, *end = seen_by_go(life, "crash", **security.of_go)
    if transport == "grpc":
        assert told == "done"
    else:
        assert re.fullmatch(r"error (unexpected EOF|connection is shut down|.*: broken pipe)", told)
    assert end == ended_for_go(transport)
    remove_what_a_go_host_leaves(sockets)


@plain_or_mtls
def test_a_go_host_sees_that_a_python_plugin_ends_under_a_call(
    life: str, transport: str, security: Security, sockets: Path
) -> None:
    seen = seen_by_go(life, "die", **security.of_go)
    assert seen == ["error true", *ended_for_go(transport)]
    remove_what_a_go_host_leaves(sockets)


@plain_or_mtls
@pytest.mark.parametrize("wrapped", [False, True], ids=["direct", "behind a shell"])
def test_a_python_plugin_ends_with_its_killed_go_host(
    life: str, wrapped: bool, security: Security
) -> None:
    line = subprocess.list2cmdline(PYTHON_PLUGIN)
    command = ("sh", "-c", f"{line}; true") if wrapped else PYTHON_PLUGIN
    environment = {**os.environ, **security.of_go}
    host = subprocess.Popen(
        [life, "wait", *command], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert host.stdout is not None
    at = json.loads(host.stdout.readline())
    [plugin] = [at["Pid"]] if not wrapped else children_of(at["Pid"])
    assert is_alive(plugin)
    host.kill()
    host.wait()
    host.stdout.close()
    assert eventually(lambda: not is_alive(plugin))


def test_a_python_plugin_lets_the_group_of_its_go_host_connect(life: str) -> None:
    environment = {**os.environ, "LIFE_GROUP": str(os.getgid())}
    host = subprocess.Popen(
        [life, "wait", *PYTHON_PLUGIN], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert host.stdout is not None
    at = json.loads(host.stdout.readline())
    status = os.stat(at["Address"])
    host.kill()
    host.wait()
    host.stdout.close()
    assert (stat.S_IMODE(status.st_mode), status.st_gid) == (0o660, os.getgid())
    assert eventually(lambda: not is_alive(at["Pid"]))


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_go_host_reattaches_to_a_python_plugin_that_a_python_host_has_started(life: str) -> None:
    with host_of(*PYTHON_PLUGIN) as client:
        found = client.reattach_config()
        assert found is not None
        place = {"Network": "unix", "Address": found.address, "Pid": found.pid}
        at = json.dumps({**place, "Protocol": found.protocol})
        pid, end = seen_by_go(life, "reattach", at, "pid", "kill")
        assert pid == f"{found.pid} <nil>"
        assert end.startswith("exited true ping ")
        assert "ping <nil>" not in end
        assert eventually(lambda: client.exited)


def test_a_python_plugin_is_handed_from_one_go_host_to_another(life: str) -> None:
    [text] = seen_by_go(life, "start", *PYTHON_PLUGIN, "end_with_host=False")
    at = json.loads(text)
    assert is_alive(at["Pid"])
    pid, end = seen_by_go(life, "reattach", text, "pid", "kill")
    assert pid == f"{at['Pid']} <nil>"
    assert end.startswith("exited true")
    assert eventually(lambda: not is_alive(at["Pid"]))


def test_a_go_host_reattaches_to_python_in_test_mode(life: str) -> None:
    with serve_in_process(serve_config()) as found:
        place = {"Network": "unix", "Address": found.address, "Version": 1, "Test": True}
        at = json.dumps({**place, "Protocol": found.protocol})
        seen = seen_by_go(life, "reattach", at, "pid", "kill", "version")
        assert seen == [f"{os.getpid()} <nil>", "exited false ping <nil>", "1 <nil>"]


# A Python host and a Go plugin.


def test_a_python_host_calls_and_ends_a_go_plugin(
    life: str, transport: str, security: Security, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with host_of(life, **security.of_python) as client:
        assert client.dispense("life").do("pid") == client.id
        assert (client.protocol, client.negotiated_version) == (transport, 1)
        client.ping()
    assert client._running is not None
    assert client._running.process.exit_code == 0
    assert caplog.records == []


def test_a_python_host_negotiates_the_version(life: str) -> None:
    plugins = {version: {"life": LifePlugin()} for version in (2, 3, 5)}
    options = {"env": {"LIFE_VERSIONS": "1,3,7"}, "versioned_plugins": plugins}
    with host_of(life, **options) as client:
        assert client.negotiated_version == 3
        assert client.dispense("life").do("version") == "3"
    with pytest.raises(VersionMismatch, match="serves protocol version 4"):
        host_of(life, env={"LIFE_VERSIONS": "4,7"}).start()


@plain_or_mtls
def test_a_python_host_gets_what_a_go_plugin_prints(life: str, security: Security) -> None:
    out, err = io.BytesIO(), io.BytesIO()
    with host_of(life, sync_stdout=out, sync_stderr=err, **security.of_python) as client:
        client.dispense("life").do("print")
        # What go-plugin has not sent yet when it is asked to end, it drops.
        assert eventually(lambda: out.getvalue() == b"hello\nworld!")
        assert eventually(lambda: err.getvalue() == b"and some error\n messages!")


def test_a_python_host_logs_a_go_plugin_at_its_levels(
    life: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    with host_of(life) as client:
        client.dispense("life").do("log")
    records = [record for record in caplog.records if " at " in f" {record.getMessage()}"]
    levels = ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR"]
    assert [record.levelname for record in records if "foo=12" in record.getMessage()] == levels


@plain_or_mtls
def test_a_python_host_sees_the_panic_of_a_go_plugin(
    life: str, security: Security, caplog: pytest.LogCaptureFixture
) -> None:
    with host_of(life, **security.of_python) as client:
        with pytest.raises(PluginCrashed) as caught:
            client.dispense("life").do("panic")
        assert caught.value.exit_code == 2
        assert "panic: invalid foo bar" in str(caught.value)
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert errors[0].getMessage() == "panic: invalid foo bar"
    assert any("goroutine" in record.getMessage() for record in errors)
    assert errors[-1].getMessage() == "the plugin exited with code 2"


@plain_or_mtls
def test_a_python_host_kills_a_go_plugin_that_hangs(
    life: str, security: Security, sockets: Path
) -> None:
    client = host_of(life, shutdown_timeout=0.2, **security.of_python)
    client.start()
    os.kill(int(client.id), signal.SIGSTOP)
    client.kill()
    assert client.exited
    assert list(sockets.iterdir()) == []


def test_a_python_host_reattaches_to_a_go_plugin(life: str) -> None:
    [text] = seen_by_go(life, "start", life)
    at = json.loads(text)
    assert is_alive(at["Pid"])
    place = {"network": at["Network"], "protocol": at["Protocol"]}
    address = ReattachConfig(at["Address"], pid=at["Pid"], **place)
    one, other = (reattaching(address) for _ in range(2))
    assert one.dispense("life").do("pid") == other.dispense("life").do("pid") == str(at["Pid"])
    other.detach()
    one.kill()
    assert eventually(lambda: not is_alive(at["Pid"]))


def test_a_python_host_reattaches_to_go_in_test_mode(life: str) -> None:
    server = subprocess.Popen(
        [life, "test"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PLUGIN_PROTOCOL_VERSIONS": "3", "LIFE_VERSIONS": "2,3"},
        text=True,
    )
    with server:
        assert server.stdout is not None
        assert server.stdin is not None
        at = json.loads(server.stdout.readline())
        address = ReattachConfig(
            at["Address"],
            network=at["Network"],
            pid=at["Pid"],
            protocol=at["Protocol"],
            protocol_version=at["Version"],
            test=at["Test"],
        )
        client = reattaching(address, versioned_plugins={3: {"life": LifePlugin()}})
        life_there = client.dispense("life")
        assert (client.negotiated_version, life_there.do("version")) == (3, "3")
        client.kill()
        assert life_there.do("pid") == str(server.pid)
        server.stdin.close()
        assert server.wait(PATIENCE) == 0
        with pytest.raises(CallError):
            client.ping()
        client.detach()


def reattaching(address: ReattachConfig, **options: object) -> Client:
    plugins = {"life": LifePlugin()}
    return Client(ClientConfig(HANDSHAKE, plugins, reattach=address, **options))  # type: ignore[arg-type]


# Over net/rpc alone.


@pytest.mark.parametrize("transport", ["netrpc"], indirect=True)
@pytest.mark.parametrize("network", ["unix", "tcp"])
def test_a_go_host_and_a_python_plugin_pass_objects(
    life: str, network: str, security: Security
) -> None:
    command = (*PYTHON_PLUGIN, f"network={network!r}")
    seen = seen_by_go(life, "objects", *command, **security.of_go)
    heard = [f"plugin heard host: word {n}: word {n}" for n in range(5)]
    assert seen == [*heard, "exited true"]


@pytest.mark.parametrize("transport", ["netrpc"], indirect=True)
def test_a_python_host_and_a_go_plugin_pass_objects(life: str, security: Security) -> None:
    with host_of(life, **security.of_python) as client:
        visitor = client.dispense("life")
        with ThreadPoolExecutor(5) as pool:
            heard = [*pool.map(visitor.visit, [f"word {n}" for n in range(20)])]
    assert heard == [f"plugin heard host: word {n}: word {n}" for n in range(20)]


@pytest.mark.parametrize("transport", ["netrpc"], indirect=True)
def test_a_go_host_is_told_the_same_errors_by_a_python_plugin_and_a_go_plugin(life: str) -> None:
    seen = seen_by_go(life, "errors")
    assert seen == [
        "it failed",
        "rpc: can't find method Plugin.Nothing",
        "rpc: can't find service Other.Do",
        "gob: decoding into local type *string, received remote type int",
        "<nil> <nil>",
        "exited true",
    ]
    assert seen_by_go(life, "errors", life)[:5] == seen[:5]


@pytest.mark.parametrize("transport", ["netrpc"], indirect=True)
def test_a_python_host_is_told_the_errors_of_a_go_plugin(life: str) -> None:
    with host_of(life) as client:
        dispensed = client.dispense("life")
        with pytest.raises(PluginError, match=r"^it failed$"):
            dispensed.do("fail")
        call = dispensed.connection.method
        with pytest.raises(NotImplementedByPlugin, match=r"does not implement Plugin\.Nothing in"):
            call(Method("Plugin.Nothing", STRING, STRING))("x")
        with pytest.raises(PluginError, match="received remote type int"):
            call(Method("Plugin.Do", INT, STRING))(12)
        with pytest.raises(DecodeError, match=r"Plugin\.Do\(\) -> result"):
            call(Method("Plugin.Do", STRING, INT))("version")
        assert dispensed.do("version") == "1"
