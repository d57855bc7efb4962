"""A plugin program, its pipes in the hands of the test."""

from __future__ import annotations

import os
import socket
import subprocess
from typing import TYPE_CHECKING

from tests.host.interface import HANDSHAKE, ProbeClient
from tests.host.support import PATIENCE, PROBE

from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.streams import SocketStream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COOKIE = {HANDSHAKE.magic_cookie_key: HANDSHAKE.magic_cookie_value}


class PluginProgram:
    """Started at construction, as a host would."""

    def __init__(
        self,
        *arguments: str,
        env: Mapping[str, str],
        command: Sequence[str] = PROBE,
        cookie: bool = True,
    ) -> None:
        self.process = subprocess.Popen(
            [*command, *arguments],
            env={
                **os.environ,
                "PLUGIN_PROTOCOL_VERSIONS": "1",
                **(COOKIE if cookie else {}),
                **env,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.stdout = self.process.stdout
        self.stderr = self.process.stderr
        self._channels: list[Channel] = []

    def line(self) -> list[str]:
        """The handshake line's fields."""
        return self.stdout.readline().decode().rstrip("\n").split("|")

    def connect(self, fields: Sequence[str]) -> Channel:
        """A connection to the address of the line."""
        if fields[2] == "unix":
            connected = socket.socket(socket.AF_UNIX)
            connected.connect(fields[3])
        else:
            host, _, port = fields[3].partition(":")
            connected = socket.create_connection((host, int(port)))
        self._channels.append(Channel(SocketStream(connected), call_timeout=PATIENCE))
        return self._channels[-1]

    def probe(self) -> tuple[Channel, ProbeClient]:
        """Read the line and connect."""
        channel = self.connect(self.line())
        return channel, ProbeClient(channel)

    def wait(self) -> int:
        """The exit code."""
        return self.process.wait(PATIENCE)

    def close_connections(self) -> None:
        """End all that were made."""
        while self._channels:
            self._channels.pop().close()

    def close(self) -> None:
        """End it, whatever it does."""
        self.close_connections()
        self.process.kill()
        self.process.wait()
        self.stdout.close()
        self.stderr.close()
