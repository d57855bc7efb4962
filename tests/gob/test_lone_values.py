"""A small value is read in one step: the same as the long way, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.gob.dice import Dice, arrived

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.basics import BYTES, INT, STRING
from gen_plugin_runtime.netrpc.gob.reader import Reader
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.gob.writer import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.gob.dice import Stream

streams = st.integers(0, 2**32).map(lambda seed: Dice(seed).stream())
_SMALL = 0x80


@given(stream=streams, rest=st.binary(max_size=3))
def test_a_value_as_the_one_before(stream: Stream, rest: bytes) -> None:
    writer, reader = Writer(), Reader()
    reader.feed(b"".join(writer.encode(kind, value) for kind, value in stream))
    for kind, _ in stream:
        reader.read(kind)
    for kind, value in stream:
        data = writer.encode(kind, value)  # all is defined: it is one message
        found = reader.read_lone(kind, b"before" + data + rest, 6)
        if data[0] < _SMALL:
            assert found == (arrived(kind, value), 6 + len(data))
        else:
            assert found is None
        assert reader.between_values, "nothing is taken"


LAST = Writer()
FIRST, SECOND = LAST.encode(STRING, "first"), LAST.encode(STRING, "second")


def after_one(max_message: int = 100) -> Reader:
    reader = Reader(max_message)
    reader.feed(FIRST)
    assert reader.read(STRING) == "first"
    return reader


def test_what_is_wrong_or_cut_off_is_none() -> None:
    reader = after_one()
    assert reader.read_lone(STRING, SECOND, 0) == ("second", len(SECOND))
    for data in (b"", SECOND[:-1], SECOND[:2] + b"\0\x7f" + SECOND[4:], b"\x05\x0c\0\x02\xff\xff"):
        assert reader.read_lone(STRING, data, 0) is None, data
    assert reader.read_lone(STRING, SECOND, len(SECOND)) is None
    reader.feed(SECOND)
    assert reader.read(STRING) == "second"


def test_a_type_that_has_not_been_read_is_none() -> None:
    assert Reader().read_lone(STRING, FIRST, 0) is None
    assert after_one().read_lone(INT, FIRST, 0) is None
    assert after_one().read_lone(STRING, Writer().encode(BYTES, b"other"), 0) is None


def test_the_limit_is_kept() -> None:
    assert after_one(len(FIRST) - 1).read_lone(STRING, SECOND, 0) is None


def test_a_broken_stream_stays_so() -> None:
    reader = after_one()
    reader.feed(b"\x80")
    with pytest.raises(DecodeError):
        reader.read(STRING)
    assert reader.broken
    assert reader.read_lone(STRING, SECOND, 0) is None


POINT = Struct("main.Point", (("X", INT), ("Y", INT)))
OTHER_WAY_ROUND = Struct("main.Point", (("Y", INT), ("X", INT)))
ONE_FIELD = Struct("main.Point", (("X", INT),))


def after_a_point(kind: Struct = POINT) -> tuple[Reader, bytes]:
    """A reader that has read a point, as a peer has it, and how that peer sends the next one."""
    writer, reader = Writer(), Reader()
    first, second = ((5, 6)[: len(kind.fields)], (1, 2)[: len(kind.fields)])
    reader.feed(writer.encode(kind, first))
    reader.read(POINT)
    return reader, writer.encode(kind, second)


EXPECTED = POINT.encode((1, 2), Writer(), 0)


def test_what_is_expected_is_known_by_its_bytes() -> None:
    reader, data = after_a_point()
    assert reader.starts_with(POINT, (1, 2), EXPECTED, data + b"more") == len(data)
    assert reader.starts_with(POINT, (1, 2), EXPECTED, data[:-1]) == 0
    assert reader.starts_with(POINT, (1, 3), POINT.encode((1, 3), Writer(), 0), data) == 0
    assert reader.between_values, "nothing is taken"


@pytest.mark.parametrize("kind", [OTHER_WAY_ROUND, ONE_FIELD])
def test_a_peer_may_mean_something_else_by_the_same_bytes(kind: Struct) -> None:
    reader, _ = after_a_point(kind)
    _, data = after_a_point()
    assert reader.starts_with(POINT, (1, 2), EXPECTED, data) == 0


def test_nothing_is_expected_of_what_has_not_been_read() -> None:
    _, data = after_a_point()
    assert Reader().starts_with(POINT, (1, 2), EXPECTED, data) == 0
