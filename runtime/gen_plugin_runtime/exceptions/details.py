"""`google.rpc.Status` and the standard messages that it holds: what peers in any language read.

::

    message Status {
      int32 code = 1;
      string message = 2;
      repeated google.protobuf.Any details = 3;
    }
    message Any {
      string type_url = 1;
      bytes value = 2;
    }
    message ErrorInfo {
      string reason = 1;
      string domain = 2;
      map<string, string> metadata = 3;
    }
    message DebugInfo {
      repeated string stack_entries = 1;
      string detail = 2;
    }
"""

from __future__ import annotations

from gen_plugin_runtime.protobuf.wire import (
    LENGTH_DELIMITED,
    length_delimited_field,
    read_fields,
    varint_field,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gen_plugin_runtime.transport import Buffer

    Detail = tuple[str, bytes]
    """The full name of a message, and its bytes."""

ERROR_INFO = "google.rpc.ErrorInfo"
DEBUG_INFO = "google.rpc.DebugInfo"
RAISED = "gen_plugin.v1.Raised"
DOMAIN = "gen-plugin"

_URL_PREFIX = "type.googleapis.com/"


def encode_status(code: int, message: str, details: Iterable[Detail]) -> bytes:
    """A `google.rpc.Status`."""
    fields = [varint_field(1, code), text_field(2, message)]
    fields += [length_delimited_field(3, encode_any(*detail)) for detail in details]
    return b"".join(fields)


def decode_status(data: Buffer) -> tuple[Detail, ...]:
    """The details of a `google.rpc.Status`; none if the bytes are no such message."""
    try:
        return tuple(decode_any(value) for value in values_of(data, 3))
    except ValueError:  # bytes that are no message, or a name that is no UTF-8
        return ()


def encode_any(name: str, value: bytes) -> bytes:
    """A message of any type as a `google.protobuf.Any`."""
    return text_field(1, _URL_PREFIX + name) + length_delimited_field(2, value)


def decode_any(data: Buffer) -> Detail:
    """The message's name and bytes.

    Raises:
        ValueError: The bytes are no `google.protobuf.Any`.
    """
    return value_of(data, 1).decode().rpartition("/")[2], value_of(data, 2)


def encode_error_info(reason: str, metadata: Mapping[str, str]) -> Detail:
    """Why a call failed, in a form for programs."""
    fields = [text_field(1, reason), text_field(2, DOMAIN)]
    for key, value in metadata.items():
        fields.append(length_delimited_field(3, text_field(1, key) + text_field(2, value)))
    return ERROR_INFO, b"".join(fields)


def decode_error_info(data: Buffer) -> tuple[str, str]:
    """Reason and domain.

    Raises:
        ValueError: The bytes are no such message.
    """
    return value_of(data, 1).decode(), value_of(data, 2).decode()


def encode_debug_info(lines: Iterable[str], detail: str) -> Detail:
    """Where it happened, for developers."""
    return DEBUG_INFO, b"".join([text_field(1, line) for line in lines]) + text_field(2, detail)


def decode_debug_info(data: Buffer) -> str:
    """The lines of the trace in one text.

    Raises:
        ValueError: The bytes are no such message.
    """
    return "\n".join([value.decode("utf-8", "replace") for value in values_of(data, 1)])


def text_field(number: int, text: str) -> bytes:
    """The field `number` with a text in it; what UTF-8 cannot carry is escaped."""
    return length_delimited_field(number, text.encode("utf-8", "backslashreplace"))


def value_of(message: Buffer, number: int) -> bytes:
    """The last value of a length-delimited field, empty if there is none.

    Raises:
        DecodeError: The bytes are no message.
    """
    found = b""
    for value in values_of(message, number):
        found = value
    return found


def values_of(message: Buffer, number: int) -> Iterator[bytes]:
    """The values of a length-delimited field, in order; other fields are read over.

    Raises:
        DecodeError: The bytes are no message.
    """
    for found, wire_type, value in read_fields(message):
        if (found, wire_type) == (number, LENGTH_DELIMITED) and not isinstance(value, int):
            yield bytes(value)
