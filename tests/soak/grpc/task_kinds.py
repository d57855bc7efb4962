"""The kinds of calls again, as tasks of an event loop make them."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from tests.grpc.services import PATIENCE
from tests.soak.grpc.kinds import RequestsFailedError
from tests.soak.messages import ENDLESS, MAX_MESSAGE
from tests.soak.turn import Outcome

from gen_plugin_runtime.errors import CallTimeout, PluginError
from gen_plugin_runtime.grpc.status import StatusCode
from gen_plugin_runtime.options import call_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable

    from tests.soak.grpc.kinds import Turn
    from tests.soak.turn import TaskLater

    from gen_plugin_runtime.transport import Buffer

    TaskKind = Callable[[Turn], Awaitable[Outcome | TaskLater]]


async def _requests(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        await asyncio.sleep(0)  # one that never waits would keep the other tasks from theirs
        yield piece


async def _check_all(
    turn: Turn, replies: AsyncGenerator[Buffer, None], count: int, start: int = 0
) -> Outcome:
    turn.check_all([reply async for reply in replies], count, start)
    return Outcome.ANSWERED


# Calls that are answered.


async def _answer(turn: Turn) -> Outcome:
    size = turn.size()
    request = turn.order(1, size) + bytes(turn.dice.choice((0, 0, 50, 10_000)))
    reply = await turn.connected.tasks.answer(request)
    turn.check(reply)
    assert len(reply) == size
    return Outcome.ANSWERED


async def _replies(turn: Turn) -> Outcome:
    count = turn.dice.randint(0, 12)
    replies = turn.connected.tasks.replies(turn.order(count, turn.size()))
    return await _check_all(turn, replies, count)


async def _collect(turn: Turn) -> Outcome:
    count = turn.dice.randint(1, 10)
    turn.check(await turn.connected.tasks.collect(_requests(turn.pieces(count))), count)
    return Outcome.ANSWERED


async def _mirror(turn: Turn) -> Outcome:
    count = turn.dice.randint(1, 8)
    return await _check_all(turn, turn.connected.tasks.mirror(_requests(turn.pieces(count))), count)


async def _unread(turn: Turn) -> TaskLater:
    """A reader that stalls."""
    count = turn.dice.choice((100, 1000))
    replies = turn.connected.tasks.replies(turn.order(count, 10_000_000 // count))
    turn.check(await anext(replies))
    return partial(_check_all, turn, replies, count, 1)


async def _raised(turn: Turn, reply: Awaitable[object]) -> Outcome:
    with pytest.raises(PluginError) as caught:
        await reply
    error = caught.value
    expected = ("tests.soak.ledger.OrderedError", f"call {turn.number}")
    assert (error.type_name, error.message) == expected
    return Outcome.ANSWERED


async def _raises(turn: Turn) -> Outcome:
    return await _raised(turn, turn.connected.tasks.fail(turn.order()))


async def _raises_amid(turn: Turn) -> Outcome:
    count = turn.dice.randint(0, 8)
    replies = turn.connected.tasks.replies_then_raise(turn.order(count, turn.size()))
    for index in range(count):
        turn.check(await anext(replies), index)
    return await _raised(turn, anext(replies))


# Calls that their callers give up.


async def _cancelled_elsewhere(turn: Turn) -> Outcome:
    """By another task: before its own has begun, or while that sends or waits."""
    waiting = asyncio.ensure_future(turn.connected.tasks.wait(turn.order()))
    moment = turn.dice.choice((None, 0, 0, 0.001, 0.01))
    if moment is not None:
        await asyncio.sleep(moment)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    return Outcome.FAULTED


async def _cancelled_amid(turn: Turn) -> Outcome:
    """By the one who reads, who has as many replies as were wanted."""
    replies = turn.connected.tasks.replies(turn.order(ENDLESS, turn.size()))
    for index in range(turn.dice.randint(1, 4)):
        turn.check(await anext(replies), index)
    await replies.aclose()
    return Outcome.FAULTED


async def _forgotten_amid(turn: Turn) -> Outcome:
    """The iterator is dropped as it is."""
    turn.check(await anext(turn.connected.tasks.mirror(_requests(turn.pieces(ENDLESS)))))
    return Outcome.FAULTED


async def _cancelled_while_stuck(turn: Turn) -> TaskLater:
    """Both sides go on sending until their windows are shut, and no deadline ends it."""
    with call_options(timeout=None):
        requests = _requests(turn.pieces(ENDLESS, size=100_000))
        replies = turn.connected.tasks.mirror(requests)
    turn.check(await anext(replies))

    async def cancel() -> Outcome:
        await replies.aclose()
        return Outcome.FAULTED

    return cancel


async def _late(turn: Turn) -> Outcome:
    with call_options(timeout=turn.dice.uniform(0.0001, 0.004)), pytest.raises(CallTimeout):
        await turn.connected.tasks.wait(turn.order())
    return Outcome.FAULTED


async def _maybe_late(turn: Turn) -> Outcome:
    """The deadline comes about when the replies do."""
    with call_options(timeout=turn.dice.uniform(0.0001, 0.02)):
        replies = turn.connected.tasks.replies(turn.order(5))
    try:
        return await _check_all(turn, replies, 5)
    except CallTimeout:
        return Outcome.FAULTED


async def _requests_fail(turn: Turn) -> Outcome:
    async def requests() -> AsyncIterator[bytes]:
        for piece in turn.pieces(turn.dice.randint(0, 5)):
            yield piece
        raise RequestsFailedError

    with pytest.raises(RequestsFailedError):
        await turn.connected.tasks.collect(requests())
    return Outcome.FAULTED


async def _too_long(turn: Turn) -> Outcome:
    """Either the request or the reply."""
    request = turn.order(1, MAX_MESSAGE + 1)
    with pytest.raises(PluginError) as caught:
        await turn.connected.tasks.answer(request + bytes(turn.dice.choice((0, MAX_MESSAGE))))
    assert caught.value.status == StatusCode.RESOURCE_EXHAUSTED
    return Outcome.FAULTED


# Calls amid which the connection is dropped. What had arrived is there; it may have been all.


async def _hangs_up(turn: Turn) -> Outcome:
    turn.connected.dropped = True
    await turn.connected.tasks.hang_up(turn.order())
    raise AssertionError(f"call {turn.number} survived its connection")


async def _cut(turn: Turn) -> Outcome:
    replies = turn.connected.tasks.replies(turn.order(ENDLESS, turn.size()))
    turn.check(await anext(replies))
    turn.connected.dropped = True
    turn.connected.cut()
    return await _check_all(turn, replies, ENDLESS, 1)


async def _closed(turn: Turn) -> Outcome:
    replies = turn.connected.tasks.mirror(_requests(turn.pieces(ENDLESS)))
    turn.check(await anext(replies))
    turn.connected.dropped = True
    await asyncio.to_thread(turn.connected.channel.close, PATIENCE)
    return await _check_all(turn, replies, ENDLESS, 1)


TASKS_OF_10_000: dict[TaskKind, int] = {
    _answer: 4910,
    _replies: 1500,
    _collect: 1000,
    _mirror: 1000,
    _unread: 10,
    _raises: 400,
    _raises_amid: 200,
    _cancelled_elsewhere: 250,
    _cancelled_amid: 200,
    _forgotten_amid: 100,
    _cancelled_while_stuck: 5,
    _late: 50,
    _maybe_late: 200,
    _requests_fail: 100,
    _too_long: 63,
    _hangs_up: 4,
    _cut: 4,
    _closed: 4,
}
"""How many of that many calls are of each kind."""
