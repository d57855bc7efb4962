"""grpcio on both sides, written by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import grpc

from benchmarks.contenders.session import Contender, Session

PLUGIN = Path(__file__).with_name("grpcio_plugin.py")


def contender(stubs: Path) -> Contender:
    """The contender; `stubs` is the folder with `echo_pb2.py` and `echo_pb2_grpc.py`."""
    sys.path.insert(0, str(stubs))
    from echo_pb2 import EchoEchoRequest, EchoGreetRequest
    from echo_pb2_grpc import EchoStub

    def launch() -> Session:
        process = subprocess.Popen(
            [sys.executable, str(PLUGIN)],
            env={**os.environ, "ECHO_PLUGIN": "benchmark", "PYTHONPATH": str(stubs)},
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        address = process.stdout.readline().decode().split("|")[3]
        channel = grpc.insecure_channel(
            f"unix:{address}", options=[("grpc.max_receive_message_length", -1)]
        )
        stub = EchoStub(channel)

        def close() -> None:
            channel.close()
            process.kill()
            process.communicate()

        return Session(
            greet=lambda name: stub.Greet(EchoGreetRequest(name=name)).result,
            echo=lambda data: stub.Echo(EchoEchoRequest(data=data)).result,
            pid=process.pid,
            close=close,
        )

    return Contender("grpcio, by hand", launch)
