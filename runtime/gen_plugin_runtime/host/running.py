"""A plugin that has been started and connected to, and the ladder down which it is ended."""

from __future__ import annotations

import os
import stat
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.host.process import PluginProcess
    from gen_plugin_runtime.host.session import Session
    from gen_plugin_runtime.protocol.handshake_line import HandshakeLine


class RunningPlugin:
    """The result of a start.

    Args:
        process: The process.
        line: Its handshake line.
        session: The connection to it.
        shutdown_timeout: Seconds that it gets to end by itself.
    """

    def __init__(
        self,
        process: PluginProcess,
        line: HandshakeLine,
        session: Session,
        shutdown_timeout: float,
    ) -> None:
        self.process = process
        self.line = line
        self.session = session
        self.shutdown_timeout = shutdown_timeout
        self._ending = threading.Lock()
        self._ended = False

    def kill(self) -> None:
        """Go down the whole ladder. Who is interrupted, by a Ctrl-C, has no more patience."""
        deadline = time.monotonic() + self.shutdown_timeout
        try:
            self.ask_to_end(deadline)
            self.end(deadline)
        except BaseException:
            self.end(0.0)
            raise

    def ask_to_end(self, deadline: float) -> None:
        """Ask for a graceful end by that moment on the clock of `time.monotonic`."""
        if not self.process.ended:
            self.session.ask_to_end(deadline)

    def end(self, deadline: float) -> None:
        """Wait for the end that was asked for; at the deadline, kill. Leaves nothing behind."""
        with self._ending:
            if self._ended:
                return
            self.session.wait_for_end(deadline)
            self.session.close()
            if not self.process.wait(max(0.0, deadline - time.monotonic())):
                self.process.kill()
            discard(self.process, self.line.address if self.line.network == "unix" else "")
            self._ended = True


def discard(process: PluginProcess, socket_path: str) -> None:
    """Clean up after a process: threads, pipes, and the socket's file if it is left.

    Args:
        process: Ended, or killed in vain.
        socket_path: Where it said that it listens. Only a socket is removed: it is the plugin's
            word.
    """
    process.release()
    try:
        if socket_path and stat.S_ISSOCK(os.lstat(socket_path).st_mode):
            os.unlink(socket_path)
    except (OSError, ValueError):
        return  # the plugin has removed it, as it should, or its word was none
