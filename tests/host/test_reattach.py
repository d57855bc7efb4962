"""Reattaching to plugins that run already, and letting go of them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.host.interface import (
    HANDSHAKE,
    GrpcProbePlugin,
    ProbePlugin,
    dial_probe,
    serve_probe,
)
from tests.host.support import (
    PATIENCE,
    TestRunner,
    eventually,
    is_alive,
    probe_config,
    reattach_config,
)

from gen_plugin_runtime import (
    CallError,
    Client,
    ConnectionLost,
    PluginCrashed,
    ProcessNotFound,
    ReattachConfig,
    ServeConfig,
    StartError,
    UnsupportedTransport,
    VersionMismatch,
)
from gen_plugin_runtime.host import exit_net
from gen_plugin_runtime.process_tree import CAN_BE_TOLD
from gen_plugin_runtime.testing import serve_in_process

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from gen_plugin_runtime.serving.in_process import ServedInProcess

pytestmark = pytest.mark.usefixtures("transport", "nothing_left")


@pytest.fixture(params=["by a descriptor", "by polling"])
def first(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """The host that has started the plugin."""
    if request.param == "by polling":
        monkeypatch.delattr(os, "pidfd_open", raising=False)
    with Client(probe_config()) as client:
        yield client


def test_a_second_host_calls_and_ends_the_plugin(first: Client, transport: str) -> None:
    address = first.reattach_config()
    second = Client(reattach_config(address))
    assert second.dispense("probe").echo("x") == "x"
    assert (second.id, second.protocol, second.negotiated_version) == (first.id, transport, 1)
    assert second.reattach_config() == address
    assert not second.exited
    second.kill()
    assert (second.exited, second.id) == (True, "")
    assert eventually(lambda: first.exited)
    assert first._running is not None
    assert first._running.process.exit_code == 0  # not by force


def test_where_a_plugin_is_is_known_while_there_is_one(transport: str) -> None:
    client = Client(probe_config())
    assert client.reattach_config() is None
    client.start()
    address = client.reattach_config()
    assert address is not None
    assert (address.network, address.protocol, address.test) == ("unix", transport, False)
    assert (address.pid, address.protocol_version) == (int(client.id), 1)
    client.kill()


@pytest.mark.skipif(not CAN_BE_TOLD, reason="the system does not tell who listens")
def test_a_process_that_is_not_the_plugin_is_left_alone(transport: str) -> None:
    with (
        Client(probe_config()) as client,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other,
    ):
        client.start()
        address = client.reattach_config()
        assert address is not None
        wrong = ReattachConfig(address.address, protocol=transport, pid=other.pid)
        with pytest.raises(ProcessNotFound, match=f"process {client.id} listens"):
            Client(reattach_config(wrong)).start()
        assert other.poll() is None
        other.communicate(b"\n", timeout=PATIENCE)
    assert other.returncode == 0


def test_two_hosts_at_one_plugin(first: Client) -> None:
    with_second = Client(reattach_config(first.reattach_config()))
    one, other = first.dispense("probe"), with_second.dispense("probe")
    one.run("import builtins; builtins.shared = 5")
    assert other.run("import builtins; result = builtins.shared") == 5
    with_second.detach()
    with pytest.raises(StartError):
        with_second.start()
    assert one.echo("still here") == "still here"


def test_a_later_host_has_brokered_connections_too(first: Client) -> None:
    offered = "from tests.host.interface import serve_probe\nclass Own:\n def run(self, x): ...\n"
    offered += " def echo(self, x): return x\nserve_probe(broker, {}, Own())"
    for number in (1, 2):
        client = Client(reattach_config(first.reattach_config()))
        probe = client.dispense("probe")
        probe.run(offered.format(number))
        assert dial_probe(probe.broker, number).echo("x") == "x"
        client.detach()


class Named:
    """An object of a host's that tells which host's."""

    def __init__(self, name: str) -> None:
        self._name = name

    def run(self, source: str) -> object:
        raise NotImplementedError

    def echo(self, value: object) -> object:
        return f"{self._name} {value}"


def test_hosts_pass_objects_by_the_same_numbers(first: Client) -> None:
    """Each host counts from 1: another one's object must not be called."""
    second = Client(reattach_config(first.reattach_config()))
    probes = {"first": first.dispense("probe"), "second": second.dispense("probe")}
    for number in (1, 2):
        for name, probe in probes.items():
            serve_probe(probe.broker, number, Named(name))
    dial = "from tests.host.interface import dial_probe\nresult = dial_probe(broker, 1).echo('x')"
    for name, probe in probes.items():
        assert probe.run(dial) == f"{name} x"
    relay = (
        "from tests.host.interface import dial_probe, serve_probe\nclass Relay:\n"
        " def run(self, x): ...\n"
        " def echo(self, x, broker=broker): return dial_probe(broker, 2).echo(x)\n"
        "serve_probe(broker, 7, Relay())"
    )
    for probe in probes.values():
        probe.run(relay)
    for name, probe in probes.items():
        assert dial_probe(probe.broker, 7).echo("y") == f"{name} y"
    second.detach()


