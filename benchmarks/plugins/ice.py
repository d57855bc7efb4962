"""A plugin on ZeroC Ice: a servant in an object adapter on loopback TCP."""

from __future__ import annotations

import os
import signal
import sys

import Ice

Ice.loadSlice(os.path.join(os.path.dirname(__file__), "echo.ice"))
import Benchmark  # noqa: E402 - made by the line above


class Echo(Benchmark.Speaker):
    def greet(self, name: str, current: Ice.Current) -> str:
        return f"hello, {name}"

    def echo(self, data: bytes, current: Ice.Current) -> bytes:
        return data


def main() -> None:
    if os.environ.get("ECHO_PLUGIN") != "benchmark":
        sys.exit("this is a plugin")
    properties = Ice.createProperties()
    # A mebibyte and its header are more than the default limit of a mebibyte.
    properties.setProperty("Ice.MessageSizeMax", "2048")
    data = Ice.InitializationData()
    data.properties = properties
    with Ice.initialize(data) as communicator:
        signal.signal(signal.SIGTERM, lambda _number, _frame: communicator.shutdown())
        adapter = communicator.createObjectAdapterWithEndpoints("echo", "tcp -h 127.0.0.1")
        reference = adapter.add(Echo(), Ice.stringToIdentity("echo"))
        adapter.activate()
        print(reference, flush=True)
        communicator.waitForShutdown()


main()
