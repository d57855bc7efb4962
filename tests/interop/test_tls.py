"""TLS with go-plugin on the other side: AutoMTLS and TLS of one's own, with the broker's objects.

Each session passes objects, whose connections speak TLS too: the side that dials is its client.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from tests.tls.certificates import identity, write

from gen_plugin_runtime import Client, ClientConfig, TlsConfig, TlsFailed
from gen_plugin_runtime.tls.identity import der_from_field

# Building go-plugin and its dependencies from an empty module cache takes its time.
pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

ROOT = Path(__file__).resolve().parents[2]
MAIN = ROOT / "tests" / "interop" / "programs" / "counter_plugin_main.py"
WORDS = ("put", "k", "40", "put", "k", "2", "ping", "get", "k")


class Adder:
    """Adds in the host."""

    def add(self, a: int, b: int) -> int:
        return a + b


def go_host(
    own_programs: Path, *flags: str, plugin: str = "", words: tuple[str, ...] = WORDS
) -> subprocess.CompletedProcess[str]:
    """A Go host of our plugin, which is given the options in `plugin`."""
    return subprocess.run(
        [str(own_programs / "host"), *flags, *words],
        env={
            **os.environ,
            "COUNTER_PLUGIN": f"{shlex.join([sys.executable, str(MAIN)])} {plugin}",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def python_host(
    monkeypatch: pytest.MonkeyPatch, own_programs: Path, *flags: str, **options: object
) -> Client:
    """Our host of the Go plugin."""
    monkeypatch.syspath_prepend(str(ROOT / "examples" / "counter"))
    package = __import__("counter_plugin")
    command = [str(own_programs / "plugin"), *flags]
    config = ClientConfig(package.HANDSHAKE, package.PLUGINS, command=command, **options)  # type: ignore[arg-type]
    return Client(config)


def count(client: Client) -> int:
    counter = client.dispense("counter")
    for number in (40, 2):
        counter.put("k", number, Adder())
    client.ping()
    return int(counter.get("k"))


def assert_clean(log: str) -> None:
    assert "plugin process exited" in log  # it is the log of a whole life
    assert "[WARN]" not in log
    assert "[ERROR]" not in log


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The TLS of a host and of its plugin."""
    folder, host, plugin = tmp_path_factory.mktemp("tls"), identity(), identity("P-521")
    return write(folder / "host", host, plugin), write(folder / "plugin", plugin, host)


def own_tls(folder: Path) -> TlsConfig:
    return TlsConfig.from_files(
        certificate=folder / "own.pem",
        private_key=folder / "own.key",
        trusted=folder / "trusted.pem",
    )


def test_a_go_plugin_by_auto_mtls(own_programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = python_host(monkeypatch, own_programs, auto_mtls=True)
    assert count(client) == 42
    running = client._start.running  # type: ignore[union-attr]
    assert running is not None
    key = x509.load_der_x509_certificate(der_from_field(running.line.certificate)).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp521r1"
    client.kill()
    assert running.process.exit_code == 0  # its end is graceful


def test_a_go_host_with_own_tls(own_programs: Path, folders: tuple[Path, Path]) -> None:
    """TestClient_TLS_grpc."""
    host, plugin = folders
    done = go_host(own_programs, "-tls", str(host), plugin=f"tls={plugin}")
    assert (done.returncode, done.stdout) == (0, "42\n"), done.stderr
    assert_clean(done.stderr)


def test_a_go_plugin_with_own_tls(
    own_programs: Path, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    host, plugin = folders
    with python_host(monkeypatch, own_programs, "-tls", str(plugin), tls=own_tls(host)) as client:
        assert count(client) == 42


def test_a_go_host_without_tls_learns_it_at_its_first_call(
    own_programs: Path, folders: tuple[Path, Path]
) -> None:
    """TestClient_TLS: what has no TLS on one side alone errs on its first use."""
    done = go_host(own_programs, plugin=f"tls={folders[1]}", words=("ping",))
    assert done.returncode == 1
    assert "refused a connection" in done.stderr
    assert "the other side does not speak TLS" in done.stderr


def test_a_go_host_whose_certificate_is_unknown(own_programs: Path, tmp_path: Path) -> None:
    plugin = identity()
    host = write(tmp_path / "host", identity(), plugin)
    other = write(tmp_path / "plugin", plugin, identity())
    done = go_host(own_programs, "-tls", str(host), plugin=f"tls={other}", words=("ping",))
    assert done.returncode == 1
    assert "refused a connection" in done.stderr
    assert "the other side's certificate is refused here: self-signed certificate" in done.stderr


def test_a_go_plugin_that_is_not_trusted(
    own_programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, plugin = identity(), identity()
    own = own_tls(write(tmp_path / "host", host, identity()))
    folder = write(tmp_path / "plugin", plugin, host)
    client = python_host(monkeypatch, own_programs, "-tls", str(folder), tls=own)
    with pytest.raises(TlsFailed, match="certificate is refused here"):
        client.start()


def test_a_go_plugin_that_does_not_trust(
    own_programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, plugin = identity(), identity()
    own = own_tls(write(tmp_path / "host", host, plugin))
    folder = write(tmp_path / "plugin", plugin, identity())
    client = python_host(monkeypatch, own_programs, "-tls", str(folder), tls=own)
    with pytest.raises(TlsFailed, match="the other side refuses this side's certificate"):
        client.start()


def test_a_go_plugin_with_tls_of_its_own_answers_auto_mtls_without_a_certificate(
    own_programs: Path, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = python_host(monkeypatch, own_programs, "-tls", str(folders[1]), auto_mtls=True)
    with pytest.raises(TlsFailed, match="a TLS provider of its own"):
        client.start()


def test_a_go_plugin_without_tls_is_no_surprise_either(
    own_programs: Path, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = python_host(monkeypatch, own_programs, tls=own_tls(folders[0]))
    with pytest.raises(TlsFailed, match=r"does not speak TLS|instead of opening TLS"):
        client.start()
