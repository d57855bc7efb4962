"""What can be wrong with values and with bytes: what codecs catch, and how it is told."""

from __future__ import annotations

from struct import error as StructError  # noqa: N812 - it is a class

from gen_plugin_runtime.errors import DecodeError, EncodeError

__all__ = ["CUT_OFF", "DECODING_FAULTS", "ENCODING_FAULTS", "shown", "undecodable"]

ENCODING_FAULTS = (
    ArithmeticError,  # OverflowError, and what a decimal that is no int raises when compared
    AttributeError,
    EncodeError,
    KeyError,
    RecursionError,
    StructError,
    TypeError,
    ValueError,
)
"""What a wrong value can make an encoder raise."""

DECODING_FAULTS = (DecodeError, IndexError, KeyError, StructError, TypeError, ValueError)
"""What wrong bytes can make a decoder raise, or a record's constructor that refuses a value."""

CUT_OFF = "the message is cut off, or a size in it is wrong"
_LONGEST_PATH = 200
_LONGEST_VALUE = 80


def shown(value: object) -> str:
    """A value as messages show it: not too long, whatever it is."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - a broken __repr__, or a value that holds itself
        text = f"a {type(value).__name__}"
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."


def undecodable(error: Exception, place: str) -> DecodeError:
    """`error` as a `DecodeError` that knows one more step of its path, the one around it."""
    if isinstance(error, DecodeError):
        return DecodeError(error.reason, (place + error.path)[:_LONGEST_PATH])
    return DecodeError(_reason(error), place)


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"the text is not UTF-8: {error.reason}"
    if isinstance(error, IndexError | StructError):
        return CUT_OFF
    return f"{type(error).__name__}: {error}"
