"""RPyC: a service on a unix socket, one connection that all callers share."""

from __future__ import annotations

from rpyc.utils.factory import unix_connect

from benchmarks.host import launching
from benchmarks.host.blocking import BlockingHost
from benchmarks.host.session import Session


def start(folder: str) -> Session:
    """Launch the plugin."""
    process, path = launching.launch(folder)
    connection = unix_connect(path)
    root = connection.root

    def close() -> None:
        connection.close()
        launching.end(process)

    return Session(
        greet=root.greet, echo=root.echo, greetings=root.greetings, pid=process.pid, close=close
    )


HOST = BlockingHost(start)
