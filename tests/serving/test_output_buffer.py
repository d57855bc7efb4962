"""Output on its way to the host: bounded, in order, never in the way."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st
from tests.host.support import PATIENCE

from gen_plugin_runtime.serving.output import STDERR, STDOUT, OutputBuffer


def wanted() -> bool:
    return True


def drained(buffer: OutputBuffer) -> list[tuple[int, bytes]]:
    buffer.close()
    return list(iter(lambda: buffer.take(wanted), None))


@given(st.lists(st.tuples(st.sampled_from([STDOUT, STDERR]), st.binary(min_size=1, max_size=20))))
def test_all_comes_out_in_order(chunks: list[tuple[int, bytes]]) -> None:
    buffer = OutputBuffer()
    for channel, data in chunks:
        buffer.put(channel, data)
    assert drained(buffer) == chunks


@given(st.lists(st.binary(min_size=1, max_size=30)), st.integers(1, 100))
def test_the_newest_is_kept_and_the_loss_is_told(chunks: list[bytes], limit: int) -> None:
    buffer = OutputBuffer(limit)
    for data in chunks:
        buffer.put(STDOUT, data)
    taken = drained(buffer)
    kept = b"".join(data for channel, data in taken if channel == STDOUT)
    printed = b"".join(chunks)
    assert printed.endswith(kept)
    assert len(kept) <= limit
    lost = len(printed) - len(kept)
    notice = f"[{lost} bytes of output were dropped: nobody was reading]\n".encode()
    assert [data for channel, data in taken if channel == STDERR] == ([notice] if lost else [])


def test_who_is_not_wanted_any_more_takes_nothing() -> None:
    buffer = OutputBuffer()
    buffer.put(STDOUT, b"for the next")
    assert buffer.take(lambda: False) is None
    assert buffer.take(wanted) == (STDOUT, b"for the next")


def test_close_wakes_who_waits() -> None:
    buffer = OutputBuffer()
    taken: list[object] = []
    waiting = threading.Thread(target=lambda: taken.append(buffer.take(wanted)))
    waiting.start()
    buffer.close()
    waiting.join(PATIENCE)
    assert taken == [None]
