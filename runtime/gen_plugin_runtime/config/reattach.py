"""`ReattachConfig`: where a plugin is that runs already (go-plugin: `ReattachConfig`)."""

from __future__ import annotations

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.addresses import Network
    from gen_plugin_runtime.config.runner import AttachedRunner


class ReattachConfig(Frozen):
    """Where a plugin is that runs already, and which process it is.

    A plugin that shall outlive the host that started it is served with ``end_with_host=False``.

    Args:
        address: A socket's path, or ``HOST:PORT``.
        network: ``unix`` or ``tcp``.
        protocol: The transport, ``grpc`` or ``netrpc``. Empty means ``netrpc``, as in go-plugin.
        protocol_version: The application's protocol version that the plugin serves; 0 if it is not
            known, which stands for the handshake's.
        pid: The plugin's process, which `kill` ends; 0 if only `attach` can find the plugin. It is
            looked at every second, or, where the system has them, through a descriptor of it.
        test: Whether it is a plugin in test mode, which serves in a process that does something
            else too: `kill` does nothing, and `pid` is not looked at.
        attach: Instead of `pid`, finds the plugin in another way and raises `ProcessNotFound` if
            it is gone (go-plugin: `ReattachFunc`).

    Raises:
        ConfigError: If a value cannot work.
    """

    address: str
    network: Network
    protocol: str
    protocol_version: int
    pid: int
    test: bool
    attach: Callable[[], AttachedRunner] | None
    __slots__ = (
        "address",
        "network",
        "protocol",
        "protocol_version",
        "pid",
        "test",
        "attach",
    )

    def __init__(
        self,
        address: str,
        *,
        network: Network = "unix",
        protocol: str = "grpc",
        protocol_version: int = 0,
        pid: int = 0,
        test: bool = False,
        attach: Callable[[], AttachedRunner] | None = None,
    ) -> None:
        if network not in {"unix", "tcp"}:
            raise ConfigError(f"network must be 'unix' or 'tcp', not {network!r}")
        if not address:
            raise ConfigError("address must say where the plugin listens")
        if pid < 0:
            raise ConfigError(f"pid must be the number of the plugin's process, not {pid}")
        self._fill(
            address=address,
            network=network,
            protocol=protocol,
            protocol_version=protocol_version,
            pid=pid,
            test=test,
            attach=attach,
        )
