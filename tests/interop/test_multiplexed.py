"""One connection for all: the end of either process, and a plugin of go-plugin's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.host.support import eventually, is_alive
from tests.interop.desk import run

HERE = Path(__file__).parent
COUNTER = HERE.parents[1] / "examples" / "counter"

# Building go-plugin and its dependencies from an empty module cache takes its time.
pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

KILLING_HOST = """
import os, signal, sys
from desk_plugin import PLUGINS, HANDSHAKE
from gen_plugin_runtime import Client, ClientConfig, ConnectionLost, PluginCrashed

class Listener:
    def told(self, text):
        os.kill(int(client.id), signal.SIGKILL)
        return text

config = ClientConfig(HANDSHAKE, PLUGINS, command=sys.argv[1:], grpc_broker_multiplex=True)
with Client(config) as client:
    desk = client.dispense("desk")
    opened = desk.open()
    try:
        desk.tell(Listener())
    except PluginCrashed as error:
        print(error.exit_code)
    try:
        opened.told("x")
    except ConnectionLost:
        print("gone")
"""


def test_a_python_host_whose_go_plugin_is_killed(go_desk: Path, desk: Path) -> None:
    (desk / "killing_host.py").write_text(KILLING_HOST)
    done = run(desk, sys.executable, "killing_host.py", go_desk)
    assert done.stdout.splitlines() == ["-9", "gone"]


def test_a_python_plugin_whose_go_host_is_killed(go_desk: Path, desk: Path, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    host = subprocess.Popen(
        [go_desk, "host", "-broker", "multiplexed", "1000000", sys.executable, "plugin.py"],
        cwd=desk,
        env={**os.environ, "PYTHONPATH": str(desk), "PID_FILE": str(pid_file)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with host:
        assert host.stdout is not None
        assert host.stdout.readline().startswith(b"x ")
        assert host.stdout.readline().startswith(b"heard host 0: x ")
        host.kill()
    plugin = int(pid_file.read_text())
    assert eventually(lambda: not is_alive(plugin))


def test_the_example_of_go_plugin_multiplexed(bidirectional: Path, tmp_path: Path) -> None:
    """A plugin of go-plugin's own that knows nothing of it: the library does it all."""
    host = """
import sys
from counter_plugin import launch

class Adder:
    def add(self, a, b):
        return a + b

with launch([sys.argv[1]], grpc_broker_multiplex=True) as counter:
    for number in (40, 2):
        counter.put("k", number, Adder())
    print(counter.get("k"))
"""
    plugin = bidirectional / "plugin-go-grpc"
    done = run(tmp_path, sys.executable, "-c", host, plugin, PYTHONPATH=str(COUNTER))
    assert done.stdout == "42\n"
    assert json.loads((tmp_path / "kv_k").read_text()) == {"Value": 42}