def test_a_hung_plugin_is_ended_by_its_number(first: Client) -> None:
    second = Client(reattach_config(first.reattach_config(), shutdown_timeout=0.2))
    second.start()
    os.kill(int(first.id), signal.SIGSTOP)
    second.kill()
    assert eventually(lambda: first.exited)


def test_the_end_of_a_reattached_plugin_is_seen(first: Client) -> None:
    with Client(reattach_config(first.reattach_config())) as second:
        probe = second.dispense("probe")
        os.kill(int(first.id), signal.SIGKILL)
        assert eventually(lambda: second.exited)
        with pytest.raises(PluginCrashed) as caught:
            probe.echo("x")
        assert caught.value.exit_code is None  # its parent alone knows


def test_no_such_process(first: Client) -> None:
    address = first.reattach_config()
    assert address is not None
    first.kill()
    with pytest.raises(ProcessNotFound, match=str(address.pid)):
        Client(reattach_config(address)).start()


def test_a_process_that_does_not_listen(first: Client) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    nowhere = ReattachConfig(f"127.0.0.1:{port}", network="tcp", pid=int(first.id))
    client = Client(reattach_config(nowhere))
    with pytest.raises(ProcessNotFound, match="no plugin answers"):
        client.start()
    client.kill()
    assert is_alive(int(first.id))


def test_another_version_and_another_transport(first: Client) -> None:
    address = first.reattach_config()
    assert address is not None
    newer = ReattachConfig(address.address, pid=address.pid, protocol_version=7)
    with pytest.raises(VersionMismatch):
        Client(reattach_config(newer)).start()
    other = ReattachConfig(address.address, pid=address.pid, protocol="")
    with pytest.raises(UnsupportedTransport, match="allows only grpc"):  # it stands for net/rpc
        Client(reattach_config(other, allowed_protocols=["grpc"])).start()
    with pytest.raises(UnsupportedTransport, match="GrpcProbePlugin has no form for netrpc"):
        Client(reattach_config(other, plugins={"probe": GrpcProbePlugin()})).start()


def test_a_transport_that_the_plugin_does_not_speak(first: Client, transport: str) -> None:
    address = first.reattach_config()
    assert address is not None
    wrong = "netrpc" if transport == "grpc" else "grpc"
    other = ReattachConfig(address.address, pid=address.pid, protocol=wrong)
    with pytest.raises(StartError, match=f"does not answer in {wrong}"):
        Client(reattach_config(other)).start()
    assert first.dispense("probe").echo(1) == 1


@pytest.mark.parametrize("transport", ["netrpc"], indirect=True)
def test_without_a_protocol_it_is_net_rpc(first: Client) -> None:
    """checklist: TestClient_reattachNoProtocol."""
    address = first.reattach_config()
    assert address is not None
    second = Client(reattach_config(ReattachConfig(address.address, pid=address.pid, protocol="")))
    assert second.dispense("probe").echo(21) == 21
    second.kill()
    assert eventually(lambda: first.exited)


def test_a_plugin_that_is_let_go_of_outlives_its_host(capfd: pytest.CaptureFixture[str]) -> None:
    client = Client(probe_config("end_with_host=False"))
    probe = client.dispense("probe")
    address = client.detach()
    assert address is not None
    with pytest.raises(ConnectionLost, match="let go"):
        probe.echo("x")
    with pytest.raises(StartError):
        client.start()
    client.kill()
    assert is_alive(address.pid)
    program = (
        "import sys; sys.path.insert(0, '.')\n"
        "from tests.host.support import reattach_config\n"
        "from gen_plugin_runtime import Client, ReattachConfig\n"
        f"protocol = {address.protocol!r}\n"
        f"address = ReattachConfig({address.address!r}, pid={address.pid}, protocol=protocol)\n"
        "client = Client(reattach_config(address))\n"
        "print(client.dispense('probe').echo('again'))\n"
    )
    # This host ends without ending what it has not started.
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("again\n", "")
    assert is_alive(address.pid)
    Client(reattach_config(address)).kill()
    assert is_alive(address.pid)  # that one had never started
    last = Client(reattach_config(address))
    last.dispense("probe").run("logger.info('nobody reads this')")
    last.kill()
    assert eventually(lambda: not is_alive(address.pid))


