"""Bytes that our encoders never write: what the library makes of them, we make of them."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.message import DecodeError as LibraryError
from google.protobuf.message import Message
from google.protobuf.unknown_fields import UnknownFieldSet
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.codec.every_kind import MESSAGE, SOURCE
from tests.codec.generated import Generated, load
from tests.codec.judge import Judge, Refused
from tests.codec.values import alike

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.protobuf.wire import length_delimited_field, varint, varint_field

NUMBERS = st.integers(1, 27) | st.sampled_from([2047, 2**29 - 1])
VARINTS = st.integers(-(2**63), 2**64 - 1) | st.integers(-2, 300)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("reader"))


def _long(value: int, padding: int) -> bytes:
    """A varint with more bytes than it needs."""
    encoded = varint(value)
    return encoded[:-1] + bytes([encoded[-1] | 0x80]) + b"\x80" * (padding - 1) + b"\0"


def _field(number: int, wire_type: int, payload: bytes) -> bytes:
    return varint(number << 3 | wire_type) + payload


def _fields(payloads: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """One field of a message; `payloads` are those of length-delimited ones."""
    return st.one_of(
        st.builds(varint_field, NUMBERS, VARINTS),
        st.builds(
            lambda number, value, padding: _field(number, 0, _long(value, padding)),
            NUMBERS,
            st.integers(0, 2**21),
            st.integers(1, 8),
        ),
        st.builds(length_delimited_field, NUMBERS, payloads),
        st.builds(length_delimited_field, NUMBERS, payloads),
        st.builds(lambda number, value: _field(number, 1, value), NUMBERS, _exactly(8)),
        st.builds(lambda number, value: _field(number, 5, value), NUMBERS, _exactly(4)),
        st.builds(
            lambda number, value: _field(number, 3, value + varint(number << 3 | 4)),
            NUMBERS,
            payloads,
        ),
        st.builds(lambda number, wire_type: _field(number, wire_type, b""), NUMBERS, st.just(4)),
    )


def _exactly(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)


def _messages(payloads: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.lists(_fields(payloads), max_size=6).map(b"".join)


PAYLOADS = st.recursive(
    st.binary(max_size=9)
    | st.text(max_size=4).map(str.encode)
    | st.lists(VARINTS, max_size=4).map(lambda values: b"".join(map(varint, values))),
    _messages,
    max_leaves=12,
)


@st.composite
def wires(draw: st.DrawFn) -> bytes:
    """A message with our fields and others, maybe cut off or with a byte changed."""
    parts = [length_delimited_field(1, draw(_messages(PAYLOADS)))]
    parts += draw(st.lists(_fields(PAYLOADS), max_size=2))
    data = b"".join(draw(st.permutations(parts)))
    match draw(st.integers(0, 5)):
        case 0:
            return data[: draw(st.integers(0, len(data)))]
        case 1:
            place = draw(st.integers(0, len(data) - 1))
            return data[:place] + draw(_exactly(1)) + data[place + 1 :]
    return data


@settings(max_examples=1500, deadline=None)
@given(data=wires())
@example(data=b"\x0a\x02\x10")
@example(data=b"\x0a\x04\x0a\x05ab\x0a\x03cde")
@example(data=b"\x0a\x0d\x10" + b"\xff" * 9 + b"\x7f" + b"\x48\x01")
@example(data=b"\x0a\x0c\x10" + b"\x80" * 10 + b"\x01")
@example(data=b"\x8a\x00\x00")
@example(data=b"\x00\x01")
@example(data=b"\x0a\x03\x0a\x01\xff")
@example(data=b"\x0a\x02\x42\x00")
@example(data=b"\x0a\x04\x42\x02\x80\x01")
@example(data=b"\x0a\x03\x4a\x01\0")
@example(data=b"\x0a\x06\x30\xff\xff\xff\xff\x0f")
def test_the_library_decides(data: bytes, generated: Generated) -> None:
    try:
        read = generated.messages[MESSAGE].FromString(data)
        assume(not _drops_map_entries(read))
        assume(not _lets_number_zero_pass(read))
        expected = Judge(generated).read(read, MESSAGE)
    except (LibraryError, Refused):
        with pytest.raises(DecodeError):
            generated.decoder(MESSAGE)(data)
        return
    assert alike(generated.decoder(MESSAGE)(data), tuple(expected.values()))


def _drops_map_entries(message: Any) -> bool:
    """Whether the library took a map entry for an unknown field, which it alone does: see below."""
    maps = {each.number for each in message.DESCRIPTOR.fields if _is_map(each)}
    unknown: Any = UnknownFieldSet(message)
    return any(each.field_number in maps for each in unknown) or any(
        map(_drops_map_entries, _messages_below(message))
    )


def _lets_number_zero_pass(message: Any) -> bool:
    """Whether the library skipped a group that has a field 0 in it: see below."""
    unknown: Any = UnknownFieldSet(message)
    return _has_number_zero(unknown) or any(map(_lets_number_zero_pass, _messages_below(message)))


def _has_number_zero(unknown: Any) -> bool:
    return any(
        each.field_number == 0 or (each.wire_type == 3 and _has_number_zero(each.data))
        for each in unknown
    )


def _messages_below(message: Any) -> list[Message]:
    return [
        inner
        for field, value in message.ListFields()
        if field.message_type is not None
        for inner in _messages_in(field, value)
    ]


def _is_map(field: Any) -> bool:
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def _messages_in(field: Any, value: Any) -> list[Message]:
    if _is_map(field):
        return [each for each in value.values() if isinstance(each, Message)]
    return list(value) if field.is_repeated else [value]


def test_difference_map_entries_with_unknown_fields_are_kept(generated: Generated) -> None:
    """upb drops map entries that hold unknown fields. C++, Go and Java keep them, and so do we."""
    entry = length_delimited_field(1, b"a") + varint_field(2, 7) + varint_field(3, 5)
    data = length_delimited_field(1, length_delimited_field(15, entry))
    node, _ = generated.decoder(MESSAGE)(data)
    assert node.by_text == {"a": 7}
    library: Any = generated.messages[MESSAGE].FromString(data)
    assert not library.node.by_text


def test_difference_number_zero_is_refused_in_groups_too(generated: Generated) -> None:
    """upb does not look at the numbers within a group that it skips. 0 is no field's number."""
    data = length_delimited_field(1, b"") + b"\x0b\x00\x00\x0c"
    generated.messages[MESSAGE].FromString(data)
    with pytest.raises(DecodeError, match="a field's tag is out of range"):
        generated.decoder(MESSAGE)(data)


def test_parts_of_a_message_are_merged(generated: Generated) -> None:
    parts = (varint_field(2, 5), length_delimited_field(1, b"a"), varint_field(8, 1))
    inner = b"".join(length_delimited_field(14, part) for part in parts)
    node, _ = generated.decoder(MESSAGE)(length_delimited_field(1, inner))
    assert (node.inner.number, node.inner.text, node.inner.numbers) == (5, "a", [1])


@pytest.mark.parametrize("depth", [99, 100])
def test_messages_may_be_nested_100_deep_and_no_more(depth: int, generated: Generated) -> None:
    data = b""
    for _ in range(depth):
        data = length_delimited_field(14, data)
    data = length_delimited_field(1, data)
    if depth == 99:
        generated.messages[MESSAGE].FromString(data)
        generated.decoder(MESSAGE)(data)
        return
    with pytest.raises(LibraryError):
        generated.messages[MESSAGE].FromString(data)
    with pytest.raises(DecodeError, match="nested more than 100 deep"):
        generated.decoder(MESSAGE)(data)
