"""A plugin on RPyC: a service with exposed methods, served by threads on a unix socket."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator

from rpyc import Service
from rpyc.utils.server import ThreadedServer


class EchoService(Service):
    def exposed_greet(self, name: str) -> str:
        return f"hello, {name}"

    def exposed_echo(self, data: bytes) -> bytes:
        return data

    def exposed_greetings(self, count: int) -> Iterator[str]:
        for index in range(count):
            yield f"hello, {index}"


if __name__ == "__main__":
    if os.environ.get("ECHO_PLUGIN") != "benchmark":
        sys.exit("this is a plugin")
    path = os.path.join(tempfile.mkdtemp(prefix="plugin"), "socket")
    server = ThreadedServer(EchoService, socket_path=path)
    serving = threading.Thread(target=server.start)
    serving.start()
    while not server.active:  # it is bound, but does not listen before `start` has begun
        time.sleep(0.0005)
    print(path, flush=True)
    serving.join()
