"""A certificate made by the `cryptography` package: quick, once the package is imported."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from gen_plugin_runtime.tls.identity import Identity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.x509 import CertificateBuilder

_SERIAL_BYTES = 16
_AGE = timedelta(seconds=30)  # for clocks that are set back; as go-plugin's certificates have it
_LIFE = timedelta(hours=262980)


def make_identity(curve: str, digest: str) -> Identity:
    """Make a certificate.

    Args:
        curve: The key's, as in ``P-256``.
        digest: The signature's, as in ``sha256``.

    Raises:
        ImportError: The package is missing, or is too old.
    """
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(getattr(ec, f"SECP{curve.removeprefix('P-')}R1")())
    certificate = _unsigned(key.public_key()).sign(key, getattr(hashes, digest.upper())())
    private_key = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    return Identity(pem.decode(), private_key.decode())


def _unsigned(key: EllipticCurvePublicKey) -> CertificateBuilder:
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "gen-plugin"),
            x509.NameAttribute(NameOID.COMMON_NAME, "localhost"),
        ]
    )
    usage = x509.KeyUsage(
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
    purposes = [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .issuer_name(name)
        .subject_name(name)
        .public_key(key)
        .serial_number(int.from_bytes(os.urandom(_SERIAL_BYTES), "big") or 1)
        .not_valid_before(now - _AGE)
        .not_valid_after(now + _LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
