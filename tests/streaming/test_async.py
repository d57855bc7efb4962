"""Async methods, over a real connection: on either side, on both, and on neither."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from tests.codec.generated import Generated

from gen_plugin_runtime import (
    CallTimeout,
    ConnectionLost,
    EncodeError,
    current_call,
    event_loop,
)
from gen_plugin_runtime.testing import connect

PATIENCE = 10.0
Answer = TypeVar("Answer")


class Later:
    """Implements the interface with coroutines."""

    def __init__(self) -> None:
        self.cancelled = threading.Event()
        self.closed = threading.Event()
        self.begun = threading.Event()

    async def get(self, key: str, *, times: int = 1) -> str:
        await asyncio.sleep(0)
        return key * times

    async def put(self, key: str) -> None:
        if key == "forever":
            self.begun.set()
            try:
                await asyncio.sleep(PATIENCE)
            except asyncio.CancelledError:
                self.cancelled.set()
                raise
        if key == "bad":
            raise ValueError("no such key")

    async def size(self, data: bytes) -> int:
        return len(data)

    async def watch(self, key: str) -> AsyncIterator[int]:
        task = asyncio.current_task()
        try:
            for number in range(len(key)):
                assert asyncio.current_task() is task
                yield number
                await asyncio.sleep(0)
            if key == "bad":
                raise ValueError("no more")
        finally:
            self.closed.set()

    async def opened(self) -> AsyncIterator[int]:
        return self.watch("abc")

    async def total(self, numbers: AsyncIterator[int]) -> int:
        return sum([number async for number in numbers])

    async def upload(self, name: str, chunks: AsyncIterator[bytes]) -> str:
        return name + b"".join([chunk async for chunk in chunks]).decode()

    async def chat(self, lines: AsyncIterator[str]) -> AsyncIterator[str]:
        async for line in lines:
            yield line.upper()


class Now:
    """Implements the same interface, and blocks."""

    def get(self, key: str, *, times: int = 1) -> str:
        return key * times

    def put(self, key: str) -> None:
        if key == "bad":
            raise ValueError("no such key")

    def size(self, data: bytes) -> int:
        return len(data)

    def watch(self, key: str) -> Iterator[int]:
        yield from range(len(key))
        if key == "bad":
            raise ValueError("no more")

    def opened(self) -> Iterator[int]:
        return iter(range(3))

    def total(self, numbers: Iterator[int]) -> int:
        return sum(numbers)

    def upload(self, name: str, chunks: Iterator[bytes]) -> str:
        return name + b"".join(chunks).decode()

    def chat(self, lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            yield line.upper()


def plugin(generated: Generated, impl: object) -> Any:
    (service,) = generated.contract.services
    module = __import__(f"{generated.source.__name__}_plugin")
    return getattr(module, f"{service.protocol.name}Plugin")(impl)


@pytest.fixture(params=[Later, Now])
def either(later: Generated, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A client of either implementation."""
    with connect(plugin(later, request.param()), call_timeout=PATIENCE) as client:
        yield client


@pytest.fixture
def impl() -> Later:
    return Later()


@pytest.fixture
def client(later: Generated, impl: Later) -> Iterator[Any]:
    with connect(plugin(later, impl), call_timeout=PATIENCE) as connected:
        yield connected


def run(made: Callable[[], Awaitable[Answer]]) -> Answer:
    async def main() -> Answer:
        return await asyncio.wait_for(made(), PATIENCE)

    return asyncio.run(main())


async def items(*values: Answer) -> AsyncIterator[Answer]:
    for value in values:
        await asyncio.sleep(0)
        yield value


def test_a_result_is_awaited(either: Any) -> None:
    async def use() -> None:
        assert await either.get("ab", times=2) == "abab"
        await either.put("a")
        assert await either.size(b"x" * 3_000_000) == 3_000_000

    run(use)


def test_an_error_is_raised_where_it_is_awaited(either: Any) -> None:
    async def use() -> None:
        with pytest.raises(ValueError, match="no such key"):
            await either.put("bad")
        with pytest.raises(EncodeError):
            await either.put(7)

    run(use)


def test_results_stream(either: Any) -> None:
    async def use() -> None:
        assert [number async for number in either.watch("abcd")] == [0, 1, 2, 3]
        assert [number async for number in await either.opened()] == [0, 1, 2]

    run(use)


def test_an_error_comes_after_the_items_before_it(either: Any) -> None:
    async def use() -> list[int]:
        numbers = either.watch("bad")
        seen = [await anext(numbers) for _ in range(3)]
        with pytest.raises(ValueError, match="no more"):
            await anext(numbers)
        return seen

    assert run(use) == [0, 1, 2]


class Slow(Later):
    """Gives up, in a way of which asyncio makes a new exception between its loop and a thread."""

    async def put(self, key: str) -> None:
        raise _slow(key)

    async def watch(self, key: str) -> AsyncIterator[int]:
        yield 1
        raise _slow(key)


def _slow(key: str) -> TimeoutError:
    error = TimeoutError(110, "too slow", key)
    error.add_note("a note")
    return error


def test_a_timeout_of_a_coroutine_keeps_all_that_it_says(later: Generated) -> None:
    async def fail(client: Any) -> None:
        await client.put("a")

    async def fail_in_stream(client: Any) -> None:
        async for _ in client.watch("a"):
            pass

    with connect(plugin(later, Slow()), call_timeout=PATIENCE) as client:
        for way in (fail, fail_in_stream):
            with pytest.raises(TimeoutError) as caught:
                asyncio.run(way(client))
            error = caught.value
            assert (error.errno, error.strerror, error.filename) == (110, "too slow", "a")
            assert error.__notes__ == ["a note"]


