"""The kinds of calls over net/rpc again, as tasks of an event loop make them."""

from __future__ import annotations

import asyncio

import pytest
from tests.soak.messages import MAX_MESSAGE
from tests.soak.netrpc.kinds import RAISED
from tests.soak.turn import Outcome

from gen_plugin_runtime.errors import CallTimeout, EncodeError, PluginError
from gen_plugin_runtime.options import call_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.soak.netrpc.kinds import Turn
    from tests.soak.turn import TaskLater

    TaskKind = Callable[[Turn], Awaitable[Outcome | TaskLater]]


async def _answer(turn: Turn) -> Outcome:
    size = turn.size()
    request = turn.order(1, size) + bytes(turn.dice.choice((0, 0, 50, 10_000)))
    reply = await turn.connected.tasks.answer(request)
    turn.check(reply)
    assert len(reply) == size
    return Outcome.ANSWERED


async def _raises(turn: Turn) -> Outcome:
    with pytest.raises(PluginError) as caught:
        await turn.connected.tasks.fail(turn.order())
    assert caught.value.message == RAISED.format(turn.number)
    return Outcome.ANSWERED


async def _cancelled(turn: Turn) -> Outcome:
    """By another task: before its own has begun, or while that sends or waits."""
    waiting = asyncio.ensure_future(turn.connected.tasks.wait(turn.order()))
    moment = turn.dice.choice((None, 0, 0, 0.001, 0.01))
    if moment is not None:
        await asyncio.sleep(moment)
    waiting.cancel()
    try:
        turn.check(await waiting)
    except asyncio.CancelledError:
        return Outcome.FAULTED
    return Outcome.ANSWERED  # before it was cancelled, on a busy machine


async def _limited(turn: Turn, method: Callable[[bytes], Awaitable[bytes]], most: float) -> Outcome:
    try:
        with call_options(timeout=turn.dice.uniform(0.0001, most)):
            turn.check(await method(turn.order()))
    except CallTimeout:
        return Outcome.FAULTED
    return Outcome.ANSWERED


async def _late(turn: Turn) -> Outcome:
    return await _limited(turn, turn.connected.tasks.wait, 0.004)


async def _maybe_late(turn: Turn) -> Outcome:
    """The deadline comes about when the reply does."""
    return await _limited(turn, turn.connected.tasks.answer, 0.02)


async def _cannot_be_sent(turn: Turn) -> Outcome:
    with pytest.raises(EncodeError):
        await turn.connected.tasks.answer("no bytes")
    return Outcome.FAULTED


async def _too_long(turn: Turn) -> Outcome:
    """Either the request or the reply."""
    request = turn.order(1, MAX_MESSAGE + 1)
    with pytest.raises(EncodeError, match="longer than"):
        await turn.connected.tasks.answer(request + bytes(turn.dice.choice((0, MAX_MESSAGE))))
    return Outcome.FAULTED


async def _hangs_up(turn: Turn) -> Outcome:
    turn.connected.dropped = True
    await turn.connected.tasks.hang_up(turn.order())
    raise AssertionError(f"call {turn.number} survived its connection")


TASKS_OF_10_000: dict[TaskKind, int] = {
    _answer: 7936,
    _raises: 600,
    _cancelled: 300,
    _late: 100,
    _maybe_late: 500,
    _cannot_be_sent: 500,
    _too_long: 60,
    _hangs_up: 4,
}
"""How many of that many calls are of each kind."""
