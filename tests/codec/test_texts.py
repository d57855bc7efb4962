"""Values that travel as text: what arrives, what is refused on either side, and how it is said."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, ip_network
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from tests.codec.generated import Generated, load

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.protobuf.wire import length_delimited_field

TYPES = {
    "decimal": "decimal.Decimal",
    "fraction": "fractions.Fraction",
    "uuid": "uuid.UUID",
    "uuid_bytes": "Annotated[uuid.UUID, pin.bytes]",
    "path": "pathlib.Path",
    "pure": "pathlib.PurePath",
    "posix": "pathlib.PurePosixPath",
    "windows": "pathlib.PureWindowsPath",
    "like": "os.PathLike[str]",
    "ipv4": "ipaddress.IPv4Address",
    "ipv6": "ipaddress.IPv6Address",
    "network": "ipaddress.IPv4Network",
    "interface": "ipaddress.IPv4Interface",
    "zone": "zoneinfo.ZoneInfo",
    "date": "datetime.date",
    "time": "datetime.time",
    "naive": "Annotated[datetime.datetime, pin.naive]",
}
SOURCE = "\n".join(
    [
        "from __future__ import annotations",
        "import datetime, decimal, fractions, ipaddress, os, pathlib, uuid, zoneinfo",
        "from typing import Annotated, Protocol",
        "from gen_plugin_runtime import pin",
        "class Texts(Protocol):",
        *(f"    def {name}(self, it: {type_}) -> None: ..." for name, type_ in TYPES.items()),
        "    def maybe(self, it: decimal.Decimal | None) -> None: ...",
        "    def keys(self, it: dict[decimal.Decimal, list[pathlib.Path | None]]) -> None: ...",
    ]
)
ID = UUID("12345678-1234-5678-1234-567812345678")


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("texts"))


def _message(method: str) -> str:
    return f"Texts{''.join(part.capitalize() for part in method.split('_'))}Request"


def _sent(generated: Generated, method: str, value: Any) -> Any:
    message = _message(method)
    return generated.decoder(message)(generated.encoder(message)(value))


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("decimal", Decimal("0.1")),
        ("decimal", Decimal("1.10E+3")),
        ("decimal", Decimal("-0")),
        ("decimal", Decimal("Infinity")),
        ("decimal", Decimal("1E-999999")),
        ("fraction", Fraction(-3, 4)),
        ("fraction", Fraction(5)),
        ("uuid", ID),
        ("uuid_bytes", ID),
        ("path", Path("a/../b c/ü")),
        ("path", Path()),
        ("pure", PurePath("/x")),
        ("posix", PurePosixPath("a\\b")),
        ("windows", PureWindowsPath("C:\\a/b")),
        ("ipv6", IPv6Address("fe80::1%eth0")),
        ("network", ip_network("192.0.2.0/24")),
        ("interface", IPv4Interface("192.0.2.1/24")),
        ("zone", ZoneInfo("Europe/Berlin")),
        ("date", date(1, 1, 1)),
        ("time", time(23, 59, 59, 1)),
        ("time", time(12, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))),
        ("naive", datetime(2024, 2, 29, 12, 30, 0, 5)),
        ("maybe", None),
        ("keys", {Decimal("1.0"): [Path("a"), None], Decimal(2): []}),
    ],
)
def test_arrives_as_it_was(method: str, value: object, generated: Generated) -> None:
    arrived = _sent(generated, method, value)
    assert (str(arrived), type(arrived)) == (str(value), type(value))
    assert arrived == value


def test_what_is_not_a_number_arrives(generated: Generated) -> None:
    assert str(_sent(generated, "decimal", Decimal("-sNaN12"))) == "-sNaN12"


def test_objects_with_a_path_arrive_as_paths(generated: Generated) -> None:
    with os.scandir(Path(__file__).parent) as entries:
        entry = next(entries)
    assert _sent(generated, "like", entry) == Path(entry.path)


@pytest.mark.parametrize(
    ("method", "value", "reason"),
    [
        ("decimal", 0.1, "0.1 is not a Decimal"),
        ("decimal", "0.1", "'0.1' is not a Decimal"),
        ("fraction", 1, "1 is not a Fraction"),
        ("uuid", str(ID), "is not a UUID"),
        ("uuid_bytes", ID.bytes, "is not a UUID"),
        ("path", "a", "'a' is not a Path"),
        ("path", PurePath("a"), "is not a Path"),
        ("path", Path(os.fsdecode(b"\xff")), "holds bytes that are no UTF-8: declare it as bytes"),
        ("pure", PureWindowsPath("a"), "is not a path of this system: declare it as PureWin"),
        ("posix", PureWindowsPath("a"), "is not a PurePosixPath"),
        ("like", "a", "'a' is not an os.PathLike"),
        ("ipv4", "192.0.2.1", "is not an IPv4Address"),
        ("ipv4", IPv4Interface("192.0.2.1/24"), "is not an IPv4Address"),
        ("ipv6", IPv4Address("192.0.2.1"), "is not an IPv6Address"),
        ("zone", UTC, "is not a ZoneInfo"),
        ("date", datetime(2024, 1, 1), "is a datetime and would lose its time"),
        ("date", "2024-01-01", "is not a date"),
        ("time", time(12, tzinfo=ZoneInfo("Europe/Berlin")), "whose offset depends on the date"),
        ("naive", datetime(2024, 1, 1, tzinfo=UTC), "has a tzinfo, and is declared as n"),
        ("naive", date(2024, 1, 1), "is not a datetime"),
    ],
)
def test_refused_before_it_is_sent(
    method: str, value: object, reason: str, generated: Generated
) -> None:
    with pytest.raises(EncodeError) as caught:
        _sent(generated, method, value)
    assert str(caught.value).startswith(f"{method}(it): ")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("method", "texts"),
    [
        ("decimal", ["", "x", " 1", "1_0", "\u0661", "1,0", "1e", "0x1", "1E9999999999999999999"]),
        ("fraction", ["", "/", "1/", "1/0", "1 / 2", "0.5", "1/2/3", "1_0/2"]),
        ("uuid", ["", "x", str(ID)[:-1]]),
        ("uuid_bytes", ["", "short"]),
        ("ipv4", ["", "192.0.2", "192.0.2.256", "::1", "192.0.2.1/24"]),
        ("network", ["", "192.0.2.1/24"]),
        ("zone", ["", "Nowhere", "../etc/passwd", "/etc/passwd", "Europe", "a\0b"]),
        ("date", ["", "20240229", "2024-W01-1", "2023-02-29", "2024-2-9", "2024-02-29T00:00:00"]),
        ("time", ["", "12", "12:00", "T12:00:00", "24:00:00", "120000", "12:00:00,5", "12:00:60"]),
        ("naive", ["", "2024-02-29", "2024-02-29 12:00:00", "2024-02-29T12:00:00Z"]),
    ],
)
def test_refused_on_arrival(method: str, texts: list[str], generated: Generated) -> None:
    for text in texts:
        with pytest.raises(DecodeError) as caught:
            generated.decoder(_message(method))(length_delimited_field(1, text.encode()))
        assert str(caught.value).startswith(f"{method}(it): ")


@pytest.mark.parametrize(
    ("method", "text", "value"),
    [
        ("uuid", "{12345678123456781234567812345678}", ID),
        ("uuid", f"urn:uuid:{ID}", ID),
        ("fraction", "6/8", Fraction(3, 4)),
        ("fraction", "7", Fraction(7)),
        ("time", "12:00:00.123456789", time(12, 0, 0, 123456)),
        ("time", "12:00:00Z", time(12, tzinfo=UTC)),
    ],
)
def test_what_else_is_read(method: str, text: str, value: object, generated: Generated) -> None:
    data = length_delimited_field(1, text.encode())
    assert generated.decoder(_message(method))(data) == value


def test_nonsense_is_no_nan_in_a_context_that_traps_nothing(generated: Generated) -> None:
    with localcontext(Context(traps=[])), pytest.raises(DecodeError, match="is not a Decimal"):
        generated.decoder(_message("decimal"))(length_delimited_field(1, b"x"))


def test_paths_of_what_is_refused(generated: Generated) -> None:
    with pytest.raises(EncodeError) as caught:
        _sent(generated, "keys", {Decimal(1): [Path(), "x"]})
    assert str(caught.value) == "keys(it=[Decimal('1')][1]): 'x' is not a Path"
    with pytest.raises(EncodeError, match=r"keys\(it key\): Decimal\('NaN'\) cannot be found"):
        _sent(generated, "keys", {Decimal("NaN"): []})
