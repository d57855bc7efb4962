"""Values that are code of the user's: lazy items, constructors. They may do anything."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.netrpc.pairs import ECHO, PATIENCE, Object, Pair

from gen_plugin_runtime.errors import DecodeError, PluginError
from gen_plugin_runtime.netrpc.gob.basics import INT, STRING
from gen_plugin_runtime.netrpc.gob.opaque import Converted
from gen_plugin_runtime.netrpc.handler import NetRpcHandler
from gen_plugin_runtime.netrpc.rpc.method import Method
from gen_plugin_runtime.netrpc.values.containers import items_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOTAL = Method("Plugin.Total", items_of(INT), INT)
COUNT = Method("Plugin.Count", INT, items_of(INT))


class OddError(Exception):
    """None of those that the engine knows."""


def odd(_value: object) -> object:
    raise OddError("no")


REFUSES = Converted(STRING, odd, str)
"""Texts that this side cannot make anything of."""


class Counting(Object):
    """Has lazy results.

    Attributes:
        count: Gives them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.count: Callable[[int], object] = range

    def methods(self) -> dict[str, NetRpcHandler]:
        return {
            **super().methods(),
            "Total": NetRpcHandler(TOTAL, sum),
            "Count": NetRpcHandler(COUNT, self._count),
            "Refuses": NetRpcHandler(Method("Plugin.Refuses", REFUSES, STRING), str),
        }

    def _count(self, number: int) -> object:
        return self.count(number)


@pytest.fixture
def pair() -> Iterator[Pair]:
    with Pair(kind="yamux", made=Counting(), call_timeout=PATIENCE) as pair:
        yield pair


def in_time(function: Callable[[], object]) -> object:
    """Its result; a call that waits for itself must not hang the tests."""
    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(function).result(PATIENCE)
    finally:
        pool.shutdown(wait=False)


def test_items_of_an_argument_may_be_made_by_calls(pair: Pair) -> None:
    total, echo = pair.channel.method(TOTAL), pair.channel.method(ECHO)
    assert in_time(lambda: total(int(echo(str(each))) for each in range(4))) == 6


def test_items_of_an_argument_of_a_task(pair: Pair) -> None:
    total, echo = pair.channel.asynchronous.method(TOTAL), pair.channel.method(ECHO)

    async def main() -> object:
        return await total(int(echo(str(each))) for each in range(4))

    assert in_time(lambda: asyncio.run(main())) == 6


def test_items_of_a_result_may_be_made_by_calls_of_the_caller(pair: Pair) -> None:
    """The answers wait for another call of the same stream."""
    arrived = threading.Semaphore(0)

    def lazily(number: int) -> Iterator[int]:
        for each in range(number):
            assert arrived.acquire(timeout=PATIENCE)
            yield each

    pair.object.count = lazily  # type: ignore[attr-defined]
    echo = pair.channel.method(ECHO)

    def help_on() -> None:
        for _ in range(3):
            echo("x")
            arrived.release()

    with ThreadPoolExecutor(1) as pool:
        helping = pool.submit(help_on)
        assert pair.channel.method(COUNT)(3) == [0, 1, 2]
        helping.result(PATIENCE)


@pytest.mark.parametrize("error", [OSError("the file is gone"), OddError("no"), MemoryError()])
def test_items_that_cannot_be_made_cost_their_call_alone(pair: Pair, error: Exception) -> None:
    def lazily() -> Iterator[int]:
        yield 1
        raise error

    with pytest.raises(type(error)) as caught:
        pair.channel.method(TOTAL)(lazily())
    assert caught.value is error
    assert pair.channel.method(ECHO)("x") == "x"


def test_results_that_cannot_be_made_cost_their_call_alone(pair: Pair) -> None:
    pair.object.count = lambda _: (odd(each) for each in (1,))  # type: ignore[attr-defined]
    with pytest.raises(PluginError, match=r"OddError: no$"):
        pair.channel.method(COUNT)(1)
    assert pair.channel.method(ECHO)("x") == "x"


def test_a_result_of_which_nothing_can_be_made_costs_its_call_alone(pair: Pair) -> None:
    with pytest.raises(DecodeError, match=r"Plugin.Echo\(\) -> result: OddError: no"):
        pair.channel.method(Method("Plugin.Echo", STRING, REFUSES))("x")
    assert pair.channel.method(ECHO)("x") == "x"


def test_an_argument_of_which_nothing_can_be_made_costs_its_call_alone(pair: Pair) -> None:
    with pytest.raises(PluginError, match="OddError: no"):
        pair.channel.method(Method("Plugin.Refuses", STRING, STRING))("x")
    assert pair.channel.method(ECHO)("x") == "x"
    assert not pair.errors  # no implementation was asked
