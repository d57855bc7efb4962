"""timedelta as Go's ``time.Duration``, and datetimes that keep their zone."""

from __future__ import annotations

from datetime import timedelta

from gen_plugin_runtime.conversions.zones import zoned_datetime_from_parts, zoned_datetime_to_parts
from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.netrpc.gob.basics import INT32, INT64, STRING
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.gob.times import TIME
from gen_plugin_runtime.netrpc.values.carried import carried

__all__ = ["DURATION", "ZONED_TIME"]

_MICROSECOND = timedelta(microseconds=1)


def _to_nanos(value: timedelta) -> int:
    nanos = value // _MICROSECOND * 1000
    if not INT64.low <= nanos <= INT64.high:
        raise EncodeError("is longer than 292 years, the most that Go's time.Duration can be")
    return nanos


def _from_nanos(nanos: int) -> timedelta:
    """What is finer than microseconds is cut off, toward zero."""
    microseconds = nanos // 1000 if nanos >= 0 else -(-nanos // 1000)
    return timedelta(microseconds=microseconds)


DURATION = carried(INT64, _from_nanos, _to_nanos, "a timedelta")
"""timedelta of up to 292 years: Go's ``time.Duration``, an int64 of nanoseconds."""

ZONED_TIME = carried(
    Struct("ZonedTime", (("At", TIME), ("Offset", INT32), ("Zone", STRING))),
    lambda parts: zoned_datetime_from_parts(*parts),
    zoned_datetime_to_parts,
    "a datetime",
)
"""datetime with its zone: the instant, its offset in seconds, and the zone's key or nothing."""
