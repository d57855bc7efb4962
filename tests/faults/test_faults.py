"""Each fault of `docs/faults.md`, played with real processes as often as its row says."""

from __future__ import annotations

import io
import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.support import (
    GRPC_MODES,
    MODES,
    TRANSPORTS,
    faulty,
    kill_under,
    wait_for_a_reply,
)
from tests.faults.table import fault
from tests.host.support import (
    PATIENCE,
    PROBE,
    PROGRAMS,
    eventually,
    probe_config,
    reattach_config,
)
from tests.tls.certificates import DAY, der, identity, mutual_tls, special, write

from gen_plugin_runtime import (
    CallTimeout,
    Client,
    GenPluginError,
    HandshakeError,
    NotListening,
    PluginCrashed,
    ProcessNotFound,
    StartError,
    StartTimeout,
    TlsConfig,
    TlsFailed,
)
from gen_plugin_runtime.tls.contexts import client_context, server_context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.host.interface import ProbeClient


pytestmark = pytest.mark.usefixtures("nothing_left")

DEFAULT_CYCLES = 100
CYCLES = int(os.environ.get("START_CYCLES", DEFAULT_CYCLES))


BEFORE_THE_LINE = (
    "dies_at_once",
    "dies_while_it_loads",
    "dies_before_it_listens",
    "dies_when_it_listens",
)
AFTER_THE_LINE = (
    "dies_after_its_line",
    "dies_when_the_host_connects",
    "dies_at_the_hosts_first_bytes",
    "dies_at_the_first_call",
)


@fault(step=BEFORE_THE_LINE, transport=TRANSPORTS, attempt=range(2))
def test_killed_before_its_line(step: str, attempt: int) -> None:
    with pytest.raises(StartError, match="was ended by SIGKILL") as caught:
        Client(faulty(step)).start()
    assert caught.value.exit_code == -signal.SIGKILL


@fault(attempt=range(5))
def test_killed_within_its_line(attempt: int) -> None:
    with pytest.raises(StartError):
        Client(faulty("dies_within_its_line")).start()


@fault(step=AFTER_THE_LINE, mode=MODES, attempt=range(2))
def test_killed_after_its_line(step: str, mode: str, attempt: int) -> None:
    client = Client(faulty(step, **MODES[mode]))
    with pytest.raises(GenPluginError, match="SIGKILL"):
        client.dispense("probe").run("result = 1")
    client.kill()


@fault(around=((), ("sh", "-c", '"$0" "$@"; exit 1')), attempt=range(3))
def test_killed_while_it_serves_objects(around: tuple[str, ...], attempt: int) -> None:
    """Each of them has a socket of its own."""
    config = probe_config()
    with Client(probe_config(command=[*around, *config.command])) as client:
        client.dispense("probe").run("for _ in range(2): broker.accept_and_serve(broker.next_id())")
        assert len(os.listdir(os.environ["TMPDIR"])) == 3
        with pytest.raises(PluginCrashed):
            client.dispense("probe").run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")


def count(probe: ProbeClient) -> Iterator[object]:
    return probe.count()


def chat(probe: ProbeClient) -> Iterator[object]:
    return probe.chat(b"x" for _ in iter(int, 1))


def total(probe: ProbeClient) -> Iterator[object]:
    yield from range(10)
    yield probe.total(iter(int, 1))


@fault(
    call=(wait_for_a_reply, count, total, chat),
    mode=GRPC_MODES,
    attempt=range(0, 10, 3),
)
def test_killed_under_a_call(
    call: Callable[[Any], Iterator[object]], mode: str, attempt: int
) -> None:
    kill_under(call, mode, attempt)


