"""Hosts and plugins of `go/lifecycle`, which is both in Go, and of `lifecycle_plugin`."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.host.support import PATIENCE
from tests.interop.lifecycle_plugin import HANDSHAKE, LifePlugin
from tests.tls.folders import own_tls

from gen_plugin_runtime import Client, ClientConfig

PYTHON_PLUGIN = (sys.executable, str(Path(__file__).with_name("lifecycle_plugin.py")))


@dataclass(frozen=True, slots=True)
class Security:
    """How a host and its plugin are to be secured.

    Attributes:
        of_go: What is added to the environment of a host in Go, and its plugin's.
        of_python: Options of a host in Python.
    """

    of_go: dict[str, str]
    of_python: dict[str, Any]


def security(kind: str, host: Path, plugin: Path) -> Security:
    """``plain``, ``mtls``, or ``own``: by TLS of their own, which is in these folders."""
    if kind == "plain":
        return Security({}, {})
    if kind == "mtls":
        return Security({"LIFE_MTLS": "1"}, {"auto_mtls": True})
    of_plugin = {"LIFE_PLUGIN_TLS": str(plugin)}
    return Security(
        {"LIFE_HOST_TLS": str(host), **of_plugin}, {"tls": own_tls(host), "env": of_plugin}
    )


def go_host(
    life: str, what: str, *command: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a host in Go: of a plugin in Python, if no other command is given."""
    return subprocess.run(
        [life, what, *(command or PYTHON_PLUGIN)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE * 2,
        check=False,
    )


def seen_by_go(life: str, what: str, *command: str, **environment: str) -> list[str]:
    """What such a host prints, which must end well."""
    done = go_host(life, what, *command, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def host_of(*command: str, **options: object) -> Client:
    """A host in Python."""
    options = {"start_timeout": PATIENCE, "call_timeout": PATIENCE, **options}
    plugins = {"life": LifePlugin()}
    return Client(ClientConfig(HANDSHAKE, plugins, command=command, **options))  # type: ignore[arg-type]
