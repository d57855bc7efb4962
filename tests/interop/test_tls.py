"""TLS with go-plugin on the other side: AutoMTLS and TLS of one's own, with the broker's objects.

Each session passes objects, whose connections speak TLS too: the side that dials is its client.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from tests.interop import lives
from tests.tls.certificates import identity, write
from tests.tls.folders import own_tls

from gen_plugin_runtime import Client, ClientConfig, TlsFailed
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


# What does not fit together, over either transport: hosts in Python learn it at the start.

over_either = pytest.mark.usefixtures("transport")


def log_of_go_host(life: str, host: Path | None, plugin: Path) -> str:
    """The log of a Go host whose calls fail."""
    of_host = {} if host is None else {"LIFE_HOST_TLS": str(host)}
    # It leaves the socket of a plugin that it kills.
    environment = {"LIFE_PLUGIN_TLS": str(plugin), "TMPDIR": str(plugin.parent), **of_host}
    done = lives.go_host(life, "log", **environment)
    assert "error true" in done.stdout or done.returncode == 1, done.stdout
    return done.stdout


def failure_of_python_host(life: str, plugin: Path | None, **options: object) -> str:
    """Why it cannot start a Go plugin."""
    env = {} if plugin is None else {"LIFE_PLUGIN_TLS": str(plugin)}
    with pytest.raises(TlsFailed) as caught:
        lives.host_of(life, env=env, **options).start()
    return str(caught.value)


@over_either
def test_a_go_host_without_tls_learns_it_at_its_first_call(
    life: str, folders: tuple[Path, Path]
) -> None:
    """TestClient_TLS: what has no TLS on one side alone errs on its first use."""
    log = log_of_go_host(life, None, folders[1])
    assert "refused a connection" in log
    assert "the other side does not speak TLS" in log


@over_either
def test_a_go_host_whose_certificate_is_unknown(life: str, tmp_path: Path) -> None:
    plugin = identity()
    host = write(tmp_path / "host", identity(), plugin)
    log = log_of_go_host(life, host, write(tmp_path / "plugin", plugin, identity()))
    assert "refused a connection" in log
    assert "the other side's certificate is refused here: self-signed certificate" in log


@over_either
def test_a_go_plugin_that_is_not_trusted(life: str, tmp_path: Path) -> None:
    host, plugin = identity(), identity()
    own = own_tls(write(tmp_path / "host", host, identity()))
    folder = write(tmp_path / "plugin", plugin, host)
    assert "certificate is refused here" in failure_of_python_host(life, folder, tls=own)


@over_either
def test_a_go_plugin_that_does_not_trust(life: str, tmp_path: Path) -> None:
    host, plugin = identity(), identity()
    own = own_tls(write(tmp_path / "host", host, plugin))
    folder = write(tmp_path / "plugin", plugin, identity())
    told = failure_of_python_host(life, folder, tls=own)
    assert "the other side refuses this side's certificate" in told


@over_either
def test_a_go_plugin_with_tls_of_its_own_answers_auto_mtls_without_a_certificate(
    life: str, folders: tuple[Path, Path]
) -> None:
    told = failure_of_python_host(life, folders[1], auto_mtls=True)
    assert "a TLS provider of its own" in told


@over_either
def test_a_go_plugin_without_tls_is_no_surprise_either(
    life: str, folders: tuple[Path, Path]
) -> None:
    told = failure_of_python_host(life, None, tls=own_tls(folders[0]))
    assert re.search(r"does not speak TLS|instead of opening TLS", told)
