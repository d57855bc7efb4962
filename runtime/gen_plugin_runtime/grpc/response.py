"""What the fields of a response say. The same few are sent again and again, and looked at once."""

from __future__ import annotations

from functools import lru_cache

from gen_plugin_runtime.grpc import metadata as metadata_fields
from gen_plugin_runtime.grpc import status as statuses
from gen_plugin_runtime.grpc.failure import Failure
from gen_plugin_runtime.grpc.messages import KNOWN_ENCODINGS
from gen_plugin_runtime.grpc.status import StatusCode, StatusError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.http2.hpack import Field


@lru_cache(maxsize=64)
def is_success(head: tuple[Field, ...], trailers: tuple[Field, ...]) -> bool:
    """Whether a response says only that its message is there, uncompressed."""
    try:
        return check_head(head) == "identity" and status_of(trailers) is None
    except StatusError:
        return False


@lru_cache(maxsize=64)
def check_head(fields: tuple[Field, ...]) -> str:
    """The encoding of the messages that follow a response's head.

    Raises:
        StatusError: This is no gRPC response.
    """
    values = dict(fields)
    if values[":status"] != "200":
        raise statuses.of_http(values[":status"])
    content_type = values.get("content-type", "")
    if not metadata_fields.is_grpc(content_type):
        raise StatusError(
            StatusCode.UNKNOWN, f"the peer answered with content-type {content_type!r}, not gRPC"
        )
    encoding = values.get("grpc-encoding", "identity")
    if encoding not in KNOWN_ENCODINGS:
        # grpc/doc/compression.md: not UNIMPLEMENTED, which is for what a server does not know.
        text = f"the peer answered in grpc-encoding {encoding!r}, which it was not offered"
        raise StatusError(StatusCode.INTERNAL, text)
    return encoding


@lru_cache(maxsize=64)
def status_of(trailers: tuple[Field, ...]) -> Failure | None:
    """The status in the fields that end a response; None is OK.

    Raises:
        StatusError: There is none, as where a proxy answers.
    """
    values = dict(trailers)
    number = values.get("grpc-status")
    if number == "0":
        return None
    if number is None:
        if values.get(":status", "200") != "200":
            raise statuses.of_http(values[":status"])
        raise StatusError(StatusCode.UNKNOWN, "the peer ended the call without a grpc-status")
    is_code = number.isascii() and number.isdigit() and len(number) < 4
    code = int(number) if is_code else StatusCode.UNKNOWN
    code = code or StatusCode.UNKNOWN  # "00" is none
    details = metadata_fields.decode_binary(values.get("grpc-status-details-bin", ""))
    text = metadata_fields.percent_decode(values.get("grpc-message", ""))
    return Failure(code, text, details)
