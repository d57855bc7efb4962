"""Custom metadata as header fields (grpc/doc/PROTOCOL-HTTP2.md), and the text of `grpc-message`."""

from __future__ import annotations

from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64, unhexlify

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.http2.fields import CONNECTION_SPECIFIC

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from gen_plugin_runtime.call import Metadata, MetadataValue
    from gen_plugin_runtime.http2.hpack import Field

BINARY_SUFFIX = "-bin"

_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-.")
_CONTENT_TYPE = "application/grpc"
_RESERVED = frozenset(("content-type", "te"))
_OF_HTTP = CONNECTION_SPECIFIC | {"content-length"}  # a peer would end the call for them


def is_grpc(content_type: str) -> bool:
    """Whether a body is gRPC's, in whatever encoding of its messages; gRPC-Web is another thing."""
    main, subtype = content_type[: len(_CONTENT_TYPE)], content_type[len(_CONTENT_TYPE) :]
    return main == _CONTENT_TYPE and subtype[:1] in ("", "+", ";")


def encode(metadata: Iterable[tuple[str, MetadataValue]]) -> list[Field]:
    """The header fields for custom metadata.

    Raises:
        ConfigError: A key or value that gRPC cannot carry.
    """
    return [(_checked_name(name), _encode_value(name, value)) for name, value in metadata]


def decode(fields: Iterable[Field]) -> Metadata:
    """The custom metadata among header fields: without HTTP's and gRPC's own."""
    metadata: list[tuple[str, MetadataValue]] = []
    for name, value in fields:
        if name[0] == ":" or name in _RESERVED or name.startswith("grpc-"):
            continue
        if name.endswith(BINARY_SUFFIX):
            # Several values of one key may come joined by commas.
            metadata += [(name, decode_binary(part)) for part in value.split(",")]
        else:
            metadata.append((name, value))
    return tuple(metadata)


def encode_binary(value: bytes) -> str:
    """Base64 without padding, which receivers must accept and senders should send."""
    return b2a_base64(value, newline=False).rstrip(b"=").decode("ascii")


def decode_binary(text: str) -> bytes:
    """The bytes of base64 with or without padding; what is no base64 gives no bytes."""
    text = text.strip().rstrip("=")
    try:
        return a2b_base64(text + "=" * (-len(text) % 4))
    except (Base64Error, ValueError):
        return b""


def _checked_name(name: str) -> str:
    if not name or not _NAME_CHARACTERS.issuperset(name):
        raise ConfigError(
            f"metadata key {name!r}: only lower-case letters, digits, '_', '-' and '.' are allowed"
        )
    if name in _RESERVED or name.startswith("grpc-"):
        raise ConfigError(f"metadata key {name!r} is reserved for gRPC")
    if name in _OF_HTTP:
        raise ConfigError(f"metadata key {name!r} means something to HTTP")
    return name


def _encode_value(name: str, value: MetadataValue) -> str:
    if name.endswith(BINARY_SUFFIX):
        if not isinstance(value, bytes | bytearray):
            raise ConfigError(f"metadata {name!r} ends with -bin: its value must be bytes")
        return encode_binary(value)
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        raise ConfigError(
            f"metadata {name!r}: the value must be printable ASCII;"
            " other values need bytes and a key that ends with -bin"
        )
    return value.strip(" ")


def percent_encode(message: str) -> str:
    """The text of a status as `grpc-message` carries it.

    Spaces at its ends are escaped too: a field's value may not have them (RFC 9113 section 8.2.1).
    """
    if message.isascii() and message.isprintable() and "%" not in message:
        escaped = message
    else:
        raw = message.encode("utf-8", "replace")
        escaped = "".join(
            chr(byte) if 0x20 <= byte <= 0x7E and byte != 0x25 else f"%{byte:02X}" for byte in raw
        )
    if escaped[:1] == " ":
        escaped = "%20" + escaped[1:]
    return escaped[:-1] + "%20" if escaped[-1:] == " " else escaped


def percent_decode(text: str) -> str:
    """The message that a `grpc-message` carries; broken escapes stay as they are."""
    if "%" not in text:
        return text
    first, *rest = text.encode("latin-1").split(b"%")
    decoded = [first]
    for part in rest:
        try:
            byte = unhexlify(part[:2])
        except ValueError:
            byte = b""
        decoded += [byte, part[2:]] if byte else [b"%", part]
    return b"".join(decoded).decode("utf-8", "replace")
