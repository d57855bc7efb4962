"""The host programs, and the end of everything that they started."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import time
import uuid
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.failures import ContenderFailed

_PROGRAM = Path(__file__).parent / "host" / "program.py"
_REPLY_TIMEOUT = 60.0
_END_TIMEOUT = 10.0
_MARK = "GEN_PLUGIN_BENCHMARK_RUN"
_LAST_LINES = 3


class Processes:
    """All processes of a run, the plugins too. On exit none of them is left.

    A plugin carries its run's mark in its environment, in whichever way its library started it.

    Args:
        folder: For the plugins' sockets and what the hosts print.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mark = uuid.uuid4().hex
        self._hosts: list[HostProcess] = []

    def host(self, python: Path, module: str, folder: Path, *options: str) -> HostProcess:
        """Start a host program; see `host/program.py`.

        Args:
            python: The interpreter of the contender's environment.
            module: The contender's.
            folder: With the plugin's program and generated code.
            *options: Of the program.
        """
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "PLUGIN_", "GEN_PLUGIN_"))
        }
        environment |= {_MARK: self._mark, "TMPDIR": str(self._folder)}
        command = [str(python), str(_PROGRAM), module, str(folder), *options]
        host = HostProcess(command, environment, self._folder / f"{module}.log")
        self._hosts.append(host)
        return host

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            for host in self._hosts:
                host.end()
        for host in self._hosts:
            host.kill()
        self._kill_marked()

    def _kill_marked(self) -> None:
        mark = f"{_MARK}={self._mark}".encode()
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                with suppress(OSError):
                    if mark in (entry / "environ").read_bytes().split(b"\0"):
                        os.kill(int(entry.name), signal.SIGKILL)


class HostProcess:
    """A running host program. It leads a process group, to which its plugins belong as a rule.

    Args:
        command: The program and its arguments.
        environment: All of its environment.
        log: Gets what it and its plugins print.

    Attributes:
        started: The moment before its start, on the clock of `time.monotonic`.
    """

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self._log = log
        with log.open("ab") as file:
            self.started = time.monotonic()
            self._process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                start_new_session=True,
            )

    def ask(self, do: str, seconds: float = 0.0) -> dict[str, float]:
        """Have something done; the figures that come of it.

        Raises:
            ContenderFailed: It could not be done.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"do": do, "seconds": seconds}).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None
        reply = json.loads(self.line())
        if "error" in reply:
            raise ContenderFailed(f"{do}: {reply['error']}")
        result: dict[str, float] = reply["result"]
        return result

    def line(self) -> bytes:
        """The next line that the host prints.

        Raises:
            ContenderFailed: It ended or hangs.
        """
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], _REPLY_TIMEOUT)[0]:
            self.kill()
            raise ContenderFailed(f"it did not answer within {_REPLY_TIMEOUT:.0f} s")
        line = self._process.stdout.readline()
        if not line:
            raise self._ended()
        return line

    def end(self) -> None:
        """Let it end its plugin and itself."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_TIMEOUT)

    def kill(self) -> None:
        """End it, and its process group, by force."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _ended(self) -> ContenderFailed:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_TIMEOUT)
        printed = self._log.read_text(errors="replace").strip().splitlines()
        last = " / ".join(printed[-_LAST_LINES:])
        return ContenderFailed(f"its host ended with exit code {self._process.returncode}: {last}")
