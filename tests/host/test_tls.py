"""Hosts and plugins with TLS, in processes of their own: who is trusted, and what is told if not.

Rows of go-plugin's own tests are named where they are held.
"""

from __future__ import annotations

import io
import logging
import os
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.grpc.threads import at_once
from tests.host.interface import ProbePlugin, dial_probe, serve_probe
from tests.host.support import (
    PATIENCE,
    PROBE,
    PROGRAMS,
    TestRunner,
    eventually,
    probe_config,
    reattach_config,
    script_config,
)
from tests.tls.certificates import DAY, der, identity, mutual_tls, special, write
from tests.tls.folders import own_tls

from gen_plugin_runtime import (
    Client,
    ClientConfig,
    ConfigError,
    ConnectionLost,
    ExitedBeforeHandshake,
    HandshakeError,
    NotListening,
    PluginCrashed,
    StartError,
    TlsFailed,
)
from gen_plugin_runtime.addresses import connect
from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.tls.handshake import TIMEOUT, connect_tls
from gen_plugin_runtime.tls.identity import der_from_field, field_from_der

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.host.interface import Probe

pytestmark = pytest.mark.usefixtures("transport", "nothing_left")

CERTIFICATE = "PLUGIN_CLIENT_CERT"


def failure(config: ClientConfig, *kinds: type[StartError]) -> StartError:
    client = Client(config)
    with pytest.raises(StartError) as caught:
        client.start()
    assert type(caught.value) in kinds, caught.value
    client.kill()
    return caught.value


def with_own_tls(folder: Path, **options: object) -> ClientConfig:
    command = [sys.executable, str(PROGRAMS / "tls_probe.py"), str(folder)]
    return probe_config(command=command, **options)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The TLS of a host and of its plugin."""
    folder, host, plugin = tmp_path_factory.mktemp("tls"), identity(), identity("P-521")
    return write(folder / "host", host, plugin), write(folder / "plugin", plugin, host)


# AutoMTLS.


@pytest.mark.parametrize("network", ["unix", "tcp"])
def test_auto_mtls(network: str) -> None:
    """TestClient_mtlsClient: negotiated 2, a call, an end that needs no force."""
    versions = {2: {"probe": ProbePlugin()}}
    config = probe_config(
        f"network={network!r}", "versions=[2]", versioned_plugins=versions, auto_mtls=True
    )
    with Client(config) as client:
        assert client.negotiated_version == 2
        assert client.dispense("probe").echo(3) == 3
        client.ping()
        assert "ssl" in client.dispense("probe").run("import sys; result = list(sys.modules)")
    assert client._start.running.process.exit_code == 0  # type: ignore[union-attr]


def test_a_real_plugin_process_with_auto_mtls() -> None:
    """TestServer_testMode_AutoMTLS, as far as it is about TLS; the objects are in tests/objects."""
    with Client(probe_config(auto_mtls=True)) as client:
        probe: Probe = client.dispense("probe")
        client.ping()
        big = "x" * 3_000_000
        assert probe.echo(big) == big
        calls = [threading.Thread(target=lambda: probe.echo([1] * 10_000)) for _ in range(16)]
        for call in calls:
            call.start()
        for call in calls:
            call.join(PATIENCE)
        probe.run("print('printed', flush=True)")


def test_many_starts_leave_nothing() -> None:
    def start() -> None:
        for _ in range(5):
            with Client(probe_config(auto_mtls=True)) as client:
                assert client.dispense("probe").echo(1) == 1

    at_once([start] * 3)


def test_what_the_plugin_prints_comes_through_tls() -> None:
    printed = io.BytesIO()
    with Client(probe_config(auto_mtls=True, sync_stdout=printed)) as client:
        client.dispense("probe").run("print('printed', flush=True)")
    assert printed.getvalue() == b"printed\n"


def test_each_start_has_certificates_of_its_own() -> None:
    shown = []
    for _ in range(2):
        with Client(probe_config(auto_mtls=True)) as client:
            source = f"result = started_with[{CERTIFICATE!r}]"
            shown.append(client.dispense("probe").run(source))
    assert shown[0] != shown[1]
    assert all("PRIVATE" not in str(one) for one in shown)


def test_a_crash_under_tls_is_told_as_one() -> None:
    with Client(probe_config(auto_mtls=True)) as client, pytest.raises(PluginCrashed) as caught:
        client.dispense("probe").run("import os; os._exit(7)")
    assert caught.value.exit_code == 7


def test_a_plugin_killed_in_a_call_under_tls_is_told_as_one() -> None:
    with Client(probe_config(auto_mtls=True)) as client, pytest.raises(PluginCrashed):
        client.dispense("probe").run("import os; os.kill(os.getpid(), 9)")


def test_nothing_secret_is_logged_or_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    config = probe_config(auto_mtls=True)
    source = "import sys; result = [repr(m) for m in sys.modules]; logger.trace('done')"
    with Client(config) as client:
        client.dispense("probe").run(source)
        shown = repr(client._start.__dict__) + repr(client.config)
    for text in (
        shown,
        caplog.text,
        str(failure(probe_config("bad", auto_mtls=True), ExitedBeforeHandshake)),
    ):
        assert "PRIVATE" not in text
        assert "BEGIN" not in text


def test_the_hosts_own_certificate_variable_does_not_reach_its_plugins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A host that is itself a plugin."""
    monkeypatch.setenv(CERTIFICATE, identity().certificate)
    source = f"result = started_with.get({CERTIFICATE!r})"
    with Client(probe_config()) as client:
        assert client.dispense("probe").run(source) is None
    with Client(probe_config(auto_mtls=True)) as client:
        assert client.dispense("probe").run(source) != os.environ[CERTIFICATE]


