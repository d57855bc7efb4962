"""A plugin on pyvider-rpcplugin, as its examples show."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import ModuleType
from typing import Any, TypeAlias

import echo_pb2_grpc
import grpc
from echo_pb2 import EchoReply, EchoRequest, GreetingsRequest, GreetReply, GreetRequest
from pyvider.rpcplugin import RPCPluginProtocol, plugin_server

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"


class Echo(echo_pb2_grpc.EchoServicer):
    async def Greet(self, request: GreetRequest, context: Context) -> GreetReply:  # noqa: N802 - grpcio's names
        return GreetReply(greeting=f"hello, {request.name}")

    async def Echo(self, request: EchoRequest, context: Context) -> EchoReply:  # noqa: N802 - grpcio's names
        return EchoReply(data=request.data)

    async def Greetings(  # noqa: N802 - grpcio's names
        self, request: GreetingsRequest, context: Context
    ) -> AsyncIterator[GreetReply]:
        for index in range(request.count):
            yield GreetReply(greeting=f"hello, {index}")


class EchoProtocol(RPCPluginProtocol):
    async def get_grpc_descriptors(self) -> tuple[ModuleType, str]:
        return echo_pb2_grpc, "echo.v1.Echo"

    def get_method_type(self, method_name: str) -> str:
        return "unary_stream" if method_name.endswith("Greetings") else "unary_unary"

    async def add_to_server(self, server: grpc.aio.Server, handler: Echo) -> None:
        echo_pb2_grpc.add_EchoServicer_to_server(handler, server)


async def main() -> None:
    await plugin_server(protocol=EchoProtocol(), handler=Echo()).serve()


if __name__ == "__main__":
    asyncio.run(main())
