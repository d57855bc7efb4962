"""The soaked server's process: listens at a unix socket, and says on its stdout what it is asked.

Each line of its stdin is a question, ``state`` or ``begun``; it ends with its stdin.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
import threading

from tests.grpc.memory import resident
from tests.soak.service import Ledger, Soaked

from gen_plugin_runtime.grpc.answering import ServerCall
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.streams import SocketStream


def main(path: str, calls: str, workers: str, max_receive: str) -> None:
    ledger = Ledger(int(calls))
    server = Server(
        [Soaked(ledger)],
        workers=int(workers),
        max_receive=int(max_receive),
        on_error=ledger.note_error,
    )
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    threading.Thread(target=_accept, args=(listener, server, ledger), daemon=True).start()
    print("listening", flush=True)
    for question in sys.stdin:
        answer = ledger.begun.hex() if question == "begun\n" else json.dumps(_state(server, ledger))
        print(answer, flush=True)


def _accept(listener: socket.socket, server: Server, ledger: Ledger) -> None:
    while True:
        connected, _ = listener.accept()
        threading.Thread(target=_serve, args=(connected, server, ledger), daemon=True).start()


def _serve(connected: socket.socket, server: Server, ledger: Ledger) -> None:
    stream = SocketStream(connected)
    ledger.sockets[stream.peer] = connected
    try:
        server.serve_connection(stream)
    finally:
        del ledger.sockets[stream.peer]


def _state(server: Server, ledger: Ledger) -> dict[str, object]:
    connections = list(server._connections)
    gc.collect()
    return {
        "connections": len(connections),
        "streams": sum(each.driver.protocol.open_streams for each in connections),
        "running": len(ledger.running),
        "calls_in_memory": sum(isinstance(each, ServerCall) for each in gc.get_objects()),
        "threads": threading.active_count(),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "resident": resident(),
        "unexpected": ledger.unexpected,
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
