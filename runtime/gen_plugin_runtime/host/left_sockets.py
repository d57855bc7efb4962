"""The unix sockets of a plugin that was ended by force, and so could not remove them itself.

Their names say whose they are: see `gen_plugin_runtime.addresses.socket_prefix`. Those of Go's
plugins do not.
"""

from __future__ import annotations

import os
import stat

from gen_plugin_runtime.addresses import socket_prefix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def remove_left_sockets(processes: Iterable[int], directory: str) -> None:
    """Remove what processes that have ended listened at.

    Args:
        processes: Their numbers on this machine.
        directory: Where their sockets are.
    """
    prefixes = tuple(socket_prefix(process) for process in processes)
    try:
        left = [name for name in os.listdir(directory) if name.startswith(prefixes)]
    except OSError:
        return
    for name in left:
        remove_socket(os.path.join(directory, name))


def remove_socket(path: str) -> None:
    """Remove a socket, if it is there and this user's; nothing that is not a socket."""
    try:
        if stat.S_ISSOCK(os.lstat(path).st_mode):
            os.unlink(path)
    except (OSError, ValueError):
        return  # the plugin has removed it, as it should, or its word was none
