"""Launching plugin programs, and looking for what they leave behind."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.host.interface import HANDSHAKE, ProbePlugin

from gen_plugin_runtime import ClientConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import IO

    from gen_plugin_runtime import ReattachConfig

PROGRAMS = Path(__file__).parent / "programs"
PROBE = (sys.executable, str(PROGRAMS / "probe.py"))
PATIENCE = 30.0
"""Seconds after which something that should happen soon is taken not to happen."""


def probe_config(*arguments: str, **options: object) -> ClientConfig:
    """A configuration that launches the probe program."""
    options = {"command": [*PROBE, *arguments], "start_timeout": PATIENCE, **options}
    options = {"plugins": {"probe": ProbePlugin()}, **options}
    return ClientConfig(HANDSHAKE, **options)  # type: ignore[arg-type]


def script_config(source: str, **options: object) -> ClientConfig:
    """A configuration that launches Python source as a plugin."""
    return probe_config(command=[sys.executable, "-c", source], **options)


def reattach_config(address: ReattachConfig | None, **options: object) -> ClientConfig:
    """A configuration that reattaches."""
    assert address is not None
    return probe_config(command=None, reattach=address, **options)


class TestRunner:
    """Runs the probe program as a child, as a runner of a user's own might.

    Attributes:
        command: What is run.

    Args:
        names: The plugin's names of directories, by this side's: both are the same place.
    """

    __test__ = False
    command: Sequence[str] = PROBE

    def __init__(self, environment: Mapping[str, str], names: Mapping[str, str] | None) -> None:
        self.environment = environment
        self.translated: list[tuple[str, str]] = []
        self._names = names or {}
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def id(self) -> str:
        return "" if self.process is None else f"test-{self.process.pid}"

    name = "testing"

    @property
    def stdout(self) -> IO[bytes]:
        assert self.process is not None
        assert self.process.stdout is not None
        return self.process.stdout

    @property
    def stderr(self) -> IO[bytes]:
        assert self.process is not None
        assert self.process.stderr is not None
        return self.process.stderr

    def start(self) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdout=pipe, stderr=pipe
        )

    def wait(self) -> int:
        assert self.process is not None
        return self.process.wait()

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()

    def diagnose(self) -> str:
        return "a note of the runner's"

    def plugin_to_host(self, network: str, address: str) -> tuple[str, str]:
        return network, self._replaced(address, {there: here for here, there in self._items})

    def host_to_plugin(self, network: str, address: str) -> tuple[str, str]:
        return network, self._replaced(address, dict(self._items))

    @property
    def _items(self) -> list[tuple[str, str]]:
        return list(self._names.items())

    def _replaced(self, address: str, names: Mapping[str, str]) -> str:
        for old, new in names.items():
            if address.startswith(old):
                self.translated.append((address, new + address.removeprefix(old)))
                return self.translated[-1][1]
        return address


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether the condition comes true before our patience ends."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.01)
    return condition()


def child_processes() -> set[int]:
    """The ids of this process's children, zombies included."""
    return {pid for pid in _processes() if _status(pid)[1:2] == [str(os.getpid())]}


def is_alive(pid: int) -> bool:
    """Whether a process runs; zombies do not."""
    return _status(pid)[:1] not in ([], ["Z"])


def _processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _status(pid: int) -> list[str]:
    """What stands behind the name in the kernel's line about a process: state, parent ..."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def open_descriptors() -> set[str]:
    """What this process has open, by number and target."""
    found = set()
    for number in os.listdir("/proc/self/fd"):
        try:
            found.add(f"{number} -> {os.readlink(f'/proc/self/fd/{number}')}")
        except OSError:
            continue  # the listing's own
    return found


def running_threads() -> set[str]:
    """The names of this process's threads."""
    return {thread.name for thread in threading.enumerate()}
