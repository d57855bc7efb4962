"""Certificates of every kind, right and wrong, by the `cryptography` package."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gen_plugin_runtime.tls.by_package import make_identity
from gen_plugin_runtime.tls.config import MutualTls, TlsConfig
from gen_plugin_runtime.tls.identity import Identity, der_from_pem

if TYPE_CHECKING:
    from pathlib import Path

DAY = timedelta(days=1)
needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="the program openssl is not on PATH"
)


def identity(curve: str = "P-256") -> Identity:
    """As the runtime makes it."""
    return make_identity(curve, "sha512" if curve == "P-521" else "sha256")


def der(one: Identity) -> bytes:
    """The certificate's bytes."""
    return der_from_pem(one.certificate)


def mutual_tls(own: Identity, peer: bytes) -> TlsConfig:
    """AutoMTLS of one side that knows the other's certificate."""
    return MutualTls(own).trusting(peer)


def special(
    *, name: str = "localhost", begins: timedelta = -DAY, ends: timedelta = DAY
) -> Identity:
    """A self-signed certificate with a name of its own, or a time that is not now."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Identity(certificate.public_bytes(serialization.Encoding.PEM).decode(), _pem(key))


def signed_by(signer: Identity) -> Identity:
    """A certificate that another one's key has signed."""
    issuer = x509.load_pem_x509_certificate(signer.certificate.encode())
    signing = serialization.load_pem_private_key(signer.private_key.encode(), None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "other")]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(signing, hashes.SHA256())
    )
    return Identity(certificate.public_bytes(serialization.Encoding.PEM).decode(), _pem(key))


def _pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def write(folder: Path, own: Identity, trusted: Identity) -> Path:
    """The files of `TlsConfig.from_files`, and of the Go programs of the interop tests."""
    folder.mkdir()
    (folder / "own.pem").write_text(own.certificate)
    (folder / "own.key").write_text(own.private_key)
    (folder / "trusted.pem").write_text(trusted.certificate)
    return folder
