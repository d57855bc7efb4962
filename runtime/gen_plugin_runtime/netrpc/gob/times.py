"""Go's ``time.Time``: 15 bytes, or 16 for an offset that has seconds.

The layout is that of `Time.MarshalBinary`: version, seconds since the year 1 in UTC, nanoseconds,
and the offset from UTC in minutes, of which -1 means UTC itself; in version 2 the offset's seconds.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from struct import Struct as Layout

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.faults import unfit
from gen_plugin_runtime.netrpc.gob.opaque import GOB_ENCODER, Converted, Opaque

__all__ = ["TIME", "decode_time", "encode_time"]

_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_VERSION_1, _VERSION_2 = 1, 2
_LAYOUT = Layout(">Bqih")
_UTC_MINUTES = -1
_MEANS_UTC = timedelta(minutes=_UTC_MINUTES)
_NANOS = 1_000_000_000


def encode_time(value: datetime) -> bytes:
    """The bytes of an aware datetime. Its offset stays, the name of its zone does not.

    Raises:
        EncodeError: It is naive, or its offset has parts of a second, or is -1 minute.
    """
    offset = value.utcoffset()
    if offset is None:
        raise unfit(value, "is naive: give it a time zone, as in value.astimezone() for local time")
    # Arithmetic on the clock's own reading: in UTC it may lie outside of the years 1 to 9999.
    since = value.replace(tzinfo=UTC) - _BEGINNING - offset
    seconds, nanos = since.days * 86_400 + since.seconds, since.microseconds * 1000
    if not offset:
        return _LAYOUT.pack(_VERSION_1, seconds, nanos, _UTC_MINUTES)
    minutes, rest = divmod(offset, timedelta(minutes=1))
    if offset == _MEANS_UTC or rest.microseconds:
        raise unfit(value, f"has an offset from UTC that Go cannot send: {offset}")
    if not rest:
        return _LAYOUT.pack(_VERSION_1, seconds, nanos, minutes)
    return _LAYOUT.pack(_VERSION_2, seconds, nanos, minutes) + bytes((rest.seconds,))


def decode_time(data: bytes) -> datetime:
    """The aware datetime, with its offset. What is finer than microseconds is cut off.

    Raises:
        DecodeError: The bytes are none, or it lies outside of the years 1 to 9999.
    """
    size = {_VERSION_1: _LAYOUT.size, _VERSION_2: _LAYOUT.size + 1}.get(data[0] if data else 0)
    if len(data) != size:
        raise DecodeError(f"{len(data)} bytes are no time.Time of a version that is known")
    version, seconds, nanos, minutes = _LAYOUT.unpack_from(data)
    if not 0 <= nanos < _NANOS:
        raise DecodeError(f"{nanos} nanoseconds are no part of a second")
    # Go writes the seconds of an offset with its sign.
    rest = int.from_bytes(data[-1:], signed=True) if version == _VERSION_2 else 0
    zone = _zone(timedelta(minutes=minutes, seconds=rest))
    try:
        local = timedelta(seconds=seconds, microseconds=nanos // 1000) + zone.utcoffset(None)
        return (_BEGINNING + local).replace(tzinfo=zone)
    except OverflowError:
        text = f"{seconds} seconds from the year 1 lie outside of the years 1 to 9999"
        raise DecodeError(text) from None


def _zone(offset: timedelta) -> timezone:
    if offset == _MEANS_UTC:
        return UTC
    try:
        return timezone(offset)
    except ValueError:
        raise DecodeError(f"no time zone is {offset} from UTC") from None


TIME = Converted(
    Opaque("time.Time", GOB_ENCODER, zero_value=encode_time(_BEGINNING)),
    decode_time,
    encode_time,
    datetime,
)
"""Aware datetime: Go's ``time.Time``."""
