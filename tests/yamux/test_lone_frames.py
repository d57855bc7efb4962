"""A small call's frame of data, taken in one step: the same as the long way, or not at all."""

from __future__ import annotations

import pytest
from tests.yamux.wire import Frame

from gen_plugin_runtime.yamux.events import DataReceived, SessionFailed
from gen_plugin_runtime.yamux.limits import INITIAL_WINDOW
from gen_plugin_runtime.yamux.multiplexer import Multiplexer
from gen_plugin_runtime.yamux.settings import Settings

DATA = Frame("data", "", 1, 5, b"hello").encoded()
REST = Frame("data", "", 1, INITIAL_WINDOW - 5, bytes(INITIAL_WINDOW - 5)).encoded()


def with_stream() -> Multiplexer:
    session = Multiplexer(is_client=False, settings=Settings())
    session.receive(Frame("window_update", "SYN", 1, 0).encoded())
    assert session.accept() == 1
    session.take_events()
    return session


def test_it_takes_up_the_window_like_any_other() -> None:
    session = with_stream()
    assert session.receive_lone(DATA) == 1
    assert not session.take_events(), "its caller has the data"
    assert session.receive_lone(REST) == 1
    assert session.receive_lone(DATA) == 0
    assert isinstance(session.receive(DATA)[-1], SessionFailed)


@pytest.mark.parametrize(
    "data",
    [
        DATA + b"\0",
        DATA + DATA,
        DATA[:-1],
        DATA[:12],
        b"",
        b"\x01" + DATA[1:],
        Frame("data", "FIN", 1, 5, b"hello").encoded(),
        Frame("data", "", 3, 5, b"hello").encoded(),
        Frame("data", "", 1, 0).encoded(),
        Frame("window_update", "", 1, 5).encoded() + b"hello",
    ],
)
def test_all_else_goes_the_long_way(data: bytes) -> None:
    session, other = with_stream(), with_stream()
    assert session.receive_lone(data) == 0
    told = [(type(each), vars_of(each)) for each in session.receive(data)]
    assert told == [(type(each), vars_of(each)) for each in other.receive(data)], "nothing is taken"


def vars_of(event: object) -> list[object]:
    return [getattr(event, name) for name in type(event).__slots__]  # type: ignore[attr-defined]


@pytest.mark.parametrize("begun", [DATA[:3], DATA[:14]])
def test_what_has_begun_goes_on(begun: bytes) -> None:
    session = with_stream()
    events = session.receive(begun)
    assert session.receive_lone(DATA) == 0, "it may be a payload"
    events += session.receive(DATA[len(begun) :])
    data = [each.data for each in events if isinstance(each, DataReceived)]
    assert b"".join(data) == b"hello"


def test_a_stream_that_nobody_reads_counts_what_is_dropped() -> None:
    session = with_stream()
    session.abandon(1)
    assert session.receive_lone(DATA) == 0


def test_a_stream_that_has_ended_there_takes_nothing() -> None:
    session = with_stream()
    session.receive(Frame("window_update", "FIN", 1, 0).encoded())
    assert session.receive_lone(DATA) == 0


def test_a_session_that_has_failed_takes_nothing() -> None:
    session = with_stream()
    session.receive(b"\x01" * 12)
    assert session.failed
    assert session.receive_lone(DATA) == 0
