"""Aware datetimes, datetimes that keep their zone, and timedeltas."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from google.protobuf import duration_pb2, timestamp_pb2
from hypothesis import given
from hypothesis import strategies as st
from tests.codec.generated import Generated, load

from gen_plugin_runtime.conversions.instants import (
    decode_duration,
    decode_timestamp,
    encode_duration,
    encode_timestamp,
)
from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.protobuf.wire import length_delimited_field, varint_field

SOURCE = """
from __future__ import annotations
from datetime import datetime, timedelta
from typing import Annotated, Protocol
from gen_plugin_runtime import pin

class Clock(Protocol):
    def at(self, it: datetime) -> None: ...
    def zoned(self, it: Annotated[datetime, pin.zoned]) -> None: ...
    def span(self, it: timedelta) -> None: ...
    def all(
        self, maybe: datetime | None, several: list[timedelta],
        by_day: dict[datetime, Annotated[datetime, pin.zoned] | None],
    ) -> None: ...
"""
BERLIN = ZoneInfo("Europe/Berlin")
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("instants"))


def _sent(generated: Generated, method: str, *values: Any) -> Any:
    message = f"Clock{method.capitalize()}Request"
    return generated.decoder(message)(generated.encoder(message)(*values))


def _read(generated: Generated, method: str, *fields: bytes) -> Any:
    data = length_delimited_field(1, b"".join(fields))
    return generated.decoder(f"Clock{method.capitalize()}Request")(data)


@given(value=st.datetimes(timezones=st.just(UTC)))
def test_the_library_reads_our_timestamps(value: datetime) -> None:
    data = encode_timestamp(value)
    theirs = timestamp_pb2.Timestamp.FromString(data)
    assert theirs.SerializeToString() == data
    assert theirs.ToDatetime(UTC) == value
    assert decode_timestamp(data, 0, len(data)) == value


@given(value=st.timedeltas(timedelta(seconds=-315_576_000_000), timedelta(seconds=315_576_000_000)))
def test_the_library_reads_our_durations(value: timedelta) -> None:
    data = encode_duration(value)
    theirs = duration_pb2.Duration.FromString(data)
    assert theirs.SerializeToString() == data
    assert theirs.ToTimedelta() == value
    assert decode_duration(data, 0, len(data)) == value


@pytest.mark.parametrize(
    "value",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN, fold=1),
        datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    ],
)
def test_aware_datetimes_arrive_in_utc(value: datetime, generated: Generated) -> None:
    arrived = _sent(generated, "at", value)
    assert (arrived - value, arrived.tzinfo) == (timedelta(0), UTC)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (datetime(2024, 1, 1), "is naive: give it a time zone, as in value.astimezone()"),
        (date(2024, 1, 1), "is not a datetime"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))), "lies outside of the years"),
        (datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-1))), "outside of the years"),
    ],
)
def test_datetimes_that_are_refused(value: object, reason: str, generated: Generated) -> None:
    for method in ("at", "zoned"):
        with pytest.raises(EncodeError) as caught:
            _sent(generated, method, value)
        assert str(caught.value).startswith(f"{method}(it): ")
        assert reason.partition(":")[0] in str(caught.value)


def test_what_is_finer_than_microseconds_is_cut_off_toward_zero(generated: Generated) -> None:
    at = _read(generated, "at", varint_field(1, -1), varint_field(2, 999_999_999))
    assert at == datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    span = _read(generated, "span", varint_field(1, -1), varint_field(2, -999))
    assert span == timedelta(seconds=-1)


@pytest.mark.parametrize(
    ("seconds", "nanos"),
    [(0, -1), (0, 1_000_000_000), (-62_135_596_801, 0), (253_402_300_800, 0), (2**63 - 1, 0)],
)
def test_numbers_that_are_no_timestamp(seconds: int, nanos: int, generated: Generated) -> None:
    with pytest.raises(DecodeError, match=r"^at\(it\): .* are no Timestamp"):
        _read(generated, "at", varint_field(1, seconds), varint_field(2, nanos))


def test_one_microsecond_back_has_one_sign(generated: Generated) -> None:
    assert _sent(generated, "span", -MICROSECOND) == -MICROSECOND
    theirs = duration_pb2.Duration.FromString(encode_duration(-MICROSECOND))
    assert (theirs.seconds, theirs.nanos) == (0, -1000)


@pytest.mark.parametrize(("seconds", "nanos"), [(1, -1), (-1, 1), (0, 10**9), (315_576_000_001, 0)])
def test_numbers_that_are_no_duration(seconds: int, nanos: int, generated: Generated) -> None:
    with pytest.raises(DecodeError, match=r"^span\(it\): .* are no Duration"):
        _read(generated, "span", varint_field(1, seconds), varint_field(2, nanos))


def test_timedeltas_that_are_refused(generated: Generated) -> None:
    for value in (timedelta.max, timedelta.min):
        with pytest.raises(EncodeError, match=r"^span\(it\): .* is longer than 315576000000 sec"):
            _sent(generated, "span", value)
    with pytest.raises(EncodeError, match=r"span\(it\): 5 is not a timedelta"):
        _sent(generated, "span", 5)


@pytest.mark.parametrize(
    "value",
    [
        datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN),
        datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN, fold=1),
        datetime(1890, 1, 1, tzinfo=BERLIN),
        datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
        datetime(2024, 1, 1, tzinfo=UTC),
    ],
)
def test_zones_are_kept(value: datetime, generated: Generated) -> None:
    arrived = _sent(generated, "zoned", value)
    assert (arrived, arrived.utcoffset(), arrived.fold) == (value, value.utcoffset(), value.fold)
    assert arrived.tzinfo == value.tzinfo


class Odd(tzinfo):
    def utcoffset(self, _moment: datetime | None, /) -> timedelta:
        return timedelta(hours=1)

    def dst(self, _moment: datetime | None, /) -> timedelta:
        return timedelta(0)

    def tzname(self, _moment: datetime | None, /) -> str:
        return "odd"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (datetime(2024, 3, 31, 2, 30, tzinfo=BERLIN), "does not exist in Europe/Berlin"),
        (datetime(2024, 1, 1, tzinfo=timezone(MICROSECOND)), "no whole number of seconds"),
        (datetime(2024, 1, 1, tzinfo=Odd()), "has a Odd for a zone: use ZoneInfo"),
    ],
)
def test_zones_that_are_refused(value: datetime, reason: str, generated: Generated) -> None:
    with pytest.raises(EncodeError, match=rf"^zoned\(it\): .*{reason}"):
        _sent(generated, "zoned", value)


@pytest.mark.parametrize(
    ("offset", "zone", "reason"),
    [
        (3600, b"Nowhere", "no time zone 'Nowhere' is known here"),
        (7200, b"Europe/Berlin", "was sent with an offset of 7200 seconds"),
        (86_400, b"", "no datetime has an offset of 86400 seconds"),
    ],
)
def test_zones_that_do_not_arrive(
    offset: int, zone: bytes, reason: str, generated: Generated
) -> None:
    fields = (
        length_delimited_field(1, b""),
        varint_field(2, offset),
        length_delimited_field(3, zone),
    )
    with pytest.raises(DecodeError, match=rf"^zoned\(it\): .*{reason}"):
        _read(generated, "zoned", *fields)


def test_within_other_types(generated: Generated) -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC)
    values = (
        now,
        [timedelta(1), -MICROSECOND],
        {now: now.astimezone(BERLIN), now + MICROSECOND: None},
    )
    assert _sent(generated, "all", *values) == values
    assert _sent(generated, "all", None, [], {}) == (None, [], {})
    with pytest.raises(EncodeError, match=r"^all\(several=\[1\]\): 'x' is not a timedelta"):
        _sent(generated, "all", None, [timedelta(), "x"], {})


def test_none_sent_is_an_error(generated: Generated) -> None:
    with pytest.raises(DecodeError, match=r"^at\(it\): no value was sent"):
        generated.decoder("ClockAtRequest")(b"")
