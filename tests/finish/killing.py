"""The command in a process of its own, which ends at once before its n-th change of the disk."""

from __future__ import annotations

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


def run_killed(arguments: list[str], folder: Path, moment: int) -> int:
    """Run it, and let it end before a moment.

    Args:
        arguments: Of the command.
        folder: The working directory; what happens elsewhere is no moment.
        moment: Which change it is, counted from 0.

    Returns:
        The exit code; `KILLED` if it came to that moment.
    """
    child = os.fork()
    if child == 0:
        _be_child(arguments, _killer(str(folder), moment))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _be_child(arguments: list[str], hook: Callable[[str, tuple[object, ...]], None]) -> None:
    try:
        sys.addaudithook(hook)
        result = CliRunner().invoke(command, arguments)
        os._exit(result.exit_code)
    except BaseException:  # noqa: BLE001 - whatever it is, pytest must not go on in the child
        traceback.print_exc()
        os._exit(BROKEN)


def _killer(folder: str, moment: int) -> Callable[[str, tuple[object, ...]], None]:
    left = moment

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        is_written = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT
        if not (is_written or event in _CHANGES):
            return
        path = os.path.abspath(os.fspath(arguments[0]))  # type: ignore[call-overload]
        if not path.startswith(folder):
            return
        if left == 0:
            if is_written:
                descriptor = os.open(path, os.O_WRONLY)  # no O_CREAT: it is no moment itself
                os.write(descriptor, b"{ torn")
            os._exit(KILLED)
        left -= 1

    return hook
