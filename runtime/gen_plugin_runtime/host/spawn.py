"""From a configuration to a started program: what is run, how, and where its sockets will be."""

from __future__ import annotations

import sys

from gen_plugin_runtime.errors import LaunchFailed
from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.host.command import PluginCommand, plugin_environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.config.runner import Runner


class Spawned(Frozen):
    """A program that has been started.

    Attributes:
        runner: Runs it.
        socket_directory: The directory of its sockets, which goes with it; empty if there is none.
    """

    runner: Runner
    socket_directory: str
    __slots__ = ("runner", "socket_directory")

    def __init__(self, runner: Runner, socket_directory: str) -> None:
        self._fill(runner=runner, socket_directory=socket_directory)

    def kill(self) -> None:
        """End the program by force."""
        try:
            self.runner.kill()
        except Exception:  # noqa: BLE001 - a runner of the user's; who kills goes on without it
            sys.excepthook(*sys.exc_info())

    def abandon(self) -> None:
        """End the program and leave nothing of it, where it is not watched over yet."""
        self.kill()
        self.runner.wait()
        self.runner.stdout.close()
        self.runner.stderr.close()
        _remove(self.socket_directory)


def spawn(config: ClientConfig, versions: Iterable[int]) -> Spawned:
    """Start the program that the configuration names.

    Args:
        config: What to run.
        versions: The protocol versions to offer.

    Raises:
        LaunchFailed: If it cannot be started. Nothing is left then.
    """
    directory = _socket_directory(config)
    try:
        runner = _made(config, plugin_environment(config, versions, directory), directory)
        _start(runner)
    except BaseException:
        _remove(directory)
        raise
    return Spawned(runner, directory)


def _made(config: ClientConfig, environment: dict[str, str], directory: str) -> Runner:
    if config.runner is None:
        from gen_plugin_runtime.host.command_runner import CommandRunner

        return CommandRunner(PluginCommand(config.command, environment, config.cwd))
    try:
        return config.runner(environment, directory)
    except Exception as error:
        raise LaunchFailed(f"cannot launch the plugin: its runner was not made: {error}") from error


def _start(runner: Runner) -> None:
    try:
        runner.start()
    except LaunchFailed as error:
        error.diagnosis = diagnose(runner)
        raise
    except Exception as error:
        failure = LaunchFailed(f"cannot launch the plugin: its runner says: {error}")
        failure.diagnosis = diagnose(runner)
        raise failure from error


def diagnose(runner: Runner) -> str:
    """What may help people; a runner of the user's that cannot tell does not hide the error."""
    try:
        return runner.diagnose()
    except Exception as error:  # noqa: BLE001 - a runner of the user's
        return f"(no diagnosis: {error})"


def _socket_directory(config: ClientConfig) -> str:
    if config.runner is None and config.unix_socket is None:
        return ""
    from gen_plugin_runtime.host.socket_directory import make_socket_directory

    return make_socket_directory(config)


def _remove(directory: str) -> None:
    if directory:
        from gen_plugin_runtime.host.socket_directory import remove_socket_directory

        remove_socket_directory(directory)
