"""What the real encoding/gob wrote of some hundred values, and what it reads as what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.gob.meanings import MEANINGS, NOT_AS_GO_WRITES, POINT

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.basics import BYTES, FLOAT64, INT, INT8, INT64, STRING, UINT
from gen_plugin_runtime.netrpc.gob.containers import Array, Map, Slice
from gen_plugin_runtime.netrpc.gob.interface import ANY, PREDECLARED
from gen_plugin_runtime.netrpc.gob.kinds import Type
from gen_plugin_runtime.netrpc.gob.reader import INCOMPLETE, Reader
from gen_plugin_runtime.netrpc.gob.structs import Pointer, Struct
from gen_plugin_runtime.netrpc.gob.writer import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "vectors.json").read_text(encoding="utf-8")
)
VECTORS: dict[str, bytes] = {
    each["name"]: bytes.fromhex(each["hex"]) for each in RECORDED["vectors"]
}


def test_every_vector_has_a_meaning() -> None:
    assert VECTORS.keys() == MEANINGS.keys()


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("name", VECTORS)
def test_it_is_read(name: str, size: int) -> None:
    reader = Reader()
    expected = MEANINGS[name]
    found: list[object] = []
    for at in range(0, len(VECTORS[name]), size):
        reader.feed(VECTORS[name][at : at + size])
        while len(found) < len(expected):
            value = reader.read(expected[len(found)][0])
            if value is INCOMPLETE:
                break
            found.append(value)
    assert repr(found) == repr([value for _, value in expected])  # NaN is not equal to itself
    assert reader.between_values


@pytest.mark.parametrize("name", VECTORS)
def test_it_is_written(name: str) -> None:
    writer = Writer()
    written = b"".join(writer.encode(kind, value) for kind, value in MEANINGS[name])
    assert (written == VECTORS[name]) is (name not in NOT_AS_GO_WRITES)


@pytest.mark.parametrize("name", VECTORS)
def test_it_is_passed_over(name: str) -> None:
    reader = Reader()
    reader.feed(VECTORS[name])
    assert [reader.skip() for _ in MEANINGS[name]] == [True] * len(MEANINGS[name])
    assert reader.between_values
    assert not reader.skip()


def test_what_has_its_definition_before_it_is_shorter_the_second_time() -> None:
    """From the second one on the bytes are Go's again."""
    writer = Writer()
    [first, second] = [writer.encode(*each) for each in MEANINGS["struct_any_twice"]]
    assert first not in VECTORS["struct_any_twice"]
    assert len(second) == len(VECTORS["struct_any_twice"]) - VECTORS["struct_any_twice"].index(
        b"\x1a\xff\x80\x01\x0a"
    )


INTO: dict[str, Type] = {
    "struct{X int}": Struct("", (("X", INT),)),
    "struct{Y,X,Z int}": Struct("", (("Y", INT), ("X", INT), ("Z", INT))),
    "struct{X uint}": Struct("", (("X", UINT),)),
    "struct{X float64}": Struct("", (("X", FLOAT64),)),
    "struct{X string}": Struct("", (("X", STRING),)),
    "struct{Q int}": Struct("main.Disjoint", (("Q", INT),)),
    "struct{}": Struct("", ()),
    "struct{X int8}": Struct("", (("X", INT8),)),
    "struct{X *int64}": Struct("", (("X", Pointer(INT64)),)),
    "uint": UINT,
    "int": INT,
    "int8": INT8,
    "[]byte": BYTES,
    "string": STRING,
    "[2]int": Array(INT, 2),
    "[3]int": Array(INT, 3),
    "[]int": Slice(INT),
    "interface{}": ANY,
    "map[string]int": Map(STRING, INT),
    "Point": POINT,
}
RESULTS = {
    "subset": (1,),
    "reorder_extra": (2, 1, 0),
    "into_empty_struct": (),
    "into_ptr_field": (1,),
    "int_into_int8": 5,
}


@pytest.mark.parametrize("rule", RECORDED["decode_rules"], ids=lambda rule: rule["name"])
def test_types_fit_as_in_go(rule: dict[str, str]) -> None:
    reader = Reader()
    reader.feed(bytes.fromhex(rule["hex"]))
    if not rule["error"]:
        assert reader.read(INTO[rule["into"]]) == RESULTS[rule["name"]]
        return
    with pytest.raises(DecodeError) as caught:
        reader.read(INTO[rule["into"]])
    if "out of range" in rule["error"]:
        assert "does not fit int8" in str(caught.value)
    else:
        assert str(caught.value) == rule["error"]
    assert not reader.broken


def test_the_names_of_predeclared_types_are_gos() -> None:
    """Those that a program must register itself are missing."""
    told = {each["Name"] for each in RECORDED["registered_names"]}
    registered = {name for name in told if "." in name or "interface" in name}
    assert told - registered - {"map[string]string"} <= PREDECLARED.types.keys()
    assert not registered & PREDECLARED.types.keys()
