"""Notices that the program which launched this plugin is gone.

The parent's process id alone misleads: behind `sh -c` or `uv run` the parent outlives the host, and
a host may have died before its id was asked for. But the host holds the other end of the pipe that
the handshake line went through, and a pipe knows when nobody holds its other end.

The pipe alone misleads too: behind `sh -c "... | tee log"` it is another program's, and a forked
child of the host holds all that the host held, its connection as well. But where Linux tells who
has connected, it is the host if this process is below it, and its end can be waited for.
"""

from __future__ import annotations

import os
import select

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

    from gen_plugin_runtime.serving.host_process import HostProcess


class HostWatch:
    """The launching host's signs of life.

    Args:
        stdout: Descriptor of the original standard output. A terminal or a file is never seen to
            break; then only the parent counts.

    Attributes:
        pipe: That descriptor, or None once the host has closed its end.
        process: The host's process, which `look_for_process` looks for.
        is_blind: Whether the system gives no signs, as Windows: its pipes cannot be waited for, and
            who has lost its parent keeps the parent's number.
    """

    is_blind = not hasattr(select, "poll")

    def __init__(self, stdout: int) -> None:
        self.pipe: int | None = stdout
        self.process: HostProcess | None = None
        self._parent = os.getppid()

    def through(self, stdout: int) -> HostWatch:
        """The same watch, now that the original standard output has another descriptor."""
        if self.pipe is not None:
            self.pipe = stdout
        return self

    def look_for_process(self) -> None:
        """From now on find out which process the host is."""
        # Imported only now: it takes its time, and the host has its line.
        from gen_plugin_runtime.serving.host_process import HostProcess

        self.process = HostProcess()

    def has_ended(self) -> bool:
        """Whether it is known which process the host is, and that it has ended."""
        return self.process is not None and self.process.has_ended()

    def is_gone(self) -> bool:
        """Whether the host has ended, as far as one can tell."""
        if self.pipe is not None and wait_readable((), self.pipe, 0.0):
            self.pipe = None
        return self.pipe is None or os.getppid() != self._parent or self.has_ended()


def wait_readable(
    sockets: Sequence[socket.socket | int], pipe: int | None, timeout: float | None
) -> bool:
    """Wait until one of the sockets can be read or nobody holds the other end of the pipe.

    Args:
        sockets: Listening or connected; or descriptors, of processes too.
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
