"""Every kind of call over net/rpc, with faults among them, and objects that are passed."""

from __future__ import annotations

import pytest
from tests.soak.messages import MAX_MESSAGE
from tests.soak.netrpc.methods import ANSWER, WAIT, Pieces
from tests.soak.turn import Outcome

from gen_plugin_runtime.errors import CallTimeout, EncodeError, PluginError
from gen_plugin_runtime.options import call_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.soak import turn
    from tests.soak.netrpc.connected import Connected
    from tests.soak.turn import Later

    Turn = turn.Turn[Connected]
    Kind = Callable[[Turn], Outcome | Later]

RAISED = "tests.soak.ledger.OrderedError: call {}"
"""What a call that asks for it fails with."""


# Calls that are answered.


def _answer(turn: Turn) -> Outcome:
    size = turn.size()
    request = turn.order(1, size) + bytes(turn.dice.choice((0, 0, 50, 10_000)))
    reply = turn.connected.calls.answer(request)
    turn.check(reply)
    assert len(reply) == size
    return Outcome.ANSWERED


def _raises(turn: Turn) -> Outcome:
    """An answer as well."""
    with pytest.raises(PluginError) as caught:
        turn.connected.calls.fail(turn.order())
    assert caught.value.message == RAISED.format(turn.number)
    return Outcome.ANSWERED


def _calls_back(turn: Turn) -> Outcome:
    """The plugin calls an object of this side."""
    connected, count = turn.connected, turn.dice.randint(0, 4)
    number = connected.broker.next_id()
    connected.broker.accept_and_serve(number, Pieces())
    reply = connected.calls.call_back((number, turn.order(count, turn.size())))
    turn.check(reply, count)
    return Outcome.ANSWERED


def _calls_an_object(turn: Turn) -> Outcome:
    """This side calls an object of the plugin's, and forgets it."""
    connected = turn.connected
    answer = connected.broker.dial(connected.calls.open(turn.order())).method(ANSWER)
    for index in range(turn.dice.randint(0, 4)):
        turn.check(answer(turn.order(index, turn.size())), index)
    return Outcome.ANSWERED


def _leaves_an_object(turn: Turn) -> Outcome:
    """Nobody dials what either side serves."""
    connected = turn.connected
    connected.calls.open(turn.order())
    connected.broker.accept_and_serve(connected.broker.next_id(), Pieces())
    return Outcome.ANSWERED


# Calls that their callers give up: the other side answers, and is not heard.


def _limited(turn: Turn, method: Callable[[bytes], bytes], most: float) -> Outcome:
    try:
        with call_options(timeout=turn.dice.uniform(0.0001, most)):
            turn.check(method(turn.order()))
    except CallTimeout:
        return Outcome.FAULTED
    return Outcome.ANSWERED


def _late(turn: Turn) -> Outcome:
    """On a busy machine the caller may wake up so late that it has been answered."""
    return _limited(turn, turn.connected.calls.wait, 0.004)


def _maybe_late(turn: Turn) -> Outcome:
    """The deadline comes about when the reply does."""
    return _limited(turn, turn.connected.calls.answer, 0.02)


def _cannot_be_sent(turn: Turn) -> Outcome:
    with pytest.raises(EncodeError):
        turn.connected.calls.answer("no bytes")
    return Outcome.FAULTED


def _too_long(turn: Turn) -> Outcome:
    """Either the request or the reply, which its own side does not send."""
    request = turn.order(1, MAX_MESSAGE + 1)
    with pytest.raises(EncodeError, match="longer than"):
        turn.connected.calls.answer(request + bytes(turn.dice.choice((0, MAX_MESSAGE))))
    return Outcome.FAULTED


# Calls amid which the connection is dropped.


def _hangs_up(turn: Turn) -> Outcome:
    turn.connected.dropped = True
    turn.connected.calls.hang_up(turn.order())
    raise AssertionError(f"call {turn.number} survived its connection")


def _cut(turn: Turn) -> Outcome:
    turn.connected.dropped = True
    call = turn.connected.start(WAIT, turn.order())
    turn.connected.cut()
    turn.check(call.result())  # it may have been answered before
    return Outcome.ANSWERED


def _closed(turn: Turn) -> Outcome:
    turn.connected.dropped = True
    call = turn.connected.start(WAIT, turn.order())
    turn.connected.close()
    turn.check(call.result())
    return Outcome.ANSWERED


OF_10_000: dict[Kind, int] = {
    _answer: 7328,
    _raises: 600,
    _calls_back: 400,
    _calls_an_object: 400,
    _leaves_an_object: 100,
    _late: 100,
    _maybe_late: 500,
    _cannot_be_sent: 500,
    _too_long: 60,
    _hangs_up: 4,
    _cut: 4,
    _closed: 4,
}
"""How many of that many calls are of each kind."""
