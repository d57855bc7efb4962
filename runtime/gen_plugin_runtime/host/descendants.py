"""The processes below a launched one: behind `sh -c` or `uv run` the plugin is one of them.

Linux tells who is whose child, and who listens at a unix socket; elsewhere nothing is found here,
and a plugin behind a wrapper is left to notice that its host is gone.
"""

from __future__ import annotations

import os
import signal
import socket
import struct

from gen_plugin_runtime.host.attached_process import AttachedProcess
from gen_plugin_runtime.host.foreign_process import DescribedProcess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_CAN_BE_TOLD = hasattr(os, "pidfd_open") and os.path.isdir("/proc/self/task")
_FORMAT = "3i"  # process, user, group
_DEEPEST = 32


def process_behind(connection: socket.socket, launched: int) -> AttachedProcess | None:
    """The process that listens at the other end, if it is not the launched one but below it.

    Args:
        connection: To the plugin.
        launched: Number of the process that was launched.
    """
    if not _CAN_BE_TOLD or connection.family != getattr(socket, "AF_UNIX", None):
        return None
    size = struct.calcsize(_FORMAT)
    try:
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
        listening = struct.unpack(_FORMAT, credentials)[0]
        if listening == launched or not _is_below(listening, launched):
            return None
        return AttachedProcess(DescribedProcess(listening))
    except OSError:
        return None  # it has just ended


def kill_all_below(launched: int) -> None:
    """End by force what a process has started, as far as it is still below it."""
    for handle in list(_open_all_below(launched)):
        try:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        except OSError:
            pass  # it was quicker, or is another user's
        finally:
            os.close(handle)


def _open_all_below(launched: int) -> Iterator[int]:
    if not _CAN_BE_TOLD:
        return
    for name in os.listdir("/proc"):
        if name.isdigit() and _is_below(int(name), launched):
            try:
                yield os.pidfd_open(int(name))
            except OSError:
                continue  # it has just ended


def _is_below(pid: int, ancestor: int) -> bool:
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
