"""gen-plugin on both sides: the package and the scaffold as generated, two methods filled in."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.contenders.session import Contender, Session


def contender(project: Path) -> Contender:
    """The contender; `project` is the folder with `echo_plugin/` and `main.py`."""
    sys.path.insert(0, str(project))
    from echo_plugin import HANDSHAKE, PLUGINS

    from gen_plugin_runtime import Client, ClientConfig

    def launch() -> Session:
        command = [sys.executable, str(project / "main.py")]
        client = Client(ClientConfig(HANDSHAKE, PLUGINS, command=command))
        echo = client.dispense("echo")
        return Session(greet=echo.greet, echo=echo.echo, pid=int(client.id), close=client.kill)

    return Contender("gen-plugin", launch)
