"""What waits to be written is few pieces, whatever it was made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gen_plugin_runtime.http2.output import _JOINED, Output

sizes = st.sampled_from([0, 1, 9, 1000, _JOINED // 2, _JOINED, _JOINED + 1, 3 * _JOINED])


@given(st.lists(sizes, max_size=20))
def test_what_is_taken_is_what_was_added(added: list[int]) -> None:
    output = Output()
    chunks = [bytes([number]) * size for number, size in enumerate(added)]
    for chunk in chunks:
        output.add(chunk)
    taken = output.take()
    assert b"".join(taken) == b"".join(chunks)
    assert all(len(piece) <= _JOINED or piece in chunks for piece in taken)
    assert (output.take(), output.size) == ([], 0)


def test_a_backlog_of_small_frames_is_written_in_few_calls() -> None:
    output = Output()
    for _ in range(100_000):
        output.add(b"small frame")
    assert len(output.take()) <= 1 + 100_000 * len(b"small frame") // (_JOINED - 100)


def test_large_payloads_are_not_copied() -> None:
    output = Output()
    payload = memoryview(bytes(4 * _JOINED))
    for _ in range(2):
        output.add(b"header")
        output.add(payload)
    taken = output.take()
    assert [len(piece) for piece in taken] == [6, len(payload)] * 2
    assert taken[1] is payload
    assert taken[3] is payload
