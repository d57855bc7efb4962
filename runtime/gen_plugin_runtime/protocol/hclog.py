"""One log record as a line of JSON, the way go-hclog writes it and hosts read it.

Written by hand because `json` and `datetime` cost a plugin's start more than its first log line is
worth.
"""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LEVELS = ("trace", "debug", "info", "warn", "error")
"""From the most to the least talkative, as they stand in a line."""

_TEXT_KEYS = frozenset({"@level", "@message", "@timestamp"})
_DEEPEST = 16

_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(0x20), *map(ord, "<>&\u2028\u2029"))}
_ESCAPES.update({ord('"'): '\\"', ord("\\"): "\\\\", 10: "\\n", 13: "\\r", 9: "\\t"})


def format_record(
    level: str, message: str, seconds: float, module: str, fields: Mapping[str, object]
) -> bytes:
    """The record's line, with its newline.

    A host of go-plugin dies of a line whose level, message or timestamp is not a string, and hclog
    loses a record that holds a NaN: here every value gets into the line, as text if it has to.

    Args:
        level: One of `LEVELS`.
        message: What happened.
        seconds: When, as `time.time` tells it; written in the local zone.
        module: The logger's name; left out if empty.
        fields: Further keys and values. Errors stand as their text, bytes as base64, what JSON does
            not know as `str`.
    """
    record: dict[str, object] = {
        "@level": level,
        "@message": message,
        "@timestamp": format_timestamp(seconds),
    }
    if module:
        record["@module"] = module
    for key, value in fields.items():
        record[key] = text_of(value) if key in _TEXT_KEYS else value
    # A lone surrogate comes out as \udcXX, which is what JSON wants.
    return (_object(record, 0) + "\n").encode("utf-8", "backslashreplace")


def format_timestamp(seconds: float) -> str:
    """RFC 3339 in the local zone, with the six fraction digits on which Go's reader insists."""
    microseconds = round(seconds * 1_000_000)
    local = time.localtime(microseconds // 1_000_000)
    offset = local.tm_gmtoff // 60
    sign = "-" if offset < 0 else "+"
    zone = f"{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}" if offset else "Z"
    date = f"{local.tm_year:04}-{local.tm_mon:02}-{local.tm_mday:02}"
    clock = f"{local.tm_hour:02}:{local.tm_min:02}:{local.tm_sec:02}"
    return f"{date}T{clock}.{microseconds % 1_000_000:06}{zone}"


def _object(pairs: Mapping[str, object], depth: int) -> str:
    items = (f"{_string(key)}:{_value(pairs[key], depth)}" for key in sorted(pairs))
    return "{" + ",".join(items) + "}"


def _value(value: object, depth: int) -> str:
    if isinstance(value, str):
        return _string(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        # Go reads numbers as 64-bit floats: a larger integer would make the line unreadable.
        return int.__repr__(value) if -(1 << 63) <= value < 1 << 64 else _string(text_of(value))
    if isinstance(value, float):
        return float.__repr__(value) if value - value == 0 else _string(float.__repr__(value))
    if isinstance(value, (bytes, bytearray)):
        return _string(_base64(value))
    if depth < _DEEPEST:
        if isinstance(value, dict):
            return _object({text_of(key): item for key, item in value.items()}, depth + 1)
        if isinstance(value, (list, tuple, set, frozenset)):
            return _array(value, depth + 1)
    return _string(text_of(value))


def _base64(data: bytes | bytearray) -> str:
    from binascii import b2a_base64  # seldom needed, and not before a plugin's first line

    return b2a_base64(data, newline=False).decode("ascii")


def _array(items: Iterable[object], depth: int) -> str:
    return "[" + ",".join(_value(item, depth) for item in items) + "]"


def _string(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def text_of(value: object) -> str:
    """A value's text, also of one that fails to give it; an error without a text has its name."""
    try:
        text = str(value)
    except Exception as error:  # noqa: BLE001 - an object that cannot show itself must not cost the record
        return f"<{type(value).__name__} whose text cannot be had: {type(error).__name__}>"
    return text or (type(value).__name__ if isinstance(value, BaseException) else "")
