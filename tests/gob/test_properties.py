"""Any value of any type, cut into any pieces, and read by somebody who knows other fields."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gob.dice import Dice, arrived

from gen_plugin_runtime.netrpc.gob.basics import INT, STRING
from gen_plugin_runtime.netrpc.gob.kinds import Type
from gen_plugin_runtime.netrpc.gob.reader import INCOMPLETE, Reader
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.gob.writer import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tests.gob.dice import Stream

seeds = st.integers(0, 2**32)
streams = seeds.map(lambda seed: Dice(seed).stream())


def written(stream: Stream) -> bytes:
    writer = Writer()
    return b"".join(writer.encode(kind, value) for kind, value in stream)


def read(pieces: list[bytes], wanted: list[Type]) -> list[Any]:
    """Read as soon as there is anything to read."""
    reader = Reader()
    found: list[Any] = []
    for piece in pieces:
        reader.feed(piece)
        while len(found) < len(wanted):
            value = reader.read(wanted[len(found)])
            if value is INCOMPLETE:
                break
            found.append(value)
    assert reader.between_values
    return found


@given(stream=streams)
@settings(max_examples=1000)
def test_values_arrive(stream: Stream) -> None:
    found = read([written(stream)], [kind for kind, _ in stream])
    assert found == [arrived(kind, value) for kind, value in stream]


@given(stream=streams, cuts=st.lists(st.integers(0, 400), max_size=8))
def test_it_does_not_matter_in_which_pieces_bytes_arrive(stream: Stream, cuts: list[int]) -> None:
    data = written(stream)
    bounds = [0, *sorted(cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(bounds)]
    wanted = [kind for kind, _ in stream]
    assert repr(read(pieces, wanted)) == repr(read([data], wanted))


@given(stream=streams)
def test_all_of_it_may_be_read_at_the_end(stream: Stream) -> None:
    data = written(stream)
    reader = Reader()
    for at in range(len(data)):
        reader.feed(data[at : at + 1])
    assert [reader.read(kind) for kind, _ in stream] == [arrived(*each) for each in stream]


@given(stream=streams)
def test_values_that_nobody_wants_are_passed_over(stream: Stream) -> None:
    """Each as a whole, and as a field that its reader does not know."""
    reader = Reader()
    reader.feed(written([*stream, (INT, 7)]))
    assert all(reader.skip() for _ in stream)
    assert reader.read(INT) == 7

    newer = Struct("", (("A", INT), *((f"N{i}", kind) for i, (kind, _) in enumerate(stream)), END))
    older = Struct("", (("Other", STRING), END, ("A", INT)))
    sent: Stream = [(newer, (5, *(value for _, value in stream), "end"))]
    assert read([written(sent)], [older]) == [("", "end", 5)]


END = ("End", STRING)


@given(stream=streams)
def test_bytes_after_a_value_are_ignored(stream: Stream) -> None:
    """Within its message, as in Go."""
    writer = Writer()
    for kind, value in stream:
        writer.encode(kind, value)
    for kind, value in stream:
        data = writer.encode(kind, value)  # all is defined: it is one message
        reader = Reader()
        reader.feed(written(stream))
        [reader.skip() for _ in stream]
        body = data[1 if data[0] < 0x80 else 0x101 - data[0] :] + b"more"
        reader.feed(bytes((0xFC,)) + len(body).to_bytes(4, "big") + body)
        assert reader.read(kind) == arrived(kind, value)
        assert reader.between_values