def test_a_stranger_cannot_connect(caplog: pytest.LogCaptureFixture) -> None:
    """Who may reach the port, any user of the machine, needs the host's key."""
    caplog.set_level(logging.WARNING)
    with Client(probe_config("network='tcp'", auto_mtls=True)) as client:
        line = client._start.running.line  # type: ignore[union-attr]
        stranger = mutual_tls(identity(), der_from_field(line.certificate))
        refused = connect_tls(SocketStream(connect(line.network, line.address)), stranger)
        with pytest.raises(ConnectionError, match="refuses this side's certificate"):
            refused.receive(1)
        refused.close()
        plain = connect(line.network, line.address)
        plain.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        assert plain.recv(1) in {b"", b"\x15"}
        plain.close()
        assert client.dispense("probe").echo("still here") == "still here"
    assert "refused a connection" in caplog.text
    assert "the other side does not speak TLS" in caplog.text


# Plugins that do not answer as they should.

ANSWER = """
import os, socket, sys, time
listening = socket.socket(socket.AF_UNIX)
path = os.path.join(os.environ["TMPDIR"], "plugin1")
listening.bind(path); listening.listen()
print(f"1|1|unix|{{path}}|grpc|{certificate}", flush=True)
{then}
time.sleep(600)
"""


def answers(certificate: str, then: str = "", **options: object) -> ClientConfig:
    source = ANSWER.format(certificate=certificate, then=then)
    return script_config(source, auto_mtls=True, **options)


@pytest.mark.parametrize("certificate", ["", "short"])
def test_a_plugin_that_answers_without_a_certificate(certificate: str) -> None:
    error = failure(answers(certificate), TlsFailed)
    assert "the plugin has sent no certificate" in str(error)
    assert isinstance(error, ConnectionError)


@pytest.mark.parametrize(
    ("certificate", "why"),
    [
        ("A" * 800, "no X.509 certificate"),
        ("A" * 798 + "==", "padded"),
        ("!" * 800, "not base64"),
        ("A" * 51, "no X.509 certificate"),
        (field_from_der(der(identity())[:-200]), "no X.509 certificate"),
    ],
    ids=["zeros", "padded", "not base64", "51 characters", "cut"],
)
def test_a_certificate_that_is_none(certificate: str, why: str) -> None:
    error = failure(answers(certificate), HandshakeError)
    assert why in str(error)


