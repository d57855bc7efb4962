"""Dates and times of day as ISO 8601 text, local times included."""

from __future__ import annotations

from datetime import date, datetime, time

from gen_plugin_runtime.errors import DecodeError, EncodeError

__all__ = [
    "date_from_text",
    "date_to_text",
    "naive_datetime_from_text",
    "naive_datetime_to_text",
    "time_from_text",
    "time_to_text",
]

_BEHIND_SECONDS = frozenset("0123456789.+-:Z")


def date_to_text(value: date) -> str:
    """``2024-02-29``. A datetime is refused: it would lose its time."""
    if not isinstance(value, date):
        raise EncodeError("is not a date")
    if isinstance(value, datetime):
        raise EncodeError("is a datetime and would lose its time: send value.date()")
    return value.isoformat()


def date_from_text(text: str) -> date:
    """The date of year, month and day, as `date_to_text` writes it."""
    if _is_date(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise DecodeError(f"{text[:80]!r} is not a date: 2024-02-29")


def time_to_text(value: time) -> str:
    """``23:59:59.000001``, with an offset if it has one."""
    if not isinstance(value, time):
        raise EncodeError("is not a time")
    if value.tzinfo is not None and value.utcoffset() is None:
        raise EncodeError("has a zone whose offset depends on the date: send the zone by itself")
    return value.isoformat()


def time_from_text(text: str) -> time:
    """The time; digits beyond microseconds are cut off."""
    if _is_time(text):
        try:
            return time.fromisoformat(text)
        except ValueError:
            pass
    raise DecodeError(f"{text[:80]!r} is not a time: 23:59:59.000001")


def naive_datetime_to_text(value: datetime) -> str:
    """``2024-02-29T23:59:59.000001``. An aware one is refused: it would lose its offset."""
    if not isinstance(value, datetime):
        raise EncodeError("is not a datetime")
    if value.tzinfo is not None:
        raise EncodeError("has a tzinfo, and is declared as naive: take pin.naive off")
    return value.isoformat()


def naive_datetime_from_text(text: str) -> datetime:
    """The datetime; digits beyond microseconds are cut off."""
    if _is_date(text[:10]) and text[10:11] == "T" and _is_time(text[11:]):
        try:
            value = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            if value.tzinfo is None:
                return value
    raise DecodeError(f"{text[:80]!r} is not a datetime without offset: 2024-02-29T23:59:59")


def _is_date(text: str) -> bool:
    """Whether it has the one shape that is meant, of the many that `fromisoformat` reads."""
    return len(text) == 10 and text[4] == text[7] == "-" and _are_digits(text, 0, 4, 5, 7, 8, 10)


def _is_time(text: str) -> bool:
    has_shape = text[2:3] == text[5:6] == ":" and _are_digits(text, 0, 2, 3, 5, 6, 8)
    return has_shape and text[:2] < "24" and _BEHIND_SECONDS.issuperset(text[8:])


def _are_digits(text: str, *bounds: int) -> bool:
    parts = [text[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True)]
    return all(part.isascii() and part.isdecimal() for part in parts)
