"""gen-plugin: the scaffold and the package as generated, called as its users call them."""

from __future__ import annotations

import os
import sys
import threading

from echo_plugin import EchoPlugin

from benchmarks.host.blocking import BlockingHost
from benchmarks.host.session import Session
from gen_plugin_runtime.grpc.channel import Channel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from echo import Echo

    from gen_plugin_runtime.gencode import Broker, Connection

_CALL_TIMEOUT = 30.0


class _BrokerStream:
    """The stream that a Go host opens in every plugin and keeps open: a sender and a receiver."""

    def __init__(self) -> None:
        self._over = threading.Event()

    def open(self, channel: Channel) -> None:
        replies = channel.call("/plugin.GRPCBroker/StartStream", self._requests(), timeout=None)
        threading.Thread(target=self._receive, args=(replies,), daemon=True).start()

    def close(self) -> None:
        self._over.set()

    def _requests(self) -> Iterator[bytes]:
        self._over.wait()
        yield from ()

    def _receive(self, replies: Iterator[object]) -> None:
        for _ in replies:
            pass


class _EchoPlugin(EchoPlugin):
    """Opens the broker's stream before anything is called. This host opens stdio's by itself."""

    broker_stream: _BrokerStream

    def client(self, broker: Broker, connection: Connection) -> Echo:
        assert isinstance(connection, Channel)
        self.broker_stream.open(connection)
        return super().client(broker, connection)


def start(folder: str, *, auto_mtls: bool = False) -> Session:
    """Launch the plugin."""
    stream = _EchoPlugin.broker_stream = _BrokerStream()
    command = [sys.executable, os.path.join(folder, "main.py")]
    launch = _EchoPlugin.launch(command, call_timeout=_CALL_TIMEOUT, auto_mtls=auto_mtls)
    echo = launch.start()

    def close() -> None:
        stream.close()
        launch.kill()

    return Session(
        greet=echo.greet,
        echo=echo.echo,
        greetings=echo.greetings,
        pid=int(launch.client.id),
        close=close,
    )


HOST = BlockingHost(start)