def test_a_plugin_whose_address_is_somebody_elses(tmp_path: Path) -> None:
    """It announces a certificate that the one who listens there does not have."""
    announced = field_from_der(der(identity()))
    other = write(tmp_path / "other", identity(), identity())
    then = (
        "import ssl\n"
        "context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n"
        f"context.load_cert_chain({str(other / 'own.pem')!r}, {str(other / 'own.key')!r})\n"
        "try: context.wrap_socket(listening.accept()[0], server_side=True)\n"
        "except ssl.SSLError as error: print(error.reason, file=sys.stderr, flush=True)\n"
    )
    error = failure(answers(announced, then), TlsFailed)
    assert "the other side's certificate is refused here: self-signed certificate" in str(error)


@pytest.mark.parametrize(
    ("lies", "why"),
    [
        ({"begins": -2 * DAY, "ends": -DAY}, "certificate has expired"),
        ({"name": "elsewhere"}, "Hostname mismatch"),
    ],
    ids=["expired", "of another name"],
)
def test_a_plugin_with_a_certificate_that_cannot_be_right(
    tmp_path: Path, lies: dict[str, object], why: str
) -> None:
    wrong = special(**lies)  # type: ignore[arg-type]
    folder = write(tmp_path / "wrong", wrong, identity())
    then = (
        "import ssl\n"
        "context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n"
        f"context.load_cert_chain({str(folder / 'own.pem')!r}, {str(folder / 'own.key')!r})\n"
        "try: context.wrap_socket(listening.accept()[0], server_side=True)\n"
        "except ssl.SSLError: pass\n"
    )
    error = failure(answers(field_from_der(der(wrong)), then), TlsFailed)
    assert why in str(error)


def test_a_plugin_that_does_not_speak_tls_after_all() -> None:
    then = "listening.accept()[0].sendall(b'HTTP/1.1 400 Bad Request')"
    error = failure(answers(field_from_der(der(identity())), then), TlsFailed)
    assert "the other side does not speak TLS" in str(error)


def test_a_plugin_that_closes_every_connection() -> None:
    error = failure(
        answers(field_from_der(der(identity())), "listening.accept()[0].close()"), TlsFailed
    )
    assert "closed the connection instead of opening TLS" in str(error)


@pytest.mark.parametrize("then", ["os._exit(5)", "listening.accept()[0].recv(100); os._exit(5)"])
def test_a_plugin_that_ends_before_tls_is_open(then: str) -> None:
    error = failure(answers(field_from_der(der(identity())), then), TlsFailed, NotListening)
    assert "the plugin exited with code 5" in str(error)
    assert error.exit_code == 5


def test_a_plugin_that_never_answers_in_tls() -> None:
    begun = time.monotonic()
    error = failure(answers(field_from_der(der(identity())), start_timeout=3.0), TlsFailed)
    assert time.monotonic() - begun < TIMEOUT
    assert "the other side does not answer in TLS" in str(error)


def test_killed_by_another_thread_a_handshake_ends_at_once() -> None:
    accepted = io.StringIO()
    then = "connection = listening.accept(); print('accepted', file=sys.stderr, flush=True)"
    client = Client(answers(field_from_der(der(identity())), then, stderr=accepted))

    def kill() -> None:
        assert eventually(lambda: "accepted" in accepted.getvalue())
        client.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    begun = time.monotonic()
    with pytest.raises(StartError, match="was killed while its plugin was starting"):
        client.start()
    assert time.monotonic() - begun < PATIENCE
    killer.join(PATIENCE)


