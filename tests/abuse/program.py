"""A server in a process of its own, whose memory can be measured: listens at a unix socket."""

from __future__ import annotations

import socket
import sys
import threading

from tests.grpc.services import Echo

from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.streams import SocketStream


def main(path: str, max_receive: str) -> None:
    server = Server([Echo()], max_receive=int(max_receive))
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    print("listening", flush=True)
    while True:
        stream = SocketStream(listener.accept()[0])
        threading.Thread(target=server.serve_connection, args=(stream,), daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
