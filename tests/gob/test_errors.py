"""What is told of wrong values, and of wrong bytes."""

from __future__ import annotations

import re

import pytest
from tests.gob.meanings import HOLDS_REGISTERED, NODE, REGISTERED, TREE

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.netrpc.gob.basics import BYTES, INT, STRING
from gen_plugin_runtime.netrpc.gob.containers import Array, Map, Slice
from gen_plugin_runtime.netrpc.gob.kinds import Type
from gen_plugin_runtime.netrpc.gob.reader import Reader
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.gob.writer import Writer


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (INT, "x", "'x' is not an int"),
        (INT, 1.0, "1.0 is not an int"),
        (INT, 2**63, "9223372036854775808 does not fit int"),
        (BYTES, "x", "'x' is not bytes"),
        (STRING, b"x", "b'x' is not a str"),
        (STRING, "\ud800", "'\\ud800' has a lone surrogate, which UTF-8 cannot carry"),
        (Slice(INT), None, "None is not a list"),
        (Slice(INT), [1, None], "[1]: None is not an int"),
        (Array(INT, 2), (1,), "(1,) is not a tuple of 2"),
        (Map(STRING, INT), {"a": {}}, "['a']: {} is not an int"),
        (TREE, (1, [(2, [(3, "x")])]), "Kids[0].Kids[0].Kids: 'x' is not a list"),
        (NODE, (1,), "(1,) is not a tuple of 2, the fields of main.Node"),
        (REGISTERED, [1, {2}], "([]interface {})[1]: {2} is of a class that has no registered"),
        (
            HOLDS_REGISTERED,
            ({"k": object}, ""),
            "V.(map[string]interface {})['k']: <class 'object'>",
        ),
    ],
)
def test_a_wrong_value_is_told_with_its_place(kind: Type, value: object, text: str) -> None:
    writer = Writer()
    with pytest.raises(EncodeError) as caught:
        writer.encode(kind, value)
    assert str(caught.value).startswith(text)
    reader = Reader()
    reader.feed(writer.encode(INT, 7))
    assert reader.read(INT) == 7


def test_a_value_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(EncodeError, match="longer than 10"):
        Writer(max_message=10).encode(STRING, "x" * 10)


@pytest.mark.parametrize(
    ("kind", "sent", "wanted", "text"),
    [
        (Slice(Slice(STRING)), [["a"], ["b", "\x01"]], Slice(Slice(STRING)), "[1][1]"),
        (
            Struct("", (("P", Map(STRING, Slice(STRING))),)),
            ({"k": ["a", "\x01"]},),
            Struct("", (("P", Map(STRING, Slice(STRING))),)),
            "P[0][1]",
        ),
    ],
)
def test_wrong_bytes_are_told_with_their_place(
    kind: Type, sent: object, wanted: Type, text: str
) -> None:
    data = Writer().encode(kind, sent)
    at = data.rindex(b"\x01\x01")
    reader = Reader()
    reader.feed(data[: at + 1] + b"\xff" + data[at + 2 :])
    with pytest.raises(DecodeError, match=re.escape(f"{text}: the text is not UTF-8")):
        reader.read(wanted)
