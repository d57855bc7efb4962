"""Values that are converted for the wire, and back: the mapping, written a second time."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from google.protobuf import duration_pb2, struct_pb2, timestamp_pb2
from google.protobuf.message import Message

from gen_plugin.model.types import ConvertedKind

WELL_KNOWN: dict[str, Callable[[], Message]] = {
    "google.protobuf.Timestamp": timestamp_pb2.Timestamp,
    "google.protobuf.Duration": duration_pb2.Duration,
    "google.protobuf.Value": struct_pb2.Value,
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_PAIRS: dict[ConvertedKind, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    ConvertedKind.BIG_INT: (str, int),
    ConvertedKind.BYTEARRAY: (bytes, bytearray),
    ConvertedKind.MEMORYVIEW: (bytes, memoryview),
    ConvertedKind.DECIMAL: (str, Decimal),
    ConvertedKind.FRACTION: (lambda value: f"{value.numerator}/{value.denominator}", Fraction),
    ConvertedKind.UUID: (str, UUID),
    ConvertedKind.UUID_BYTES: (lambda value: value.bytes, lambda data: UUID(bytes=data)),
    ConvertedKind.PATH: (str, Path),
    ConvertedKind.PURE_PATH: (str, PurePath),
    ConvertedKind.PURE_POSIX_PATH: (str, PurePosixPath),
    ConvertedKind.PURE_WINDOWS_PATH: (str, PureWindowsPath),
    ConvertedKind.PATH_LIKE: (str, Path),
    ConvertedKind.IPV4_ADDRESS: (str, ipaddress.IPv4Address),
    ConvertedKind.IPV6_ADDRESS: (str, ipaddress.IPv6Address),
    ConvertedKind.IPV4_NETWORK: (str, ipaddress.IPv4Network),
    ConvertedKind.IPV6_NETWORK: (str, ipaddress.IPv6Network),
    ConvertedKind.IPV4_INTERFACE: (str, ipaddress.IPv4Interface),
    ConvertedKind.IPV6_INTERFACE: (str, ipaddress.IPv6Interface),
    ConvertedKind.ZONE: (lambda value: value.key, ZoneInfo),
    ConvertedKind.DATE: (date.isoformat, date.fromisoformat),
    ConvertedKind.TIME: (time.isoformat, time.fromisoformat),
    ConvertedKind.NAIVE_DATETIME: (datetime.isoformat, datetime.fromisoformat),
}


def carried(kind: ConvertedKind, value: Any) -> Any:
    """What the library is given."""
    return _PAIRS[kind][0](value)


def converted(kind: ConvertedKind, value: Any) -> Any:
    """The value for what the library has read."""
    return _PAIRS[kind][1](value)


def fill_well_known(message: Any, name: str, value: Any) -> None:
    """Set the seconds and nanoseconds of a Timestamp or a Duration, or all of a Value."""
    if name == "google.protobuf.Value":
        _fill_json(message, value)
        return
    length = value - _EPOCH if name == "google.protobuf.Timestamp" else value
    microseconds = length // timedelta(microseconds=1)
    is_back = name == "google.protobuf.Duration" and microseconds < 0
    seconds, rest = divmod(abs(microseconds) if is_back else microseconds, 1_000_000)
    sign = -1 if is_back else 1
    message.seconds, message.nanos = sign * seconds, sign * rest * 1000


def read_well_known(message: Any, name: str) -> Any:
    """The datetime, the timedelta or the JSON that a message stands for."""
    if name == "google.protobuf.Value":
        return _read_json(message)
    length = timedelta(seconds=message.seconds, microseconds=message.nanos // 1000)
    return _EPOCH + length if name == "google.protobuf.Timestamp" else length


def _fill_json(message: Any, value: Any) -> None:
    if value is None:
        message.null_value = 0
    elif isinstance(value, bool):
        message.bool_value = value
    elif isinstance(value, str):
        message.string_value = value
    elif isinstance(value, list):
        message.list_value.SetInParent()
        for each in value:
            _fill_json(message.list_value.values.add(), each)
    elif isinstance(value, dict):
        message.struct_value.SetInParent()
        for key, each in value.items():
            _fill_json(message.struct_value.fields[key], each)
    else:
        message.number_value = value


def _read_json(message: Any) -> Any:
    kind = message.WhichOneof("kind")
    value = getattr(message, kind)
    if kind == "list_value":
        return [_read_json(each) for each in value.values]
    if kind == "struct_value":
        return {key: _read_json(each) for key, each in value.fields.items()}
    return None if kind == "null_value" else value


def parts_of(value: datetime) -> tuple[datetime, int, str]:
    """The parts of a datetime with its zone."""
    offset = value.utcoffset()
    assert offset is not None
    return value, int(offset.total_seconds()), getattr(value.tzinfo, "key", "")


def value_of(at: datetime, offset_s: int, zone: str) -> datetime:
    """The datetime of such parts."""
    return at.astimezone(ZoneInfo(zone) if zone else timezone(timedelta(seconds=offset_s)))
