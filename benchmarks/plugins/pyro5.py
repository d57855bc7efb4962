"""A plugin on Pyro5: an exposed class, served by a daemon on a unix socket."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator

import serpent
from Pyro5.api import Daemon, expose


@expose
class Echo:
    def greet(self, name: str) -> str:
        return f"hello, {name}"

    def echo(self, data: object) -> bytes:
        echoed: bytes = serpent.tobytes(data)
        return echoed

    def greetings(self, count: int) -> Iterator[str]:
        for index in range(count):
            yield f"hello, {index}"


if __name__ == "__main__":
    if os.environ.get("ECHO_PLUGIN") != "benchmark":
        sys.exit("this is a plugin")
    daemon = Daemon(unixsocket=os.path.join(tempfile.mkdtemp(prefix="plugin"), "socket"))
    uri = daemon.register(Echo(), "echo")
    print(uri, flush=True)
    daemon.requestLoop()
