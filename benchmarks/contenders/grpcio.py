"""grpcio on both sides, written by hand."""

from __future__ import annotations

import grpc
from echo_pb2 import EchoRequest, GreetingsRequest, GreetRequest
from echo_pb2_grpc import EchoStub

from benchmarks.host import launching
from benchmarks.host.blocking import BlockingHost
from benchmarks.host.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_TIMEOUT = 30.0


def start(folder: str) -> Session:
    """Launch the plugin."""
    process, line = launching.launch(folder)
    channel = grpc.insecure_channel(f"unix:{line.split('|')[3]}")
    stub = EchoStub(channel)

    def greet(name: str) -> str:
        greeting: str = stub.Greet(GreetRequest(name=name), timeout=_TIMEOUT).greeting
        return greeting

    def echo(data: bytes) -> bytes:
        echoed: bytes = stub.Echo(EchoRequest(data=data), timeout=_TIMEOUT).data
        return echoed

    def greetings(count: int) -> Iterator[str]:
        for reply in stub.Greetings(GreetingsRequest(count=count), timeout=_TIMEOUT):
            yield reply.greeting

    def close() -> None:
        channel.close()
        launching.end(process)

    return Session(greet=greet, echo=echo, greetings=greetings, pid=process.pid, close=close)


HOST = BlockingHost(start)
