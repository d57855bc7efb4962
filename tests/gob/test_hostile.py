"""What a peer can make a reader keep or do."""

from __future__ import annotations

import gc
import re
import tracemalloc
from contextlib import contextmanager

import pytest
from tests.gob.meanings import NODE, REGISTERED, TREE
from tests.gob.streams import defined, message

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.netrpc.gob.basics import BYTES, INT, STRING
from gen_plugin_runtime.netrpc.gob.containers import Array, Map, Slice
from gen_plugin_runtime.netrpc.gob.definitions import (
    define_array,
    define_map,
    define_slice,
    define_struct,
)
from gen_plugin_runtime.netrpc.gob.kinds import Type
from gen_plugin_runtime.netrpc.gob.limits import (
    MAX_DEFINITION_BYTES,
    MAX_DEPTH,
    MAX_MESSAGE,
    MAX_NAME,
    MAX_SKIPPED_DEPTH,
    MAX_TYPES,
)
from gen_plugin_runtime.netrpc.gob.numbers import read_sint, sint, sized, uint
from gen_plugin_runtime.netrpc.gob.reader import INCOMPLETE, Reader
from gen_plugin_runtime.netrpc.gob.remote import RemoteTypes
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.gob.type_ids import INT_ID, INTERFACE_ID
from gen_plugin_runtime.netrpc.gob.writer import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


HAS_A = Struct("", (("A", INT),))
EMPTY_FIELDS = Struct("", (("A", INT), ("B", Slice(INT))))
KIB = 1024


