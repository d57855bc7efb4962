"""What a script can tell from how the command ends."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Of several sources that end differently, the highest code counts."""

    FINE = 0
    STALE_OR_BREAKING = 1
    BAD_INPUT = 2
    ENVIRONMENT = 3
    INTERRUPTED = 130  # as shells have it: 128, and the number of SIGINT
