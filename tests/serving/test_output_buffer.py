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
    buffer = OutputBuffer(limit, patience=0.0)
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


def test_with_a_reader_printing_is_as_quick_as_the_reader() -> None:
    buffer = OutputBuffer(limit=10, patience=PATIENCE)
    taken: list[tuple[int, bytes]] = []
    reader = threading.Thread(target=lambda: taken.extend(iter(lambda: buffer.take(wanted), None)))
    reader.start()
    chunks = [(STDOUT, str(number).encode()) for number in range(1000)]
    for channel, data in chunks:
        buffer.put(channel, data)
    buffer.close()
    reader.join(PATIENCE)
    assert taken == chunks


def test_a_reader_that_has_stalled_is_not_waited_for() -> None:
    buffer = OutputBuffer(limit=10, patience=0.01)
    buffer.put(STDOUT, b"first")
    assert buffer.take(wanted) == (STDOUT, b"first")
    for _ in range(100):
        buffer.put(STDOUT, b"0123456789")
    taken = drained(buffer)
    assert b"bytes of output were dropped" in taken[0][1]
    assert taken[1:] == [(STDOUT, b"0123456789")]


def test_a_reader_that_leaves_is_not_waited_for() -> None:
    buffer = OutputBuffer(limit=1, patience=PATIENCE)
    left = threading.Event()
    buffer.put(STDOUT, b"1")
    buffer.take(lambda: not left.is_set())
    buffer.put(STDOUT, b"2")
    printing = threading.Thread(target=buffer.put, args=(STDOUT, b"3"))
    printing.start()
    left.set()
    buffer.wake()
    printing.join(PATIENCE / 2)
    assert not printing.is_alive()


def test_all_that_was_printed_has_been_handed_over_when_the_reader_comes_back() -> None:
    buffer = OutputBuffer()
    buffer.put(STDOUT, b"last words")
    buffer.wait_until_taken(0.0)  # nobody comes, nobody waits
    done = threading.Event()

    def wait() -> None:
        buffer.wait_until_taken(PATIENCE)
        done.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert buffer.take(wanted) == (STDOUT, b"last words")
    assert not done.wait(0.05)  # still on its way to the host
    reader = threading.Thread(target=buffer.take, args=(wanted,))
    reader.start()
    assert done.wait(PATIENCE)
    buffer.close()
    reader.join(PATIENCE)
    waiting.join(PATIENCE)


def test_nobody_waits_for_a_reader_that_has_left() -> None:
    buffer = OutputBuffer()
    buffer.put(STDOUT, b"for the next")
    buffer.take(lambda: False)
    buffer.wait_until_taken(PATIENCE * 1000)
