"""Notices that the program which launched this plugin is gone.

The parent's process id alone misleads: behind `sh -c` or `uv run` the parent outlives the host, and
a host may have died before its id was asked for. But the host holds the other end of the pipe that
the handshake line went through, and a pipe knows when nobody holds its other end.
"""

from __future__ import annotations

import os
import select

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence


class HostWatch:
    """The launching host's signs of life.

    Args:
        stdout: Descriptor of the original standard output. A terminal or a file is never seen to
            break; then only the parent counts.

    Attributes:
        pipe: That descriptor, or None once the host has closed its end.
        is_blind: Whether the system gives no signs, as Windows: its pipes cannot be waited for, and
            who has lost its parent keeps the parent's number.
    """

    is_blind = not hasattr(select, "poll")

    def __init__(self, stdout: int) -> None:
        self.pipe: int | None = stdout
        self._parent = os.getppid()

    def through(self, stdout: int) -> HostWatch:
        """The same watch, now that the original standard output has another descriptor."""
        if self.pipe is not None:
            self.pipe = stdout
        return self

    def is_gone(self) -> bool:
        """Whether the host has ended, as far as one can tell."""
        if self.pipe is not None and wait_readable((), self.pipe, 0.0):
            self.pipe = None
        return self.pipe is None or os.getppid() != self._parent


def wait_readable(
    sockets: Sequence[socket.socket], pipe: int | None, timeout: float | None
) -> bool:
    """Wait until one of the sockets can be read or nobody holds the other end of the pipe.

    Args:
        sockets: Listening or connected.
        pipe: Descriptor of a pipe's writing end, or None.
        timeout: Seconds to wait at most; None: for ever.

    Returns:
        Whether the pipe is broken.
    """
    if not hasattr(select, "poll"):  # Windows, whose pipes cannot be waited for
        select.select(sockets, (), (), timeout)
        return False
    poll = select.poll()
    for one in sockets:
        poll.register(one, select.POLLIN)
    if pipe is not None:
        poll.register(pipe, 0)  # the pipe's end is reported unasked
    ready = poll.poll(None if timeout is None else timeout * 1000)
    return any(descriptor == pipe for descriptor, _ in ready)
