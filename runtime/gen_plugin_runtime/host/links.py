"""How this side makes brokered connections: beside the plugin's socket, and through its runner."""

from __future__ import annotations

from gen_plugin_runtime.broker.links import SocketLinks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.broker.links import Links
    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.host.ending import WatchedProcess


def host_links(process: WatchedProcess, config: ClientConfig, socket_directory: str) -> Links:
    """The links for the broker of one plugin.

    Args:
        process: Translates the addresses of the two sides into each other.
        config: Who may connect.
        socket_directory: Where sockets belong; empty for the temporary directory.
    """
    return SocketLinks(
        directory=socket_directory,
        group="" if config.unix_socket is None else config.unix_socket.group,
        outward=process.host_to_plugin,
        inward=process.plugin_to_host,
    )
