"""A plugin as a child process: the one step of a start that the operating system can refuse."""

from __future__ import annotations

import os
import subprocess

from gen_plugin_runtime.errors import LaunchFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from gen_plugin_runtime.host.command import PluginCommand


class CommandRunner:
    """Runs a command with pipes for its standard output and error; its input is the host's.

    Fits `gen_plugin_runtime.config.runner.Runner`.

    Args:
        command: What to run.
    """

    def __init__(self, command: PluginCommand) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def id(self) -> str:
        """The process's id."""
        return "" if self._process is None else str(self._process.pid)

    @property
    def name(self) -> str:
        """The program's base name."""
        return os.path.basename(self._command.arguments[0])

    @property
    def stdout(self) -> IO[bytes]:
        """See `Runner`."""
        return _present(self._started.stdout)

    @property
    def stderr(self) -> IO[bytes]:
        """See `Runner`."""
        return _present(self._started.stderr)

    def start(self) -> None:
        """Start the program.

        Raises:
            LaunchFailed: If the operating system cannot.
        """
        command = self._command
        try:
            self._process = subprocess.Popen(
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

    def wait(self) -> int:
        """See `Runner`."""
        return self._started.wait()

    def kill(self) -> None:
        """See `Runner`."""
        self._started.kill()

    def diagnose(self) -> str:
        """What the file of the program is, whose it is, and for which machine."""
        from gen_plugin_runtime.host.diagnosis import describe_executable

        return describe_executable(self._command)

    def plugin_to_host(self, network: str, address: str) -> tuple[str, str]:
        """Both are on one machine."""
        return network, address

    def host_to_plugin(self, network: str, address: str) -> tuple[str, str]:
        """Both are on one machine."""
        return network, address

    @property
    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise ValueError("the program has not been started")
        return self._process


def _present(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the program was started without pipes")
    return stream


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
