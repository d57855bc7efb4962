"""What a peer can make this side keep or do, and the table of it in DESIGN.md."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.design_tables import constant, figures
from tests.yamux.wire import Frame, decode

from gen_plugin_runtime.http2.limits import BARE_FRAMES, MAX_QUEUED_CONTROL
from gen_plugin_runtime.yamux import limits
from gen_plugin_runtime.yamux.events import SessionFailed, StreamReset
from gen_plugin_runtime.yamux.inbox import Inbox
from gen_plugin_runtime.yamux.multiplexer import Multiplexer
from gen_plugin_runtime.yamux.settings import Settings

FIGURES = figures("Limits of a yamux session", "yamux.limits")
SET_BY_YAMUX = {"MAX_WINDOW", "STREAM_IDS_END"}


@pytest.mark.parametrize(("module", "name", "figure"), FIGURES)
def test_a_figure_is_that_of_its_constant(module: str, name: str, figure: int) -> None:
    assert constant(module, name) == figure


def test_no_limit_is_missing() -> None:
    told = {name for module, name, _ in FIGURES if module == "yamux.limits"}
    assert told == {name for name in vars(limits) if name.isupper()} - SET_BY_YAMUX


class Abused:
    """A server whose time stands still."""

    def __init__(self) -> None:
        self.now = 0.0
        self.session = Multiplexer(
            is_client=False, settings=Settings(keepalive=None), clock=lambda: self.now
        )

    def hear(self, *heard: Frame) -> list[object]:
        return list(self.session.receive(b"".join(frame.encoded() for frame in heard)))

    def said(self) -> list[Frame]:
        return decode(b"".join(self.session.output.take()))


FLOODS = {
    "ping": Frame("ping", "SYN", 0, 7),
    "pong": Frame("ping", "ACK", 0, 7),
    "window": Frame("window_update", "", 1, 1),
    "nothing": Frame("data", "", 1, 0),
    "unknown": Frame("data", "", 99, 1, b"x"),
    "reset": Frame("window_update", "RST", 99, 0),
    "leave": Frame("go_away", "", 0, 0),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_ends_the_session(name: str) -> None:
    abused = Abused()
    abused.hear(Frame("window_update", "SYN", 1, 0))
    sent = 0
    while not abused.session.failed:
        abused.hear(*[FLOODS[name]] * 100)
        said = abused.said()
        sent += 100
        assert sent <= BARE_FRAMES + 100
    assert sent >= BARE_FRAMES
    assert said[-1] == Frame("go_away", "", 0, 1)


def test_a_flood_of_streams_that_are_opened_and_reset_ends_the_session() -> None:
    abused = Abused()
    for stream_id in range(1, 4 * BARE_FRAMES, 2):
        abused.hear(
            Frame("window_update", "SYN", stream_id, 0), Frame("window_update", "RST", stream_id, 0)
        )
        assert abused.session.waiting == abused.session.open_streams == 0
        if abused.session.failed:
            return
    pytest.fail("it went on")


def test_who_is_slow_may_go_on() -> None:
    abused = Abused()
    for _ in range(3 * BARE_FRAMES // 100):
        abused.hear(*[FLOODS["ping"]] * 100)
        abused.said()
        abused.now += 0.2
    assert not abused.session.failed


def test_answers_that_nobody_reads_end_the_session() -> None:
    abused = Abused()
    *_, failed = abused.hear(*[FLOODS["ping"]] * (MAX_QUEUED_CONTROL + 1))
    assert isinstance(failed, SessionFailed)
    assert failed.reason == "answers are not read"
    assert abused.session.output.size <= 12 * (MAX_QUEUED_CONTROL + 1)


def test_streams_beyond_the_limit_are_reset() -> None:
    abused = Abused()
    for stream_id in range(1, 2 * limits.MAX_STREAMS, 2):
        abused.hear(Frame("window_update", "SYN", stream_id, 0))
        assert abused.session.accept() == stream_id
    abused.said()
    abused.hear(Frame("window_update", "SYN", 99_999, 0))
    assert abused.said() == [Frame("window_update", "RST", 99_999, 0)]


def test_the_oldest_of_too_many_streams_that_never_end_is_reset() -> None:
    abused = Abused()
    for stream_id in range(1, 2 * limits.MAX_CLOSING + 2, 2):
        abused.hear(Frame("window_update", "SYN", stream_id, 0))
        assert abused.session.accept() == stream_id
        abused.session.abandon(stream_id)
    assert abused.said()[-1] == Frame("window_update", "RST", 1, 0)
    [event] = abused.session.take_events()
    assert isinstance(event, StreamReset)
    assert event.stream_id == 1
    assert abused.session.open_streams == limits.MAX_CLOSING


def test_what_comes_on_an_abandoned_stream_is_dropped_up_to_a_limit() -> None:
    abused = Abused()
    abused.hear(Frame("window_update", "SYN", 1, 0))
    abused.session.accept()
    abused.session.abandon(1)
    abused.said()
    half = limits.INITIAL_WINDOW // 2
    for _ in range(limits.MAX_DROPPED // half):
        assert abused.hear(Frame("data", "", 1, half, bytes(half))) == []
        assert abused.said() == [Frame("window_update", "", 1, half)]
    assert abused.hear(Frame("data", "FIN", 1, 1, b"x")) == []
    assert abused.said() == [Frame("window_update", "RST", 1, 0)]
    assert abused.session.open_streams == 0


def test_the_window_holds_on_an_abandoned_stream_too() -> None:
    abused = Abused()
    abused.hear(Frame("window_update", "SYN", 1, 0))
    abused.session.accept()
    abused.session.abandon(1)
    size = limits.INITIAL_WINDOW + 1
    [failed] = abused.hear(Frame("data", "", 1, size, bytes(size)))
    assert isinstance(failed, SessionFailed)


def test_ids_that_are_used_up_and_ids_that_the_peer_took() -> None:
    session = Multiplexer(is_client=False, settings=Settings())
    session.receive(Frame("window_update", "SYN", 2, 0).encoded())
    assert session.open() == 4
    session._table._next = limits.STREAM_IDS_END - 2
    assert session.open() == 2**32 - 4
    with pytest.raises(ConnectionError, match="used up"):
        session.open()


@given(st.lists(st.tuples(st.binary(max_size=2000), st.integers(1, 3000), st.booleans())))
def test_an_inbox_gives_what_it_got(steps: list[tuple[bytes, int, bool]]) -> None:
    inbox, expected, found = Inbox(), b"", b""
    for data, count, into in steps:
        if data:
            inbox.add(data)
        expected += data
        if into:
            buffer = bytearray(count)
            found += bytes(buffer[: inbox.take_into(memoryview(buffer))])
        else:
            found += inbox.take(count)
        assert inbox.size == len(expected) - len(found)
        assert expected.startswith(found)
    while inbox.size:
        found += inbox.take(1000)
    assert found == expected


def test_small_pieces_are_held_together() -> None:
    inbox = Inbox()
    for _ in range(limits.INITIAL_WINDOW // 2):
        inbox.add(b"xy")
    assert len(inbox._pieces) < 50
