"""Runs a program without what Windows lacks: ``python as_on_windows.py PROGRAM ARGUMENT...``."""

import os
import runpy
import select
import selectors
import signal
import socket
import subprocess  # noqa: F401 - uses some of it itself, here
import sys

MISSING = {
    socket: ("AF_UNIX", "MSG_DONTWAIT"),
    select: ("poll", "epoll", "kqueue"),
    selectors: ("PollSelector", "EpollSelector", "KqueueSelector", "DevpollSelector"),
    os: (
        *("fork", "posix_spawn", "posix_spawnp", "pidfd_open", "killpg", "setsid"),
        *("fchmod", "chown", "getuid", "getgid"),
    ),
    signal: ("pidfd_send_signal", "SIGHUP", "SIGSTOP", "pthread_sigmask"),
}

for module, names in MISSING.items():
    for name in names:
        if hasattr(module, name):
            delattr(module, name)


def socketpair() -> tuple[socket.socket, socket.socket]:
    """As Python does it there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        one = socket.create_connection(listening.getsockname())
        return one, listening.accept()[0]


socket.socketpair = socketpair  # type: ignore[assignment]
vars(selectors)["DefaultSelector"] = selectors.SelectSelector

if __name__ == "__main__":
    sys.argv = sys.argv[1:]
    sys.path[0] = os.path.dirname(sys.argv[0])
    runpy.run_path(sys.argv[0], run_name="__main__")
