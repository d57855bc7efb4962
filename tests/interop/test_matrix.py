"""go-plugin and Python in either role, by gRPC and net/rpc, with and without TLS and objects.

What each connection is really like, grpc-go tells the Go side, which puts it into its answers. Over
net/rpc it knows the networks of the brokered streams.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from tests.interop.desk import ROUNDS, run

if TYPE_CHECKING:
    from pathlib import Path

# Building go-plugin and its dependencies from an empty module cache takes its time.
pytestmark = [
    pytest.mark.go,
    pytest.mark.timeout(1000),
    pytest.mark.parametrize(
        ("protocol", "broker"),
        [
            ("grpc", "off"),
            ("grpc", "on"),
            ("grpc", "multiplexed"),
            ("netrpc", "off"),
            ("netrpc", "on"),
        ],
    ),
    pytest.mark.parametrize("security", ["plain", "mtls"]),
]

SECURITY = {"plain": "plain", "mtls": "TLS by 1"}  # each side has shown one certificate
SOCKET = {"on": "own", "multiplexed": "shared"}


def lines(protocol: str, *cell: str, go_is: str) -> list[str]:
    """What either host prints, with how the Go side has seen each connection in brackets."""
    return grpc_lines(*cell, go_is=go_is) if protocol == "grpc" else netrpc_lines(*cell)


def netrpc_lines(_security: str, broker: str, network: str) -> list[str]:
    rounds = range(ROUNDS if broker == "on" else 0)
    seen = f"[{network}]"
    return ["x", *(f"heard host {n}: x {seen} | opened: {n} {seen}" for n in rounds)]


def grpc_lines(security: str, broker: str, network: str, *, go_is: str) -> list[str]:
    kind = SECURITY[security]
    printed = [f"x [{kind} {network}]"]
    if broker == "off":
        return printed
    # go-plugin serves its own objects on unix sockets, whatever the plugin's first one is.
    accepted = f"[{kind} {network if broker == 'multiplexed' else 'unix'} {SOCKET[broker]}]"
    dialled = f"[{kind} {network} {SOCKET[broker]}]"
    told, opened = (accepted, dialled) if go_is == "host" else (dialled, accepted)
    rounds = (f"heard host {n}: x {told} | opened: {n} {opened}" for n in range(ROUNDS))
    return [*printed, *rounds]


@pytest.mark.parametrize("network", ["unix", "tcp"])
def test_a_go_host_and_a_python_plugin(
    go_desk: Path, desk: Path, security: str, protocol: str, broker: str, network: str
) -> None:
    """checklist: TestGRPC_App (default, mux), TestClient_mtlsClient, TestClient_App."""
    flags = ["-broker", broker, *(["-mtls"] if security == "mtls" else [])]
    plugin = [sys.executable, "plugin.py"]
    environment = {"NETWORK": network, "PROTOCOL": protocol}
    done = run(desk, go_desk, "host", *flags, ROUNDS, *plugin, **environment)
    assert done.stdout.splitlines() == lines(protocol, security, broker, network, go_is="host")
    assert "plugin process exited" in done.stderr  # it is the log of a whole life
    for wrong in ("[WARN]", "[ERROR]", "[ERR]", "failed to exit gracefully"):
        assert wrong not in done.stderr


def test_a_python_host_and_a_go_plugin(
    go_desk: Path, desk: Path, security: str, protocol: str, broker: str
) -> None:
    """checklist: TestGRPC_App (default, mux), TestClient_App.

    go-plugin listens on TCP under Windows alone.
    """
    words = ("host.py", security, broker, ROUNDS, go_desk)
    done = run(desk, sys.executable, *words, PROTOCOL=protocol)
    assert done.stdout.splitlines() == lines(protocol, security, broker, "unix", go_is="plugin")
    assert "[ERR" not in done.stderr
