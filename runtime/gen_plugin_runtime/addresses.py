"""The addresses of handshake lines: listening at them, and connecting to them.

A unix socket is for its own user alone, or for a group too; a TCP port is on 127.0.0.1.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
import time

from gen_plugin_runtime.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal, TypeAlias

    Network: TypeAlias = Literal["unix", "tcp"]

_BACKLOG = 128
_CONNECT_TIMEOUT = 5.0
_CONNECT_INTERVAL = 0.01
_NO_GROUP = 2**32 - 1
"""By this number the system is told to leave the group as it is; a higher one it does not take."""
_OWNER = 0o600
_OWNER_AND_GROUP = 0o660
_FILE_MODE_IS_THE_SOCKETS = sys.platform == "linux"
_REUSE_IS_FOR_ENDED_CONNECTIONS = sys.platform != "win32"
"""With SO_REUSEADDR a port can be listened at again though the system still remembers connections
there, for a minute, as those of a plugin that crashed. On Windows it would take others' ports."""


class Listener:
    """A listening socket and the name under which others find it.

    Attributes:
        network: ``unix`` or ``tcp``.
        address: The socket's path, or ``127.0.0.1:PORT``.
        socket: Listens; does not block.
    """

    __slots__ = ("address", "network", "socket")

    def __init__(self, network: Network, address: str, listening: socket.socket) -> None:
        listening.settimeout(0.0)
        self.network = network
        self.address = address
        self.socket = listening

    def close(self) -> None:
        """Stop listening and remove the socket's file. May be called again."""
        self.socket.close()
        self.remove()

    def remove(self) -> None:
        """Remove the socket's file. May be called again."""
        if self.network == "unix":
            try:
                os.unlink(self.address)
            except OSError:
                return  # a host that killed its plugin in the same moment has removed it


def listen(
    network: Network | None, directory: str, ports: tuple[int, int], group: str = ""
) -> Listener:
    """Listen for hosts.

    Args:
        network: ``unix``, ``tcp``, or None for unix sockets wherever the system has them.
        directory: Where to make a unix socket; empty for the temporary directory.
        ports: Lowest and highest TCP port to try; 0 and 0 for any that is free.
        group: Name or number of a group that may connect to a unix socket too; empty for none.

    Raises:
        ConfigError: If the directory's path is too long for a unix socket, no port of the range
            is free, or there is no such group.
        OSError: If the system refuses.
    """
    if network == "unix" or (network is None and hasattr(socket, "AF_UNIX")):
        return _listen_unix(directory or temporary_directory(), group)
    return _listen_tcp(ports)


def temporary_directory() -> str:
    """What Go's `os.TempDir` says. `tempfile` would cost a plugin's start a tenth of its time."""
    return os.environ.get("TMPDIR") or "/tmp"  # noqa: S108 - the name in it is random, the bind exclusive


def socket_prefix(process: int) -> str:
    """How the names of a process's sockets begin, by which others can remove those it left."""
    return f"plugin{process}-"


def group_id(group: str) -> int:
    """The number of a group that is given by number or by name.

    Raises:
        ConfigError: If there is no such group.
    """
    number = int(group) if group.isascii() and group.isdigit() else _number_of(group)
    if number < _NO_GROUP:
        return number
    raise ConfigError(
        f"there is no group {group!r} on this system: name another one for the unix sockets, "
        "or give its number"
    )


def _number_of(group: str) -> int:
    import grp

    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        return _NO_GROUP


def _listen_unix(directory: str, group: str) -> Listener:
    # The other side may be in another directory.
    name = f"{socket_prefix(os.getpid())}{int.from_bytes(os.urandom(6), 'big')}"
    path = os.path.join(os.path.abspath(directory), name)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _bind_for_owner(listening, path)
        if group:
            _admit(group, path)
        listening.listen(_BACKLOG)
    except ConfigError:
        listening.close()
        os.unlink(path)
        raise
    except OSError as error:
        listening.close()
        if "too long" in str(error):
            raise ConfigError(
                f"the path {path} is too long for a unix socket, which allows about 100 bytes: "
                "set TMPDIR to a shorter directory, or name one in UnixSocketConfig"
            ) from None
        # What the system says names neither the place nor the cure.
        raise OSError(
            error.errno,
            f"{error.strerror}: a plugin makes its socket in the directory that TMPDIR names, "
            "which must exist and be writable",
            path,
        ) from None
    return Listener("unix", path, listening)


def _bind_for_owner(listening: socket.socket, path: str) -> None:
    """Bind with a mode that is right from the first moment: before a chmod others could connect."""
    if _FILE_MODE_IS_THE_SOCKETS:
        os.fchmod(listening.fileno(), _OWNER)
        listening.bind(path)
        return
    mask = os.umask(0o777 & ~_OWNER)  # of the whole process: other threads' files may get it too
    try:
        listening.bind(path)
    finally:
        os.umask(mask)


def _admit(group: str, path: str) -> None:
    try:
        os.chown(path, -1, group_id(group))
        os.chmod(path, _OWNER_AND_GROUP)
    except OSError as error:
        raise ConfigError(
            f"the socket cannot be given to the group {group!r}, as the host asks: "
            f"{error.strerror}; its user must be a member of that group"
        ) from None


def _listen_tcp(ports: tuple[int, int]) -> Listener:
    lowest, highest = ports
    listening = _listen_at_first(range(lowest, highest + 1))
    if listening is None:
        raise ConfigError(
            f"there is no free TCP port between {lowest} and {highest}, which is what the host "
            "allows: see ClientConfig.min_port and max_port"
        )
    host, port = listening.getsockname()
    return Listener("tcp", f"{host}:{port}", listening)


def _listen_at_first(ports: Iterable[int]) -> socket.socket | None:
    for port in ports:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if _REUSE_IS_FOR_ENDED_CONNECTIONS:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
            # Two that bind at the same time may both succeed: then it is this that one cannot.
            listening.listen(_BACKLOG)
        except OSError as error:
            listening.close()
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
        else:
            return listening
    return None


def connect(network: str, address: str) -> socket.socket:
    """Connect to an address, waiting for at most 5 seconds.

    Args:
        network: ``unix`` or ``tcp``.
        address: The socket's path, or ``HOST:PORT``.

    Raises:
        OSError: If nobody accepts.
        ValueError: If it cannot be an address: a path with a NUL, a host name without a name.
    """
    if network == "unix":
        return _connect_unix(address)
    host, _, port = address.rpartition(":")
    connected = socket.create_connection((host.strip("[]"), int(port)), _CONNECT_TIMEOUT)
    connected.settimeout(None)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected


def _connect_unix(path: str) -> socket.socket:
    connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connected.settimeout(_CONNECT_TIMEOUT)
        _connect_when_there_is_room(connected, path)
        connected.settimeout(None)
    except BaseException:
        connected.close()
        raise
    return connected


def _connect_when_there_is_room(connecting: socket.socket, path: str) -> None:
    """Wait where too many have connected whom a busy plugin has not accepted: Linux does not."""
    until = time.monotonic() + _CONNECT_TIMEOUT
    while True:
        try:
            connecting.connect(path)
        except BlockingIOError:
            if time.monotonic() > until:
                raise
            time.sleep(_CONNECT_INTERVAL)
        else:
            return
