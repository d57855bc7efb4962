"""Whose child a process is, and who is at the other end of a unix socket, as Linux tells.

Elsewhere nothing is known: each answer is then 0 or False.
"""

from __future__ import annotations

import os
import socket
import struct

CAN_BE_TOLD = hasattr(os, "pidfd_open") and os.path.isdir("/proc/self/task")
_CREDENTIALS = "3i"  # process, user, group
_DEEPEST = 32


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
