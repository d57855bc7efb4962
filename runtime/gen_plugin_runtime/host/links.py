"""How this side makes brokered connections: beside the plugin's socket, and through its runner."""

from __future__ import annotations

from gen_plugin_runtime.broker.links import SocketLinks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.broker.links import AcceptingEnd, Links
    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.host.ending import WatchedProcess
    from gen_plugin_runtime.transport import ByteStream


def host_links(process: WatchedProcess, config: ClientConfig, socket_directory: str) -> Links:
    """The links for the broker of one plugin.

    Args:
        process: Translates the addresses of the two sides into each other.
        config: Who may connect.
        socket_directory: Where sockets belong; empty for the temporary directory.
    """
    group = "" if config.unix_socket is None else config.unix_socket.group
    return _TranslatedLinks(SocketLinks(directory=socket_directory, group=group), process)


class _TranslatedLinks:
    """Links between two sides that may have other names for the same place."""

    def __init__(self, links: Links, process: WatchedProcess) -> None:
        self._links = links
        self._process = process

    def listen(self) -> AcceptingEnd:
        """See `Links`. The address is the one that the plugin needs."""
        return _TranslatedEnd(self._links.listen(), self._process)

    def connect(self, network: str, address: str) -> ByteStream:
        """See `Links`. The address is the plugin's."""
        return self._links.connect(*self._process.plugin_to_host(network, address))


class _TranslatedEnd:
    def __init__(self, end: AcceptingEnd, process: WatchedProcess) -> None:
        self.accept = end.accept
        self.close = end.close
        try:
            self.network, self.address = process.host_to_plugin(end.network, end.address)
        except BaseException:
            end.close()
            raise
