"""The soaked server's process: listens at a unix socket, and says on its stdout what it is asked.

::

    python -m tests.soak.program TRANSPORT PATH CALLS WORKERS

Each line of its stdin is a question, ``state`` or ``begun``; it ends with its stdin. So many calls
there will be, and so many of a connection are answered at once.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
import threading
from typing import Protocol

from tests.grpc.memory import resident
from tests.soak.ledger import Ledger

from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.transport import TimedByteStream


class Serving(Protocol):
    """What answers, by one of the transports.

    Attributes:
        call: The class of its calls.
    """

    call: type

    def serve(self, stream: TimedByteStream) -> None:
        """Serve a connection until it ends."""

    def streams(self) -> list[int]:
        """How many are open on each connection."""


def serving(transport: str, ledger: Ledger, workers: int) -> Serving:
    """Put it together, without loading the other one."""
    if transport == "grpc":
        from tests.soak.grpc.serving import GrpcServing

        return GrpcServing(ledger, workers)
    from tests.soak.netrpc.serving import NetRpcServing

    return NetRpcServing(ledger, workers)


def main(transport: str, path: str, calls: str, workers: str) -> None:
    ledger = Ledger(int(calls))
    served = serving(transport, ledger, int(workers))
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    threading.Thread(target=_accept, args=(listener, served, ledger), daemon=True).start()
    print("listening", flush=True)
    for question in sys.stdin:
        answer = ledger.begun.hex() if question == "begun\n" else json.dumps(_state(served, ledger))
        print(answer, flush=True)


def _accept(listener: socket.socket, served: Serving, ledger: Ledger) -> None:
    while True:
        connected, _ = listener.accept()
        threading.Thread(target=_serve, args=(connected, served, ledger), daemon=True).start()


def _serve(connected: socket.socket, served: Serving, ledger: Ledger) -> None:
    stream = SocketStream(connected)
    ledger.sockets[stream.peer] = connected
    try:
        served.serve(stream)
    finally:
        del ledger.sockets[stream.peer]


def _state(served: Serving, ledger: Ledger) -> dict[str, object]:
    streams = served.streams()
    gc.collect()
    return {
        "connections": len(streams),
        "streams": sum(streams),
        "running": len(ledger.running),
        "calls_in_memory": sum(isinstance(each, served.call) for each in gc.get_objects()),
        "threads": threading.active_count(),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "resident": resident(),
        "unexpected": ledger.unexpected,
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
