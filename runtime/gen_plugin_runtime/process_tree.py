"""Whose child a process is, and who is at the other end of a socket, as Linux tells.

Elsewhere nothing is known: each answer is then 0 or False.
"""

from __future__ import annotations

import os
import socket
import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

CAN_BE_TOLD = hasattr(os, "pidfd_open") and os.path.isdir("/proc/self/task")
_CREDENTIALS = "3i"  # process, user, group
_DEEPEST = 32
_LISTENING = "0A"  # as /proc/net/tcp has it


def peer_of(connection: socket.socket) -> int:
    """The number of the process that listened, or connected, at the other end of a socket.

    0 if nobody knows: it is no unix socket, or the process is in another container.
    """
    if not CAN_BE_TOLD or connection.family != getattr(socket, "AF_UNIX", None):
        return 0
    size = struct.calcsize(_CREDENTIALS)
    try:
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    except OSError:
        return 0  # it has been closed
    return int(struct.unpack(_CREDENTIALS, credentials)[0])


def who_listens_at(port: int, ancestor: int) -> int:
    """The number of the process that listens at a TCP port, if it is `ancestor` or below it."""
    if not CAN_BE_TOLD:
        return 0
    sockets = set(_listening_at(port))
    if not sockets.isdisjoint(_open_by(ancestor)):
        return ancestor  # mostly: nobody else has to be looked at
    for pid in sorted(int(name) for name in os.listdir("/proc") if name.isdigit()):
        if is_below(pid, ancestor) and not sockets.isdisjoint(_open_by(pid)):
            return pid
    return 0


def _listening_at(port: int) -> Iterator[str]:
    """How the files of processes are called that are sockets listening at a port."""
    try:
        with open("/proc/net/tcp") as table:
            for _, local, _, state, *fields in map(str.split, table):
                if state == _LISTENING and local.endswith(f":{port:04X}"):
                    yield f"socket:[{fields[5]}]"
    except (OSError, ValueError):
        return


def _open_by(pid: int) -> Iterator[str]:
    folder = f"/proc/{pid}/fd"
    try:
        for name in os.listdir(folder):
            yield os.readlink(f"{folder}/{name}")
    except OSError:
        return  # it has just ended, or is another user's


def is_below(pid: int, ancestor: int) -> bool:
    """Whether a process was started by another one, or by one that is below that."""
    for _ in range(_DEEPEST):
        pid = _parent(pid)
        if pid <= 1:
            return False
        if pid == ancestor:
            return True
    return False


def _parent(pid: int) -> int:
    """The number of a process's parent; 0 if it has none that one knows."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return 0
