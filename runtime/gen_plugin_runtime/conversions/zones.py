"""`ZoneInfo` as its key in the IANA database, and datetimes that keep their zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from gen_plugin_runtime.errors import DecodeError, EncodeError

__all__ = ["zone_from_text", "zone_to_text", "zoned_datetime_from_parts", "zoned_datetime_to_parts"]

_SECOND = timedelta(seconds=1)


def zone_to_text(value: ZoneInfo) -> str:
    """``Europe/Berlin``."""
    if not isinstance(value, ZoneInfo):
        raise EncodeError("is not a ZoneInfo")
    if not value.key:
        raise EncodeError("has no key: it was read from a file")
    return value.key


def zone_from_text(text: str) -> ZoneInfo:
    """The zone, of which this system or the package tzdata must know."""
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise DecodeError(f"no time zone {text[:80]!r} is known here") from None


def zoned_datetime_to_parts(value: datetime) -> tuple[datetime, int, str]:
    """The instant, the offset from UTC in seconds, and the key of the zone.

    The key is empty where the zone is a mere offset, a `timezone`.
    """
    if not isinstance(value, datetime):
        raise EncodeError("is not a datetime")
    offset = value.utcoffset()
    if offset is None:
        raise EncodeError("is naive: give it a tzinfo, such as ZoneInfo('Europe/Berlin')")
    if offset % _SECOND:
        raise EncodeError("has an offset that is no whole number of seconds")
    try:
        at = value.astimezone(UTC)
    except OverflowError:
        raise EncodeError("lies outside of the years 1 to 9999 in UTC") from None
    if isinstance(value.tzinfo, timezone):
        return at, offset // _SECOND, ""
    if not isinstance(value.tzinfo, ZoneInfo):
        raise EncodeError(f"has a {type(value.tzinfo).__name__} for a zone: use ZoneInfo")
    if at.astimezone(value.tzinfo).replace(tzinfo=None) != value.replace(tzinfo=None):
        raise EncodeError(f"does not exist in {value.tzinfo}: clocks are put forward over it")
    return at, offset // _SECOND, zone_to_text(value.tzinfo)


def zoned_datetime_from_parts(at: datetime, offset_s: int, zone: str) -> datetime:
    """The datetime in its zone. That must have the same offset here as it had there."""
    offset = timedelta(seconds=offset_s)
    try:
        value = at.astimezone(zone_from_text(zone) if zone else timezone(offset))
    except (OverflowError, ValueError) as error:
        raise DecodeError(f"no datetime has an offset of {offset_s} seconds: {error}") from None
    if value.utcoffset() != offset:
        raise DecodeError(f"{value} was sent with an offset of {offset_s} seconds: is tzdata old?")
    return value
