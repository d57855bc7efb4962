"""Go's time.Time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.netrpc.gob.times import TIME, decode_time, encode_time

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


def zone(**offset: int) -> timezone:
    return timezone(timedelta(**offset))


zones = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(
    lambda offset: timezone(timedelta(seconds=offset // timedelta(seconds=1)))
)


@given(time=st.datetimes(timezones=zones).map(lambda time: time.replace(fold=0)))
def test_times_arrive_with_their_offsets(time: datetime) -> None:
    if time.utcoffset() != timedelta(minutes=-1):
        assert repr(decode_time(encode_time(time))) == repr(time)


@pytest.mark.parametrize(
    ("data", "time"),
    [
        ("010000000edd4fb272000002bcffff", datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)),
        ("010000000edd4fb272000003e8ffff", datetime(2024, 2, 3, 4, 5, 6, 1, tzinfo=UTC)),
        ("010000000edd4fb27200000000003c", datetime(2024, 2, 3, 5, 5, 6, tzinfo=zone(hours=1))),
        ("010000000edd4fb272000000000000", datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)),
        (
            "020000000edd4fb2720000000000011e",
            datetime(2024, 2, 3, 4, 6, 36, tzinfo=zone(minutes=1, seconds=30)),
        ),
        # As Go writes an offset of -90 seconds: each part has the sign.
        (
            "020000000edd4fb27200000000ffffe2",
            datetime(2024, 2, 3, 4, 3, 36, tzinfo=zone(minutes=-1, seconds=-30)),
        ),
        ("01000000000000000000000000ffff", BEGINNING),
    ],
)
def test_what_go_writes(data: str, time: datetime) -> None:
    assert repr(decode_time(bytes.fromhex(data))) == repr(time)


def test_an_offset_of_seconds_is_written_as_go_reads_it() -> None:
    """It takes the last byte for a number without sign."""
    data = encode_time(datetime(2024, 2, 3, tzinfo=zone(seconds=-90)))
    minutes, seconds = int.from_bytes(data[-3:-1], signed=True), data[-1]
    assert (minutes, seconds) == (-2, 30)


@pytest.mark.parametrize(
    "time",
    [
        datetime.min.replace(tzinfo=zone(hours=14)),
        datetime.max.replace(tzinfo=zone(hours=-14)),
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ],
)
def test_times_at_the_ends_of_the_calendar(time: datetime) -> None:
    assert repr(decode_time(encode_time(time))) == repr(time)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "0 bytes"),
        ("03" + "00" * 14, "version"),
        ("01" + "00" * 15, "16 bytes"),
        ("02" + "00" * 14, "15 bytes"),
        ("01" + "7f" + "ff" * 7 + "00000000ffff", "outside of the years"),
        ("01" + "ff" * 8 + "00000000ffff", "outside of the years"),
        ("01" + "00" * 8 + "3b9aca00ffff", "1000000000 nanoseconds"),
        ("01" + "00" * 8 + "ffffffffffff", "-1 nanoseconds"),
        ("01" + "00" * 8 + "000000007fff", "no time zone"),
        ("01" + "00" * 8 + "00000000fffe", "outside of the years"),
    ],
)
def test_bytes_that_are_no_time(data: str, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason):
        decode_time(bytes.fromhex(data))


def test_times_that_cannot_be_sent() -> None:
    with pytest.raises(EncodeError, match="naive: give it a time zone"):
        encode_time(datetime(2024, 1, 1))
    with pytest.raises(EncodeError, match="offset from UTC that Go cannot send"):
        encode_time(datetime(2024, 1, 1, tzinfo=zone(minutes=-1)))
    with pytest.raises(EncodeError, match="offset from UTC that Go cannot send"):
        encode_time(datetime(2024, 1, 1, tzinfo=zone(microseconds=1)))


def test_the_zero_is_gos() -> None:
    assert TIME.zero() == BEGINNING
