"""Deadlines and metadata that no signature knows of, for calls of every shape."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from tests.codec.generated import Generated
from tests.streaming.test_async import plugin, run

from gen_plugin_runtime import CallTimeout, ConfigError, call_options, current_call
from gen_plugin_runtime.testing import connect

PATIENCE = 10.0


class Feed:
    """Answers with what came beside the arguments; waits until nobody does, if told to."""

    def get(self, topic: str) -> str:
        call = current_call()
        if topic == "wait":
            call.wait_cancelled(PATIENCE)
        return f"{call.deadline is not None} {dict(call.metadata)}"

    def names(self, of: list[str]) -> Iterator[list[str]]:
        yield [self.get("")]
        yield [self.get(each) for each in of]

    def upload(self, name: str, chunks: Iterator[bytes], *, limit: int = 10) -> str:
        return self.get("")

    def chat(self, lines: Iterator[str]) -> Iterator[str]:
        yield self.get("")


class Later:
    async def get(self, key: str, *, times: int = 1) -> str:
        if key == "wait":
            await asyncio.sleep(PATIENCE)
        return f"{current_call().deadline is not None} {dict(current_call().metadata)}"

    async def chat(self, lines: AsyncIterator[str]) -> AsyncIterator[str]:
        yield await self.get("")


@pytest.fixture
def client(feed: Generated) -> Iterator[Any]:
    with connect(plugin(feed, Feed())) as connected:
        yield connected


PLAIN = "False {}"
BOTH = "True {'trace-id': '7', 'raw-bin': b'\\x00'}"


def options() -> call_options:
    return call_options(timeout=PATIENCE, metadata=[("trace-id", "7"), ("raw-bin", b"\0")])


def test_every_shape_of_call_carries_them(client: Any) -> None:
    with options():
        assert client.get("") == BOTH
        assert next(client.names([])) == [BOTH]
        assert client.upload("", iter(())) == BOTH
        assert [*client.chat(iter(()))] == [BOTH]
    assert client.get("") == PLAIN


def test_a_call_that_takes_too_long_ends(client: Any) -> None:
    with call_options(timeout=0.1), pytest.raises(CallTimeout):
        client.get("wait")
    with call_options(timeout=1.0):  # enough for the first reply on a busy machine
        replies = client.names(["wait"])
    assert len([next(replies)]) == 1
    with pytest.raises(CallTimeout):
        next(replies)


def test_blocks_nest(client: Any, feed: Generated) -> None:
    with call_options(metadata=[("a", "1")]):
        assert client.get("") == "False {'a': '1'}"
        with call_options(timeout=PATIENCE, metadata=[("b", "2")]):
            assert client.get("") == "True {'a': '1', 'b': '2'}"
            with call_options(timeout=None):
                assert client.get("") == "False {'a': '1', 'b': '2'}"
    with connect(plugin(feed, Feed()), call_timeout=PATIENCE) as limited, call_options(metadata=[]):
        assert limited.get("") == "True {}"


def test_other_threads_have_their_own(client: Any) -> None:
    seen: list[str] = []
    with options():
        thread = threading.Thread(target=lambda: seen.append(client.get("")))
        thread.start()
        thread.join(PATIENCE)

    assert seen == [PLAIN]


def test_tasks_have_their_own(later: Generated) -> None:
    async def with_options(client: Any) -> str:
        with options():
            await asyncio.sleep(0)
            return str(await client.get(""))

    async def use() -> None:
        client: Any
        with connect(plugin(later, Later())) as client:
            calls = [client.get(""), with_options(client), client.get("")]
            answers = await asyncio.gather(*calls)
            assert answers == [PLAIN, BOTH, PLAIN]
            with options():
                replies = client.chat(_nothing())
            assert [each async for each in replies] == [BOTH]
            with call_options(timeout=0.1), pytest.raises(CallTimeout):
                await client.get("wait")

    run(use)


async def _nothing() -> AsyncIterator[str]:
    for each in list[str]():
        yield each


def test_what_cannot_be_sent_is_told(client: Any) -> None:
    with call_options(metadata=[("Trace", "1")]), pytest.raises(ConfigError, match="lower-case"):
        client.get("")
    with pytest.raises(ConfigError, match="more than 0"):
        call_options(timeout=0)
