"""grpcurl, which knows of a server nothing but what reflection tells."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests import go_toolchain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KV = Path(__file__).parents[2] / "examples" / "kv"

pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]


@pytest.fixture(scope="module")
def grpcurl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program."""
    folder = tmp_path_factory.mktemp("grpcurl")
    program = "github.com/fullstorydev/grpcurl/cmd/grpcurl@latest"
    return go_toolchain.install(folder, program) / "grpcurl"


@pytest.fixture(params=["unix", "tcp"])
def ask(
    grpcurl: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., str]]:
    """Runs grpcurl on a plugin that a person has started."""
    serve = f"""
import sys
sys.path.insert(0, {str(KV)!r})
from kv_plugin import serve

class Store:
    kept = {{}}
    def put(self, key, value):
        self.kept[key] = value
    def get(self, key):
        return self.kept[key]

serve(Store(), network={request.param!r})
"""
    process = subprocess.Popen(
        [sys.executable, "-c", serve],
        cwd=tmp_path,
        env={**os.environ, "BASIC_PLUGIN": "hello"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        assert process.stdout is not None
        network, address = process.stdout.readline().split("|")[2:4]

        def run(*words: str, data: object = None) -> str:
            options = ["-plaintext", *(["-unix"] if network == "unix" else [])]
            options += [] if data is None else ["-d", json.dumps(data)]
            done = subprocess.run(
                [grpcurl, *options, address, *words],
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        yield run
        process.kill()


def test_it_lists_describes_and_calls(ask: Callable[..., str]) -> None:
    assert ask("list").split() == [
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
        "plugin.GRPCBroker",
        "plugin.GRPCController",
        "plugin.GRPCStdio",
        "proto.KV",
    ]
    assert "rpc Get ( .proto.GetRequest ) returns ( .proto.GetResponse );" in ask(
        "describe", "proto.KV"
    )
    assert ask("list", "grpc.health.v1.Health").split() == [
        "grpc.health.v1.Health.Check",
        "grpc.health.v1.Health.List",
        "grpc.health.v1.Health.Watch",
    ]
    assert "stream .plugin.StdioData" in ask("describe", "plugin.GRPCStdio")
    health = ask("grpc.health.v1.Health/Check", data={"service": "plugin"})
    assert json.loads(health) == {"status": "SERVING"}
    assert json.loads(ask("proto.KV/Put", data={"key": "tea", "value": "aG90"})) == {}
    assert json.loads(ask("proto.KV/Get", data={"key": "tea"})) == {"value": "aG90"}
