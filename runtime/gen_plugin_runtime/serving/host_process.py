"""The process of the program that launched this plugin, where the system tells who has connected.

Neither a parent's id nor a pipe is as sure: see `host_watch`.
"""

from __future__ import annotations

import os
import select

from gen_plugin_runtime.process_tree import is_below, peer_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket


class HostProcess:
    """Unknown, until a connection comes from a process that this one is below.

    Attributes:
        descriptor: To be waited for; None while it is unknown, and once it has ended.
    """

    def __init__(self) -> None:
        self.descriptor: int | None = None
        self._id = 0

    def meet(self, connection: socket.socket) -> None:
        """Learn from an accepted connection which process the host is."""
        peer = peer_of(connection)
        if self._id or not is_below(os.getpid(), peer):
            return
        try:
            self.descriptor = os.pidfd_open(peer)
        except OSError:
            return  # it has just ended, which other signs tell, or there is no descriptor for it
        self._id = peer

    def has_made(self, connection: socket.socket) -> bool:
        """Whether a connection is from it, as far as one can tell."""
        return bool(self._id) and peer_of(connection) == self._id

    def has_ended(self) -> bool:
        """Whether it is known, and has ended."""
        if self.descriptor is not None and _is_readable(self.descriptor):
            os.close(self.descriptor)
            self.descriptor = None
        return bool(self._id) and self.descriptor is None


def _is_readable(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
