"""How much memory a process has, as Linux counts it."""

from __future__ import annotations

from pathlib import Path

MIB = 1024 * 1024


def resident(pid: int | str = "self") -> int:
    """Bytes that the process has now."""
    return _status(pid, "VmRSS:")


def peak(pid: int | str = "self") -> int:
    """The most bytes that it has had since its start or `forget_peak`."""
    return _status(pid, "VmHWM:")


def forget_peak(pid: int | str = "self") -> None:
    """Let the peak start anew from what the process has now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def _status(pid: int | str, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024
    raise AssertionError(name)
