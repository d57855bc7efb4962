"""A desk whose objects go both ways: the Python side of `go/desk`."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 20
INTERFACE = """
from typing import Protocol


class Listener(Protocol):
    def told(self, text: str) -> str: ...


class Desk(Protocol):
    def repeat(self, text: str) -> str: ...

    def tell(self, listener: Listener) -> str: ...

    def open(self) -> Listener: ...
"""
SETTINGS = """
[tool.gen-plugin.sources."desk.py"]
package = "brokered.v1"
protocol-version = 1
cookie-key = "BROKERED_PLUGIN"
cookie-value = "brokered"
netrpc = true
"""
PLUGIN = """
import os
from pathlib import Path
from desk_plugin import serve

class Opened:
    def told(self, text):
        return f"opened: {text}"

class Desk:
    def repeat(self, text):
        return text

    def tell(self, listener):
        return f"heard {listener.told('x')}"

    def open(self):
        return Opened()

if "PID_FILE" in os.environ:
    Path(os.environ["PID_FILE"]).write_text(str(os.getpid()))
serve(Desk(), protocol=os.environ.get("PROTOCOL", "grpc"), network=os.environ.get("NETWORK"))
"""
HOST = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from desk_plugin import PLUGINS, HANDSHAKE
from gen_plugin_runtime import Client, ClientConfig

security, broker, rounds, *command = sys.argv[1:]
rounds = range(int(rounds))

class Listener:
    def __init__(self, name):
        self.name = name

    def told(self, text):
        return f"{self.name}: {text}"

config = ClientConfig(
    HANDSHAKE,
    PLUGINS,
    command=command,
    auto_mtls=security == "mtls",
    grpc_broker_multiplex=broker == "multiplexed",
    call_timeout=30,
    sync_stderr=sys.stderr,
)
with Client(config) as client:
    desk = client.dispense("desk")
    print(desk.repeat("x"))
    if broker != "off":
        for index in rounds:
            print(desk.tell(Listener(f"host {index}")), "|", desk.open().told(str(index)))
        with ThreadPoolExecutor(8) as pool:
            opened = pool.map(lambda index: desk.open().told(str(index)), rounds)
            told = pool.map(lambda index: desk.tell(Listener(str(index))), rounds)
            assert all(text.startswith(f"opened: {n}") for n, text in enumerate(opened))
            assert all(text.startswith(f"heard {n}: x") for n, text in enumerate(told))
    client.ping()
"""


def write(folder: Path) -> Path:
    """Make the programs ``plugin.py`` and ``host.py`` in a folder, which is given back."""
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


def run(folder: Path, *command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program there, which must end well."""
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
