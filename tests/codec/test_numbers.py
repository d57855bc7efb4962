"""Pinned numbers: each value in its range arrives, each value beyond is refused by name."""

from __future__ import annotations

import math
from typing import Any

import pytest
from tests.codec.generated import Generated, load

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.protobuf.wire import length_delimited_field, varint_field

RANGES = {
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
    "sint32": (-(2**31), 2**31 - 1),
    "sint64": (-(2**63), 2**63 - 1),
    "fixed32": (0, 2**32 - 1),
    "fixed64": (0, 2**64 - 1),
    "sfixed32": (-(2**31), 2**31 - 1),
    "sfixed64": (-(2**63), 2**63 - 1),
}
SOURCE = "\n".join(
    [
        "from __future__ import annotations",
        "from enum import IntEnum",
        "from typing import Annotated, Protocol",
        "from gen_plugin_runtime import pin",
        "class Port(IntEnum):",
        "    HTTP = 80",
        "class Numbers(Protocol):",
        *(
            f"    def {name}(self, one: Annotated[int, pin.{name}],"
            f" many: list[Annotated[int, pin.{name}]]) -> None: ..."
            for name in RANGES
        ),
        "    def real(self, one: Annotated[float, pin.float32]) -> None: ...",
        "    def big(self, one: Annotated[int, pin.bigint]) -> None: ...",
        (
            "    def keys(self, big: dict[Annotated[int, pin.bigint], int],"
            " real: dict[Annotated[float, pin.float32], int]) -> None: ..."
        ),
        "    def buffers(self, one: bytearray, two: memoryview) -> None: ...",
    ]
)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("numbers"))


def _sent(generated: Generated, method: str, *values: Any) -> Any:
    message = f"Numbers{method.capitalize()}Request"
    return generated.decoder(message)(generated.encoder(message)(*values))


@pytest.mark.parametrize("name", RANGES)
def test_both_ends_of_the_range_arrive(name: str, generated: Generated) -> None:
    for value in RANGES[name]:
        assert _sent(generated, name, value, [value, 0, value]) == (value, [value, 0, value])


@pytest.mark.parametrize("name", RANGES)
def test_what_lies_beyond_is_refused(name: str, generated: Generated) -> None:
    lowest, highest = RANGES[name]
    for value in (lowest - 1, highest + 1, 2**64):
        with pytest.raises(EncodeError) as caught:
            _sent(generated, name, value, [])
        assert str(caught.value) == f"{name}(one): {value} does not fit {name}"
        with pytest.raises(EncodeError) as caught:
            _sent(generated, name, 0, [0, value])
        assert str(caught.value) == f"{name}(many=[1]): {value} does not fit {name}"


@pytest.mark.parametrize("name", [*RANGES, "big"])
def test_what_passes_for_an_int(name: str, generated: Generated) -> None:
    more: list[list[int]] = [[]] if name in RANGES else []
    for value, arrives in ((True, 1), (generated.source.Port.HTTP, 80)):
        arrived = _sent(generated, name, value, *more)
        number = arrived[0] if more else arrived
        assert (number, type(number)) == (arrives, int)
    for value in (1.0, "1", None):
        with pytest.raises(EncodeError, match=rf"{value!r} is not an int"):
            _sent(generated, name, value, *more)


def test_float32_rounds_and_says_what_is_too_large(generated: Generated) -> None:
    assert _sent(generated, "real", 0.5) == 0.5
    assert _sent(generated, "real", 0.1) == pytest.approx(0.1, rel=1e-7)
    assert math.copysign(1, _sent(generated, "real", -0.0)) == -1
    assert math.isnan(_sent(generated, "real", math.nan))
    assert (_sent(generated, "real", 7), type(_sent(generated, "real", 7))) == (7.0, float)
    with pytest.raises(EncodeError, match=r"real\(one\): 1e\+40 does not fit float32"):
        _sent(generated, "real", 1e40)
    with pytest.raises(EncodeError, match="'1' is not a float"):
        _sent(generated, "real", "1")


def test_ints_of_any_size(generated: Generated) -> None:
    for value in (0, -1, 2**63, 2**64, -(10**4000)):
        assert _sent(generated, "big", value) == value
    with pytest.raises(EncodeError, match=r"has more digits than sys\.get_int_max_str_digits"):
        _sent(generated, "big", 10**5000)


@pytest.mark.parametrize(
    "text", ["", "-", "+1", "1_0", " 1", "1.0", "0x1", "\u0661", "--1", "1" * 5000]
)
def test_text_that_is_no_int(text: str, generated: Generated) -> None:
    with pytest.raises(DecodeError, match=r"^big\(one\): "):
        generated.decoder("NumbersBigRequest")(length_delimited_field(1, text.encode()))


def test_keys(generated: Generated) -> None:
    assert _sent(generated, "keys", {2**64: 1, -1: 2}, {0.5: 3}) == ({2**64: 1, -1: 2}, {0.5: 3})
    with pytest.raises(EncodeError, match=r"keys\(real key\): nan cannot be found again"):
        _sent(generated, "keys", {}, {math.nan: 1})
    entry = length_delimited_field(1, b"x")
    with pytest.raises(DecodeError, match=r"keys\(big key\): 'x' is not a decimal int"):
        generated.decoder("NumbersKeysRequest")(length_delimited_field(1, entry))


def test_numbers_that_are_too_long_are_cut_as_protobuf_cuts_them(generated: Generated) -> None:
    decoded = generated.decoder("NumbersUint32Request")(varint_field(1, 2**40 + 5))
    assert decoded == (5, [])
    decoded = generated.decoder("NumbersInt32Request")(varint_field(1, 2**31))
    assert decoded == (-(2**31), [])


def test_buffers_arrive_as_declared(generated: Generated) -> None:
    for one in (b"ab", bytearray(b"ab"), memoryview(b"ab")):
        arrived = _sent(generated, "buffers", one, one)
        assert arrived == (bytearray(b"ab"), memoryview(b"ab"))
        assert [*map(type, arrived)] == [bytearray, memoryview]
    with pytest.raises(EncodeError, match=r"buffers\(two\): 'ab' is not bytes"):
        _sent(generated, "buffers", b"", "ab")
