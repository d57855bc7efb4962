"""Certificates by both makers, held to section by section of what go-plugin's have in them."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID
from tests.host.support import eventually, open_descriptors
from tests.tls.certificates import needs_openssl

from gen_plugin_runtime import ConfigError
from gen_plugin_runtime.tls import making
from gen_plugin_runtime.tls.by_package import make_identity
from gen_plugin_runtime.tls.by_program import OpensslRun
from gen_plugin_runtime.tls.identity import (
    Identity,
    der_from_field,
    der_from_pem,
    field_from_der,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CURVES = [("P-256", "sha256"), ("P-384", "sha384"), ("P-521", "sha512")]


def by_program(curve: str, digest: str) -> Identity:
    return OpensslRun(curve, digest).finish()


@pytest.fixture(
    params=[
        pytest.param(by_program, id="program", marks=needs_openssl),
        pytest.param(make_identity, id="package"),
    ]
)
def make(request: pytest.FixtureRequest) -> Callable[[str, str], Identity]:
    """Makes a certificate, either way."""
    maker: Callable[[str, str], Identity] = request.param
    return maker


def parsed(identity: Identity) -> x509.Certificate:
    return x509.load_pem_x509_certificate(identity.certificate.encode())


def test_it_has_what_go_plugins_certificates_have(make: Callable[[str, str], Identity]) -> None:
    certificate = parsed(make(making.CURVE, making.DIGEST))
    assert certificate.version is x509.Version.v3
    assert isinstance(certificate.signature_hash_algorithm, hashes.SHA256)
    assert 0 < certificate.serial_number < 1 << 128
    names = [(one.oid, one.value) for one in certificate.subject]
    assert names == [
        (NameOID.ORGANIZATION_NAME, "gen-plugin"),
        (NameOID.COMMON_NAME, "localhost"),
    ]
    assert certificate.issuer == certificate.subject
    certificate.verify_directly_issued_by(certificate)
    extensions = {one.oid: one for one in certificate.extensions}
    assert set(extensions) == {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
    }
    constraints = extensions[ExtensionOID.BASIC_CONSTRAINTS]
    assert constraints.critical
    assert constraints.value == x509.BasicConstraints(ca=True, path_length=None)
    usage = extensions[ExtensionOID.KEY_USAGE]
    assert usage.critical
    assert usage.value == x509.KeyUsage(
        digital_signature=True,
        key_encipherment=True,
        key_agreement=True,
        key_cert_sign=True,
        content_commitment=False,
        data_encipherment=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    assert extensions[ExtensionOID.EXTENDED_KEY_USAGE].value == x509.ExtendedKeyUsage(
        [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]
    )
    assert extensions[ExtensionOID.SUBJECT_ALTERNATIVE_NAME].value == (
        x509.SubjectAlternativeName([x509.DNSName("localhost")])
    )


def test_it_holds_from_now_for_about_thirty_years(make: Callable[[str, str], Identity]) -> None:
    certificate = parsed(make("P-256", "sha256"))
    now = datetime.now(UTC)
    assert now - timedelta(minutes=2) < certificate.not_valid_before_utc <= now
    life = certificate.not_valid_after_utc - now
    assert abs(life - timedelta(hours=262980)) < timedelta(days=1)


@pytest.mark.parametrize(("curve", "digest"), CURVES)
def test_its_key_is_on_the_curve_and_fits(
    make: Callable[[str, str], Identity], curve: str, digest: str
) -> None:
    identity = make(curve, digest)
    key = serialization.load_pem_private_key(identity.private_key.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert key.curve.key_size == int(curve.removeprefix("P-"))
    assert key.public_key() == parsed(identity).public_key()


def test_no_two_are_alike(make: Callable[[str, str], Identity]) -> None:
    one, other = (make("P-256", "sha256") for _ in range(2))
    assert parsed(one).serial_number != parsed(other).serial_number
    assert one.private_key != other.private_key


def test_its_key_is_not_shown(make: Callable[[str, str], Identity]) -> None:
    identity = make("P-256", "sha256")
    assert "PRIVATE" not in repr(identity)
    assert identity.private_key.splitlines()[1] not in repr(identity)


def test_the_forms_in_which_it_travels(make: Callable[[str, str], Identity]) -> None:
    der = der_from_pem(make("P-256", "sha256").certificate)
    field = field_from_der(der)
    assert "=" not in field
    assert "\n" not in field
    assert len(field) > 50
    assert der_from_field(field) == der
    x509.load_der_x509_certificate(der)


@pytest.mark.parametrize("size", [600, 601, 602])
def test_bytes_of_any_length_travel_without_padding(size: int) -> None:
    data = os.urandom(size)
    assert der_from_field(field_from_der(data)) == data


@pytest.mark.parametrize("text", ["AAAA=", "AA==", "A A A", "AA\nA", "ä", "A", "AA-_"])
def test_what_is_no_field(text: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        der_from_field(text)


@pytest.mark.parametrize(
    "text",
    [
        "no certificate",
        "-----BEGIN CERTIFICATE-----\nAAAA",
        "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----",
    ],
)
def test_what_is_no_pem(text: str) -> None:
    with pytest.raises(ValueError, match=r"certificate|base64"):
        der_from_pem(text)


# Which way is taken, in a process of its own: this one has imported the package.

SHOW = """
import sys
{before}
from gen_plugin_runtime.tls.making import Making
from gen_plugin_runtime.errors import ConfigError
try:
    identity = Making().finish()
