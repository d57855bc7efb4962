"""The small helpers of go-plugin: managed clients, `discover`, `serve_mux`; limits of messages."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.host.support import PATIENCE, PROBE, is_alive, probe_config

from gen_plugin_runtime import Client, ConnectionLost, PluginError, cleanup_clients, discover
from gen_plugin_runtime.host import managed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("nothing_left")


def test_cleanup_ends_the_managed_clients_and_no_others() -> None:
    several = [Client(probe_config(managed=True)) for _ in range(3)]
    never_started = Client(probe_config(managed=True))
    ended_before = Client(probe_config(managed=True))
    other = Client(probe_config())
    for client in (*several, ended_before, other):
        client.start()
    pids = [int(client.id) for client in several]
    ended_before.kill()
    cleanup_clients()
    assert not any(map(is_alive, pids))
    assert all(client.exited for client in several)
    assert not never_started.exited
    other.ping()
    other.kill()
    assert managed._kills == set()
    cleanup_clients()


def test_cleanup_kills_hung_plugins_at_the_same_time() -> None:
    import signal
    import time

    several = [Client(probe_config(managed=True, shutdown_timeout=1.0)) for _ in range(4)]
    for client in several:
        client.start()
        os.kill(int(client.id), signal.SIGSTOP)
    started = time.monotonic()
    cleanup_clients()
    assert time.monotonic() - started < 4.0
    assert all(client.exited for client in several)


def test_discover(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "[x]"
    folder.mkdir()
    for name in ("plugin-b", "plugin-a", "other"):
        (folder / name).touch()
    monkeypatch.chdir(tmp_path)
    expected = [str(folder / "plugin-a"), str(folder / "plugin-b")]
    assert discover("plugin-*", "[x]") == expected
    assert discover("plugin-*", folder) == expected
    monkeypatch.chdir(folder)
    assert discover("plugin-?") == expected
    assert discover("none*") == []


MUX = f"""
import runpy, sys
sys.path.insert(0, '.')
from gen_plugin_runtime import serve_mux

def probe():
    sys.argv = [sys.argv[0]]
    runpy.run_path({PROBE[1]!r}, run_name="__main__")

serve_mux({{"probe": probe, "none": probe}})
"""


def test_one_program_is_several_plugins() -> None:
    with Client(probe_config(command=[sys.executable, "-c", MUX, "probe"])) as client:
        assert client.dispense("probe").echo("x") == "x"


@pytest.mark.parametrize("arguments", [[], ["other"], ["probe", "none"]])
def test_a_program_that_is_several_plugins_needs_a_name(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MUX, *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "name of one of them" in done.stderr
    assert "none, probe" in done.stderr


def test_messages_are_limited_on_both_sides() -> None:
    with Client(probe_config("max_receive=1000", max_receive=2000)) as client:
        probe = client.dispense("probe")
        assert len(probe.run("result = 'x' * 1900")) == 1900
        with pytest.raises(PluginError, match="at most 2000"):
            probe.run("result = 'x' * 2000")
        with pytest.raises(PluginError, match="at most 1000"):
            probe.echo("x" * 1000)
        assert probe.echo("x" * 900) == "x" * 900


def test_a_plugin_that_hangs_behind_a_shell_is_ended_too() -> None:
    import signal

    line = subprocess.list2cmdline(PROBE)
    client = Client(probe_config(command=["sh", "-c", f"{line}; true"], shutdown_timeout=0.2))
    probe = client.dispense("probe")
    pid = probe.run("import os; result = os.getpid()")
    assert isinstance(pid, int)
    address = client.reattach_config()
    assert address is not None
    assert address.pid == pid  # also for other hosts it is the plugin itself
    os.kill(pid, signal.SIGSTOP)
    client.kill()
    assert not is_alive(pid)
    with pytest.raises(ConnectionLost):
        probe.echo("x")
