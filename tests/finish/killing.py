"""The command in a process of its own, which ends at one of its changes of the disk, or fails."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from gen_plugin.cli import command

KILLED = 99
BROKEN = 98
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}


def run_killed(
    arguments: list[str], folder: Path, moment: int, *, disk_is_full: bool = False
) -> int:
    """Run it, and let it end before a moment.

    Args:
        arguments: Of the command.
        folder: The working directory; what happens elsewhere is no moment.
        moment: Which change it is, counted from 0.
        disk_is_full: Let the change fail instead, and the command go on.

    Returns:
        The exit code; `KILLED` if it came to that moment.
    """
    child = os.fork()
    if child == 0:
        _be_child(arguments, _killer(str(folder), moment, disk_is_full=disk_is_full))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _be_child(arguments: list[str], hook: Callable[[str, tuple[object, ...]], None]) -> None:
    try:
        sys.addaudithook(hook)
        result = CliRunner().invoke(command, arguments)
        if isinstance(result.exception, Exception):
            traceback.print_exception(result.exception)
        os._exit(BROKEN if isinstance(result.exception, Exception) else result.exit_code)
    except BaseException:  # noqa: BLE001 - whatever it is, pytest must not go on in the child
        traceback.print_exc()
        os._exit(BROKEN)


def _killer(
    folder: str, moment: int, *, disk_is_full: bool
) -> Callable[[str, tuple[object, ...]], None]:
    left = moment

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        is_written = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT
        is_elsewhere = event in _CHANGES and arguments[-1] != -1  # relative to another folder
        if not (is_written or event in _CHANGES) or is_elsewhere:
            return
        path = os.path.abspath(os.fspath(arguments[0]))  # type: ignore[call-overload]
        if not path.startswith(folder):
            return
        left -= 1
        if left == -1:
            if disk_is_full:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if is_written:
                os.write(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), b"{ torn")
            os._exit(KILLED)

    return hook
