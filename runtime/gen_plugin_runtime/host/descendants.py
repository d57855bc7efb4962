"""The processes below a launched one: behind `sh -c` or `uv run` the plugin is one of them.

Where the system does not tell (see `process_tree`) nothing is found here, and a plugin behind a
wrapper is left to notice that its host is gone.
"""

from __future__ import annotations

import os
import signal
import socket

from gen_plugin_runtime.host.attached_process import AttachedProcess
from gen_plugin_runtime.host.foreign_process import DescribedProcess
from gen_plugin_runtime.process_tree import CAN_BE_TOLD, is_below, peer_of, who_listens_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def process_behind(connection: socket.socket, launched: int) -> AttachedProcess | None:
    """The process that listens at the other end, if it is not the launched one but below it.

    Args:
        connection: To the plugin.
        launched: Number of the process that was launched.
    """
    try:
        listening = _listener_behind(connection, launched)
        if listening in {0, launched} or not is_below(listening, launched):
            return None
        return AttachedProcess(DescribedProcess(listening))
    except OSError:
        return None  # it has just ended, or closed the connection


def _listener_behind(connection: socket.socket, launched: int) -> int:
    if connection.family == socket.AF_INET:
        return who_listens_at(connection.getpeername()[1], launched)
    return peer_of(connection)


def kill_all_below(launched: int) -> list[int]:
    """End by force what a process has started, as far as it is still below it; their numbers."""
    found = list(_open_all_below(launched))
    for _, handle in found:
        try:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        except OSError:
            pass  # it was quicker, or is another user's
        finally:
            os.close(handle)
    return [pid for pid, _ in found]


def _open_all_below(launched: int) -> Iterator[tuple[int, int]]:
    """Numbers of processes, each with a descriptor that means it and no later one."""
    if not CAN_BE_TOLD:
        return
    for name in os.listdir("/proc"):
        if name.isdigit() and is_below(int(name), launched):
            try:
                yield int(name), os.pidfd_open(int(name))
            except OSError:
                continue  # it has just ended
