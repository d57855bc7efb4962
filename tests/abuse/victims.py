"""What is abused: a server in a process of its own, and how it fares meanwhile."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.grpc.memory import MIB, forget_peak, peak, resident
from tests.grpc.services import PATIENCE

from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

MAX_RECEIVE = 4 * MIB
QUICKLY = 5.0
"""Seconds for a call on another connection; some milliseconds on a machine that is not busy."""
_ROOT = Path(__file__).parents[2]


class AbusedServer:
    """The process of `program`."""

    def __init__(self, path: str, max_receive: int = MAX_RECEIVE) -> None:
        self.path = path
        command = [sys.executable, "-m", "tests.abuse.program", path, str(max_receive)]
        self._process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"listening\n"
        with self.channel() as channel:
            channel.unary("/test.Echo/Echo")(b"warm")
        forget_peak(self._process.pid)
        self._before = resident(self._process.pid)

    def connect(self) -> socket.socket:
        connected = socket.socket(socket.AF_UNIX)
        connected.connect(self.path)
        return connected

    def channel(self) -> OpenChannel:
        return OpenChannel(Channel(SocketStream(self.connect()), call_timeout=PATIENCE))

    def grown(self) -> int:
        """By how many bytes the process was larger at its largest than before the abuse."""
        return peak(self._process.pid) - self._before

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


class OpenChannel:
    """A channel that is closed at the end of a block."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def __enter__(self) -> Channel:
        return self._channel

    def __exit__(self, *_: object) -> None:
        self._channel.close()


class Bystander:
    """Calls the same server over a connection of its own as long as the block runs."""

    def __init__(self, server: AbusedServer) -> None:
        self._channel = server.channel()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.slowest = 0.0
        self.calls = 0

    def _run(self) -> None:
        with self._channel as channel:
            echo = channel.unary("/test.Echo/Echo")
            last = False
            while not last:
                last = self._done.is_set()  # once more after the abuse
                started = time.monotonic()
                assert echo(b"x") == b"x"
                self.slowest = max(self.slowest, time.monotonic() - started)
                self.calls += 1
                self._done.wait(0.002)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join(PATIENCE)
        if kind is None:
            assert not self._thread.is_alive()
            assert self.calls
            assert self.slowest < QUICKLY
