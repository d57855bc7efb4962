"""`Decimal` as text: binary fractions would change it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from gen_plugin_runtime.errors import DecodeError, EncodeError

__all__ = ["decimal_from_text", "decimal_to_text"]

_NOT_WRITTEN = " _\t\n\v\f\r"


def decimal_to_text(value: Decimal) -> str:
    """The text with all its digits, exponent and trailing zeros included; also NaN and Infinity."""
    if not isinstance(value, Decimal):
        raise EncodeError("is not a Decimal")
    return str(value)


def decimal_from_text(text: str) -> Decimal:
    """The Decimal of a text without spaces and underscores, whatever the context traps."""
    if text.isascii() and not any(each in text for each in _NOT_WRITTEN):
        try:
            value = Decimal(text)
        except InvalidOperation:
            pass
        else:
            # A context that traps nothing makes NaN of any nonsense.
            if not value.is_nan() or "nan" in text.lower():
                return value
    raise DecodeError(f"{text[:80]!r} is not a Decimal")
