"""The wire primitives, against the protobuf library's own reading of the same bytes."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import descriptor_pool, message_factory
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.empty_pb2 import Empty
from google.protobuf.message import DecodeError as LibraryError
from google.protobuf.message import Message
from google.protobuf.unknown_fields import UnknownFieldSet
from google.protobuf.wrappers_pb2 import Int64Value, StringValue, UInt64Value
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.protobuf import wire


def _message_of_unknown_fields() -> type[Message]:
    """A message that knows one field only, with a number that is hardly ever drawn."""
    file = FileDescriptorProto(name="unknown.proto")
    file.message_type.add(name="Unknown").field.add(
        name="last",
        number=2**29 - 2,
        type=FieldDescriptorProto.TYPE_BOOL,
        label=FieldDescriptorProto.LABEL_OPTIONAL,
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("Unknown"))


UNKNOWN = _message_of_unknown_fields()
EDGES = [0, 1, 127, 128, 2**14 - 1, 2**14, 2**28 - 1, 2**28, 2**56, 2**63 - 1]


@given(st.integers(-(2**63), 2**64 - 1) | st.sampled_from([*EDGES, -1, -(2**63), 2**64 - 1]))
def test_varint_fields_are_the_librarys(value: int) -> None:
    library = Int64Value(value=value) if value < 2**63 else UInt64Value(value=value)
    field = wire.varint_field(1, value)
    assert field == (library.SerializeToString() or b"\x08\x00")
    assert list(wire.read_fields(field)) == [(1, wire.VARINT, value % 2**64)]


@given(st.text() | st.just("a" * 300))
def test_length_delimited_fields_are_the_librarys(text: str) -> None:
    field = wire.length_delimited_field(1, text.encode())
    assert field == (StringValue(value=text).SerializeToString() or b"\x0a\x00")
    assert list(wire.read_fields(field)) == [(1, wire.LENGTH_DELIMITED, text.encode())]


@settings(max_examples=1000)
@given(st.binary(max_size=14))
@example(b"\x08" + b"\x80" * 9 + b"\x02")
@example(b"\x08" + b"\x80" * 10 + b"\x00")
@example(b"\x88\x80\x80\x80\x00\x01")
@example(b"\x88\x80\x80\x80\x80\x00\x01")
@example(b"\xf8\xff\xff\xff\x0f\x01")
@example(b"\xf8\xff\xff\xff\x1f\x01")
@example(b"\x1a\x81\x80\x80\x80\x00a")
@example(b"\x1a\x81\x80\x80\x80\x80\x00a")
@example(b"\x1a\xff\xff\xff\xff\x0fa")
@example(b"\x0b\x13\x14\x0c")
@example(b"\x0b\x14")
@example(b"\x0c")
@example(b"\x0d1234")
@example(b"\x091234567")
def test_any_bytes_are_read_as_the_library_reads_them(data: bytes) -> None:
    try:
        unknown = list[Any](UnknownFieldSet(UNKNOWN.FromString(data)))  # type: ignore[call-overload]
    except LibraryError:
        with pytest.raises(DecodeError):
            list(wire.read_fields(data))
        return
    expected = [
        (each.field_number, each.wire_type, each.data)
        for each in unknown
        if each.wire_type != wire.START_GROUP
    ]
    fixed = {wire.FIXED32, wire.FIXED64}
    assert [
        (number, kind, int.from_bytes(value, "little") if kind in fixed else value)  # type: ignore[arg-type]
        for number, kind, value in wire.read_fields(data)
    ] == expected


@pytest.mark.parametrize("depth", [100, 101])
def test_groups_may_be_nested_100_deep_and_no_more(depth: int) -> None:
    data = b"\x0b" * depth + b"\x0c" * depth
    if depth == 100:
        UNKNOWN.FromString(data)
        assert list(wire.read_fields(data)) == []
        return
    with pytest.raises(LibraryError):
        UNKNOWN.FromString(data)
    with pytest.raises(DecodeError, match="nested more than 100 deep"):
        list(wire.read_fields(data))


def test_difference_no_field_has_number_0() -> None:
    """upb accepts the number 0 in messages without fields, and refuses it in all others."""
    data = b"\0\1"
    Empty.FromString(data)
    with pytest.raises(LibraryError):
        UNKNOWN.FromString(data)
    with pytest.raises(DecodeError, match="out of range"):
        list(wire.read_fields(data))
