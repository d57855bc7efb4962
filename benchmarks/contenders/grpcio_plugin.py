"""A plugin as one writes it by hand on grpcio: cookie, handshake line, health, its service."""

from __future__ import annotations

import os
import sys
import tempfile
from concurrent import futures

import grpc
from echo_pb2 import EchoEchoRequest, EchoEchoResponse, EchoGreetRequest, EchoGreetResponse
from echo_pb2_grpc import EchoServicer, add_EchoServicer_to_server
from grpc_health.v1 import health, health_pb2, health_pb2_grpc


class Echo(EchoServicer):
    def Greet(self, request: EchoGreetRequest, context: grpc.ServicerContext) -> EchoGreetResponse:  # noqa: N802
        return EchoGreetResponse(result=f"hello, {request.name}")

    def Echo(self, request: EchoEchoRequest, context: grpc.ServicerContext) -> EchoEchoResponse:  # noqa: N802
        return EchoEchoResponse(result=request.data)


def main() -> None:
    if os.environ.get("ECHO_PLUGIN") != "benchmark":
        sys.exit("this is a plugin")
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=32),
        options=[("grpc.max_receive_message_length", -1)],
    )
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
