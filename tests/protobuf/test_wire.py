"""The wire primitives, against the protobuf library's own reading of the same bytes."""

from __future__ import annotations

import pytest
from google.protobuf.internal import decoder, encoder
from google.protobuf.struct_pb2 import Value
from google.protobuf.unknown_fields import UnknownFieldSet
from hypothesis import example, given
from hypothesis import strategies as st

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.protobuf import wire

NUMBERS = st.integers(min_value=-(2**63), max_value=2**64 - 1)


def library_varint(value: int) -> bytes:
    out = bytearray()
    encode = encoder._SignedVarintEncoder() if value < 0 else encoder._VarintEncoder()  # type: ignore[attr-defined]
    encode(out.extend, value, deterministic=True)
    return bytes(out)


@given(NUMBERS)
@example(0)
@example(127)
@example(128)
@example(-1)
@example(-(2**63))
@example(2**64 - 1)
def test_varints_are_the_librarys_and_come_back_as_64_unsigned_bits(value: int) -> None:
    encoded = wire.varint(value)
    assert encoded == library_varint(value)
    assert wire.read_varint(b"." + encoded + b".", 1) == (value % 2**64, 1 + len(encoded))


@given(st.binary(max_size=14))
def test_any_bytes_read_as_the_library_reads_them(data: bytes) -> None:
    try:
        expected = sorted(
            (field.field_number, field.wire_type)
            for field in UnknownFieldSet(parse_as_unknown(data))
        )
    except ValueError:
        with pytest.raises(DecodeError):
            list(wire.read_fields(data))
    else:
        ours = sorted((number, wire_type) for number, wire_type, _ in wire.read_fields(data))
        assert ours == [field for field in expected if field[1] != wire.START_GROUP]