def refused(kind: Type, *data: bytes, broken: bool = False) -> str:
    """Why a stream is refused, for the reader who wants it and the one who does not."""
    reader = Reader()
    reader.feed(b"".join(data))
    with pytest.raises(DecodeError) as caught:
        reader.read(kind)
    assert reader.broken is broken
    if broken:
        with pytest.raises(DecodeError, match=re.escape(caught.value.reason)):
            reader.skip()
    else:
        reader.feed(message(4 // 2, b"\0\x0e"))
        assert reader.read(INT) == 7
    return str(caught.value)


# What breaks the stream.


def test_a_message_over_the_limit() -> None:
    assert "longer than" in refused(INT, uint(MAX_MESSAGE + 1), broken=True)


def test_a_size_that_is_none() -> None:
    assert "0x80" in refused(INT, b"\x80", broken=True)


def test_a_message_of_no_bytes() -> None:
    refused(INT, b"\0", broken=True)


def test_a_type_that_is_defined_twice() -> None:
    twice = defined(64, define_slice("", 64, 2)) * 2
    assert "duplicate" in refused(INT, twice, broken=True)


@pytest.mark.parametrize("type_id", [1, 8, 20, 63])
def test_a_type_below_those_that_may_be_defined(type_id: int) -> None:
    assert "below 64" in refused(INT, defined(type_id, define_slice("", 64, 2)), broken=True)


def test_bytes_after_a_definition() -> None:
    definition = define_slice("", 64, 2)
    assert "follow" in refused(INT, sized(sint(-64) + definition + b"\0"), broken=True)


@pytest.mark.parametrize(
    "definition",
    [
        b"\0",
        b"\x01\0\x01\0\0",
        b"\x09",
        b"\x03\x01\x05",
        b"\x03\x02\xfe\xff\xff",
        b"\x01\x02\x04\x01\x01\0\0",
        b"\x03\x01\x01\x01\xff\0\0\0",
    ],
)
def test_a_definition_that_is_none(definition: bytes) -> None:
    refused(INT, defined(64, definition), broken=True)


def test_too_many_types() -> None:
    data = b"".join(defined(64 + i, define_slice("", 0, 2)) for i in range(MAX_TYPES + 1))
    assert "more than" in refused(INT, data, broken=True)


def test_definitions_that_are_too_long() -> None:
    fields = [("N" * KIB, 2)] * (MAX_DEFINITION_BYTES // KIB)
    assert "more than" in refused(INT, defined(64, define_struct("", 64, fields)), broken=True)


def test_a_wrong_definition_amid_a_value() -> None:
    data = message(8, b"\0" + sized(b"main.Point") + sint(-2) + define_slice("", 64, 2))
    assert "below 64" in refused(REGISTERED, data, broken=True)


def test_a_value_without_end_over_many_messages() -> None:
    reader = Reader(max_message=1000)
    reader.feed(message(8, b"\0" + sized(b"[]interface {}") + sint(-64) + define_slice("", 64, 8)))
    piece = sint(64) + b"\0\0" + uint(1) + sized(b"[]interface {}")
    for _ in range(1000 // len(piece) + 1):
        reader.feed(sized(piece))
    with pytest.raises(DecodeError, match="longer than 1000"):
        reader.read(REGISTERED)
    assert reader.broken
    assert reader.between_values  # nothing is kept


def test_messages_of_no_bytes_amid_a_value() -> None:
    """They would be pieces of it without end."""
    reader = Reader()
    reader.feed(message(8, b"\0" + sized(b"[]interface {}") + sint(-64) + define_slice("", 64, 8)))
    assert reader.read(REGISTERED) is INCOMPLETE
    reader.feed(b"\0" * KIB)
    with pytest.raises(DecodeError, match="a message of no bytes"):
        reader.read(REGISTERED)
    assert reader.broken


# What is wrong with one value.


def test_a_list_within_a_list_without_end() -> None:
    """A type that only a peer can think of."""
    defines_itself = defined(64, define_slice("", 64, 64))
    holder = defined(65, define_struct("", 65, [("A", 2), ("Deep", 64)]))
    deep = message(65, b"\x01\x02\x01" + b"\x01" * 1_000_000 + b"\0\0")
    assert "nested" in refused(EMPTY_FIELDS, defines_itself, holder, deep)


def test_what_is_skipped_may_be_deep() -> None:
    reader = Reader()
    reader.feed(defined(64, define_slice("", 64, 64)))
    reader.feed(message(64, b"\0" + b"\x01" * (MAX_SKIPPED_DEPTH - 2) + b"\0"))
    assert reader.skip()


def node(depth: int) -> object:
    value: object = None
    for number in range(depth):
        value = (number, value)
    return value


def test_structs_within_structs() -> None:
    writer, reader = Writer(), Reader()
    reader.feed(writer.encode(NODE, node(MAX_DEPTH)))
    assert reader.read(NODE) == node(MAX_DEPTH)
    with pytest.raises(EncodeError, match="nested more than 100 deep"):
        writer.encode(NODE, node(MAX_DEPTH + 1))
    data = message(64, b"\x01\x02\x01" * (MAX_DEPTH + 1) + b"\0" * (MAX_DEPTH + 1))
    reader.feed(data)
    with pytest.raises(DecodeError, match="nested more than 100 deep"):
        reader.read(NODE)


def test_values_that_hold_themselves() -> None:
    kids: list[object] = []
    kids.append((1, kids))
    with pytest.raises(EncodeError, match="holds itself"):
        Writer().encode(TREE, (0, kids))
    itself: list[object] = []
    itself.append(itself)
    with pytest.raises(EncodeError, match="holds itself"):
        Writer().encode(REGISTERED, itself)


def test_interface_values_within_interface_values() -> None:
    inner = b"\0"
    for _ in range(MAX_DEPTH + 1):
        inner = sized(b"[]interface {}") + sint(64) + sized(b"\0\x01" + inner)
    data = defined(64, define_slice("", 64, 8)) + message(8, b"\0" + inner)
    assert "nested more than 100 deep" in refused(REGISTERED, data)


@pytest.mark.parametrize("name", ["os.system", "main.Nobody", "builtins.object", " "])
def test_a_type_that_nobody_has_registered(name: str) -> None:
    data = message(8, b"\0" + sized(name.encode()) + sint(2) + sized(b"\0\0"))
    assert "name not registered" in refused(REGISTERED, data)


def test_the_name_of_a_type_that_is_too_long() -> None:
    data = message(8, b"\0" + sized(b"x" * (MAX_NAME + 1)) + sint(2) + sized(b"\0\0"))
    assert "more than 1024" in refused(REGISTERED, data)


def test_a_struct_within_structs_of_other_types_without_end() -> None:
    """Each pair of types is looked at once, and none of it is recursion."""
    definitions = [
        defined(i, define_struct("", i, [("Val", 2), ("Next", i + 1)])) for i in range(64, 2064)
    ]
    reader = Reader()
    reader.feed(b"".join(definitions) + message(64, b"\x01\x02\0"))
    with pytest.raises(DecodeError, match="unknown type id"):
        reader.read(NODE)  # the last one has a field of a type that nobody defined


def test_whether_a_value_may_be_spread_is_not_looked_for_far_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However many types there are, and whatever they are made of."""
    looks = 0
    knows = RemoteTypes.knows

    def counted(types: RemoteTypes, type_id: int) -> bool:
        nonlocal looks
        looks += 1
        return knows(types, type_id)

    monkeypatch.setattr(RemoteTypes, "knows", counted)
    reader = Reader()
    for type_id in range(64, 1064):
        fields = [(f"F{i}", 64 + (type_id * 7 + i) % 1000) for i in range(4)]
        reader.feed(defined(type_id, define_struct("", type_id, fields)))
        reader.feed(message(type_id, b"\x09"))
        with pytest.raises(DecodeError):
            reader.read(NODE)
        assert not reader.broken
    assert looks < 1000 * 100


@pytest.mark.parametrize("count", [2, 1000, 2**31, 2**62, 2**64 - 1])
def test_a_claimed_count_takes_no_memory(count: int) -> None:
    """Of any kind of value: what is kept is bounded by what has arrived."""
    struct_of_nothing = defined(64, define_struct("", 64, []))
    claims = [
        (BYTES, b"", message(5, b"\0" + uint(count) + b"x")),
        (STRING, b"", message(6, b"\0" + uint(count) + b"x")),
        (
            Slice(INT),
            defined(65, define_slice("", 65, 2)),
            message(65, b"\0" + uint(count) + b"\1"),
        ),
        (
            Slice(Struct("", ())),
            struct_of_nothing + defined(65, define_slice("", 65, 64)),
            message(65, b"\0" + uint(count)),
        ),
        (
            Array(INT, 2),
            defined(65, define_array("", 65, 2, min(count, 2**62))),
            message(65, b"\0" + uint(count)),
        ),
        (
            Map(INT, INT),
            defined(65, define_map("", 65, INT_ID, INT_ID)),
            message(65, b"\0" + uint(count)),
        ),
    ]
    with memory_below(300 * KIB):
        for kind, definitions, value in claims:
            reader = Reader()
            reader.feed(definitions + value)
            with pytest.raises(DecodeError):
                reader.read(kind)
            # As a field that nobody wants, and as one of a value that may go on elsewhere.
            for extra in (INT_ID, INTERFACE_ID):
                type_id, at = read_sint(value, 1)
                fields = [("A", INT_ID), ("Claim", type_id), ("Extra", extra)]
                reader.feed(defined(99 + extra, define_struct("", 99, fields)))
                reader.feed(message(99 + extra, b"\x02" + value[at + 1 :]))
                with pytest.raises(DecodeError):
                    reader.read(HAS_A)
                assert not reader.broken


@contextmanager
def memory_below(limit: int) -> Iterator[None]:
    """What is allocated in between stays below a limit at any time."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


def test_a_claimed_size_takes_no_memory() -> None:
    with memory_below(100 * KIB):
        reader = Reader()
        reader.feed(uint(MAX_MESSAGE))
        for _ in range(1000):
            reader.feed(b"x")
            assert reader.read(BYTES) is INCOMPLETE


def test_unknown_types_are_not_remembered() -> None:
    reader = Reader()
    with memory_below(200 * KIB):
        for type_id in range(1_000):
            reader.feed(message(100_000 + type_id, b"\0\0"))
            with pytest.raises(DecodeError, match="unknown type id"):
                reader.read(INT)
            gc.collect(0)
