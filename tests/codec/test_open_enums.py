"""Enums that are pin.open: what no member stands for arrives, and can be sent on."""

from __future__ import annotations

from typing import Any

import pytest
from tests.codec.generated import Generated, load

from gen_plugin_runtime import pin
from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.protobuf.wire import length_delimited_field, varint_field

SOURCE = """
from __future__ import annotations
from enum import IntEnum
from typing import Annotated, Protocol
from gen_plugin_runtime import pin

class Color(IntEnum):
    RED = 1
    BLUE = 3

Open = Annotated[Color, pin.open]

class Relay(Protocol):
    def one(self, it: Open) -> None: ...
    def maybe(self, it: Open | None = Color.BLUE) -> None: ...
    def many(self, it: list[Open]) -> None: ...
    def keys(self, it: dict[Open, frozenset[Open]]) -> None: ...
    def closed(self, it: Color) -> None: ...
"""
SEVEN = pin.UnknownEnum(7)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("open"))


def _sent(generated: Generated, method: str, value: Any) -> Any:
    message = f"Relay{method.capitalize()}Request"
    return generated.decoder(message)(generated.encoder(message)(value))


def test_what_is_unknown_arrives(generated: Generated) -> None:
    color = generated.source.Color
    below = pin.UnknownEnum(-1)
    for method, value in (
        ("one", SEVEN),
        ("one", color.RED),
        ("maybe", below),
        ("maybe", None),
        ("many", [color.RED, SEVEN, below, color.BLUE]),
        ("keys", {SEVEN: frozenset({SEVEN, color.RED}), color.RED: frozenset()}),
    ):
        assert _sent(generated, method, value) == value
    assert generated.decoder("RelayOneRequest")(varint_field(1, 7)) == SEVEN
    assert generated.decoder("RelayManyRequest")(length_delimited_field(1, b"\x07\x01")) == [
        SEVEN,
        color.RED,
    ]
    assert repr(SEVEN) == "pin.UnknownEnum(7)"
    assert SEVEN != 7


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (7, "7 is no Color"),
        (1, "1 is no Color"),
        (None, "None is no Color"),
        (
            pin.UnknownEnum(3),
            r"has the number of a member of Color: send that",
        ),
        (pin.UnknownEnum(0), "has a number that no enum has"),
        (pin.UnknownEnum(2**31), "has a number that no enum has"),
    ],
)
def test_other_values_are_not_sent(value: object, said: str, generated: Generated) -> None:
    with pytest.raises(EncodeError, match=rf"^one\(it\): .*{said}"):
        _sent(generated, "one", value)
    with pytest.raises(EncodeError, match=rf"^many\(it=\[1\]\): .*{said}"):
        _sent(generated, "many", [SEVEN, value])


def test_what_is_not_sent_is_still_refused(generated: Generated) -> None:
    with pytest.raises(DecodeError, match=r"^one\(it\): no Color has the number 0"):
        generated.decoder("RelayOneRequest")(b"")
    assert generated.decoder("RelayMaybeRequest")(b"") is generated.source.Color.BLUE


def test_other_enums_stay_closed(generated: Generated) -> None:
    with pytest.raises(EncodeError, match=r"^closed\(it\): pin.UnknownEnum\(7\) is no Color"):
        _sent(generated, "closed", SEVEN)
    with pytest.raises(DecodeError, match=r"^closed\(it\): no Color has the number 7"):
        generated.decoder("RelayClosedRequest")(varint_field(1, 7))
