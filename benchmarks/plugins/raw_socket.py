"""A plugin on a raw unix socket: a method's number and a length, then the bytes."""

from __future__ import annotations

import os
import socket
import struct
import sys
import tempfile
import threading

GREET, ECHO, GREETINGS = range(3)
_HEADER = struct.Struct(">BI")
_CHUNK = 64 * 1024


def send(connected: socket.socket, method: int, data: bytes | bytearray) -> None:
    """Send one message."""
    header = _HEADER.pack(method, len(data))
    if len(data) <= _CHUNK:
        connected.sendall(header + data)
    else:
        connected.sendall(header)
        connected.sendall(data)


def receive(connected: socket.socket) -> tuple[int, bytes | bytearray]:
    """Receive one message, its method and its bytes.

    Raises:
        EOFError: The connection has ended.
    """
    method, size = _HEADER.unpack(_exactly(connected, _HEADER.size))
    return method, _exactly(connected, size)


def _exactly(connected: socket.socket, size: int) -> bytes | bytearray:
    data = connected.recv(min(size, _CHUNK))
    if len(data) == size:
        return data
    whole = bytearray(size)
    whole[: len(data)] = data
    view, filled = memoryview(whole), len(data)
    while filled < size:
        more = connected.recv_into(view[filled:])
        if not more:
            raise EOFError
        filled += more
    return whole


def _serve(connected: socket.socket) -> None:
    while True:
        try:
            method, data = receive(connected)
        except (EOFError, ConnectionError):
            return
        if method == GREET:
            send(connected, method, f"hello, {data.decode()}".encode())
        elif method == ECHO:
            send(connected, method, data)
        else:
            for index in range(int.from_bytes(data, "big")):
                send(connected, method, f"hello, {index}".encode())


def main() -> None:
    """Serve each connection in a thread of its own."""
    if os.environ.get("ECHO_PLUGIN") != "benchmark":
        sys.exit("this is a plugin")
    path = os.path.join(tempfile.mkdtemp(prefix="plugin"), "socket")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    print(path, flush=True)
    while True:
        connected, _ = listener.accept()
        threading.Thread(target=_serve, args=(connected,), daemon=True).start()


if __name__ == "__main__":
    main()
