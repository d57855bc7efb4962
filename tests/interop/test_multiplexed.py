"""Objects that go both ways between Python and go-plugin, over one connection and over many."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests import go_toolchain
from tests.host.support import eventually, is_alive

HERE = Path(__file__).parent
COUNTER = HERE.parents[1] / "examples" / "counter"
ROUNDS = 20

# Building go-plugin and its dependencies from an empty module cache takes its time.
pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

INTERFACE = """
from typing import Protocol


class Listener(Protocol):
    def told(self, text: str) -> str: ...


class Desk(Protocol):
    def tell(self, listener: Listener) -> str: ...

    def open(self) -> Listener: ...
"""
SETTINGS = """
[tool.gen-plugin.sources."desk.py"]
package = "brokered.v1"
protocol-version = 1
cookie-key = "BROKERED_PLUGIN"
cookie-value = "brokered"
"""
PLUGIN = """
import os
from pathlib import Path
from desk_plugin import serve

class Opened:
    def told(self, text):
        return f"opened: {text}"

class Desk:
    def tell(self, listener):
        return f"heard {listener.told('x')}"

    def open(self):
        return Opened()

if "PID_FILE" in os.environ:
    Path(os.environ["PID_FILE"]).write_text(str(os.getpid()))
serve(Desk(), network=os.environ.get("NETWORK"))
"""
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
HOST = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from desk_plugin import PLUGINS, HANDSHAKE
from gen_plugin_runtime import Client, ClientConfig

rounds, multiplexed, command = int(sys.argv[1]), sys.argv[2] == "multiplexed", sys.argv[3:]

class Listener:
    def __init__(self, name):
        self.name = name

    def told(self, text):
        return f"{self.name}: {text}"

config = ClientConfig(
    HANDSHAKE,
    PLUGINS,
    command=command,
    grpc_broker_multiplex=multiplexed,
    call_timeout=30,
    sync_stderr=sys.stderr,
)
with Client(config) as client:
    desk = client.dispense("desk")
    for index in range(rounds):
        print(desk.tell(Listener(f"host {index}")), "|", desk.open().told(str(index)))
    with ThreadPoolExecutor(8) as pool:
        told = lambda index: desk.open().told(str(index))
        assert list(pool.map(told, range(rounds))) == [f"opened: {n}" for n in range(rounds)]
    client.ping()
"""
SEEN = [f"heard host {n}: x | opened: {n}" for n in range(ROUNDS)]


@pytest.fixture(scope="module")
def go_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A host and a plugin of go-plugin."""
    return go_toolchain.build(tmp_path_factory.mktemp("brokered"), HERE / "go" / "multiplexed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in Python."""
    folder = tmp_path_factory.mktemp("desk")
    for name, text in {
        "desk.py": INTERFACE,
        "pyproject.toml": SETTINGS,
        "plugin.py": PLUGIN,
        "host.py": HOST,
    }.items():
        (folder / name).write_text(text)
    generated = [sys.executable, "-m", "gen_plugin", "desk.py"]
    subprocess.run(generated, cwd=folder, check=True, capture_output=True, timeout=60)
    return folder


def _run(folder: Path, *command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.parametrize("network", ["unix", "tcp"])
@pytest.mark.parametrize("broker", ["plain", "multiplexed"])
def test_a_go_host_and_a_python_plugin(
    go_program: Path, folder: Path, broker: str, network: str
) -> None:
    """checklist: TestGRPC_App (default, mux)."""
    environment = {"NETWORK": network, **({"PLAIN_BROKER": "1"} if broker == "plain" else {})}
    done = _run(folder, go_program, "host", ROUNDS, sys.executable, "plugin.py", **environment)
    assert done.stdout.splitlines() == SEEN
    assert "plugin process exited" in done.stderr
    for wrong in ("[WARN]", "[ERROR]", "[ERR]", "failed to exit gracefully"):
        assert wrong not in done.stderr


@pytest.mark.parametrize("broker", ["plain", "multiplexed"])
def test_a_python_host_and_a_go_plugin(go_program: Path, folder: Path, broker: str) -> None:
    """checklist: TestGRPC_App (default, mux)."""
    done = _run(folder, sys.executable, "host.py", ROUNDS, broker, go_program)
    assert done.stdout.splitlines() == SEEN
    assert "[ERR" not in done.stderr


def test_a_python_host_whose_go_plugin_is_killed(go_program: Path, folder: Path) -> None:
    (folder / "killing_host.py").write_text(KILLING_HOST)
    done = _run(folder, sys.executable, "killing_host.py", go_program)
    assert done.stdout.splitlines() == ["-9", "gone"]


def test_a_python_plugin_whose_go_host_is_killed(
    go_program: Path, folder: Path, tmp_path: Path
) -> None:
    pid_file = tmp_path / "pid"
    host = subprocess.Popen(
        [go_program, "host", "1000000", sys.executable, "plugin.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PID_FILE": str(pid_file)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with host:
        assert host.stdout is not None
        assert host.stdout.readline() == f"{SEEN[0]}\n".encode()
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
    done = _run(tmp_path, sys.executable, "-c", host, plugin, PYTHONPATH=str(COUNTER))
    assert done.stdout == "42\n"
    assert json.loads((tmp_path / "kv_k").read_text()) == {"Value": 42}