SPEAKING = """
import ssl
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain({own!r}, {key!r})
context.set_alpn_protocols(["h2"])
secure = context.wrap_socket(listening.accept()[0], server_side=True)
"""


def test_a_plugin_that_says_nothing_once_tls_is_open(tmp_path: Path) -> None:
    folder = write(tmp_path / "silent", own := identity(), identity())
    then = SPEAKING.format(own=str(folder / "own.pem"), key=str(folder / "own.key"))
    error = failure(answers(field_from_der(der(own)), then, start_timeout=3.0), TlsFailed)
    assert "the other side has said nothing within 3 seconds" in str(error)


def test_a_plugin_that_lets_the_host_speak_first(tmp_path: Path) -> None:
    """A server may wait for the client's preface before it sends its own (RFC 9113 section 3.4)."""
    folder = write(tmp_path / "polite", own := identity(), identity())
    then = SPEAKING.format(own=str(folder / "own.pem"), key=str(folder / "own.key")) + (
        "assert secure.recv(24).startswith(b'PRI * HTTP/2.0')\n"
        "secure.sendall(bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))\n"
    )
    client = Client(answers(field_from_der(der(own)), then))
    client.start()
    client.kill()


def test_nobody_listens() -> None:
    line = f"1|1|unix|/tmp/none|grpc|{field_from_der(der(identity()))}"
    config = script_config(
        f"print({line!r}, flush=True); import time; time.sleep(600)", auto_mtls=True
    )
    failure(config, NotListening)


