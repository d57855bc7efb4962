"""What is run to start a plugin: the first step's complete value."""

from __future__ import annotations

import os

from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.protocol.environment import child_environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gen_plugin_runtime.config.client import ClientConfig


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


def plugin_environment(
    config: ClientConfig, versions: Iterable[int], socket_directory: str
) -> dict[str, str]:
    """The whole environment of a plugin that is offered these protocol versions."""
    return child_environment(
        inherited={} if config.skip_host_env else os.environ,
        explicit=config.env,
        cookie=(config.handshake.magic_cookie_key, config.handshake.magic_cookie_value),
        versions=versions,
        ports=(config.min_port, config.max_port),
        socket_directory=socket_directory,
        socket_group="" if config.unix_socket is None else config.unix_socket.group,
        multiplex=config.grpc_broker_multiplex,
    )
