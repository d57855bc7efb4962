"""From a configuration to a started program: what is run, how, and where its sockets will be."""

from __future__ import annotations

import sys

from gen_plugin_runtime.errors import LaunchFailed
from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.host.command import PluginCommand, plugin_environment
from gen_plugin_runtime.protocol.environment import CLIENT_CERT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.config.runner import Runner
    from gen_plugin_runtime.tls.identity import Identity


class Spawned(Frozen):
    """A program that has been started.

    Attributes:
        runner: Runs it.
        socket_directory: The directory of its sockets, which goes with it; empty if there is none.
        identity: The host's certificate, where it was sent to the program for AutoMTLS.
    """

    runner: Runner
    socket_directory: str
    identity: Identity | None
    __slots__ = ("identity", "runner", "socket_directory")
    _secret = ("identity",)

    def __init__(self, runner: Runner, socket_directory: str, identity: Identity | None) -> None:
        self._fill(runner=runner, socket_directory=socket_directory, identity=identity)

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
        ChecksumsDoNotMatch: If it is another program than `secure_config` says.
        ConfigError: If there is no way to make a certificate.
    """
    directory = _socket_directory(config)
    try:
        environment = plugin_environment(config, versions, directory)
        program = _checked_program(config, environment)
        identity = _make_identity() if config.auto_mtls else None
        if identity is not None:
            environment[CLIENT_CERT] = identity.certificate
        runner = _made(config, environment, directory, program)
        _start(runner)
    except BaseException:
        _remove(directory)
        raise
    return Spawned(runner, directory, identity)


def _checked_program(config: ClientConfig, environment: dict[str, str]) -> str | None:
    """The file of the program, if it has to be looked at before anything is run."""
    if config.secure_config is None:
        return None
    from gen_plugin_runtime.host.verified import verified_program

    command = PluginCommand(config.command, environment, config.cwd)
    return verified_program(command, config.secure_config)


def _make_identity() -> Identity:
    from gen_plugin_runtime.tls.making import Making

    return Making().finish()


def _made(
    config: ClientConfig, environment: dict[str, str], directory: str, program: str | None
) -> Runner:
    if config.runner is None:
        from gen_plugin_runtime.host.command_runner import CommandRunner

        return CommandRunner(PluginCommand(config.command, environment, config.cwd, program))
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
