"""What Go reads although it does not write it, and what it alone may not be sent."""

from __future__ import annotations

import pytest
from tests.gob.meanings import HOLDS_ANY, MEANINGS, NODE, PAIR, POINT
from tests.gob.streams import defined, message
from tests.gob.test_vectors import VECTORS

from gen_plugin_runtime.errors import ConfigError, DecodeError, EncodeError
from gen_plugin_runtime.netrpc.gob.basics import (
    BOOL,
    BYTES,
    FLOAT32,
    FLOAT64,
    INT,
    STRING,
    UINT8,
    Basic,
)
from gen_plugin_runtime.netrpc.gob.containers import Map, Slice
from gen_plugin_runtime.netrpc.gob.definitions import define_struct
from gen_plugin_runtime.netrpc.gob.interface import ANY, PREDECLARED, Concrete
from gen_plugin_runtime.netrpc.gob.opaque import BINARY_MARSHALER, Converted, Opaque
from gen_plugin_runtime.netrpc.gob.reader import Reader
from gen_plugin_runtime.netrpc.gob.structs import Pointer, Struct
from gen_plugin_runtime.netrpc.gob.writer import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gen_plugin_runtime.netrpc.gob.kinds import Type

POINT_DEFINED = defined(64, define_struct("", 64, [("X", 2), ("Y", 2)]))


def read(kind: Type, data: bytes) -> Any:
    reader = Reader()
    reader.feed(data)
    value = reader.read(kind)
    assert reader.between_values
    return value


def there(kind: Type, value: object, wanted: Type | None = None) -> Any:
    return read(wanted or kind, Writer().encode(kind, value))


@pytest.mark.parametrize(
    "value",
    [
        b"\x01\x02\x01\x04\0",
        b"\x01\xff\x02\x01\xfe\0\x04\0",  # numbers that are longer than they need be
        b"\x01\x02\x01\xf8\0\0\0\0\0\0\0\x04\0",
        b"\x01\x02\x01\x04",  # no end
        b"\x01\x02\x01\x04\0more",
    ],
)
def test_other_bytes_for_a_value(value: bytes) -> None:
    assert read(POINT, POINT_DEFINED + message(64, value)) == (1, 2)


@pytest.mark.parametrize("value", [b"\x01\0\x01\0\0", b"\0", b""])
def test_zeros_may_be_sent(value: bytes) -> None:
    assert read(POINT, POINT_DEFINED + message(64, value)) == (0, 0)


def test_any_number_is_a_true_bool() -> None:
    assert [read(BOOL, message(1, b"\0" + each)) for each in (b"\0", b"\1", b"\2")] == [0, 1, 1]


def test_a_definition_may_come_again_under_another_number() -> None:
    again = defined(65, define_struct("Again", 7, [("X", 2), ("Y", 2)]))
    reader = Reader()
    reader.feed(POINT_DEFINED + again + message(65, b"\x01\x02\0") + message(64, b"\x01\x04\0"))
    assert [reader.read(POINT), reader.read(POINT)] == [(1, 0), (2, 0)]


def test_fields_that_were_not_sent_have_values_of_their_own() -> None:
    """No two of them are one list."""
    sent, wanted = Struct("", (("A", INT),)), Struct("", (("A", INT), ("L", Slice(Map(INT, INT)))))
    writer, reader = Writer(), Reader()
    reader.feed(writer.encode(sent, (1,)) + writer.encode(sent, (2,)))
    first, second = reader.read(wanted), reader.read(wanted)
    assert (first, second) == ((1, []), (2, []))
    assert first[1] is not second[1]


@pytest.mark.parametrize("value", [0, "", [], 0.0])
def test_a_pointer_to_a_zero_arrives(value: object) -> None:
    """Where Go would leave it out, for want of words."""
    kind = {int: INT, str: STRING, list: Slice(INT), float: FLOAT64}[type(value)]
    holder = Struct("", (("P", Pointer(kind)),))
    assert there(holder, (value,)) == (value,)
    assert there(holder, (None,)) == (None,)


@pytest.mark.parametrize("kind", [FLOAT32, FLOAT64])
def test_a_negative_zero_arrives(kind: Type) -> None:
    assert repr(there(Struct("", (("F", kind),)), (-0.0,))) == "(-0.0,)"


@pytest.mark.parametrize("kind", [Pointer(INT), Slice(Pointer(INT)), Map(INT, Pointer(INT))])
def test_none_has_no_place_outside_of_structs(kind: Type) -> None:
    value = {Slice: [None], Map: {1: None}}.get(type(kind))
    with pytest.raises(EncodeError, match="None has no place outside of a struct's fields"):
        Writer().encode(kind, value)


@pytest.mark.parametrize("value", [bytearray(b"xy"), memoryview(b"xy")])
def test_buffers_are_bytes(value: object) -> None:
    assert there(BYTES, value) == b"xy"


def test_subclasses_are_what_they_derive_from() -> None:
    assert there(INT, True) == 1
    assert there(FLOAT64, 3) == 3.0
    assert there(Slice(INT), (1, 2)) == [1, 2]


def test_a_float_that_no_float32_holds() -> None:
    with pytest.raises(EncodeError, match="does not fit float32"):
        Writer().encode(FLOAT32, 1e39)
    with pytest.raises(DecodeError, match="does not fit float32"):
        there(FLOAT64, 1e39, FLOAT32)
    with pytest.raises(EncodeError, match="does not fit float64"):
        Writer().encode(FLOAT64, 10**400)
    assert there(FLOAT64, float("inf"), FLOAT32) == float("inf")


# Descriptions.


