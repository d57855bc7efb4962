"""A plugin that has been started and connected to, and the ladder down which it is ended."""

from __future__ import annotations

import os
import threading
import time

from gen_plugin_runtime.host.left_sockets import remove_left_sockets, remove_socket

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.config.reattach import ReattachConfig
    from gen_plugin_runtime.host.ending import WatchedProcess
    from gen_plugin_runtime.host.session import Session
    from gen_plugin_runtime.protocol.handshake_line import HandshakeLine


class RunningPlugin:
    """The result of a start.

    Args:
        process: The process.
        line: Its handshake line.
        session: The connection to it.
        shutdown_timeout: Seconds that it gets to end by itself.
        has_pid: Whether what identifies the process is its number on this machine.
        socket_directory: What is removed with it; empty if there is nothing.
        wrapped: The plugin itself, where `process` is `sh -c` or the like around it.
    """

    def __init__(
        self,
        process: WatchedProcess,
        line: HandshakeLine,
        session: Session,
        shutdown_timeout: float,
        *,
        has_pid: bool,
        socket_directory: str = "",
        wrapped: WatchedProcess | None = None,
    ) -> None:
        self.process = process
        self.line = line
        self.session = session
        self.shutdown_timeout = shutdown_timeout
        self._has_pid = has_pid
        self._socket_directory = socket_directory
        self._wrapped = wrapped
        self._ending = threading.Lock()
        self._ended = False

    @property
    def _processes(self) -> list[WatchedProcess]:
        """The innermost first: it is the one that was asked to end."""
        return [self.process] if self._wrapped is None else [self._wrapped, self.process]

    def kill(self) -> None:
        """Go down the whole ladder. Who is interrupted, by a Ctrl-C, has no more patience."""
        deadline = time.monotonic() + self.shutdown_timeout
        try:
            self.ask_to_end(deadline)
            self.end(deadline)
        except BaseException:
            self.end(0.0)
            raise

    def detach(self) -> None:
        """Close this side's connection and leave the plugin running."""
        with self._ending:
            if not self._ended:
                self.session.close("this side has let go of it")
                for process in self._processes:
                    process.detach()
                self._ended = True

    def reattach_config(self) -> ReattachConfig:
        """Where other hosts find it."""
        from gen_plugin_runtime.config.reattach import ReattachConfig

        line = self.line
        return ReattachConfig(
            line.address,
            network="unix" if line.network == "unix" else "tcp",
            protocol=line.protocol,
            protocol_version=line.version,
            pid=int(self._processes[0].id) if self._has_pid else 0,
        )

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
            for process in self._processes:
                if not process.wait(max(0.0, deadline - time.monotonic())):
                    process.kill("the plugin does not end though it was asked to: it is killed")
            if self._wrapped is not None:
                self._wrapped.release()
            socket_path = self.line.address if self.line.network == "unix" else ""
            discard(self.process, socket_path, self._socket_directory)
            if self._has_pid and socket_path and self.process.exit_code != 0:
                pids = [int(process.id) for process in self._processes]
                remove_left_sockets(pids, os.path.dirname(socket_path))
            self._ended = True


def discard(process: WatchedProcess, socket_path: str, socket_directory: str) -> None:
    """Clean up after a process: threads, pipes, and the socket's file if it is left.

    Args:
        process: Ended, or killed in vain.
        socket_path: Where it said that it listens. Only a socket is removed: it is the plugin's
            word.
        socket_directory: This side's own directory for its sockets; empty if there is none.
    """
    process.release()
    if socket_directory:
        from gen_plugin_runtime.host.socket_directory import remove_socket_directory

        remove_socket_directory(socket_directory)
    if socket_path:
        remove_socket(socket_path)
