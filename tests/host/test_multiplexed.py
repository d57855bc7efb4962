"""The life of a plugin whose connections are multiplexed."""

from __future__ import annotations

import io
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from tests.grpc.threads import at_once
from tests.host.support import PATIENCE, eventually, is_alive, probe_config, script_config

from gen_plugin_runtime import (
    CallError,
    Client,
    ConnectionLost,
    MultiplexingUnsupported,
    NotListening,
    PluginCrashed,
)
from gen_plugin_runtime.broker.multiplexed import MultiplexedLinks
from gen_plugin_runtime.host.grpc_session import GrpcSession

if TYPE_CHECKING:
    from gen_plugin_runtime import ClientConfig
    from gen_plugin_runtime.transport import ByteStream
    from gen_plugin_runtime.yamux.session import Session

pytestmark = pytest.mark.usefixtures("nothing_left")

DYING = """
import os, socket
listening = socket.create_server(("127.0.0.1", 0))
print(f"1|1|tcp|127.0.0.1:{listening.getsockname()[1]}|grpc||true", flush=True)
listening.accept()
os._exit(3)
"""


def config(**options: Any) -> ClientConfig:
    return probe_config(grpc_broker_multiplex=True, **options)


def test_a_plugin_is_started_called_and_ended() -> None:
    """checklist: TestGRPC_Ping (default, mux)."""
    client = Client(config())
    probe = client.dispense("probe")
    assert probe.run("result = started_with['PLUGIN_MULTIPLEX_GRPC']") == "true"
    calls = [partial(probe.echo, number) for number in range(40)]
    assert at_once(calls) == list(range(40))
    for _ in range(2):
        client.ping()
    client.kill()
    with pytest.raises(CallError):
        probe.echo("x")


@pytest.mark.parametrize("network", ["unix", "tcp"])
def test_it_ends_by_itself_with_exit_code_0(network: str) -> None:
    client = Client(config(command=[*config().command, f"network={network!r}"]))
    client.start()
    running = client._running
    assert running is not None
    assert running.line.network == network
    client.kill()
    assert running.process.exit_code == 0


def test_one_that_dies_as_the_host_connects(monkeypatch: pytest.MonkeyPatch) -> None:
    start = MultiplexedLinks.start

    def start_and_wait_for_the_end(links: MultiplexedLinks, stream: ByteStream) -> Session:
        session = start(links, stream)
        assert eventually(lambda: session.ended is not None)
        return session

    monkeypatch.setattr(MultiplexedLinks, "start", start_and_wait_for_the_end)
    with pytest.raises(NotListening, match=r"closed the host's connection.*exited with code 3"):
        Client(script_config(DYING, grpc_broker_multiplex=True)).start()


@pytest.mark.parametrize("line", ["1|1|unix|/s|grpc|", "1|1|unix|/s|grpc||false"])
def test_a_plugin_that_cannot(line: str) -> None:
    """checklist: TestClient_RequestGRPCMultiplexing_UnsupportedByPlugin (old, unsupported)."""
    source = f"print({line!r}, flush=True)\nimport time; time.sleep(600)"
    client = Client(script_config(source, grpc_broker_multiplex=True))
    with pytest.raises(MultiplexingUnsupported, match="leave out"):
        client.start()


def test_its_output_comes_whole() -> None:
    """checklist: TestClient_grpcSyncStdio / default."""
    out, err = io.BytesIO(), io.BytesIO()
    with Client(config(sync_stdout=out, sync_stderr=err)) as client:
        client.dispense("probe").run(
            "import sys\nprint('hello\\nworld!', end='')\n"
            "print('and some error\\n messages!', end='', file=sys.stderr)\n"
            "print('x' * 700_000)"
        )
    assert out.getvalue() == b"hello\nworld!" + b"x" * 700_000 + b"\n"
    assert err.getvalue() == b"and some error\n messages!"


def test_a_crash_under_a_call() -> None:
    """checklist: TestClient_grpc_servercrash."""
    with Client(config()) as client:
        probe = client.dispense("probe")
        with pytest.raises(PluginCrashed) as caught:
            probe.run("import os; os._exit(3)")
        assert caught.value.exit_code == 3


def test_a_connection_that_breaks_ends_the_plugin() -> None:
    """Nobody could come to it any more."""
    client = Client(config())
    probe = client.dispense("probe")
    process = int(client.id)
    session = client.client()
    assert isinstance(session, GrpcSession)
    session._channel.close()
    session._broker.close()
    assert eventually(lambda: not is_alive(process))
    with pytest.raises((ConnectionLost, CallError)):
        probe.echo("x")
    client.kill()


def test_a_call_that_does_not_end_does_not_hold_up_the_end() -> None:
    client = Client(config(shutdown_timeout=0.2))
    probe = client.dispense("probe")
    failed: list[BaseException] = []

    def call() -> None:
        try:
            probe.run("import time; time.sleep(600)")
        except CallError as error:
            failed.append(error)

    calling = threading.Thread(target=call)
    calling.start()
    assert eventually(lambda: probe.echo(1) == 1)
    client.kill()
    calling.join(PATIENCE)
    assert len(failed) == 1


def test_many_starts_leave_nothing() -> None:
    for _ in range(10):
        with Client(config()) as client:
            assert client.dispense("probe").echo("x") == "x"
