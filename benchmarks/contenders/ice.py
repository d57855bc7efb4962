"""ZeroC Ice: an object behind loopback TCP, its Slice compiled when it is loaded."""

from __future__ import annotations

import os

import Ice

from benchmarks.host import launching
from benchmarks.host.blocking import BlockingHost
from benchmarks.host.session import Session

Ice.loadSlice(os.path.join(os.path.dirname(__file__), "..", "interface", "echo.ice"))
import Benchmark  # noqa: E402 - made by the line above


def start(folder: str) -> Session:
    """Launch the plugin."""
    process, reference = launching.launch(folder)
    properties = Ice.createProperties()
    # A mebibyte and its header are more than the default limit of a mebibyte.
    properties.setProperty("Ice.MessageSizeMax", "2048")
    data = Ice.InitializationData()
    data.properties = properties
    communicator = Ice.initialize(data)
    echo = Benchmark.SpeakerPrx.checkedCast(communicator.stringToProxy(reference))

    def close() -> None:
        communicator.destroy()
        launching.end(process)

    return Session(greet=echo.greet, echo=echo.echo, greetings=None, pid=process.pid, close=close)


HOST = BlockingHost(start)
