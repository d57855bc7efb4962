"""Every kind of call: the most of them are answered, and faults of all kinds are among them."""

from __future__ import annotations

from functools import partial

import pytest
from tests.grpc.services import PATIENCE
from tests.soak.messages import ENDLESS, MAX_MESSAGE
from tests.soak.turn import Outcome

from gen_plugin_runtime.errors import CallCancelled, CallTimeout, PluginError
from gen_plugin_runtime.grpc.status import StatusCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.soak import turn
    from tests.soak.grpc.connected import Connected
    from tests.soak.turn import Later

    Turn = turn.Turn[Connected]
    Kind = Callable[[Turn], Outcome | Later]


class RequestsFailedError(Exception):
    """A caller's own requests broke off."""


# Calls that are answered.


def _answer(turn: Turn) -> Outcome:
    size = turn.size()
    reply = turn.connected.answer(turn.order(1, size) + bytes(turn.dice.choice((0, 0, 50, 10_000))))
    turn.check(reply)
    assert len(reply) == size
    return Outcome.ANSWERED


def _replies(turn: Turn) -> Outcome:
    count = turn.dice.randint(0, 12)
    turn.check_all(turn.connected.replies(turn.order(count, turn.size())), count)
    return Outcome.ANSWERED


def _collect(turn: Turn) -> Outcome:
    count = turn.dice.randint(1, 10)
    turn.check(turn.connected.collect(turn.pieces(count)), count)
    return Outcome.ANSWERED


def _mirror(turn: Turn) -> Outcome:
    count = turn.dice.randint(1, 8)
    turn.check_all(turn.connected.mirror(turn.pieces(count)), count)
    return Outcome.ANSWERED


def _unread(turn: Turn) -> Later:
    """A reader that stalls: more comes than is accepted unread, and waits on the other side."""
    count = turn.dice.choice((100, 1000))
    replies = turn.connected.replies(turn.order(count, 10_000_000 // count))

    def read() -> Outcome:
        turn.check_all(replies, count)
        return Outcome.ANSWERED

    return read


# Calls whose implementation raises, which is an answer as well.


def _raised(turn: Turn, call: Callable[[], object]) -> Outcome:
    with pytest.raises(PluginError) as caught:
        call()
    error = caught.value
    expected = ("tests.soak.ledger.OrderedError", f"call {turn.number}")
    assert (error.type_name, error.message) == expected
    return Outcome.ANSWERED


def _raises(turn: Turn) -> Outcome:
    return _raised(turn, partial(turn.connected.fail, turn.order()))


def _raises_amid(turn: Turn) -> Outcome:
    """What came before is there."""
    count = turn.dice.randint(0, 8)
    replies = turn.connected.replies_then_raise(turn.order(count, turn.size()))
    for index in range(count):
        turn.check(next(replies), index)
    return _raised(turn, partial(next, replies))


# Calls that their callers give up.


def _cancelled_at_once(turn: Turn) -> Outcome:
    turn.connected.channel.call("/test.Soaked/Answer", turn.order()).cancel()
    return Outcome.FAULTED


def _cancelled_amid(turn: Turn) -> Outcome:
    """By the one who reads, who has as many replies as were wanted."""
    replies = turn.connected.replies(turn.order(ENDLESS, turn.size()))
    for index in range(turn.dice.randint(1, 4)):
        turn.check(next(replies), index)
    replies.close()  # type: ignore[attr-defined]
    return Outcome.FAULTED


def _forgotten_amid(turn: Turn) -> Outcome:
    """The iterator is dropped as it is."""
    turn.check(next(turn.connected.mirror(turn.pieces(ENDLESS))))
    return Outcome.FAULTED


def _cancelled_while_stuck(turn: Turn) -> Later:
    """Both sides go on sending until their windows are shut, and no deadline ends it."""
    requests = turn.pieces(ENDLESS, size=100_000)
    call = turn.connected.channel.call("/test.Soaked/Mirror", requests, timeout=None)
    turn.check(next(call))

    def cancel() -> Outcome:
        call.cancel()
        return Outcome.FAULTED

    return cancel


def _cancelled_elsewhere(turn: Turn) -> Outcome:
    """By another thread, while its caller waits; the server complains after its own patience."""
    call = turn.connected.channel.call("/test.Soaked/Wait", turn.order(), timeout=2 * PATIENCE)
    turn.to_cancel.put(call)
    with pytest.raises(CallCancelled):
        call.result()
    return Outcome.FAULTED


def _late(turn: Turn) -> Outcome:
    seconds = turn.dice.uniform(0.0, 0.004)
    with pytest.raises(CallTimeout):
        turn.connected.channel.call("/test.Soaked/Wait", turn.order(), timeout=seconds).result()
    return Outcome.FAULTED


def _maybe_late(turn: Turn) -> Outcome:
    """The deadline comes about when the replies do."""
    seconds = turn.dice.uniform(0.0, 0.02)
    call = turn.connected.channel.call("/test.Soaked/Replies", turn.order(5), timeout=seconds)
    try:
        turn.check_all(call, 5)
    except CallTimeout:
        return Outcome.FAULTED
    return Outcome.ANSWERED


def _requests_fail(turn: Turn) -> Outcome:
    def requests() -> Iterator[bytes]:
        yield from turn.pieces(turn.dice.randint(0, 5))
        raise RequestsFailedError

    with pytest.raises(RequestsFailedError):
        turn.connected.collect(requests())
    return Outcome.FAULTED


# Calls that are refused.


def _too_long(turn: Turn) -> Outcome:
    """Either the request or the reply."""
    request = turn.order(1, MAX_MESSAGE + 1)
    with pytest.raises(PluginError) as caught:
        turn.connected.answer(request + bytes(turn.dice.choice((0, MAX_MESSAGE))))
    assert caught.value.status == StatusCode.RESOURCE_EXHAUSTED
    return Outcome.FAULTED


# Calls amid which the connection is dropped. What had arrived is there; it may have been all.


def _hangs_up(turn: Turn) -> Outcome:
    turn.connected.dropped = True
    turn.connected.hang_up(turn.order())
    raise AssertionError(f"call {turn.number} survived its connection")


def _cut(turn: Turn) -> Outcome:
    replies = turn.connected.replies(turn.order(ENDLESS, turn.size()))
    turn.check(next(replies))
    turn.connected.dropped = True
    turn.connected.cut()
    turn.check_all(replies, ENDLESS, start=1)
    return Outcome.ANSWERED


def _closed(turn: Turn) -> Outcome:
    replies = turn.connected.mirror(turn.pieces(ENDLESS))
    turn.check(next(replies))
    turn.connected.dropped = True
    turn.connected.channel.close()
    turn.check_all(replies, ENDLESS, start=1)
    return Outcome.ANSWERED


OF_10_000: dict[Kind, int] = {
    _answer: 4910,
    _replies: 1500,
    _collect: 1000,
    _mirror: 1000,
    _unread: 10,
    _raises: 400,
    _raises_amid: 200,
    _cancelled_at_once: 200,
    _cancelled_amid: 200,
    _forgotten_amid: 100,
    _cancelled_while_stuck: 5,
    _cancelled_elsewhere: 50,
    _late: 50,
    _maybe_late: 200,
    _requests_fail: 100,
    _too_long: 63,
    _hangs_up: 4,
    _cut: 4,
    _closed: 4,
}
"""How many of that many calls are of each kind."""
