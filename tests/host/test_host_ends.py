"""A plugin ends with its host, however the host ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.host.support import PATIENCE, PROBE, eventually, is_alive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("transport")

HOST = """
import os, sys, time
sys.path.insert(0, {root!r})
from gen_plugin_runtime import Client
from tests.host.support import probe_config
client = Client(probe_config(*{arguments!r}, **{options!r}))
print(client.dispense("probe").run("import os; result = os.getpid()"), flush=True)
{then}
"""

SHELL = {"command": ["sh", "-c", subprocess.list2cmdline(PROBE) + "; true"]}
PIPELINE = {"command": ["sh", "-c", subprocess.list2cmdline(PROBE) + " | cat"]}


class HostProgram:
    """A host in a process of its own, with one plugin running."""

    def __init__(
        self,
        *arguments: str,
        then: str = "time.sleep(600)",
        options: dict[str, object] | None = None,
    ) -> None:
        root = os.getcwd()
        source = HOST.format(root=root, arguments=arguments, options=options or {}, then=then)
        self.process = subprocess.Popen(
            [sys.executable, "-c", source],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # so that a test can press Ctrl-C
        )
        assert self.process.stdout is not None
        self.plugin = int(self.process.stdout.readline())

    def kill(self) -> None:
        assert is_alive(self.plugin)
        self.process.kill()
        self.process.wait(PATIENCE)


@pytest.fixture(autouse=True)
def no_socket_left(socket_directory: Path) -> Iterator[None]:
    yield
    assert list(socket_directory.iterdir()) == []


def close(host: HostProgram) -> None:
    assert host.process.stdout is not None
    host.process.stdout.close()


def test_a_host_that_exits_without_kill_ends_its_plugin_before() -> None:
    host = HostProgram(then="")
    assert host.process.wait(PATIENCE) == 0
    assert not is_alive(host.plugin)
    close(host)


def test_a_host_that_fails_ends_its_plugin() -> None:
    host = HostProgram(then="raise SystemExit(5)")
    assert host.process.wait(PATIENCE) == 5
    assert not is_alive(host.plugin)
    close(host)


def test_a_child_of_the_host_does_not_end_the_hosts_plugin() -> None:
    host = HostProgram(
        then="if os.fork() == 0: sys.exit()\nos.wait(); client.ping(); print('alive')\n"
    )
    assert host.process.stdout is not None
    assert host.process.stdout.readline() == "alive\n"
    assert host.process.wait(PATIENCE) == 0
    close(host)


@pytest.mark.parametrize(
    "options", [{}, SHELL, PIPELINE], ids=["direct", "behind a shell", "in a pipeline"]
)
def test_a_host_that_is_killed(options: dict[str, object]) -> None:
    host = HostProgram(options=options)
    host.kill()
    assert eventually(lambda: not is_alive(host.plugin))
    close(host)


@pytest.mark.parametrize("multiplex", [False, True], ids=["many connections", "one"])
def test_a_host_that_is_killed_and_its_forked_child_is_not(multiplex: bool) -> None:
    """The child holds all that the host held: the connection, and the plugin's pipes."""
    host = HostProgram(
        then="if os.fork() == 0: time.sleep(600)\nprint(os.getpid()); time.sleep(600)",
        options={"grpc_broker_multiplex": multiplex},
    )
    assert host.process.stdout is not None
    host.process.stdout.readline()
    host.kill()
    assert eventually(lambda: not is_alive(host.plugin))
    os.killpg(host.process.pid, signal.SIGKILL)
    close(host)


def test_a_host_that_is_killed_while_the_plugin_works() -> None:
    host = HostProgram(then="client.dispense('probe').run('import time; time.sleep(600)')")
    host.kill()
    assert eventually(lambda: not is_alive(host.plugin))
    close(host)


def test_a_host_that_is_killed_while_a_thread_of_the_plugin_works() -> None:
    work = "import threading, time; threading.Thread(target=time.sleep, args=(600,)).start()"
    host = HostProgram(then=f"client.dispense('probe').run({work!r})\ntime.sleep(600)")
    host.kill()
    assert eventually(lambda: not is_alive(host.plugin))
    close(host)


def test_ctrl_c_is_for_the_host_alone() -> None:
    then = (
        "try: print('ready', flush=True); time.sleep(600)\n"
        "except KeyboardInterrupt: client.ping(); raise SystemExit(6)"
    )
    host = HostProgram(then=then)
    assert host.process.stdout is not None
    assert host.process.stdout.readline() == "ready\n"
    os.killpg(host.process.pid, signal.SIGINT)
    assert host.process.wait(PATIENCE) == 6
    assert not is_alive(host.plugin)
    close(host)


def test_a_plugin_that_shall_outlive_its_host(socket_directory: Path) -> None:
    host = HostProgram("end_with_host=False")
    host.kill()
    with pytest.raises(AssertionError):
        wait_for_end(host.plugin, seconds=2.0)
    os.kill(host.plugin, signal.SIGINT)  # ignored
    assert is_alive(host.plugin)
    os.kill(host.plugin, signal.SIGKILL)
    for path in socket_directory.iterdir():
        path.unlink()
    close(host)


def wait_for_end(pid: int, *, seconds: float) -> None:
    handle = os.pidfd_open(pid)
    try:
        import select

        assert select.select([handle], [], [], seconds)[0]
    finally:
        os.close(handle)
