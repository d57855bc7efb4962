"""`launch_plugin`: one plugin of one process as a `with` statement. Generated code calls it."""

from __future__ import annotations

from gen_plugin_runtime.config.client import ClientConfig
from gen_plugin_runtime.generic import OfInterface
from gen_plugin_runtime.host.client import Client

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging
    import os
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import TypedDict, Unpack

    from gen_plugin_runtime.config.handshake import HandshakeConfig
    from gen_plugin_runtime.config.types import Command, Writer
    from gen_plugin_runtime.config.unix_socket import UnixSocketConfig
    from gen_plugin_runtime.generic import Interface
    from gen_plugin_runtime.plugin import Plugin
    from gen_plugin_runtime.secure_config import SecureConfig
    from gen_plugin_runtime.tls.config import TlsConfig

    class LaunchOptions(TypedDict, total=False):
        """The arguments of `ClientConfig` that do not follow from the interface."""

        env: Mapping[str, str]
        skip_host_env: bool
        cwd: str | os.PathLike[str]
        start_timeout: float
        call_timeout: float | None
        shutdown_timeout: float
        allowed_protocols: Sequence[str]
        grpc_broker_multiplex: bool
        send_tracebacks: bool
        unix_socket: UnixSocketConfig | None
        min_port: int
        max_port: int
        max_receive: int | None
        managed: bool
        logger: logging.Logger
        log_buffer_size: int
        stderr: Writer
        sync_stdout: Writer
        sync_stderr: Writer
        auto_mtls: bool
        tls: TlsConfig
        secure_config: SecureConfig


class Launch(OfInterface["Interface"]):
    """A plugin to be launched: ``with launch(command) as greeter:`` or `start` and `kill`.

    Attributes:
        client: The process, with go-plugin's methods.

    Args:
        config: Which plugin process, and how.
        names: What the plugin to dispense from it is called, by the transport that is spoken.
    """

    def __init__(self, config: ClientConfig, names: Mapping[str, str]) -> None:
        self.client = Client(config)
        self._names = names

    def start(self) -> Interface:
        """Launch the process, unless that has been done, and return the object that calls it.

        Raises:
            StartError: One of its subclasses, if the plugin did not become usable.
        """
        self.client.start()
        dispensed: Interface = self.client.dispense(self._names[self.client.protocol])
        return dispensed

    def kill(self) -> None:
        """End the process; see `Client.kill`."""
        self.client.kill()

    def __enter__(self) -> Interface:
        try:
            return self.start()
        except BaseException:
            self.kill()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()


def launch_plugin(
    plugin: Plugin[Interface],
    name: str | Mapping[str, str],
    handshake: HandshakeConfig,
    command: Command,
    **options: Unpack[LaunchOptions],
) -> Launch[Interface]:
    """Prepare the launch of a process that serves `plugin`.

    Args:
        plugin: The plugin to dispense; it needs no implementation.
        name: Its name in the plugin map; by transport, ``grpc`` and ``netrpc``, where it has two.
        handshake: As in the plugin.
        command: The program and its arguments: ``[sys.executable, "main.py"]``.
        **options: Further arguments of `ClientConfig`.

    Raises:
        ConfigError: If an argument cannot work.
    """
    names = {"grpc": name, "netrpc": name} if isinstance(name, str) else name
    plugins = dict.fromkeys(names.values(), plugin)
    return Launch(ClientConfig(handshake, plugins, command=command, **options), names)
