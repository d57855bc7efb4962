"""Objects with async methods, and coroutine functions, as parameters and results."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.codec.generated import Generated
from tests.grpc.services import PATIENCE

from gen_plugin_runtime import EncodeError, release
from gen_plugin_runtime.testing import connect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator


class Watcher:
    """Awaits before it answers."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def told(self, text: str) -> str:
        await asyncio.sleep(0)
        return f"{self._name}: {text}"

    async def ticks(self, count: int) -> AsyncIterator[int]:
        for number in range(count):
            await asyncio.sleep(0)
            yield number


class Blocking:
    """The same without a task."""

    def told(self, text: str) -> str:
        return f"blocking: {text}"

    def ticks(self, count: int) -> Iterator[int]:
        yield from range(count)


class Later:
    """Calls what it is given."""

    async def tell(self, watcher: Any, text: str) -> str:
        return f"heard {await watcher.told(text)}"

    async def open(self) -> Watcher:
        return Watcher("opened")

    async def find(self, name: str) -> Watcher | None:
        return Watcher(name) if name else None

    async def apply(self, function: Callable[[int], Awaitable[int]], value: int) -> int:
        return await function(value) + await function(value)

    async def adder(self, by: int) -> Callable[[int], Awaitable[int]]:
        async def add(value: int) -> int:
            await asyncio.sleep(0)
            return value + by

        return add

    async def ticks(self, watcher: Any, count: int) -> AsyncIterator[int]:
        async for tick in watcher.ticks(count):
            yield tick


@pytest.fixture
def client(later: Generated) -> Iterator[Any]:
    plugin = __import__(f"{later.source.__name__}_plugin").LaterPlugin
    with connect(plugin(Later()), call_timeout=PATIENCE) as made:
        yield made


async def double(value: int) -> int:
    await asyncio.sleep(0)
    return value * 2


def test_async_objects_go_both_ways(client: Any) -> None:
    async def use() -> None:
        assert await client.tell(Watcher("host"), "x") == "heard host: x"
        opened = await client.open()
        assert await opened.told("y") == "opened: y"
        assert [tick async for tick in opened.ticks(3)] == [0, 1, 2]
        assert [tick async for tick in client.ticks(Watcher("host"), 4)] == [0, 1, 2, 3]
        assert await client.find("") is None
        assert await (await client.find("named")).told("z") == "named: z"
        release(opened)

    asyncio.run(use())


def test_coroutine_functions_go_both_ways(client: Any) -> None:
    async def use() -> None:
        assert await client.apply(double, 4) == 16
        assert await (await client.adder(3))(4) == 7

    asyncio.run(use())


def test_objects_may_block_where_their_interface_is_async(client: Any) -> None:
    async def use() -> None:
        assert await client.tell(Blocking(), "x") == "heard blocking: x"
        assert [tick async for tick in client.ticks(Blocking(), 2)] == [0, 1]

    asyncio.run(use())


def test_none_where_an_object_is_wanted(client: Any) -> None:
    async def use() -> None:
        with pytest.raises(EncodeError, match=r"^tell\(watcher\): None is no Watcher$"):
            await client.tell(None, "x")
        with pytest.raises(EncodeError, match=r"^apply\(function\): 1 is no function"):
            await client.apply(1, 1)

    asyncio.run(use())


def test_many_tasks_at_once(client: Any) -> None:
    async def one(index: int) -> int:
        return int(await client.apply(double, index))

    async def use() -> list[int]:
        return await asyncio.gather(*map(one, range(24)))

    assert asyncio.run(use()) == [index * 4 for index in range(24)]
