"""A raw unix socket with a length before each message: the limit of what Python can do.

No errors, no names, no types, no deadlines; a connection for each calling thread.
"""

from __future__ import annotations

import socket
import threading

from plugin import ECHO, GREET, GREETINGS, receive, send

from benchmarks.host import launching
from benchmarks.host.blocking import BlockingHost
from benchmarks.host.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def start(folder: str) -> Session:
    """Launch the plugin."""
    process, path = launching.launch(folder)
    threads = threading.local()

    def connection() -> socket.socket:
        try:
            connected: socket.socket = threads.connection
        except AttributeError:
            connected = threads.connection = socket.socket(socket.AF_UNIX)
            connected.connect(path)
        return connected

    def greet(name: str) -> str:
        connected = connection()
        send(connected, GREET, name.encode())
        return receive(connected)[1].decode()

    def echo(data: bytes) -> bytes | bytearray:
        connected = connection()
        send(connected, ECHO, data)
        return receive(connected)[1]

    def greetings(count: int) -> Iterator[str]:
        connected = connection()
        send(connected, GREETINGS, count.to_bytes(4, "big"))
        for _ in range(count):
            yield receive(connected)[1].decode()

    def close() -> None:
        connection().close()
        launching.end(process)

    return Session(greet=greet, echo=echo, greetings=greetings, pid=process.pid, close=close)


HOST = BlockingHost(start)
