"""`JsonValue`: what JSON can say arrives, and nothing else is sent."""

from __future__ import annotations

import math
from decimal import Decimal
from enum import IntEnum
from typing import Any

import pytest
from google.protobuf import struct_pb2
from tests.codec.generated import Generated, load

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.protobuf.wire import length_delimited_field

SOURCE = """
from __future__ import annotations
from dataclasses import dataclass
from typing import Protocol
import pydantic
from gen_plugin_runtime import JsonValue

@dataclass
class Event:
    payload: JsonValue = None

class Store(Protocol):
    def put(self, it: JsonValue) -> None: ...
    def maybe(self, it: JsonValue | None = 5) -> None: ...
    def events(self, it: list[Event], more: JsonValue = "x") -> None: ...
    def theirs(self, it: dict[str, pydantic.JsonValue]) -> None: ...
"""


class Level(IntEnum):
    ONE = 1


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("json"))


def _sent(generated: Generated, method: str, *values: Any) -> Any:
    message = f"Store{method.capitalize()}Request"
    return generated.decoder(message)(generated.encoder(message)(*values))


def _nested(depth: int, inner: Any = None) -> Any:
    value = inner
    for at in range(depth):
        value = [value] if at % 2 else {"": value}
    return value


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        0,
        -1,
        2**53,
        -(2**53),
        0.1,
        1e300,
        5e-324,
        "",
        "\0é",
        [],
        {},
        [None, [], {}, [True, 1]],
        {"": None, "a": {"b": [1.5, "x"]}},
        _nested(32),
    ],
)
def test_json_arrives(value: object, generated: Generated) -> None:
    for method in ("put", "maybe"):
        arrived = _sent(generated, method, value)
        assert (arrived, repr(arrived)) == (value, repr(value))
    assert _sent(generated, "theirs", {"k": value}) == {"k": value}


def test_whole_numbers_arrive_as_ints(generated: Generated) -> None:
    assert repr(_sent(generated, "put", [3.0, True, Level.ONE, -0.0])) == "[3, True, 1, -0.0]"
    assert repr(_sent(generated, "put", 2.0**60)) == "1.152921504606847e+18"


def test_what_is_not_sent_has_its_default(generated: Generated) -> None:
    assert generated.decoder("StoreMaybeRequest")(b"") == 5
    event = length_delimited_field(1, b"")
    events, more = generated.decoder("StoreEventsRequest")(event)
    assert events == [generated.source.Event(None)]
    assert more == "x"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (2**53 + 1, "put(it): 9007199254740993 lies beyond 2**53"),
        ([0, -(2**53) - 1], "put(it=[1]): -9007199254740993 lies beyond 2**53"),
        (math.nan, "put(it): nan is no number of JSON"),
        ({"a": [math.inf]}, "put(it=['a'][0]): inf is no number of JSON"),
        ((1, 2), "put(it): (1, 2) is not None, bool, int, float, str, list or dict"),
        ([()], "put(it=[0]): () is not None, bool, int, float, str, list or dict"),
        (b"x", "put(it): b'x' is not None, bool"),
        ({"d": Decimal(1)}, "put(it=['d']): Decimal('1') is not None, bool"),
        ({"a": {1: 2}}, "put(it=['a']): {1: 2} has the key 1, which is not a str"),
        (["\ud800"], "put(it=[0]): '\\ud800' has a lone surrogate"),
        ({"\ud800": 1}, "has a lone surrogate"),
        (_nested(33), "nests more than 32 deep, or holds itself"),
    ],
)
def test_what_json_cannot_say_is_not_sent(value: object, said: str, generated: Generated) -> None:
    with pytest.raises(EncodeError) as caught:
        _sent(generated, "put", value)
    assert said in str(caught.value)


def test_what_holds_itself_is_not_sent(generated: Generated) -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(EncodeError, match="nests more than 32 deep, or holds itself"):
        _sent(generated, "put", value)


def test_the_way_into_records_is_told(generated: Generated) -> None:
    event = generated.source.Event
    with pytest.raises(EncodeError, match=r"^events\(it=\[1\].payload\[0\]\): 9{20} lies beyond"):
        _sent(generated, "events", [event(), event([int("9" * 20)])], None)


def _written(value: Any) -> bytes:
    message = struct_pb2.Value()
    message.MergeFrom(value)
    return length_delimited_field(1, message.SerializeToString())


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (struct_pb2.Value(), "put(it): holds no value"),
        (struct_pb2.Value(number_value=math.nan), "put(it): nan is no number of JSON"),
        (
            struct_pb2.Value(
                list_value=struct_pb2.ListValue(values=[struct_pb2.Value(number_value=math.inf)])
            ),
            "put(it=[0]): inf is no number of JSON",
        ),
        (
            struct_pb2.Value(struct_value=struct_pb2.Struct(fields={"a": struct_pb2.Value()})),
            "put(it=['a']): holds no value",
        ),
    ],
)
def test_other_values_do_not_arrive(value: Any, said: str, generated: Generated) -> None:
    with pytest.raises(DecodeError) as caught:
        generated.decoder("StorePutRequest")(_written(value))
    assert str(caught.value) == said


def test_bytes_that_are_no_json_do_not_arrive(generated: Generated) -> None:
    read = generated.decoder("StorePutRequest")
    for payload in (b"\x1a\x01\xff", b"\x11\0", b"\x32\x05\x0a", b"\x1a\x05abc"):
        with pytest.raises(DecodeError, match=r"^put\(it\)"):
            read(length_delimited_field(1, payload))
    deep = b"\x08\x00"
    for _ in range(33):
        deep = length_delimited_field(6, length_delimited_field(1, deep))
    with pytest.raises(DecodeError, match="nests more than 32 deep"):
        read(length_delimited_field(1, deep))


def test_values_in_pieces_are_merged(generated: Generated) -> None:
    pieces = [
        struct_pb2.Value(string_value="x"),
        struct_pb2.Value(
            list_value=struct_pb2.ListValue(values=[struct_pb2.Value(bool_value=True)])
        ),
        struct_pb2.Value(
            list_value=struct_pb2.ListValue(
                values=[struct_pb2.Value(null_value=struct_pb2.NULL_VALUE)]
            )
        ),
    ]
    data = b"".join(map(_written, pieces))
    assert generated.decoder("StorePutRequest")(data) == [True, None]
