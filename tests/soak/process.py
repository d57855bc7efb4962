"""The server's process, and what it says of itself."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class State:
    """What the server holds.

    Attributes:
        connections: That are served.
        streams: That are open on them.
        running: Calls whose implementation has not returned.
        calls_in_memory: Calls that something still refers to, answered or not.
        threads, descriptors: Of the process.
        resident: Bytes of memory.
        unexpected: What the implementation raised without having been told to.
    """

    connections: int
    streams: int
    running: int
    calls_in_memory: int
    threads: int
    descriptors: int
    resident: int
    unexpected: list[str]


class SoakedServer:
    """The process of `program`. It ends with the block.

    Args:
        transport, path, calls, workers: See `program`.
    """

    def __init__(self, transport: str, path: str, calls: int, workers: int) -> None:
        self._path = path
        options = [transport, path, str(calls), str(workers)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.program", *options],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "listening"

    def connect(self) -> socket.socket:
        """A connection from an address of its own, by which the server tells it from others."""
        connected = socket.socket(socket.AF_UNIX)
        connected.bind("")  # Linux chooses one
        connected.connect(self._path)
        return connected

    def state(self) -> State:
        """What it holds now."""
        return State(**json.loads(self._ask("state")))

    def begun(self) -> bytes:
        """How many times each call was begun, by its number."""
        return bytes.fromhex(self._ask("begun"))

    def _ask(self, question: str) -> str:
        assert self._process.stdin is not None
        print(question, file=self._process.stdin, flush=True)
        return self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
