"""pyvider-rpcplugin on both sides: go-plugin's protocol on grpcio's asyncio flavour."""

from __future__ import annotations

import os
import sys

from echo_pb2 import EchoRequest, GreetingsRequest, GreetRequest
from echo_pb2_grpc import EchoStub
from pyvider.rpcplugin import configure, plugin_client

from benchmarks.host.asynchronous import AsyncHost
from benchmarks.host.session import AsyncSession

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_TIMEOUT = 30.0

configure(auto_mtls=False)


async def start(folder: str) -> AsyncSession:
    """Launch the plugin, without TLS as all others."""
    client = plugin_client(
        command=[sys.executable, os.path.join(folder, "plugin.py")],
        config={"env": {"PLUGIN_AUTO_MTLS": "false"}},
    )
    await client.start()
    stub = EchoStub(client.grpc_channel)

    async def greet(name: str) -> str:
        greeting: str = (await stub.Greet(GreetRequest(name=name), timeout=_TIMEOUT)).greeting
        return greeting

    async def echo(data: bytes) -> bytes:
        echoed: bytes = (await stub.Echo(EchoRequest(data=data), timeout=_TIMEOUT)).data
        return echoed

    async def greetings(count: int) -> AsyncIterator[str]:
        async for reply in stub.Greetings(GreetingsRequest(count=count), timeout=_TIMEOUT):
            yield reply.greeting

    async def close() -> None:
        await client.shutdown_plugin()
        await client.close()

    pid = client._process.pid  # noqa: SLF001 - it says its process's id to its log only
    return AsyncSession(greet=greet, echo=echo, greetings=greetings, pid=pid, close=close)


HOST = AsyncHost(start)
