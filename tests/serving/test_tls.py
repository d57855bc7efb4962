"""A plugin that is asked for AutoMTLS, seen from outside."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from tests.host.interface import HANDSHAKE, ProbePlugin
from tests.host.support import PROGRAMS
from tests.tls.certificates import der, identity, write

from gen_plugin_runtime import ConfigError, ServeConfig
from gen_plugin_runtime.protocol.environment import PluginEnvironment
from gen_plugin_runtime.serving.agreement import agree
from gen_plugin_runtime.tls.identity import der_from_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.serving.program import PluginProgram

    Start = Callable[..., PluginProgram]

VARIABLE = "PLUGIN_CLIENT_CERT"


def test_it_answers_with_a_certificate_of_its_own(program: Start) -> None:
    fields = program(env={VARIABLE: identity().certificate}).line()
    assert len(fields) == 6
    assert len(fields[5]) > 50
    certificate = x509.load_der_x509_certificate(der_from_field(fields[5]))
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]


def test_without_being_asked_it_sends_none(program: Start) -> None:
    """The quirk "field 6 with a certificate while the host has no TLS config crashes a Go host"."""
    assert program().line()[5] == ""
    assert program(env={VARIABLE: ""}).line()[5] == ""


def test_its_own_tls_sends_none_either(program: Start, tmp_path: Path) -> None:
    folder = write(tmp_path / "own", identity(), identity())
    command = [sys.executable, str(PROGRAMS / "tls_probe.py"), str(folder)]
    assert program(command=command, env={VARIABLE: identity().certificate}).line()[5] == ""


@pytest.mark.parametrize(
    "text",
    [
        "no certificate",
        "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        identity().certificate.replace("\n", "\n\n")[:-200],
    ],
    ids=["text", "not base64", "not DER", "empty", "cut"],
)
def test_a_certificate_that_cannot_be_read_fails_the_start(program: Start, text: str) -> None:
    """The quirk that go-plugin goes on, and then nobody can connect."""
    plugin = program(env={VARIABLE: text})
    assert plugin.stdout.read() == b""
    assert plugin.wait() == 1
    last = plugin.stderr.read().decode().splitlines()[-1]
    assert "the certificate that the host sent for AutoMTLS (PLUGIN_CLIENT_CERT)" in last
    assert "cannot be read" in last


def test_what_the_host_sends_may_have_blanks_and_company(program: Start) -> None:
    text = f"# the host's\n{identity().certificate}\n{identity().certificate}"
    assert len(program(env={VARIABLE: text.replace(chr(10), chr(13) + chr(10))}).line()[5]) > 50


def test_a_provider_of_something_else_fails_the_start() -> None:
    config = ServeConfig(HANDSHAKE, {"probe": ProbePlugin()}, tls_provider=object)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="what tls_provider gives must be a TlsConfig"):
        agree(config, PluginEnvironment({}))


def test_little_more_than_ssl_is_imported_for_it(program: Start) -> None:
    watched = """if True:
        import os, sys
        real_write = os.write
        def write(descriptor, data):
            if data.startswith(b"1|"):
                real_write(2, " ".join(sys.modules).encode() + b"\\n")
            return real_write(descriptor, data)
        os.write = write
    """
    example = Path(__file__).parents[2] / "examples" / "greeter"
    runtime = str(Path(__file__).parents[2] / "runtime")
    plugin = program(
        command=[sys.executable, "-S", "-c", f"{watched}\n{(example / 'main.py').read_text()}"],
        env={
            "PYTHONPATH": os.pathsep.join([runtime, str(example)]),
            "GLAZED_PLUGIN": "glazed",
            VARIABLE: identity().certificate,
        },
    )
    plugin.line()
    plugin.stderr.readline()  # its log
    loaded = set(plugin.stderr.readline().decode().split())
    assert "ssl" in loaded
    assert "gen_plugin_runtime.tls.by_package" not in loaded
    expensive = {"asyncio", "cryptography", "dataclasses", "hashlib", "logging", "subprocess"}
    assert loaded & (expensive | {"tempfile", "typing", "json", "inspect"}) == set()


def test_its_key_is_in_no_file_and_no_output(program: Start, socket_directory: Path) -> None:
    host = identity()
    plugin = program(env={VARIABLE: host.certificate})
    fields = plugin.line()
    assert [path.name for path in socket_directory.iterdir()] == [Path(fields[3]).name]
    assert der_from_field(fields[5]) != der(host)
    plugin.process.terminate()
    assert b"PRIVATE" not in plugin.stderr.read()
