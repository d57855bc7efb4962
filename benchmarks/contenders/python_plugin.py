"""python-plugin (`pyplugin`) on both sides: go-plugin's protocol on grpclib."""

from __future__ import annotations

import os
import sys

from plugin import HANDSHAKE, EchoPlugin
from pyplugin import Client, ClientConfig

from benchmarks.contenders.grpclib import session
from benchmarks.host.asynchronous import AsyncHost
from benchmarks.host.session import AsyncSession


async def start(folder: str) -> AsyncSession:
    """Launch the plugin, without TLS as all others."""
    client = Client(
        ClientConfig(
            handshake_config=HANDSHAKE,
            plugins={"echo": EchoPlugin()},
            cmd=[sys.executable, os.path.join(folder, "plugin.py")],
            auto_mtls=False,
        )
    )
    await client.start()
    return session(client.dispense("echo"), client.pid, client.kill)


HOST = AsyncHost(start)
