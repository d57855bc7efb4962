"""gRPC's status codes, and what HTTP's and HTTP/2's numbers mean as one."""

from __future__ import annotations

from enum import IntEnum

from gen_plugin_runtime.http2.codes import ErrorCode, error_name


class StatusCode(IntEnum):
    """https://grpc.io/docs/guides/status-codes/."""

    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16


class StatusError(Exception):
    """Ends a call with a status, inside of the engine; callers and implementations never see it.

    Attributes:
        code: A number; peers may send some that have no name.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


_OF_HTTP = {
    400: StatusCode.INTERNAL,
    401: StatusCode.UNAUTHENTICATED,
    403: StatusCode.PERMISSION_DENIED,
    404: StatusCode.UNIMPLEMENTED,
    429: StatusCode.UNAVAILABLE,
    502: StatusCode.UNAVAILABLE,
    503: StatusCode.UNAVAILABLE,
    504: StatusCode.UNAVAILABLE,
}
"""grpc/doc/http-grpc-status-mapping.md; what is missing is UNKNOWN."""

_OF_RESET = {
    ErrorCode.REFUSED_STREAM: StatusCode.UNAVAILABLE,
    ErrorCode.CANCEL: StatusCode.CANCELLED,
    ErrorCode.ENHANCE_YOUR_CALM: StatusCode.RESOURCE_EXHAUSTED,
    ErrorCode.INADEQUATE_SECURITY: StatusCode.PERMISSION_DENIED,
}
"""grpc/doc/PROTOCOL-HTTP2.md, "Errors"; what is missing is INTERNAL."""


def of_http(status: str) -> StatusError:
    """What an HTTP status other than 200 means where no grpc-status came."""
    code = _OF_HTTP.get(int(status), StatusCode.UNKNOWN)
    return StatusError(code, f"the peer answered with HTTP status {status}")


def of_reset(code: int, reason: str) -> StatusError:
    """What a reset stream means; `reason` is this side's, or empty where the peer reset it."""
    status = _OF_RESET.get(ErrorCode(code), StatusCode.INTERNAL) if code <= 13 else 13
    who = f"this side ended the call: {reason}" if reason else "the peer ended the call"
    return StatusError(status, f"{who} ({error_name(code)})")
