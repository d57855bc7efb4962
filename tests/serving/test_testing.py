"""Host and plugin in one process."""

from __future__ import annotations

import threading

import pytest
from tests.host.interface import Probe, ProbePlugin

from gen_plugin_runtime import CallTimeout, PluginError
from gen_plugin_runtime.testing import connect


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


def test_an_exception_of_the_implementation_is_a_plugin_error() -> None:
    with (
        connect(ProbePlugin(LocalProbe())) as probe,
        pytest.raises(PluginError, match="not here") as caught,
    ):
        probe.run("not here")
    assert caught.value.type_name == "LookupError"


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
