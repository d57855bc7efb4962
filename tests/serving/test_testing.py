"""Host and plugin in one process."""

from __future__ import annotations

import logging
import signal
import sys
import threading

import pytest
from tests.host.interface import HANDSHAKE, Probe, ProbePlugin

from gen_plugin_runtime import CallTimeout, RemoteTraceback, ServeConfig
from gen_plugin_runtime.testing import connect, serve_in_process


class LocalProbe:
    def run(self, source: str) -> object:
        raise LookupError(source)

    def echo(self, value: object) -> object:
        return value


def test_calls_go_through_the_real_transport_and_leave_nothing() -> None:
    before = threading.active_count()
    with connect(ProbePlugin(LocalProbe())) as probe:
        client: Probe = probe
        assert client.echo({"a": [1, 2]}) == {"a": [1, 2]}
        assert not isinstance(client, LocalProbe)
    assert threading.active_count() == before


def test_everything_may_share_one_connection() -> None:
    """checklist: TestGRPCConn_BidirectionalPing."""
    before = threading.active_count()
    with connect(ProbePlugin(LocalProbe()), grpc_broker_multiplex=True) as probe:
        assert probe.echo("ping") == "ping"
    assert threading.active_count() == before


@pytest.mark.parametrize("traced", [False, True])
def test_an_exception_of_the_implementation(*, traced: bool) -> None:
    with (
        connect(ProbePlugin(LocalProbe()), send_tracebacks=traced) as probe,
        pytest.raises(LookupError, match="not here") as caught,
    ):
        probe.run("not here")
    assert isinstance(caught.value.__cause__, RemoteTraceback)
    assert ("raise LookupError(source)" in caught.value.__cause__.text) == traced


def test_a_timeout_for_calls() -> None:
    released = threading.Event()

    class Slow(LocalProbe):
        def echo(self, value: object) -> object:
            return released.wait(60)

    with connect(ProbePlugin(Slow()), call_timeout=0.1) as probe:
        with pytest.raises(CallTimeout):
            probe.echo(1)
        released.set()


def test_it_may_be_closed_twice() -> None:
    connected = connect(ProbePlugin(LocalProbe()))
    connected.close()
    connected.close()


def test_serving_in_process_leaves_the_program_alone(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    handlers = (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM))
    printed = (sys.stdout, sys.stderr, sys.excepthook)
    with serve_in_process(ServeConfig(HANDSHAKE, {"probe": ProbePlugin(LocalProbe())})):
        logging.getLogger("own").error("logged meanwhile")
        print("printed meanwhile")
        assert (sys.stdout, sys.stderr, sys.excepthook) == printed
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == handlers
    assert [record.getMessage() for record in caplog.records] == ["logged meanwhile"]
    assert capfd.readouterr().out == "printed meanwhile\n"
