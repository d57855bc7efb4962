"""`datetime` as google.protobuf.Timestamp, `timedelta` as google.protobuf.Duration.

Both are messages of seconds and nanoseconds:
https://protobuf.dev/reference/protobuf/google.protobuf/#timestamp
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.protobuf.decoding import cut_off, long_tag, read_int, skip_unknown
from gen_plugin_runtime.protobuf.wire import varint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.transport import Buffer

__all__ = ["decode_duration", "decode_timestamp", "encode_duration", "encode_timestamp"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_SECOND = -62_135_596_800
_LAST_SECOND = 253_402_300_799
_LONGEST = 315_576_000_000
_NANOS = 1_000_000_000
_SECONDS_TAG = b"\x08"
_NANOS_TAG = b"\x10"


def encode_timestamp(value: datetime) -> bytes:
    """The Timestamp of an aware datetime."""
    if not isinstance(value, datetime):
        raise EncodeError("is not a datetime")
    if value.utcoffset() is None:
        raise EncodeError(
            "is naive: give it a time zone, as in value.astimezone() for local time, or declare "
            "it as Annotated[datetime, pin.naive]"
        )
    since = value - _EPOCH
    seconds = since.days * 86_400 + since.seconds
    if not _FIRST_SECOND <= seconds <= _LAST_SECOND:
        raise EncodeError("lies outside of the years 1 to 9999 in UTC")
    return _encode(seconds, since.microseconds * 1000)


def decode_timestamp(data: Buffer, position: int, end: int) -> datetime:
    """The datetime in UTC. What is finer than microseconds is cut off."""
    seconds, nanos = _decode(data, position, end)
    if not (_FIRST_SECOND <= seconds <= _LAST_SECOND and 0 <= nanos < _NANOS):
        raise DecodeError(f"{seconds} seconds and {nanos} nanoseconds are no Timestamp")
    return _EPOCH + timedelta(seconds=seconds, microseconds=nanos // 1000)


def encode_duration(value: timedelta) -> bytes:
    """The Duration of a timedelta: seconds and nanoseconds have the same sign."""
    if not isinstance(value, timedelta):
        raise EncodeError("is not a timedelta")
    seconds, microseconds = value.days * 86_400 + value.seconds, value.microseconds
    if seconds < 0 < microseconds:
        seconds, microseconds = seconds + 1, microseconds - 1_000_000
    if not -_LONGEST <= seconds <= _LONGEST:
        raise EncodeError(f"is longer than {_LONGEST} seconds, the most that a Duration can be")
    return _encode(seconds, microseconds * 1000)


def decode_duration(data: Buffer, position: int, end: int) -> timedelta:
    """The timedelta. What is finer than microseconds is cut off, toward zero."""
    seconds, nanos = _decode(data, position, end)
    has_one_sign = seconds * nanos >= 0
    if not (-_LONGEST <= seconds <= _LONGEST and abs(nanos) < _NANOS and has_one_sign):
        raise DecodeError(f"{seconds} seconds and {nanos} nanoseconds are no Duration")
    microseconds = nanos // 1000 if nanos >= 0 else -(-nanos // 1000)
    return timedelta(seconds=seconds, microseconds=microseconds)


def _encode(seconds: int, nanos: int) -> bytes:
    first = _SECONDS_TAG + varint(seconds) if seconds else b""
    return first + _NANOS_TAG + varint(nanos) if nanos else first


def _decode(data: Buffer, position: int, end: int) -> tuple[int, int]:
    """The int64 in field 1 and the int32 in field 2."""
    seconds = nanos = 0
    while position < end:
        tag = data[position]
        if tag > 0x7F:
            tag, position = long_tag(data, position)
        if tag == 0x08:
            seconds, position = read_int(data, position + 1)
        elif tag == 0x10:
            nanos, position = read_int(data, position + 1)
        else:
            position = skip_unknown(data, position + 1, tag)
    if position != end:
        cut_off()
    return seconds, ((nanos + 0x8000_0000) & 0xFFFF_FFFF) - 0x8000_0000
