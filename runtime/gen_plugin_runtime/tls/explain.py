"""What went wrong with TLS, in words for those who have to put it right."""

from __future__ import annotations

import ssl

_NOT_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}
)
_CERTIFICATE_ALERTS = ("CERTIFICATE", "UNKNOWN_CA", "ALERT_ACCESS_DENIED")


def explain(error: OSError) -> str:
    """What happened, as a predicate of nothing: ``the other side does not speak TLS``."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the other side's certificate is refused here: {error.verify_message}"
    if not isinstance(error, ssl.SSLError):
        return str(error)
    reason = error.reason or ""
    if reason in _NOT_TLS:
        return "the other side does not speak TLS"
    if "PEER_DID_NOT_RETURN" in reason:
        return "the other side has shown no certificate"
    if "CERTIFICATE_REQUIRED" in reason:
        return "the other side asks for a certificate, and this side has shown none"
    _, alert, told = reason.partition("_ALERT_")
    if alert and any(each in reason for each in _CERTIFICATE_ALERTS):
        return f"the other side refuses this side's certificate: {_words(told)}"
    if alert:
        return f"the other side has ended TLS: {_words(told)}"
    return f"TLS has failed: {_words(reason) if reason else error}"


def _words(reason: str) -> str:
    return reason.lower().replace("_", " ")
