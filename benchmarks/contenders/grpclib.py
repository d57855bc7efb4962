"""grpclib on both sides, written by hand."""

from __future__ import annotations

from echo_grpc import EchoStub
from echo_pb2 import EchoRequest, GreetingsRequest, GreetRequest
from grpclib.client import Channel

from benchmarks.host import launching
from benchmarks.host.asynchronous import AsyncHost
from benchmarks.host.session import AsyncSession

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

_TIMEOUT = 30.0


async def start(folder: str) -> AsyncSession:
    """Launch the plugin."""
    process, line = launching.launch(folder)
    channel = Channel(path=line.split("|")[3])

    async def close() -> None:
        channel.close()
        launching.end(process)

    return session(EchoStub(channel), process.pid, close)


def session(stub: EchoStub, pid: int, close: Callable[[], Awaitable[None]]) -> AsyncSession:
    """What is called through a stub of grpclib's."""

    async def greet(name: str) -> str:
        greeting: str = (await stub.Greet(GreetRequest(name=name), timeout=_TIMEOUT)).greeting
        return greeting

    async def echo(data: bytes) -> bytes:
        echoed: bytes = (await stub.Echo(EchoRequest(data=data), timeout=_TIMEOUT)).data
        return echoed

    async def greetings(count: int) -> AsyncIterator[str]:
        async with stub.Greetings.open(timeout=_TIMEOUT) as stream:
            await stream.send_message(GreetingsRequest(count=count), end=True)
            async for reply in stream:
                yield reply.greeting

    return AsyncSession(greet=greet, echo=echo, greetings=greetings, pid=pid, close=close)


HOST = AsyncHost(start)
