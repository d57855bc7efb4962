"""The connection to a plugin, from the address of its handshake line to what gRPC runs over."""

from __future__ import annotations

from gen_plugin_runtime.addresses import connect
from gen_plugin_runtime.broker.links import SocketLinks
from gen_plugin_runtime.broker.wiring import wire_host
from gen_plugin_runtime.errors import NotListening, StartError, TlsFailed
from gen_plugin_runtime.host.ending import describe_end
from gen_plugin_runtime.streams import socket_stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from gen_plugin_runtime.broker.links import Links
    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.errors import ConnectionLost
    from gen_plugin_runtime.host.ending import WatchedProcess
    from gen_plugin_runtime.host.session import Session
    from gen_plugin_runtime.protocol.handshake_line import HandshakeLine
    from gen_plugin_runtime.tls.config import TlsConfig
    from gen_plugin_runtime.transport import TimedByteStream

_EXIT_AFTER_REFUSAL = 0.5
_NO_TLS = "the plugin cannot be reached by TLS: "


def connect_to(line: HandshakeLine, process: WatchedProcess) -> socket.socket:
    """Connect to where a plugin says that it listens.

    Raises:
        NotListening: Nobody answers there.
    """
    try:
        return connect(line.network, line.address)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise NotListening(
            f"the plugin printed the {line.network} address {line.address!r}, but nobody answers "
            f"there: {reason}{_end_of(process)}"
        ) from error


def open_links(
    connection: socket.socket,
    process: WatchedProcess,
    config: ClientConfig,
    tls: TlsConfig | None,
    seconds: float,
    socket_directory: str = "",
) -> tuple[TimedByteStream, Links]:
    """The stream of the main connection, and the links for the broker: TLS within a multiplexer.

    Args:
        connection: To the plugin; it belongs to what is returned, and is closed after an error.
        process: Translates the addresses of the two sides into each other.
        config: Who may connect, and whether all share the one connection.
        tls: Whom to trust; None for no TLS.
        seconds: How long the plugin has time to open TLS.
        socket_directory: Where sockets belong; empty for the temporary directory.

    Raises:
        NotListening: The plugin has closed the connection.
        TlsFailed: One side does not trust the other, or the plugin does not speak TLS.
    """
    sockets = SocketLinks(
        directory=socket_directory,
        group="" if config.unix_socket is None else config.unix_socket.group,
        outward=process.host_to_plugin,
        inward=process.plugin_to_host,
    )
    try:
        multiplex = config.grpc_broker_multiplex
        stream, links = wire_host(socket_stream(connection), sockets, multiplex=multiplex)
    except OSError as error:
        connection.close()
        raise _closed_at_once(error, process) from error
    except BaseException:
        connection.close()
        raise
    if tls is None:
        return stream, links
    from gen_plugin_runtime.host.securing import secured

    try:
        return secured(stream, links, tls, seconds)
    except OSError as error:
        links.close()
        raise TlsFailed(f"{_NO_TLS}{error}{_end_of(process)}") from error


def open_stream(
    connection: socket.socket, process: WatchedProcess, tls: TlsConfig | None, seconds: float
) -> TimedByteStream:
    """The stream of a connection that carries everything itself, as net/rpc's does.

    Args:
        connection: To the plugin; it belongs to what is returned, and is closed after an error.
        process: Asked how it has ended.
        tls: Whom to trust; None for no TLS.
        seconds: How long the plugin has time to open TLS.

    Raises:
        NotListening: The plugin has closed the connection.
        TlsFailed: One side does not trust the other, or the plugin does not speak TLS.
    """
    try:
        stream = socket_stream(connection)
    except OSError as error:
        connection.close()
        raise _closed_at_once(error, process) from error
    if tls is None:
        return stream
    from gen_plugin_runtime.tls.handshake import connect_tls

    try:
        return connect_tls(stream, tls, seconds, alpn=None)
    except OSError as error:
        raise TlsFailed(f"{_NO_TLS}{error}{_end_of(process)}") from error


def hear_from(session: Session, failure: Callable[[str], StartError], seconds: float) -> None:
    """Wait for a plugin's first word, so that one that has none for this host fails the start.

    Args:
        session: Closed if there is none.
        failure: What to raise then, given why the connection has ended.
        seconds: How long it has time.
    """
    reason = session.wait_for_peer(seconds)
    if reason is not None:
        session.close()
        raise failure(reason)


def wait_until_heard(
    session: Session, line: HandshakeLine, process: WatchedProcess, seconds: float
) -> None:
    """See to it that a plugin speaks where it listens: if only the system, somebody accepts.

    Raises:
        NotListening: It says nothing, or something else. The session is closed then.
    """

    def failure(reason: str) -> StartError:
        return NotListening(
            f"the plugin listens at the {line.network} address {line.address!r}, but does not "
            f"speak {line.protocol} there: {reason}{_end_of(process)}"
        )

    hear_from(session, failure, seconds)


def wait_until_trusted(session: Session, process: WatchedProcess, seconds: float) -> None:
    """Have it told now, not at the first call, if the plugin refuses the host's certificate.

    In TLS 1.3 the host's handshake is over before the plugin has looked at it.

    Raises:
        TlsFailed: It does. The session is closed then.
    """
    hear_from(session, lambda reason: TlsFailed(f"{_NO_TLS}{reason}{_end_of(process)}"), seconds)


def lost_at_start(
    error: ConnectionLost, process: WatchedProcess, tls: TlsConfig | None
) -> StartError:
    """Why there is no session with a plugin that has closed the connection meanwhile.

    With TLS that is how it refuses the host's certificate: see `wait_until_trusted`.
    """
    if tls is not None:
        return TlsFailed(f"{_NO_TLS}{error}{_end_of(process)}")
    return NotListening(f"the plugin has closed the host's connection: {error}{_end_of(process)}")


def _end_of(process: WatchedProcess) -> str:
    """How the process has ended, to be added to what was noticed before; or nothing."""
    if process.wait(_EXIT_AFTER_REFUSAL):
        return f"; the plugin {describe_end(process.exit_code)}"
    return ""


def _closed_at_once(error: OSError, process: WatchedProcess) -> NotListening:
    return NotListening(
        f"the plugin has closed the host's connection at once: {error}{_end_of(process)}"
    )
