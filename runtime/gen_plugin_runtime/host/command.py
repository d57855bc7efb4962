"""What is run to start a plugin: the first step's complete value."""

from __future__ import annotations

import os

from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.protocol.environment import CLIENT_CERT, child_environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gen_plugin_runtime.config import ClientConfig


class PluginCommand(Frozen):
    """A program with its arguments, its whole environment and its working directory.

    Attributes:
        arguments: The program first.
        environment: Everything; nothing is inherited besides.
        directory: None for the host's own.
        program: Path of the program's file; None for whatever the system finds by its name.
    """

    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    directory: str | os.PathLike[str] | None
    program: str | None
    __slots__ = ("arguments", "directory", "environment", "program")
    _secret = ("environment",)

    def __init__(
        self,
        arguments: tuple[str, ...],
        environment: Mapping[str, str],
        directory: str | os.PathLike[str] | None,
        program: str | None = None,
    ) -> None:
        self._fill(
            arguments=arguments, environment=environment, directory=directory, program=program
        )

    def running(self, program: str) -> PluginCommand:
        """The same, with a file that has been found for it."""
        return PluginCommand(self.arguments, self.environment, self.directory, program)

    def asking_for_mtls(self, certificate: str) -> PluginCommand:
        """The same for a plugin that is to answer with a certificate of its own.

        Args:
            certificate: The host's, in PEM.
        """
        environment = {**self.environment, CLIENT_CERT: certificate}
        return PluginCommand(self.arguments, environment, self.directory, self.program)


def plugin_command(config: ClientConfig, versions: Iterable[int]) -> PluginCommand:
    """The command for a plugin that is offered these protocol versions."""
    environment = child_environment(
        inherited=os.environ,
        explicit=config.env,
        cookie=(config.handshake.magic_cookie_key, config.handshake.magic_cookie_value),
        versions=versions,
        ports=(config.min_port, config.max_port),
    )
    return PluginCommand(config.command, environment, config.cwd)
