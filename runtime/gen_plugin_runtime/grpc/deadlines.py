"""`grpc-timeout`, both ways."""

from __future__ import annotations

from threading import TIMEOUT_MAX

_SECONDS = {"H": 3600.0, "M": 60.0, "S": 1.0, "m": 1e-3, "u": 1e-6, "n": 1e-9}
_LARGEST = 99_999_999
"""The header has at most eight digits."""


def format_timeout(seconds: float) -> str:
    """`seconds` as a `grpc-timeout`, in the finest unit that eight digits allow, rounded up.

    Equal timeouts give equal text, so that a default timeout keeps a call's header block the same.
    """
    seconds = min(max(0.0, seconds), TIMEOUT_MAX)
    for unit in "umSMH":
        size = _SECONDS[unit]
        count = -int(-seconds / size // 1)
        if count <= _LARGEST:
            return f"{count}{unit}"
    return f"{_LARGEST}H"


def parse_timeout(text: str) -> float:
    """The seconds of a `grpc-timeout`.

    Raises:
        ValueError: It does not have the form of one.
    """
    digits, unit = text[:-1], text[-1:]
    if not digits.isascii() or not digits.isdigit() or len(digits) > 8 or unit not in _SECONDS:
        raise ValueError(f"grpc-timeout {text!r}")
    return int(digits) * _SECONDS[unit]
