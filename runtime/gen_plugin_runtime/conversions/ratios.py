"""`Fraction` as text: numerator, slash, denominator."""

from __future__ import annotations

from fractions import Fraction

from gen_plugin_runtime.conversions.integers import big_int_from_text, big_int_to_text
from gen_plugin_runtime.errors import DecodeError, EncodeError

__all__ = ["fraction_from_text", "fraction_to_text"]


def fraction_to_text(value: Fraction) -> str:
    """``-3/4``; ``5/1`` for a whole number."""
    if not isinstance(value, Fraction):
        raise EncodeError("is not a Fraction")
    return f"{big_int_to_text(value.numerator)}/{big_int_to_text(value.denominator)}"


def fraction_from_text(text: str) -> Fraction:
    """The Fraction; a text without a slash is a whole number."""
    numerator, slash, denominator = text.partition("/")
    try:
        below = big_int_from_text(denominator) if slash else 1
        return Fraction(big_int_from_text(numerator), below)
    except (DecodeError, ValueError, ZeroDivisionError):
        raise DecodeError(f"{text[:80]!r} is not a Fraction") from None