except ConfigError as error:
    print(error)
else:
    print(identity.certificate)
print("cryptography" in sys.modules)
"""


def made(path: str, before: str = "") -> tuple[str, bool]:
    """What came out, and whether the package was imported."""
    done = subprocess.run(
        [sys.executable, "-c", SHOW.format(before=before)],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    *text, imported = done.stdout.splitlines()
    return "\n".join(text), imported == "True"


def fake(folder: Path, body: str) -> str:
    program = folder / "openssl"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


WITHOUT_PACKAGE = "sys.modules['cryptography'] = None"


@needs_openssl
def test_the_program_is_first() -> None:
    text, imported = made(os.environ["PATH"])
    assert text.startswith("-----BEGIN CERTIFICATE-----")
    assert not imported


def test_the_package_is_first_where_it_is_imported_anyway(tmp_path: Path) -> None:
    path = fake(tmp_path, f"touch {tmp_path}/called")
    text, _ = made(path, "import cryptography.x509")
    assert text.startswith("-----BEGIN CERTIFICATE-----")
    assert not (tmp_path / "called").exists()


@pytest.mark.parametrize("body", ["exit 1", "echo 'unknown option' >&2; exit 1", "echo junk"])
def test_the_package_is_second(tmp_path: Path, body: str) -> None:
    text, imported = made(fake(tmp_path, body))
    assert text.startswith("-----BEGIN CERTIFICATE-----")
    assert imported


def test_without_either_the_error_names_both(tmp_path: Path) -> None:
    text, _ = made(str(tmp_path), WITHOUT_PACKAGE)
    assert "pip install 'gen-plugin-runtime[mtls]'" in text
    assert "the program openssl" in text


def test_what_the_program_said_is_told_but_no_key(tmp_path: Path) -> None:
    body = "echo 'bad curve' >&2; echo '-----BEGIN PRIVATE KEY-----'; echo c2VjcmV0; exit 1"
    text, _ = made(fake(tmp_path, body), WITHOUT_PACKAGE)
    assert "bad curve" in text
    assert "c2VjcmV0" not in text
    assert "PRIVATE" not in text


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_descriptors()
    monkeypatch.setenv("PATH", fake(tmp_path, "exec sleep 600"))
    monkeypatch.setattr("gen_plugin_runtime.tls.by_program._TIMEOUT", 0.5)
    run = OpensslRun("P-256", "sha256")
    with pytest.raises(TimeoutError, match=r"within 0\.5 seconds"):
        run.finish()
    assert eventually(lambda: open_descriptors() <= before)
    with pytest.raises(ChildProcessError):
        os.waitpid(run._pid, 0)


def test_a_program_that_is_missing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = open_descriptors()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="openssl"):
        OpensslRun("P-256", "sha256")
    assert open_descriptors() <= before


def test_without_descriptors_none_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_descriptors()
    pipes = iter([os.pipe])

    def pipe() -> tuple[int, int]:
        for make in pipes:
            return make()
        raise OSError("too many open files")

    monkeypatch.setattr(os, "pipe", pipe)
    with pytest.raises(OSError, match="too many"):
        OpensslRun("P-256", "sha256")
    assert open_descriptors() <= before


def test_a_system_without_posix_spawn_takes_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "posix_spawnp")
    assert parsed(making.Making().finish()).version is x509.Version.v3


def test_a_package_that_is_not_there_is_a_configuration_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in list(sys.modules):
        if name.partition(".")[0] == "cryptography":
            monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "cryptography.x509")
    with pytest.raises(ConfigError, match="nothing to make one with"):
        making.Making().finish()