HOST = """
import sys
sys.path.insert(0, '.')
from gen_plugin_runtime import Client
from tests.faults.support import MODES
from tests.host.support import probe_config
client = Client(probe_config(command=sys.argv[2:], **MODES[sys.argv[1]]))
probe = client.dispense('probe')
while True:
    probe.echo(1)
"""
RELAY = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"
UV_RUN = ("run", "--no-project", "--no-cache", "--offline", "--quiet", "--python", sys.executable)
WRAPPERS: dict[str, tuple[str, ...]] = {
    "direct": PROBE,
    "sh": ("sh", "-c", subprocess.list2cmdline(PROBE) + "; true"),
    "launcher": (sys.executable, "-c", RELAY, *PROBE),
    "uv run": (sys.executable, "-m", "uv", *UV_RUN, *PROBE),
}


@fault(wrapper=WRAPPERS, attempt=range(12))
def test_the_host_is_killed(wrapper: str, attempt: int) -> None:
    tag = f"{os.getpid()}-{wrapper}-{attempt}"
    mode = list(MODES)[attempt % len(MODES)]
    host = subprocess.Popen(
        [sys.executable, "-c", HOST, mode, *WRAPPERS[wrapper]],
        env={**os.environ, "FAULT_TAG": tag},
    )
    # From before the plugin's start until it has answered calls for a while.
    time.sleep(attempt * 0.06)
    host.kill()
    host.wait()
    assert eventually(lambda: processes_with(tag) == [])


def processes_with(tag: str) -> list[str]:
    """What runs with this mark in its environment; it is inherited."""
    found = []
    for name in os.listdir("/proc"):
        try:
            marked = f"FAULT_TAG={tag}\0".encode() in Path(f"/proc/{name}/environ").read_bytes()
        except OSError:
            continue
        if name.isdigit() and marked:
            found.append(name)
    return found


@fault(transport=TRANSPORTS, attempt=range(3))
def test_the_socket_is_removed_before_the_host_connects(attempt: int) -> None:
    with pytest.raises(NotListening):
        Client(faulty("removes_its_socket")).start()


@fault(transport=TRANSPORTS, attempt=range(3))
def test_the_socket_is_removed_under_the_connection(attempt: int) -> None:
    with Client(probe_config()) as client:
        probe = client.dispense("probe")
        address = client.reattach_config()
        assert address is not None
        os.unlink(address.address)
        assert probe.echo("still there") == "still there"
        with pytest.raises(ProcessNotFound):
            Client(reattach_config(address)).start()
    assert client._running is not None
    assert client._running.process.exit_code == 0


@fault(transport=TRANSPORTS, seed=range(10))
def test_garbage_before_the_line(seed: int) -> None:
    with pytest.raises(HandshakeError):
        Client(faulty("prints_garbage_first", seed=seed)).start()


@fault(transport=TRANSPORTS, seed=range(5))
def test_garbage_on_stderr(seed: int) -> None:
    with Client(faulty("logs_garbage", seed=seed)) as client:
        assert client.dispense("probe").echo("x") == "x"


@fault(mode=MODES)
def test_nothing_on_the_connection(mode: str) -> None:
    config = faulty("says_nothing", shutdown_timeout=0.2, start_timeout=5.0, **MODES[mode])
    expected = TlsFailed if config.auto_mtls else NotListening
    with pytest.raises(expected, match=r"said nothing within 5 seconds|does not answer in TLS"):
        Client(config).start()


@fault(seed=range(4), mode=MODES)
def test_garbage_on_the_connection(seed: int, mode: str) -> None:
    with pytest.raises(StartError):
        Client(faulty("speaks_garbage", seed=seed, shutdown_timeout=0.2, **MODES[mode])).start()


@fault(seed=range(10))
def test_garbage_as_output(seed: int) -> None:
    out = io.BytesIO()
    with Client(faulty("hands_out_garbage", seed=seed, sync_stdout=out)) as client:
        probe = client.dispense("probe")
        probe.run("print('x')")
        assert probe.echo("x") == "x"


@fault(seed=range(10))
def test_garbage_from_the_broker(seed: int) -> None:
    with Client(faulty("brokers_garbage", seed=seed)) as client:
        probe = client.dispense("probe")
        probe.broker.accept_and_serve(1)
        assert probe.echo("x") == "x"


