"""Plugins with faults, in every mode of a connection."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.host.support import probe_config

from gen_plugin_runtime import Client, PluginCrashed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gen_plugin_runtime import ClientConfig

FAULTY = str(Path(__file__).parent / "programs" / "faulty.py")
NETRPC = {"PROBE_PROTOCOL": "netrpc"}

TRANSPORTS = ("grpc", "netrpc")
"""For the parameter `transport`, which is a fixture."""
GRPC_MODES: dict[str, dict[str, Any]] = {
    "plain": {},
    "mtls": {"auto_mtls": True},
    "multiplexed": {"grpc_broker_multiplex": True},
    "both": {"auto_mtls": True, "grpc_broker_multiplex": True},
}
"""The host's options for each mode of a gRPC connection."""
NETRPC_MODES: dict[str, dict[str, Any]] = {
    "netrpc": {"env": NETRPC},
    "netrpc-mtls": {"env": NETRPC, "auto_mtls": True},
}
MODES = {**GRPC_MODES, **NETRPC_MODES}


def faulty(
    name: str, *arguments: str, seed: int = 0, env: dict[str, str] | None = None, **options: object
) -> ClientConfig:
    """A configuration that launches the plugin with the fault of this name."""
    command = [sys.executable, FAULTY, name, *arguments]
    return probe_config(command=command, env={"SEED": str(seed), **(env or {})}, **options)


def kill_under(call: Callable[[Any], Iterator[object]], mode: str, attempt: int) -> None:
    """Kill a plugin in the middle of a call, after as many of its replies."""
    with Client(probe_config(**MODES[mode])) as client:
        running = call(client.dispense("probe"))
        for _ in range(attempt):
            next(running)
        killer = threading.Timer(0.02, os.kill, (int(client.id), signal.SIGKILL))
        killer.start()
        with pytest.raises(PluginCrashed, match="SIGKILL"):
            for _ in running:
                pass
        killer.join()


def wait_for_a_reply(probe: Any) -> Iterator[object]:
    """A call without an answer."""
    yield from range(10)
    yield probe.run("import time; time.sleep(600)")
