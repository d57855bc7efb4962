"""Starting the program: the one step that the operating system can refuse."""

from __future__ import annotations

import os
import subprocess

from gen_plugin_runtime.errors import LaunchFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.host.command import PluginCommand


def spawn(command: PluginCommand) -> subprocess.Popen[bytes]:
    """Start a program with pipes for its standard output and error; its input is the host's.

    Raises:
        LaunchFailed: If the operating system cannot.
    """
    try:
        return subprocess.Popen(
            command.arguments,
            executable=command.program,
            env=command.environment,
            cwd=command.directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
    except (OSError, ValueError) as error:
        raise LaunchFailed(_explain(command, error)) from error


def _explain(command: PluginCommand, error: Exception) -> str:
    program = command.arguments[0]
    if isinstance(error, FileNotFoundError):
        if command.directory is not None and not os.path.isdir(command.directory):
            return (
                f"cannot launch the plugin: there is no directory {os.fspath(command.directory)!r}"
            )
        return (
            f"cannot launch the plugin: there is no program {program!r}, or no interpreter for it"
        )
    if isinstance(error, PermissionError):
        return (
            f"cannot launch the plugin: {program!r} may not be executed; make it executable, "
            f"or name its interpreter first, as in [sys.executable, {program!r}]"
        )
    return f"cannot launch the plugin: {program!r}: {error}"
