"""gen-plugin over net/rpc: the light transport. It has no streams of messages."""

from __future__ import annotations

import os
import sys

from echo_plugin import EchoPlugin

from benchmarks.host.blocking import BlockingHost
from benchmarks.host.session import Session

_CALL_TIMEOUT = 30.0


def start(folder: str) -> Session:
    """Launch the plugin."""
    command = [sys.executable, os.path.join(folder, "main.py")]
    launch = EchoPlugin.launch(command, call_timeout=_CALL_TIMEOUT, allowed_protocols=["netrpc"])
    echo = launch.start()
    return Session(
        greet=echo.greet,
        echo=echo.echo,
        greetings=None,
        pid=int(launch.client.id),
        close=launch.kill,
    )


HOST = BlockingHost(start)
