"""grpc-go's interop client judges our server, one test per case of the suite."""

from __future__ import annotations

import os
import re
import subprocess

import pytest
from tests.conformance.interop_cases import LEFT_OUT, PLAYED
from tests.conformance.listening import LOOPBACK, Listener
from tests.conformance.service import InteropService, LoadReports

from gen_plugin_runtime.errors import CallCancelled, PluginError
from gen_plugin_runtime.grpc.server import Server

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The first test builds the client.
pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

_CASE_TIMEOUT = 90
_SOAK = (
    "--soak_iterations=40",
    "--soak_num_threads=4",
    "--soak_per_iteration_max_acceptable_latency_ms=30000",
    "--soak_overall_timeout_seconds=60",
)
_BACKEND_METRICS = (
    '--service_config_json={"loadBalancingConfig":[{"test_backend_metrics_load_balancer":{}}]}',
)
ARGUMENTS = {
    "rpc_soak": _SOAK,
    "channel_soak": _SOAK,
    "orca_per_rpc": _BACKEND_METRICS,
    "orca_oob": _BACKEND_METRICS,
}


@pytest.fixture
def raised() -> list[BaseException]:
    """What the implementation raised without being asked to."""
    return []


@pytest.fixture
def port(raised: list[BaseException]) -> Iterator[int]:
    """Where our server listens."""

    def note(_method: str, error: BaseException) -> None:
        if not isinstance(error, PluginError | CallCancelled):
            raised.append(error)

    loads = LoadReports()
    server = Server([InteropService(loads), loads], on_error=note)
    with Listener(server.serve_connection) as listener:
        yield listener.port
        server.stop(0)
    assert not listener.failures


@pytest.mark.parametrize("case", PLAYED)
def test_case(grpc_go: Path, port: int, raised: list[BaseException], case: str) -> None:
    done = subprocess.run(
        [
            str(grpc_go / "client"),
            *(f"--server_host={LOOPBACK}", f"--server_port={port}", f"--test_case={case}"),
            *ARGUMENTS.get(case, ()),
        ],
        env={**os.environ, "GRPC_GO_LOG_SEVERITY_LEVEL": "info"},
        capture_output=True,
        text=True,
        timeout=_CASE_TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    assert re.search(r"\] ?\w+ done\b", done.stderr), done.stderr  # that case, and to its end
    assert not raised


def test_every_case_of_the_client_is_played_or_listed(grpc_go: Path) -> None:
    told = subprocess.run(
        [str(grpc_go / "client"), "--help"], capture_output=True, text=True, timeout=60, check=False
    )
    offered = set(re.findall(r"^\s+(\w+) ?: ", told.stderr, re.MULTILINE))
    assert "empty_unary" in offered
    assert offered <= {*PLAYED, *LEFT_OUT}
