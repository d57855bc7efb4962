"""Both sides without what Windows lacks: unix sockets, polling, signals, forks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest
from tests.host.support import PATIENCE, PROBE, PROGRAMS

AS_ON_WINDOWS = (sys.executable, str(PROGRAMS / "as_on_windows.py"))
EXPECTED = "{} True\n{{'own': 1}}\nprinted\ncrashed: 7\n"


def run(*command: str) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE * 2, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("multiplex", [(), ("grpc_broker_multiplex",)], ids=["many", "one"])
@pytest.mark.parametrize("tls", [(), ("auto_mtls",)], ids=["plain", "mtls"])
def test_a_host_and_its_plugin(tls: tuple[str, ...], multiplex: tuple[str, ...]) -> None:
    host = (str(PROGRAMS / "host.py"), *tls, *multiplex)
    assert run(*AS_ON_WINDOWS, *host, *AS_ON_WINDOWS, PROBE[1]) == EXPECTED.format("tcp")


def test_the_same_host_with_everything() -> None:
    assert run(sys.executable, str(PROGRAMS / "host.py"), *PROBE) == EXPECTED.format("unix")


@pytest.mark.parametrize("seen", [False, True], ids=["not seen", "seen, and alive"])
def test_a_plugin_ends_when_nobody_is_connected_any_more(seen: bool) -> None:
    python = AS_ON_WINDOWS if not seen else [sys.executable]
    plugin = subprocess.Popen(
        [*python, PROBE[1], "connect_timeout=0.5", "network='tcp'"],
        env={**os.environ, "PROBE_PLUGIN": "probe", "PLUGIN_PROTOCOL_VERSIONS": "1"},
        stdout=subprocess.PIPE,
    )
    with plugin:
        assert plugin.stdout is not None
        host, _, port = plugin.stdout.readline().decode().split("|")[3].partition(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            assert connection.recv(1)
        assert plugin.wait(PATIENCE) == 0