def test_bytes_are_no_slice() -> None:
    with pytest.raises(ConfigError, match="BYTES"):
        Slice(UINT8)


@pytest.mark.parametrize("names", [("a",), ("A", "A"), ("",), ("_A",)])
def test_fields_that_go_cannot_have(names: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match="Go has no struct of these fields"):
        Writer().encode(Struct("main.Bad", [(name, INT) for name in names]), (1,) * len(names))


def test_types_without_names_are_equal_by_what_they_are() -> None:
    assert Slice(INT) == Slice(INT) != Slice(STRING)
    assert Struct("", (("A", INT),)) == Struct("", (("A", INT),)) != Struct("", (("B", INT),))
    assert Struct("main.T", ()) != Struct("main.T", ())
    assert len({Slice(INT), Slice(INT), Struct("", ()), Struct("", ()), NODE}) == 3
    assert repr([Slice(PAIR), ANY, NODE]) == (
        "[Slice('[]main.Pair'), Interface('interface {}'), Struct('main.Node')]"
    )


def test_go_texts() -> None:
    fields = (("P", Pointer(POINT)), ("M", Map(STRING, Slice(BYTES))))
    assert Struct("", fields).go == "struct { P *main.Point; M map[string][][]uint8 }"


# Values of other classes.

REVERSED = Converted(STRING, lambda text: text[::-1], lambda text: text[::-1], str)


def test_a_conversion() -> None:
    assert there(REVERSED, "abc") == "abc"
    assert there(REVERSED, "abc", STRING) == "cba"
    assert there(Struct("", (("A", INT), ("R", REVERSED))), (1, "abc")) == (1, "abc")


def refuse(value: object) -> None:
    raise ValueError(f"{value!r} is nothing")


def test_a_conversion_that_refuses() -> None:
    refusing = Converted(STRING, refuse, refuse)
    for holder, path in ((refusing, ""), (Struct("", (("R", refusing),)), "R: ")):
        value = "x" if holder is refusing else ("x",)
        with pytest.raises(EncodeError, match=f"^{path}'x' cannot be sent: ValueError: 'x' is no"):
            Writer().encode(holder, value)
    sent = Struct("", (("R", STRING), ("A", INT)))
    with pytest.raises(DecodeError, match=r"^R: ValueError: 'x' is nothing"):
        there(sent, ("x", 1), Struct("", (("R", refusing),)))
    with pytest.raises(DecodeError, match=r"^R: ValueError: '' is nothing"):
        there(Struct("", (("A", INT),)), (1,), Struct("", (("A", INT), ("R", refusing))))
    with pytest.raises(EncodeError, match="1 is not a str"):
        Writer().encode(REVERSED, 1)


def test_types_that_encode_themselves() -> None:
    gob, binary = Opaque("big.Int"), Opaque("netip.Addr", BINARY_MARSHALER)
    assert there(gob, b"\x02\x07") == b"\x02\x07"
    assert there(Struct("", (("G", gob), ("B", binary))), (b"", b"\1\2")) == (b"", b"\1\2")
    with pytest.raises(DecodeError, match="received remote type Int"):
        there(gob, b"", binary)


# Interface values.


@pytest.mark.parametrize("value", [None, True, 7, 1.5, 1j, "x", b"x"])
def test_plain_values_arrive_plain(value: object) -> None:
    assert repr(there(ANY, value)) == repr(value)


def test_a_value_of_a_certain_type() -> None:
    assert there(ANY, Concrete("int32", 7)) == 7
    assert there(ANY, Concrete("[]bool", [True])) == Concrete("[]bool", [True])
    with pytest.raises(EncodeError, match=r"^\(int8\): 300 does not fit int8"):
        Writer().encode(ANY, Concrete("int8", 300))
    with pytest.raises(EncodeError, match=r"no type is registered as 'main.Point'"):
        Writer().encode(ANY, Concrete("main.Point", (1, 2)))


def test_an_interface_value_that_was_sent_as_another_type() -> None:
    """As Go would send it, by a name of ours with a type of theirs."""
    data = message(8, b"\0\x03int\x0c\x03\0\x01x")
    with pytest.raises(DecodeError, match=r"int.*received remote type string"):
        read(ANY, data)


def test_all_that_is_predeclared_travels() -> None:
    for name, kind in PREDECLARED.types.items():
        zero = kind.zero()
        expected = zero if isinstance(kind, Basic) else Concrete(name, zero)
        assert there(ANY, Concrete(name, zero)) == expected


def test_a_value_over_several_messages_may_stop_anywhere() -> None:
    """The rest of it comes later, and what is read in between is incomplete."""
    data = VECTORS["struct_any_strings"]
    [(kind, value)] = MEANINGS["struct_any_strings"]
    assert kind is HOLDS_ANY
    for at in range(1, len(data)):
        reader = Reader()
        reader.feed(data[:at])
        assert repr(reader.read(kind)) == "INCOMPLETE"
        assert not reader.between_values
        reader.feed(data[at:])
        assert reader.read(kind) == value
        assert reader.between_values


def test_one_that_nobody_wants_at_first_is_wanted_in_the_end() -> None:
    """What a value is read as is decided when it is there."""
    data = VECTORS["struct_any_strings"]
    for wanted in (True, False):
        reader = Reader()
        reader.feed(data[:-5])
        assert not reader.skip()
        assert repr(reader.read(HOLDS_ANY)) == "INCOMPLETE"
        reader.feed(data[-5:])
        if wanted:
            assert reader.read(HOLDS_ANY) == (Concrete("[]string", ["x"]), "t")
        else:
            assert reader.skip()
        assert reader.between_values
