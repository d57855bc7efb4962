"""The state table and flow control by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_plugin_runtime.http2.limits import MAX_WINDOW
from gen_plugin_runtime.http2.streams import TRANSITIONS, Action, State, Stream
from gen_plugin_runtime.http2.windows import ReceiveWindow, SendWindow, WindowOverflowError


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_a_stream_follows_the_table(state: State, action: Action) -> None:
    stream = Stream(state, 0)
    following = TRANSITIONS[state].get(action)
    assert stream.step(action) is (following is not None)
    assert stream.state is (state if following is None else following)


def test_the_table_is_symmetric() -> None:
    """What one side may do in a state, the other may do in the mirrored state."""
    named = {
        state.name: {action.name: to.name for action, to in row.items()}
        for state, row in TRANSITIONS.items()
    }
    mirrored = {
        mirror(state): {mirror(action): mirror(to) for action, to in row.items()}
        for state, row in named.items()
    }
    assert mirrored == named


def mirror(name: str) -> str:
    for here, there in (("SEND_", "RECEIVE_"), ("LOCAL", "REMOTE")):
        if here in name:
            return name.replace(here, there)
        if there in name:
            return name.replace(there, here)
    return name


def test_a_send_window_can_become_negative_and_recover() -> None:
    window = SendWindow(100)
    window.consume(80)
    window.change(-50)
    assert window.available == -30
    window.change(50)
    assert window.available == 20


def test_a_send_window_has_an_end() -> None:
    window = SendWindow(MAX_WINDOW - 1)
    window.change(1)
    with pytest.raises(WindowOverflowError):
        window.change(1)
    assert window.available == MAX_WINDOW


@given(st.integers(1, 10_000), st.lists(st.integers(0, 3000), max_size=40))
def test_a_receive_window_never_closes_for_a_peer_whose_bytes_are_used(
    size: int, pieces: list[int]
) -> None:
    window = ReceiveWindow(size)
    available = size
    for piece in pieces:
        count = min(piece, available)
        assert window.receive(count)
        available -= count
        increment = window.use(count)
        available += increment
        assert available * 2 >= size
        assert available <= size
    assert not window.receive(available + 1)
