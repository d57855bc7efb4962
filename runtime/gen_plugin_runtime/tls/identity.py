"""`Identity`: a certificate with its private key, and the forms in which certificates travel."""

from __future__ import annotations

import binascii

from gen_plugin_runtime.frozen import Frozen

BEGIN = "-----BEGIN CERTIFICATE-----"
END = "-----END CERTIFICATE-----"


class Identity(Frozen):
    """What one side shows the other, and the key that it keeps.

    Args:
        certificate: PEM, as in `PLUGIN_CLIENT_CERT`.
        private_key: PEM, unencrypted.
    """

    certificate: str
    private_key: str
    __slots__ = ("certificate", "private_key")
    _secret = ("private_key",)

    def __init__(self, certificate: str, private_key: str) -> None:
        self._fill(certificate=certificate, private_key=private_key)


def der_from_pem(text: str) -> bytes:
    """The bytes of the first certificate in a text.

    Raises:
        ValueError: There is none, or it is damaged.
    """
    _, begin, rest = text.partition(BEGIN)
    body, end, _ = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"there is no certificate between {BEGIN} and {END}")
    return _from_base64("".join(body.split()))


def field_from_der(der: bytes) -> str:
    """A certificate as in the handshake line: base64 without padding."""
    return binascii.b2a_base64(der, newline=False).decode().rstrip("=")


def der_from_field(text: str) -> bytes:
    """A certificate's bytes, from the handshake line.

    Raises:
        ValueError: It is not base64, or padded, which go-plugin refuses too.
    """
    if text.endswith("="):
        raise ValueError("its base64 is padded, which go-plugin does not allow")
    return _from_base64(text + "=" * (-len(text) % 4))


def _from_base64(text: str) -> bytes:
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError as error:
        raise ValueError(f"it is not base64: {error}") from None
