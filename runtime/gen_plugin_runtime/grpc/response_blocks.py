"""The header blocks of a response: its head, and the status that ends it."""

from __future__ import annotations

from gen_plugin_runtime.exceptions.text import cut
from gen_plugin_runtime.grpc import metadata as metadata_fields
from gen_plugin_runtime.grpc.messages import ACCEPTED_ENCODINGS
from gen_plugin_runtime.grpc.status import StatusCode
from gen_plugin_runtime.http2 import hpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.call import Metadata
    from gen_plugin_runtime.grpc.failure import Failure
    from gen_plugin_runtime.http2.hpack import Field

_HEAD: list[Field] = [
    (":status", "200"),
    ("content-type", "application/grpc"),
]
_PLAIN_HEAD = hpack.encode(_HEAD)
_OK = hpack.encode([("grpc-status", "0")])
_USUAL_HEADER_LIST = 8 * 1024  # what grpcio accepts where nothing is announced


def head_block(metadata: Metadata) -> bytes:
    """What goes out before the first reply."""
    return hpack.encode(_HEAD + metadata_fields.encode(metadata)) if metadata else _PLAIN_HEAD


def status_block(failure: Failure | None, metadata: Metadata, room: int | None = None) -> bytes:
    """What goes out after the last reply.

    Args:
        failure: None is OK. Its text is shortened to what the peer accepts.
        metadata: The trailing metadata.
        room: The longest header list that the peer accepts, None if it did not say.
    """
    if failure is None and not metadata:
        return _OK
    return hpack.encode(_status_fields(failure, metadata, room))


def only_block(
    initial: Metadata, failure: Failure | None, trailing: Metadata, room: int | None
) -> bytes:
    """The head and the status in one, where no reply comes between them."""
    head = _HEAD + metadata_fields.encode(initial)
    return hpack.encode(head + _status_fields(failure, trailing, room))


def _status_fields(failure: Failure | None, metadata: Metadata, room: int | None) -> list[Field]:
    custom = metadata_fields.encode(metadata)
    if failure is None:
        return [("grpc-status", "0"), *custom]
    text = cut(failure.text, (room or _USUAL_HEADER_LIST) // 6)  # it may be escaped
    fields = [("grpc-status", str(int(failure.code)))]
    if text:
        fields.append(("grpc-message", metadata_fields.percent_encode(text)))
    if failure.details:
        details = metadata_fields.encode_binary(failure.details)
        fields.append(("grpc-status-details-bin", details))
    if failure.code == StatusCode.UNIMPLEMENTED:
        fields.append(("grpc-accept-encoding", ACCEPTED_ENCODINGS))
    return fields + custom
