"""How a host launches a plugin where the library has nothing for it: as everybody writes it."""

from __future__ import annotations

import os
import subprocess
import sys

_END_TIMEOUT = 5.0

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Process: TypeAlias = subprocess.Popen[str]


def launch(folder: str) -> tuple[Process, str]:
    """Start ``plugin.py`` of a folder, and wait for the line with its address.

    Raises:
        RuntimeError: It ended without one.
    """
    process = subprocess.Popen(
        [sys.executable, os.path.join(folder, "plugin.py")],
        env={**os.environ, "ECHO_PLUGIN": "benchmark"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    if not line:
        end(process)
        raise RuntimeError(f"the plugin ended with exit code {process.returncode}")
    return process, line


def end(process: Process) -> None:
    """End a plugin, by force if it does not obey."""
    process.terminate()
    try:
        process.communicate(timeout=_END_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
