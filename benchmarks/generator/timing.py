"""One run of a command: how long it took, and how much of the processors it took."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.failures import ContenderFailed

_LAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run took, in seconds; `processors` is the CPU time of it and of all below it."""

    wall: float
    processors: float


def run(command: Sequence[str], folder: Path) -> Taken:
    """Run a command in a folder, with its environment's programs on PATH, writing bytecode.

    Raises:
        ContenderFailed: It does not end with 0.
    """
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    environment["PATH"] = f"{Path(command[0]).parent}{os.pathsep}{environment.get('PATH', '')}"
    log = folder / "log.txt"
    with log.open("wb") as output:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        taken = Taken(time.perf_counter() - begin, usage.ru_utime + usage.ru_stime)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        said = log.read_text(errors="replace").strip().splitlines()[-_LAST_LINES:]
        raise ContenderFailed(f"{' '.join(command)}: {' / '.join(said)}")
    return taken
