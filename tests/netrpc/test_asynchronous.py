"""The same calls for the tasks of an event loop."""

from __future__ import annotations

import asyncio

import pytest
from tests.netrpc.pairs import BIG, BLOCK, ECHO, PATIENCE, RAISE, Pair

from gen_plugin_runtime import call_options
from gen_plugin_runtime.errors import CallTimeout, ConnectionLost, EncodeError


@pytest.mark.parametrize("kind", ["socket", "plain", "yamux"])
def test_a_thousand_tasks_need_no_threads_of_their_own(kind: str) -> None:
    async def main(pair: Pair) -> None:
        echo = pair.channel.asynchronous.method(ECHO)
        texts = [str(n) for n in range(1000)]
        assert await asyncio.gather(*map(echo, texts)) == texts
        big = bytes(3_000_000)
        assert await pair.channel.asynchronous.method(BIG)(big) == big

    with Pair(kind) as pair:
        asyncio.run(main(pair))


def test_failures_are_the_same() -> None:
    async def main(pair: Pair) -> None:
        methods = pair.channel.asynchronous.method
        with pytest.raises(ValueError, match=r"^no$"):
            await methods(RAISE)("")
        with pytest.raises(EncodeError):
            await methods(ECHO)(7)
        with call_options(timeout=0.05), pytest.raises(CallTimeout, match=r"within 0.05 s"):
            await methods(BLOCK)("")
        waiting = asyncio.ensure_future(methods(BLOCK)(""))
        while not pair.object.entered.acquire(blocking=False):
            await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert pair.channel.connection._calls == {}
        pair.object.leave.set()
        assert await methods(ECHO)("x") == "x"

    with Pair() as pair:
        asyncio.run(main(pair))


def test_the_end_of_the_connection_is_explained_outside_of_the_loop() -> None:
    explained = []

    def explain(loss: ConnectionLost) -> ConnectionLost:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        explained.append(loss)
        return ConnectionLost("it is gone")

    async def main(pair: Pair) -> None:
        methods = pair.channel.asynchronous.method
        waiting = asyncio.ensure_future(methods(BLOCK)(""))
        while not pair.object.entered.acquire(blocking=False):
            await asyncio.sleep(0)
        stopping = asyncio.get_running_loop().run_in_executor(None, pair.server.stop)
        with pytest.raises(ConnectionLost, match="it is gone"):
            await waiting
        pair.object.leave.set()
        await stopping
        with pytest.raises(ConnectionLost, match="it is gone"):
            await methods(ECHO)("x")

    with Pair(explain_loss=explain, call_timeout=PATIENCE) as pair:
        asyncio.run(main(pair))
    assert len(explained) == 2
