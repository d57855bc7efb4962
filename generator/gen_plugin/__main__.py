"""The program `gen-plugin`, also started by `python -m gen_plugin`: a process for one command."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

_RARELY = 100_000
"""Objects between two looks for cycles: what a command makes is mostly in use to its end."""


def main() -> NoReturn:
    """Run the command. It is imported here, so that Ctrl-C meanwhile shows no traceback either."""
    try:
        from gen_plugin import cli
    except KeyboardInterrupt:
        sys.exit(130)  # cli.ExitCode.INTERRUPTED
    cli.main()


def run() -> NoReturn:
    """Run the command, and end the process with it.

    Taking down all that was imported, piece by piece, would take a sixth of a first run.
    """
    gc.set_threshold(_RARELY)
    try:
        main()
    except SystemExit as ended:
        if sys.gettrace() is None and sys.getprofile() is None:  # which have something to say yet
            _end(ended)
        raise


def _end(ended: SystemExit) -> None:
    """End at once, if Python's own way does no more: it says what could not be said."""
    if ended.code is not None and not isinstance(ended.code, int):
        return
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return
    os._exit(ended.code or 0)


if __name__ == "__main__":
    run()
