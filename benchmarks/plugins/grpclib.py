"""A plugin as one writes it by hand on grpclib: cookie, handshake line, health, its service."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile

from echo_grpc import EchoBase
from echo_pb2 import EchoReply, EchoRequest, GreetingsRequest, GreetReply, GreetRequest
from grpclib.health.check import ServiceStatus
from grpclib.health.service import Health
from grpclib.server import Server, Stream
from grpclib.utils import graceful_exit


class Echo(EchoBase):
    async def Greet(self, stream: Stream[GreetRequest, GreetReply]) -> None:  # noqa: N802 - grpclib's names
        request = await stream.recv_message()
        assert request is not None
        await stream.send_message(GreetReply(greeting=f"hello, {request.name}"))

    async def Echo(self, stream: Stream[EchoRequest, EchoReply]) -> None:  # noqa: N802 - grpclib's names
        request = await stream.recv_message()
        assert request is not None
        await stream.send_message(EchoReply(data=request.data))

    async def Greetings(self, stream: Stream[GreetingsRequest, GreetReply]) -> None:  # noqa: N802 - grpclib's names
        request = await stream.recv_message()
        assert request is not None
        for index in range(request.count):
            await stream.send_message(GreetReply(greeting=f"hello, {index}"))


async def main() -> None:
    if os.environ.get("ECHO_PLUGIN") != "benchmark":
        sys.exit("this is a plugin")
    echo = Echo()
    status = ServiceStatus()
    status.set(True)
    server = Server([echo, Health({echo: [status]})])
    path = os.path.join(tempfile.mkdtemp(prefix="plugin"), "socket")
    with graceful_exit([server]):
        await server.start(path=path)
        print(f"1|1|unix|{path}|grpc|", flush=True)
        await server.wait_closed()


asyncio.run(main())