@fault(transport=TRANSPORTS, seed=range(5))
def test_garbage_from_a_host(seed: int) -> None:
    with Client(probe_config()) as client:
        address = client.reattach_config()
        assert address is not None
        with socket.socket(socket.AF_UNIX) as other:
            other.connect(address.address)
            other.sendall(random.Random(seed).randbytes(2000))
            other.settimeout(PATIENCE)
            while other.recv(4096):
                pass
        assert client.dispense("probe").echo("x") == "x"


def wrong(folder: Path) -> tuple[Path, TlsConfig]:
    plugin = identity()
    return write(folder / "plugin", plugin, identity()), mutual_tls(identity(), der(plugin))


def expired(folder: Path) -> tuple[Path, TlsConfig]:
    host, plugin = identity(), special(begins=-2 * DAY, ends=-DAY)
    return write(folder / "plugin", plugin, host), mutual_tls(host, der(plugin))


def missing_here(folder: Path) -> tuple[Path, TlsConfig]:
    plugin = identity()
    client = client_context()
    client.load_verify_locations(cadata=plugin.certificate)
    return write(folder / "plugin", plugin, identity()), TlsConfig(client, server_context())


def missing_there(folder: Path) -> tuple[Path, TlsConfig]:
    return folder, mutual_tls(identity(), der(identity()))


@fault(
    certificates=(wrong, expired, missing_here, missing_there),
    mode=("plain", "multiplexed", "netrpc"),
)
def test_certificates_that_are_not_right(
    tmp_path: Path, certificates: Callable[[Path], tuple[Path, TlsConfig]], mode: str
) -> None:
    folder, tls = certificates(tmp_path)
    command = [sys.executable, str(PROGRAMS / "tls_probe.py"), str(folder)]
    with pytest.raises(TlsFailed):
        Client(probe_config(command=command, tls=tls, **MODES[mode])).start()


@fault(transport=TRANSPORTS, attempt=range(2))
def test_a_line_that_comes_byte_by_byte(attempt: int) -> None:
    with Client(faulty("prints_its_line_byte_by_byte")) as client:
        assert client.dispense("probe").echo("x") == "x"


@fault(attempt=range(3))
def test_a_plugin_that_does_not_get_ready(attempt: int) -> None:
    line = subprocess.list2cmdline([sys.executable, "-c", "import time; time.sleep(600)"])
    config = probe_config(command=["sh", "-c", f"{line}; true"], start_timeout=0.3)
    with pytest.raises(StartTimeout):
        Client(config).start()


@fault(transport=TRANSPORTS, attempt=range(2))
def test_a_plugin_that_does_not_answer(attempt: int) -> None:
    with Client(probe_config(call_timeout=0.2)) as client:
        with pytest.raises(CallTimeout):
            client.dispense("probe").run("import time; time.sleep(600)")
        client.ping()


@fault(transport=TRANSPORTS, attempt=range(2))
def test_a_plugin_that_does_not_end(attempt: int) -> None:
    client = Client(faulty("hangs_at_its_end", shutdown_timeout=0.3))
    client.start()
    started = time.monotonic()
    client.kill()
    assert time.monotonic() - started < PATIENCE / 2
    assert client.exited


@fault(transport=TRANSPORTS, attempt=range(2))
def test_a_plugin_that_is_stopped(attempt: int) -> None:
    client = Client(probe_config(shutdown_timeout=0.2))
    client.start()
    os.kill(int(client.id), signal.SIGSTOP)
    client.kill()
    assert client.exited


@pytest.mark.timeout(900)
@fault(cycles=[CYCLES])
def test_many_starts_and_kills(cycles: int) -> None:
    for number, options in zip(range(cycles), itertools.cycle(MODES.values()), strict=False):
        with Client(probe_config(**options)) as client:
            client.dispense("probe").echo(number)
