"""Where a plugin listens."""

from __future__ import annotations

from gen_plugin_runtime.addresses import listen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from gen_plugin_runtime.addresses import Listener, Network
    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.protocol.environment import PluginEnvironment

    Place: TypeAlias = tuple[Network | None, str, tuple[int, int], str]
    """Where sockets are made: the arguments of `addresses.listen`."""


def place_of(config: ServeConfig, environment: PluginEnvironment) -> Place:
    """Where the host wants sockets to be."""
    return (
        config.network,
        environment.socket_directory,
        (environment.min_port, environment.max_port),
        environment.socket_group,
    )


def listen_for_hosts(place: Place) -> Listener:
    """Listen there."""
    return listen(*place)
