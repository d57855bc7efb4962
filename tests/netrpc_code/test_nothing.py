"""What is sent where there is no argument or no result, and what is taken there."""

from __future__ import annotations

import pytest

from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.netrpc.gencode import (
    BOOL,
    EMPTY_STRUCT,
    INT64,
    NOTHING,
    STRING,
    Map,
    Slice,
    Struct,
)
from gen_plugin_runtime.netrpc.gob.interface import ANY, PREDECLARED, Concrete, Interface
from gen_plugin_runtime.netrpc.gob.kinds import Type
from gen_plugin_runtime.netrpc.gob.reader import Reader
from gen_plugin_runtime.netrpc.gob.writer import Writer

POINT = Struct("main.Point", (("X", INT64), ("Y", INT64)))
OPEN = Interface(PREDECLARED.extended({"main.Point": POINT}, {}))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ANY, None),
        (ANY, "a text"),
        (ANY, ["a", "b"]),
        (OPEN, Concrete("main.Point", (1, 2))),
        (Struct("", ()), ()),
        (POINT, (1, 2)),
        (BOOL, True),
        (INT64, -5),
        (STRING, "text"),
        (Slice(POINT), [(1, 2), (3, 4)]),
        (Map(STRING, ANY), {"key": 1}),
    ],
    ids=str,
)
@pytest.mark.parametrize("nothing", [NOTHING, EMPTY_STRUCT], ids=["interface", "struct"])
def test_whatever_arrives_is_passed_over(nothing: Type, kind: Type, value: object) -> None:
    if value == ["a", "b"]:
        value = Concrete("[]string", value)
    writer, reader = Writer(), Reader()
    reader.feed(writer.encode(kind, value) + writer.encode(STRING, "next"))
    assert reader.read(nothing) is None
    assert reader.read(STRING) == "next"


def test_a_nil_interface_value_is_sent() -> None:
    assert Writer().encode(NOTHING, None) == Writer().encode(ANY, None) == b"\x03\x10\x00\x00"


def test_an_empty_struct_is_sent() -> None:
    assert Writer().encode(EMPTY_STRUCT, None) == Writer().encode(Struct("", ()), ())
    with pytest.raises(EncodeError):
        Writer().encode(EMPTY_STRUCT, 1)
