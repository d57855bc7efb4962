"""The command as a process of its own, and what it says while it runs."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

COMMAND = [sys.executable, "-m", "gen_plugin"]
PATIENCE_SECONDS = 60

GREETER = '''"""The interface."""

from typing import Protocol


class Greeter(Protocol):
    """Greets."""

    def greet(self, name: str) -> str:
        """Greet somebody."""
        ...
'''
BREAKING = GREETER.replace("name: str", "name: int")
LONGER = GREETER + "\n    def count(self) -> int: ...\n"
WRONG = GREETER.replace("name: str", "name")


def run(
    *arguments: str, folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=without_colours() | dict(environment or {}),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def without_colours() -> dict[str, str]:
    """The environment, without what decides about colours."""
    names = os.environ.keys() - {"NO_COLOR", "FORCE_COLOR", "TERM"}
    return {name: os.environ[name] for name in names}


class Running:
    """A process that goes on, and the lines that it has said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        self._readers = [
            threading.Thread(target=self._read, args=[stream], daemon=True)
            for stream in (process.stdout, process.stderr)
        ]
        for each in self._readers:
            each.start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line)

    def hear(self, text: str) -> list[str]:
        """Wait for a line with a text in it. Returns the lines from the last time up to it."""
        heard: list[str] = []
        while True:
            try:
                line = self._lines.get(timeout=PATIENCE_SECONDS)
            except queue.Empty:
                raise AssertionError(f"no {text!r} after {self.said}") from None
            self.said.append(line)
            heard.append(line)
            if text in line:
                return heard

    def wait_for_children(self) -> None:
        """Wait until it has processes of its own."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not children.read_text():
            assert time.monotonic() < deadline, "it starts no processes"
            time.sleep(0.001)

    def interrupt(self) -> int:
        """Ctrl-C, as a terminal gives it to all processes. Returns the exit code, at the end."""
        os.killpg(self.process.pid, signal.SIGINT)
        code = self.process.wait(PATIENCE_SECONDS)
        self.join()
        while not self._lines.empty():
            self.said.append(self._lines.get())
        return code

    def join(self) -> None:
        """Wait until it has said its last."""
        for each in self._readers:
            each.join(PATIENCE_SECONDS)


@contextmanager
def running(*arguments: str, folder: Path) -> Iterator[Running]:
    """Start it; it is killed at the end if it still runs."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Who runs the tests in the background ignores interrupts, and so would this.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    with process:
        it = Running(process)
        try:
            yield it
        finally:
            process.kill()
            it.join()
