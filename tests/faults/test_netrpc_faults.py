"""Faults of `docs/faults.md` that net/rpc alone can have: its streams carry all that there is."""

from __future__ import annotations

import io
import itertools
import random
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.support import NETRPC_MODES, faulty, kill_under, wait_for_a_reply
from tests.faults.table import fault
from tests.host.interface import dial_probe, serve_probe
from tests.host.support import PATIENCE, probe_config

from gen_plugin_runtime import CallError, Client, ConnectionLost, PluginCrashed
from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.yamux.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.usefixtures("nothing_left")

STREAMS = ("control", "stdout", "stderr", "broker")
"""That a host opens."""


@fault(
    step=("dies_when_it_is_asked_for_an_object", "dies_when_the_object_is_dialled"),
    mode=NETRPC_MODES,
    attempt=range(2),
)
def test_killed_while_it_dispenses(step: str, mode: str, attempt: int) -> None:
    client = Client(faulty(step, **NETRPC_MODES[mode]))
    with pytest.raises(PluginCrashed, match="SIGKILL"):
        client.dispense("probe").echo("x")
    client.kill()


class Host:
    """An object of the host's."""

    def __init__(self) -> None:
        self.leave = threading.Event()

    def run(self, source: str) -> object:
        assert self.leave.wait(PATIENCE)
        return source

    def echo(self, value: object) -> object:
        return value


SERVE = """
from tests.host.interface import serve_probe
from __main__ import RealProbe
serve_probe(broker, 1000, RealProbe())
"""
CALL_BACK = """
from tests.host.interface import dial_probe
dial_probe(broker, 1).run("x")
"""


def many_at_once(probe: Any) -> Iterator[object]:
    yield from range(10)
    with ThreadPoolExecutor(8) as pool:
        yield from pool.map(lambda _: [*map(probe.echo, itertools.count())], range(8))


def call_an_object(probe: Any) -> Iterator[object]:
    yield from range(10)
    probe.run(SERVE)
    yield dial_probe(probe.broker, 1000).run("import time; time.sleep(600)")


def be_called_back(probe: Any) -> Iterator[object]:
    yield from range(10)
    host = Host()
    serve_probe(probe.broker, 1, host)
    try:
        yield probe.run(CALL_BACK)
    finally:
        host.leave.set()


@fault(
    call=(wait_for_a_reply, many_at_once, call_an_object, be_called_back),
    mode=NETRPC_MODES,
    attempt=range(4),
)
def test_killed_under_a_call_over_netrpc(
    call: Callable[[Any], Iterator[object]], mode: str, attempt: int
) -> None:
    kill_under(call, mode, attempt)


@fault(mode=NETRPC_MODES, seed=range(3))
def test_garbage_on_the_control_stream(mode: str, seed: int) -> None:
    options = {"shutdown_timeout": 0.2, "call_timeout": PATIENCE, **NETRPC_MODES[mode]}
    config = faulty("answers_garbage_on_the_control_stream", seed=seed, **options)
    with Client(config) as client, pytest.raises(CallError, match="net/rpc"):
        client.dispense("probe")


@fault(mode=NETRPC_MODES, seed=range(3))
def test_garbage_on_an_objects_stream(mode: str, seed: int) -> None:
    config = faulty("answers_garbage_on_an_objects_stream", seed=seed, **NETRPC_MODES[mode])
    with Client(config) as client:
        with pytest.raises(CallError, match="net/rpc"):
            client.dispense("probe").echo("x")
        client.ping()


GARBAGE = "import random; garbage = random.Random({seed}).randbytes\n"
TO_THE_BROKER = """
for size in range(20):
    stream = broker._session.open()
    stream.send(garbage(size))
"""
AS_OUTPUT = """
import os
os.write(1, garbage(100_000))
"""
TO_THE_SESSION = """
broker._session._driver._stream.send(garbage(1000))
"""


@fault(mode=NETRPC_MODES, seed=range(3))
def test_garbage_from_the_broker_over_netrpc(mode: str, seed: int) -> None:
    with Client(probe_config(**NETRPC_MODES[mode])) as client:
        probe = client.dispense("probe")
        serve_probe(probe.broker, 1, Host())
        probe.run(GARBAGE.format(seed=seed) + TO_THE_BROKER)
        assert probe.echo("x") == "x"


@fault(mode=NETRPC_MODES, seed=range(3))
def test_garbage_as_output_over_netrpc(mode: str, seed: int) -> None:
    out = io.BytesIO()
    with Client(probe_config(sync_stdout=out, **NETRPC_MODES[mode])) as client:
        probe = client.dispense("probe")
        probe.run(GARBAGE.format(seed=seed) + AS_OUTPUT)
        assert probe.echo("x") == "x"
    assert out.getvalue() == random.Random(seed).randbytes(100_000)


@fault(mode=NETRPC_MODES, seed=range(3))
def test_garbage_on_the_session(mode: str, seed: int) -> None:
    with Client(probe_config(shutdown_timeout=0.2, **NETRPC_MODES[mode])) as client:
        probe = client.dispense("probe")
        with pytest.raises(ConnectionLost, match=r"TLS|yamux") as caught:
            probe.run(GARBAGE.format(seed=seed) + TO_THE_SESSION + "import time; time.sleep(600)")
        assert not isinstance(caught.value, PluginCrashed)


@fault(stream=STREAMS, seed=range(3))
def test_garbage_from_a_host_over_netrpc(stream: str, seed: int) -> None:
    with Client(probe_config(**NETRPC_MODES["netrpc"])) as client:
        address = client.reattach_config()
        assert address is not None
        other = socket.socket(socket.AF_UNIX)
        other.connect(address.address)
        with Session(SocketStream(other), is_client=True) as session:
            streams = {name: session.open() for name in STREAMS}
            streams[stream].send(random.Random(seed).randbytes(2000))
            session.ping(PATIENCE)
            assert client.dispense("probe").echo("x") == "x"
