"""What a process uses, as the Linux kernel counts it."""

from __future__ import annotations

import os
import time

_CPU_CLOCK_OF_PROCESS = 2  # CPUCLOCK_SCHED, as clock_getcpuclockid(3) puts it into a clock's id
_MEBIBYTE = 1 << 20


def resident_mebibytes(pid: int) -> float:
    """The resident set of a process."""
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / _MEBIBYTE


def thread_count(pid: int) -> int:
    """The threads of a process."""
    return len(os.listdir(f"/proc/{pid}/task"))


def cpu_seconds(*pids: int) -> float:
    """The CPU time of processes, of their ended threads too.

    The process's own clock counts nanoseconds, where /proc/PID/stat counts hundredths of a second.
    """
    return sum(time.clock_gettime((~pid << 3) | _CPU_CLOCK_OF_PROCESS) for pid in pids)
