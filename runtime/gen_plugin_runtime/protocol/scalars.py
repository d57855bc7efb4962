"""Integers and booleans in text, read by the rules of Go's `strconv`: a peer may be in Go."""

from __future__ import annotations

_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})

_DIGITS_OF_64_BITS = 19


def parse_integer(text: str) -> int:
    """Read a decimal integer as `strconv.Atoi` does: a sign, ASCII digits, nothing else, 64 bits.

    Raises:
        ValueError: If the text is not such a number. Python's own `int` takes blanks, underscores
            and the digits of other scripts, which Go refuses.
    """
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{text!r} is not a decimal integer")
    significant = digits.lstrip("0")
    number = int(significant or "0") if len(significant) <= _DIGITS_OF_64_BITS else 1 << 64
    if text[0] == "-":
        number = -number
    if not -(1 << 63) <= number < 1 << 63:
        raise ValueError(f"{text!r} does not fit 64 bits")
    return number


def parse_boolean(text: str) -> bool:
    """Read a boolean as `strconv.ParseBool` does.

    Raises:
        ValueError: If the text is none of the twelve words.
    """
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError(f"{text!r} is not a boolean")