def test_a_runners_plugin_is_reattached_to_by_a_function(transport: str) -> None:
    made: list[TestRunner] = []

    def run(environment: Mapping[str, str], directory: str) -> TestRunner:
        made.append(TestRunner(environment, None))
        return made[0]

    class Attached(TestRunner):
        def detach(self) -> None:
            pass

    with Client(probe_config(command=None, runner=run)) as first:
        found = first.reattach_config()
        assert found is not None
        assert found.pid == 0
        with pytest.raises(ValueError, match="attach for one that a runner runs"):
            Client(reattach_config(found)).start()

        def attach() -> Attached:
            attached = Attached({}, None)
            attached.process = made[0].process
            return attached

        address = ReattachConfig(found.address, protocol=transport, attach=attach)
        second = Client(reattach_config(address))
        assert second.dispense("probe").echo("x") == "x"
        assert second.id == first.id
        second.kill()
        assert second.exited


class LocalProbe:
    def run(self, source: str) -> object:
        return eval(source)

    def echo(self, value: object) -> object:
        return value


def in_test_mode(transport: str, **options: Any) -> ServedInProcess:
    """The probe, served by a thread of this process."""
    plugins = {"probe": ProbePlugin(LocalProbe())}
    options = {"plugins": plugins, "protocol": transport, **options}
    return serve_in_process(ServeConfig(HANDSHAKE, **options))


def test_mode_is_not_ended_by_its_hosts(transport: str) -> None:
    versions = {3: {"probe": ProbePlugin(LocalProbe())}}
    serving = in_test_mode(transport, plugins=None, versioned_plugins=versions)
    address = serving.reattach_config
    assert (address.test, address.pid, address.protocol_version) == (True, os.getpid(), 3)
    config = reattach_config(address, versioned_plugins={3: {"probe": ProbePlugin()}})
    client = Client(config)
    client.start()
    assert (client.negotiated_version, client.id, client.exited) == (3, "", False)
    client.kill()
    client.ping()
    with Client(config) as second:
        assert second.dispense("probe").run("6 * 7") == 42
    client.ping()
    assert not serving.wait(0.0)
    serving.close()
    assert serving.wait(0.0)
    with pytest.raises(CallError):
        client.ping()
    client.detach()


def test_mode_takes_its_versions_and_its_place_from_the_environment(
    transport: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    directory = tmp_path_factory.mktemp("s")
    monkeypatch.setenv("PLUGIN_PROTOCOL_VERSIONS", "1,2")
    monkeypatch.setenv("PLUGIN_UNIX_SOCKET_DIR", str(directory))
    versions = {2: {"probe": ProbePlugin(LocalProbe())}}
    with in_test_mode(transport, versioned_plugins=versions) as at:
        assert at.protocol_version == 2
        assert os.path.dirname(at.address) == str(directory)
        # It may still be meant for others: test mode changes nothing in its process.
        assert os.environ["PLUGIN_PROTOCOL_VERSIONS"] == "1,2"
    assert list(directory.iterdir()) == []


def test_mode_lets_running_calls_end_within_the_grace(transport: str) -> None:
    serving = in_test_mode(transport, grace=PATIENCE)
    with Client(reattach_config(serving.reattach_config)) as client:
        client.start()
        started = time.monotonic()
        serving.close()
        assert time.monotonic() - started < PATIENCE / 2  # there were none


def test_mode_ends_when_a_host_says_so(transport: str) -> None:
    serving = in_test_mode(transport)
    with Client(reattach_config(serving.reattach_config)) as client:
        client.client().ask_to_end(time.monotonic() + PATIENCE)  # `kill` would not
        assert serving.wait(PATIENCE)


def test_the_net_at_the_exit_is_for_plugins_of_this_host() -> None:
    with Client(probe_config()) as first:
        second = Client(reattach_config(first.reattach_config()))
        second.start()
        assert second._running not in exit_net._running
        assert first._running in exit_net._running
        second.detach()


@pytest.mark.parametrize("option", ["auto_mtls", "grpc_broker_multiplex"])
def test_a_plugin_that_is_its_first_hosts_alone_is_not_reattached_to(
    option: str, transport: str
) -> None:
    if (option, transport) == ("grpc_broker_multiplex", "netrpc"):
        return  # net/rpc multiplexes for each host by itself
    with Client(probe_config(**{option: True})) as first:
        assert first.dispense("probe").echo(1) == 1
        with pytest.raises(StartError, match="speaks with the host that started it alone"):
            Client(reattach_config(first.reattach_config())).start()
        assert first.dispense("probe").echo(2) == 2