def test_parameters_stream(either: Any) -> None:
    async def use() -> None:
        assert await either.total(items(1, 2, 3)) == 6
        assert await either.total(items()) == 0
        assert await either.upload("name:", items(b"a", b"", b"b")) == "name:ab"
        big = b"x" * 1_000_000
        assert len(await either.upload("", items(*[big] * 20))) == 20_000_000

    run(use)


def test_both_directions_take_turns(either: Any) -> None:
    async def use() -> None:
        assert [line async for line in either.chat(items("a", "b"))] == ["A", "B"]

    run(use)


def test_many_calls_wait_in_one_thread(client: Any) -> None:
    async def use() -> tuple[list[str], int]:
        before = threading.active_count()
        waiting = [asyncio.ensure_future(client.put("forever")) for _ in range(50)]
        answers = await asyncio.gather(*(client.get(str(number)) for number in range(200)))
        callers = [each for each in threading.enumerate() if "grpc-channel" in each.name]
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert before
        return answers, len(callers)

    answers, threads = run(use)

    assert answers == [str(number) for number in range(200)]
    assert threads == 1


def test_a_cancelled_task_cancels_the_task_on_the_other_side(client: Any, impl: Later) -> None:
    async def use() -> None:
        call = asyncio.ensure_future(client.put("forever"))
        await asyncio.to_thread(impl.begun.wait, PATIENCE)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await client.get("a") == "a"

    run(use)

    assert impl.cancelled.wait(PATIENCE)


def test_closing_a_stream_closes_the_implementation_s(client: Any, impl: Later) -> None:
    async def use() -> None:
        numbers = client.watch("x" * 1_000_000)
        assert await anext(numbers) == 0
        await numbers.aclose()

    run(use)

    assert impl.closed.wait(PATIENCE)


def test_a_stream_that_was_never_read_costs_nothing(client: Any) -> None:
    async def use() -> None:
        client.watch("abc")
        await client.watch("abc").aclose()
        assert await client.get("a") == "a"

    run(use)


def test_a_deadline_ends_both_sides(later: Generated, impl: Later) -> None:
    with connect(plugin(later, impl), call_timeout=0.2) as client:

        async def use() -> None:
            with pytest.raises(CallTimeout):
                await client.put("forever")

        run(use)

    assert impl.cancelled.wait(PATIENCE)


def test_the_end_of_the_connection_is_told(later: Generated, impl: Later) -> None:
    connection = connect(plugin(later, impl), call_timeout=PATIENCE)
    client: Any = connection.client

    async def use() -> None:
        call = asyncio.ensure_future(client.put("forever"))
        await asyncio.to_thread(impl.begun.wait, PATIENCE)
        await asyncio.to_thread(connection.close)
        with pytest.raises(Exception, match="closed"):
            await call
        with pytest.raises(ConnectionLost):
            await client.get("a")

    run(use)


def test_an_error_of_the_caller_s_own_iterator_reaches_the_caller(client: Any) -> None:
    async def numbers() -> AsyncIterator[int]:
        yield 1
        raise RuntimeError("no more")

    async def use() -> None:
        with pytest.raises(RuntimeError, match="no more"):
            await client.total(numbers())

    run(use)


def test_the_call_is_known_in_a_coroutine(later: Generated, client: Any, impl: Later) -> None:
    async def named(key: str, *, times: int = 1) -> str:
        await asyncio.sleep(0)
        return current_call().method

    vars(impl)["get"] = named

    assert run(lambda: client.get("a")).endswith("/Get")


class LaterFeed:
    """Implements a blocking interface with coroutines."""

    async def get(self, topic: str) -> str:
        await asyncio.sleep(0)
        return topic

    async def total(self, numbers: AsyncIterator[int]) -> int:
        return sum([number async for number in numbers])

    async def numbers(self) -> AsyncIterator[int]:
        for number in range(3):
            yield number

    async def chat(self, lines: AsyncIterator[str]) -> AsyncIterator[str]:
        async for line in lines:
            yield line.upper()


def test_a_blocking_interface_may_be_implemented_by_coroutines(feed: Generated) -> None:
    with connect(plugin(feed, LaterFeed()), call_timeout=PATIENCE) as client:
        assert client.get("a") == "a"
        assert client.total(iter([1, 2])) == 3
        assert [*client.numbers()] == [0, 1, 2]
        assert [*client.chat(iter(["a"]))] == ["A"]


def test_coroutines_run_in_the_loop_that_is_given(later: Generated, impl: Later) -> None:
    async def where(key: str) -> None:
        seen.append(asyncio.get_running_loop())

    async def use() -> None:
        event_loop.use_loop(asyncio.get_running_loop())
        client: Any
        with connect(plugin(later, impl), call_timeout=PATIENCE) as client:
            await client.put("a")
        assert seen == [asyncio.get_running_loop()]

    seen: list[object] = []
    vars(impl)["put"] = where
    try:
        run(use)
    finally:
        event_loop.use_loop(None)


def test_who_blocks_never_loads_asyncio(feed: Generated) -> None:
    name = f"{feed.source.__name__}_plugin"
    folder = str(Path(feed.codec.__file__ or "").parents[1])
    program = f"""
import sys
sys.path[:0] = {[folder, *sys.path]!r}
import {name}
from gen_plugin_runtime import ServeConfig, serve
{name}.FeedPlugin(object()).server(None)
sys.exit("asyncio" in sys.modules or "queue" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], check=False, timeout=PATIENCE)
    assert done.returncode == 0
