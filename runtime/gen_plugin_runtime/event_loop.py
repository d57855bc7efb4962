"""Where the coroutines of implementations run, and how the threads that answer calls wait for them.

The runtime answers calls in threads. What an implementation awaits runs in one event loop for the
whole process: the one that `ServeConfig` names, or one in a thread of its own, started when it is
first needed. Only then is `asyncio` imported.
"""

from __future__ import annotations

import asyncio
import threading
from queue import SimpleQueue

from gen_plugin_runtime.call import CURRENT_CALL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Awaitable, Generator
    from concurrent.futures import Future
    from typing import TypeVar

    Value = TypeVar("Value")

_lock = threading.Lock()
_loops: list[asyncio.AbstractEventLoop] = []  # none or one


def use_loop(loop: asyncio.AbstractEventLoop | None) -> None:
    """Run coroutines in this loop from now on, which another thread runs; None: in an own one."""
    with _lock:
        _loops[:] = [] if loop is None else [loop]


def _loop() -> asyncio.AbstractEventLoop:
    with _lock:
        if not _loops:
            loop = asyncio.new_event_loop()
            threading.Thread(
                target=loop.run_forever, name="gen-plugin asyncio", daemon=True
            ).start()
            _loops.append(loop)
        return _loops[0]


def wait_for(awaitable: Awaitable[Value]) -> Value:
    """Run an awaitable in the event loop, and wait for it in this thread.

    Its task is cancelled when the caller of the call leaves, or the deadline passes.
    """
    done = asyncio.run_coroutine_threadsafe(_outcome(awaitable), _loop())
    call = CURRENT_CALL.get(None)
    if call is not None:
        call.on_cancelled(done.cancel)
    return _result(done)


class _Raised:
    """What a coroutine raised, as its result.

    On the way from a loop to a thread asyncio makes a new `TimeoutError` of one, without its notes,
    file names, cause and traceback.
    """

    def __init__(self, error: Exception) -> None:
        self.error = error


async def _outcome(awaitable: Awaitable[Value]) -> Value | _Raised:
    try:
        return await awaitable
    except Exception as error:  # noqa: BLE001 - it is raised again, in the thread that waits
        return _Raised(error)


def _result(done: Future[Value | _Raised]) -> Value:
    outcome = done.result()
    if not isinstance(outcome, _Raised):
        return outcome
    try:
        raise outcome.error
    finally:
        del outcome  # or the exception would hold itself, by its traceback


def iterate(items: AsyncIterable[Value]) -> Generator[Value, None, None]:
    """The items of an async iterator, which runs in one task of the event loop.

    It goes on when the next item is asked for. Its task is cancelled when this generator is closed,
    and as `wait_for` says.
    """
    made: SimpleQueue[tuple[Value] | Future[_Raised | None]] = SimpleQueue()
    wanted = asyncio.Semaphore(0)
    loop = _loop()
    running = asyncio.run_coroutine_threadsafe(_outcome(_feed(items, made, wanted)), loop)
    running.add_done_callback(made.put)
    call = CURRENT_CALL.get(None)
    if call is not None:
        call.on_cancelled(running.cancel)
    try:
        while True:
            loop.call_soon_threadsafe(wanted.release)
            item = made.get()
            if not isinstance(item, tuple):
                break
            yield item[0]
    finally:
        running.cancel()
    _result(item)


async def _feed(
    items: AsyncIterable[Value],
    made: SimpleQueue[tuple[Value] | Future[_Raised | None]],
    wanted: asyncio.Semaphore,
) -> None:
    try:
        await wanted.acquire()
        async for item in items:
            made.put((item,))
            await wanted.acquire()
    finally:
        close = getattr(items, "aclose", None)
        if close is not None:
            await close()
