"""The session with a plugin, by the transport that its handshake line names."""

from __future__ import annotations

from gen_plugin_runtime.config.checks import lacks_form
from gen_plugin_runtime.errors import ConnectionLost, UnsupportedTransport
from gen_plugin_runtime.host.connection import lost_at_start, open_links, open_stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.config.types import PluginSet
    from gen_plugin_runtime.host.ending import WatchedProcess
    from gen_plugin_runtime.host.session import Session
    from gen_plugin_runtime.protocol.handshake_line import HandshakeLine
    from gen_plugin_runtime.tls.config import TlsConfig


def load_transports(config: ClientConfig, versions: Mapping[int, PluginSet]) -> None:
    """Load what the plugin may turn out to speak, while it is starting itself."""
    known = {
        transport
        for plugins in versions.values()
        for plugin in plugins.values()
        for transport in plugin.transports
        if transport in config.allowed_protocols
    }
    if "grpc" in known:
        import gen_plugin_runtime.host.grpc_session
    if "netrpc" in known:
        import gen_plugin_runtime.host.netrpc_session  # noqa: F401 - needed after the line


def check_forms(line: HandshakeLine, plugins: PluginSet) -> None:
    """See to it that something can be dispensed over what a plugin speaks.

    Raises:
        UnsupportedTransport: Nothing can.
    """
    if plugins and not any(line.protocol in plugin.transports for plugin in plugins.values()):
        raise UnsupportedTransport(
            f"the plugin speaks {line.protocol}, but {lacks_form(plugins.values(), line.protocol)}"
        )


def open_session(
    line: HandshakeLine,
    connection: socket.socket,
    plugins: PluginSet,
    process: WatchedProcess,
    config: ClientConfig,
    tls: TlsConfig | None,
    seconds: float,
    socket_directory: str = "",
) -> Session:
    """Speak with a plugin as its handshake line says.

    Args:
        line: Agreed on.
        connection: To the plugin; it belongs to the session from now on.
        plugins: Those of the line's version.
        process: The plugin's.
        config: The host's.
        tls: Whom to trust; None for no TLS.
        seconds: How long the plugin has time to open TLS.
        socket_directory: Where sockets belong; empty for the temporary directory.

    Raises:
        StartError: One of its subclasses.
    """
    if line.protocol == "netrpc":
        from gen_plugin_runtime.host.netrpc_session import open_netrpc_session

        stream = open_stream(connection, process, tls, seconds)
        try:
            return open_netrpc_session(stream, line.version, plugins, process, config)
        except ConnectionLost as error:
            raise lost_at_start(error, process, tls) from error
    from gen_plugin_runtime.host.grpc_session import open_grpc_session

    stream, links = open_links(connection, process, config, tls, seconds, socket_directory)
    return open_grpc_session(stream, links, line.version, plugins, process, config)
