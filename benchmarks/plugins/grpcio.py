"""A plugin as one writes it by hand on grpcio: cookie, handshake line, health, its service."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent import futures

import grpc
from echo_pb2 import EchoReply, EchoRequest, GreetingsRequest, GreetReply, GreetRequest
from echo_pb2_grpc import EchoServicer, add_EchoServicer_to_server
from grpc_health.v1 import health, health_pb2, health_pb2_grpc


class Echo(EchoServicer):
    def Greet(self, request: GreetRequest, context: grpc.ServicerContext) -> GreetReply:  # noqa: N802 - grpcio's names
        return GreetReply(greeting=f"hello, {request.name}")

    def Echo(self, request: EchoRequest, context: grpc.ServicerContext) -> EchoReply:  # noqa: N802 - grpcio's names
        return EchoReply(data=request.data)

    def Greetings(  # noqa: N802 - grpcio's names
        self, request: GreetingsRequest, context: grpc.ServicerContext
    ) -> Iterator[GreetReply]:
        for index in range(request.count):
            yield GreetReply(greeting=f"hello, {index}")


def main() -> None:
    if os.environ.get("ECHO_PLUGIN") != "benchmark":
        sys.exit("this is a plugin")
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=10))
    checks = health.HealthServicer()
    checks.set("plugin", health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    add_EchoServicer_to_server(Echo(), server)
    path = os.path.join(tempfile.mkdtemp(prefix="plugin"), "socket")
    server.add_insecure_port(f"unix:{path}")
    server.start()
    print(f"1|1|unix|{path}|grpc|", flush=True)
    server.wait_for_termination()


main()
