"""The error that a caller gets for a status."""

from __future__ import annotations

from gen_plugin_runtime.errors import (
    CallCancelled,
    CallError,
    CallTimeout,
    ConnectionLost,
    NotImplementedByPlugin,
    PluginError,
)
from gen_plugin_runtime.exceptions.details import (
    DOMAIN,
    ERROR_INFO,
    decode_error_info,
    decode_status,
)
from gen_plugin_runtime.grpc.status import StatusCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from gen_plugin_runtime.exceptions.details import Detail
    from gen_plugin_runtime.grpc.failure import Failure
    from gen_plugin_runtime.known import Known
    from gen_plugin_runtime.peer import Peer


def to_error(failure: Failure, method: str, peer: Peer) -> CallError:
    """The error of a status other than OK.

    Args:
        failure: The status.
        method: The full path of what was called.
        peer: Who was.
    """
    code, text = failure.code, failure.text
    details = decode_status(failure.details)
    type_name = _type_name(details)
    if type_name:
        message = text.removeprefix(f"{type_name}: ")
        return PluginError(type_name, message, status=code, details=details)
    if code == StatusCode.UNIMPLEMENTED:
        return NotImplementedByPlugin(
            peer.lacks(method, text),
            method=method,
            protocol_version=peer.protocol_version,
            details=details,
        )
    kind = _KINDS.get(code)
    if kind is not None:
        return kind(text, status=code, details=details)
    return PluginError("", text, status=code, details=details)


_KINDS: dict[int, type[CallError]] = {
    StatusCode.DEADLINE_EXCEEDED: CallTimeout,
    StatusCode.CANCELLED: CallCancelled,
    StatusCode.UNAVAILABLE: ConnectionLost,
}
"""What a status means that no exception is behind."""


def _type_name(details: tuple[Detail, ...]) -> str:
    """The reason of the ErrorInfo of our domain, or nothing; what cannot be read says nothing."""
    for name, value in details:
        if name == ERROR_INFO:
            try:
                reason, domain = decode_error_info(value)
            except ValueError:  # bytes that are no message, or text that is not UTF-8
                continue
            if domain == DOMAIN:
                return reason
    return ""


def raise_original(error: CallError, method: str, known: Known) -> NoReturn:
    """Raise what the implementation raised, where that is known here; else `error` itself."""
    # Rarely needed: a host starts without it.
    from gen_plugin_runtime.exceptions.rebuilt import raise_what_was_raised

    raise_what_was_raised(error, method, known)
