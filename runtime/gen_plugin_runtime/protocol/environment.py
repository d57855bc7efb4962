"""The plugin's environment: how the host tells it what is wanted, and how the plugin reads it."""

from __future__ import annotations

from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.protocol.scalars import parse_boolean, parse_integer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, MutableMapping

PROTOCOL_VERSIONS = "PLUGIN_PROTOCOL_VERSIONS"
MIN_PORT = "PLUGIN_MIN_PORT"
MAX_PORT = "PLUGIN_MAX_PORT"
CLIENT_CERT = "PLUGIN_CLIENT_CERT"
MULTIPLEX_GRPC = "PLUGIN_MULTIPLEX_GRPC"
UNIX_SOCKET_DIR = "PLUGIN_UNIX_SOCKET_DIR"
UNIX_SOCKET_GROUP = "PLUGIN_UNIX_SOCKET_GROUP"

_OWNED_BY_THE_PROTOCOL = (
    PROTOCOL_VERSIONS,
    MIN_PORT,
    MAX_PORT,
    CLIENT_CERT,
    MULTIPLEX_GRPC,
    UNIX_SOCKET_DIR,
    UNIX_SOCKET_GROUP,
)


def child_environment(
    *,
    inherited: Mapping[str, str],
    explicit: Mapping[str, str],
    cookie: tuple[str, str],
    versions: Iterable[int],
    ports: tuple[int, int],
    socket_directory: str = "",
    socket_group: str = "",
    multiplex: bool = False,
) -> dict[str, str]:
    """The environment to start a plugin with. What comes later in this list wins.

    Args:
        inherited: The host's own environment. A host that is itself a plugin has variables of this
            protocol in it, meant for nobody else: they are left out.
        explicit: What the host's configuration adds, as Python programmers expect. (In go-plugin
            the host's environment wins over it.)
        cookie: Key and value of the magic cookie.
        versions: The application's protocol versions that the host knows; sent in ascending order.
        ports: Lowest and highest TCP port, for plugins that cannot use unix sockets.
        socket_directory: Where unix sockets are to be made, if the host says so.
        socket_group: A group that may connect to them, if the host says so.
        multiplex: Whether all connections are to share one.
    """
    environment = {k: v for k, v in inherited.items() if k not in _OWNED_BY_THE_PROTOCOL}
    environment.update(explicit)
    key, value = cookie
    environment[key] = value
    environment[MIN_PORT], environment[MAX_PORT] = map(str, ports)
    environment[PROTOCOL_VERSIONS] = ",".join(map(str, sorted(versions)))
    if socket_directory:
        environment[UNIX_SOCKET_DIR] = socket_directory
    if socket_group:
        environment[UNIX_SOCKET_GROUP] = socket_group
    if multiplex:
        environment[MULTIPLEX_GRPC] = "true"
    return environment


def clear_for_children(environment: MutableMapping[str, str], cookie: str) -> None:
    """Take out of a plugin's environment what was meant for it alone, not for its children.

    Args:
        environment: That of the process.
        cookie: The magic cookie's key: who has the cookie takes itself for started by a host.
    """
    for name in (*_OWNED_BY_THE_PROTOCOL, cookie):
        environment.pop(name, None)


class PluginEnvironment(Frozen):
    """What a host told this plugin (go-plugin: `Serve`, `protocolVersion`, `serverListener`).

    Attributes:
        versions: The host's protocol versions, as they came. Empty for a host that sends none.
        bad_versions: Items of the list that are not integers; they are skipped.
        min_port: Lowest TCP port to try, 0 for any.
        max_port: Highest TCP port to try, 0 for any.
        client_certificate: PEM of the host's certificate, empty without AutoMTLS.
        socket_directory: Where unix sockets belong, empty for the temporary directory.
        socket_group: Name or number of the group that may connect to them, empty for none.
        multiplex: Whether all connections are to share one; None for a host that says nothing of
            it, and may not know the handshake line's seventh field.
    """

    versions: tuple[int, ...]
    bad_versions: tuple[str, ...]
    min_port: int
    max_port: int
    client_certificate: str
    socket_directory: str
    socket_group: str
    multiplex: bool | None
    __slots__ = (
        "bad_versions",
        "client_certificate",
        "max_port",
        "min_port",
        "multiplex",
        "socket_directory",
        "socket_group",
        "versions",
    )

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Read the variables.

        Raises:
            ValueError: If a port is not a number.
        """
        versions, bad_versions = _parse_versions(environment.get(PROTOCOL_VERSIONS, ""))
        self._fill(
            versions=versions,
            bad_versions=bad_versions,
            min_port=_parse_port(environment, MIN_PORT),
            max_port=_parse_port(environment, MAX_PORT),
            client_certificate=environment.get(CLIENT_CERT, ""),
            socket_directory=environment.get(UNIX_SOCKET_DIR, ""),
            socket_group=environment.get(UNIX_SOCKET_GROUP, ""),
            multiplex=_parse_multiplex(environment.get(MULTIPLEX_GRPC, "")),
        )


def _parse_versions(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    good: list[int] = []
    bad: list[str] = []
    for item in text.split(",") if text else ():
        try:
            good.append(parse_integer(item))
        except ValueError:
            bad.append(item)
    return tuple(good), tuple(bad)


def _parse_multiplex(text: str) -> bool | None:
    try:
        return parse_boolean(text) if text else None
    except ValueError:
        return False  # as in go-plugin


def _parse_port(environment: Mapping[str, str], name: str) -> int:
    text = environment.get(name, "")
    try:
        return parse_integer(text) if text else 0
    except ValueError as error:
        raise ValueError(f"the variable {name} must be a port number: {error}") from None