def test_a_host_that_cannot_make_a_certificate_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in [each for each in sys.modules if each.partition(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "cryptography.x509")
    client = Client(script_config(f"open({str(tmp_path / 'ran')!r}, 'w')", auto_mtls=True))
    with pytest.raises(ConfigError, match=r"gen-plugin-runtime\[mtls\]"):
        client.start()
    client.kill()
    assert not (tmp_path / "ran").exists()


def test_a_plugin_that_cannot_make_a_certificate_says_so(tmp_path: Path) -> None:
    blocked = "import sys; sys.modules['cryptography'] = None"
    source = f"{blocked}; import runpy; runpy.run_path({PROBE[1]!r}, run_name='__main__')"
    config = script_config(source, auto_mtls=True, env={"PATH": str(tmp_path)})
    error = failure(config, ExitedBeforeHandshake)
    assert "gen-plugin-runtime[mtls]" in str(error)
    assert "openssl" in str(error)


# TLS of one's own.


def pass_objects(probe: Any) -> None:
    """Both ways."""

    class Local:
        def run(self, source: str) -> object:
            return source

        def echo(self, value: object) -> object:
            return [value]

    number = probe.broker.next_id()
    serve_probe(probe.broker, number, Local())
    interface = "from tests.host.interface import dial_probe, serve_probe\n"
    assert probe.run(f"{interface}result = dial_probe(broker, {number}).echo(1)") == [1]
    own = "class Own:\n def run(self, source): ...\n def echo(self, value): return value\n"
    probe.run(f"{interface}{own}serve_probe(broker, {number}, Own())")
    assert dial_probe(probe.broker, number).echo(2) == 2


@pytest.mark.parametrize("multiplex", [False, True])
def test_own_tls(folders: tuple[Path, Path], multiplex: bool) -> None:
    """TestClient_TLS_grpc, the good case."""
    host, plugin = folders
    options = {"tls": own_tls(host), "grpc_broker_multiplex": multiplex}
    with Client(with_own_tls(plugin, **options)) as client:
        client.ping()
        pass_objects(client.dispense("probe"))


def test_own_tls_of_a_plugin_that_a_runner_runs(folders: tuple[Path, Path]) -> None:
    host, plugin = folders

    class Runner(TestRunner):
        command = with_own_tls(plugin).command

    def runner(environment: Mapping[str, str], directory: str) -> Runner:
        return Runner(environment, None)

    with Client(probe_config(command=None, runner=runner, tls=own_tls(host))) as client:
        pass_objects(client.dispense("probe"))


def test_own_tls_is_asked_of_later_hosts_too(folders: tuple[Path, Path], tmp_path: Path) -> None:
    host, plugin = folders
    with Client(with_own_tls(plugin, tls=own_tls(host))) as first:
        address = first.reattach_config()
        stranger = write(tmp_path / "stranger", identity(), identity())
        with pytest.raises(TlsFailed):
            Client(reattach_config(address, tls=own_tls(stranger))).start()
        second = Client(reattach_config(address, tls=own_tls(host)))
        pass_objects(second.dispense("probe"))
        second.detach()
        pass_objects(first.dispense("probe"))


def test_a_host_without_tls_learns_it_at_the_start(folders: tuple[Path, Path]) -> None:
    """TestClient_TLS, TestClient_legacyClient and TestClient_legacyServer.

    In go-plugin the client can be had, and what uses it fails.
    """
    error = failure(with_own_tls(folders[1]), NotListening)
    assert "does not speak" in str(error)
    assert "the other side does not speak TLS" in "".join(error.stderr)


def test_the_wrong_certificates_fail_the_start(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    stranger = write(tmp_path / "stranger", identity(), identity())
    error = failure(with_own_tls(folders[1], tls=own_tls(stranger)), TlsFailed)
    assert "refused here" in str(error)
    mixed = own_tls(folders[0])
    mixed.client.load_cert_chain(stranger / "own.pem", stranger / "own.key")
    error = failure(with_own_tls(folders[1], tls=mixed), TlsFailed)
    assert "the other side refuses this side's certificate" in str(error)


def test_own_tls_against_a_plugin_without(folders: tuple[Path, Path], transport: str) -> None:
    error = failure(probe_config(tls=own_tls(folders[0])), TlsFailed)
    # HTTP/2 speaks first, so that it is seen not to be TLS; yamux just hangs up.
    told = "does not speak TLS" if transport == "grpc" else "closed the connection instead of"
    assert told in str(error)


def test_the_plugins_own_tls_wins_over_auto_mtls(folders: tuple[Path, Path]) -> None:
    error = failure(with_own_tls(folders[1], auto_mtls=True), TlsFailed)
    assert "either it has a TLS provider of its own" in str(error)


def test_a_provider_that_gives_none_leaves_it_to_the_host(tmp_path: Path) -> None:
    log = io.StringIO()
    with Client(with_own_tls(tmp_path, auto_mtls=True, stderr=log)) as client:
        assert client.dispense("probe").echo(1) == 1
    with Client(with_own_tls(tmp_path, stderr=log)) as client:
        assert client.dispense("probe").run("import sys; result = 'ssl' in sys.modules") is True
    assert log.getvalue().count("asked for TLS") == 2  # once in each plugin


def test_a_provider_that_fails_fails_the_start(tmp_path: Path) -> None:
    folder = write(tmp_path / "broken", identity(), identity())
    (folder / "own.key").write_text("no key")
    error = failure(with_own_tls(folder), ExitedBeforeHandshake)
    assert "ssl.SSLError" in str(error)


def test_both_kinds_of_tls_are_one_too_many(folders: tuple[Path, Path]) -> None:
    with pytest.raises(ConfigError, match="choose one"):
        probe_config(auto_mtls=True, tls=own_tls(folders[0]))


@pytest.mark.parametrize("transport", ["netrpc"], indirect=True)
def test_a_plugin_that_leaves_while_the_first_streams_are_opened(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With TLS 1.3 a refusal may come then."""
    from gen_plugin_runtime.yamux.session import Session

    def lose(*_: object) -> None:
        raise ConnectionLost("the other side refuses this side's certificate", status=14)

    monkeypatch.setattr(Session, "open", lose)
    host, plugin = folders
    error = failure(with_own_tls(plugin, tls=own_tls(host)), TlsFailed)
    assert "by TLS: the other side refuses this side's certificate" in str(error)
