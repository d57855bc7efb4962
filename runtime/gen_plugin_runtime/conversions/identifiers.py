"""`UUID` as text in its canonical form, or as 16 bytes."""

from __future__ import annotations

from uuid import UUID

from gen_plugin_runtime.errors import DecodeError, EncodeError

__all__ = ["uuid_from_bytes", "uuid_from_text", "uuid_to_bytes", "uuid_to_text"]


def uuid_to_text(value: UUID) -> str:
    """``12345678-1234-5678-1234-567812345678``."""
    if not isinstance(value, UUID):
        raise EncodeError("is not a UUID")
    return str(value)


def uuid_from_text(text: str) -> UUID:
    """The UUID, in any form that `UUID` reads."""
    try:
        return UUID(text)
    except ValueError:
        raise DecodeError(f"{text[:80]!r} is not a UUID") from None


def uuid_to_bytes(value: UUID) -> bytes:
    """The 16 bytes, in the order in which the text has them."""
    if not isinstance(value, UUID):
        raise EncodeError("is not a UUID")
    return value.bytes


def uuid_from_bytes(carried: bytes) -> UUID:
    """The UUID of 16 bytes."""
    if len(carried) != 16:
        raise DecodeError(f"a UUID has 16 bytes, and not {len(carried)}")
    return UUID(bytes=carried)
