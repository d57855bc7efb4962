"""Calls of tasks: what they wait for costs no thread, and who gives up leaves nothing behind."""

from __future__ import annotations

import asyncio
import gc
import threading
from types import SimpleNamespace

import pytest
from tests.grpc.pairs import Pair
from tests.grpc.services import PATIENCE
from tests.grpc.test_ends import RawServer
from tests.grpc.threads import at_once
from tests.grpc.waiting import eventually
from tests.http2.raw import RESPONSE, headers

from gen_plugin_runtime.errors import CallCancelled, CallTimeout, ConnectionLost
from gen_plugin_runtime.event_loop import use_loop, wait_for
from gen_plugin_runtime.http2 import frames
from gen_plugin_runtime.http2.codes import DATA, FLAG_END_STREAM, PING, RST_STREAM, ErrorCode
from gen_plugin_runtime.http2.limits import DEFAULT_WINDOW, MAX_STREAM_ID
from gen_plugin_runtime.options import call_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator
    from typing import Any

    from gen_plugin_runtime.transport import AsyncConnection

LARGE = bytes(1 << 20)


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, PATIENCE))


async def cancel(task: asyncio.Future[Any]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_tasks_wait_for_a_window_without_threads() -> None:
    """A peer that never opens its windows: most of the requests cannot be sent."""

    async def main() -> None:
        call = raw.channel.asynchronous.unary("/x/y")
        before = threading.active_count()
        tasks = [asyncio.ensure_future(call(bytes(1000))) for _ in range(300)]
        while raw.channel.connection.driver.protocol.open_streams < len(tasks):
            await asyncio.sleep(0)
        assert threading.active_count() <= before + 1  # the loop's executor, at most
        for task in tasks:
            await cancel(task)

    with RawServer() as raw:
        run(main())
        protocol = raw.channel.connection.driver.protocol
        assert eventually(lambda: protocol.open_streams == 0)  # another thread cancels the calls


@pytest.mark.parametrize("shape", ["unary", "stream"])
def test_a_task_that_is_cancelled_while_its_request_waits_for_a_window(shape: str) -> None:
    """The loop can be closed: no thread of its executor waits on."""

    async def requests() -> Any:
        yield LARGE

    async def main() -> None:
        calls = raw.channel.asynchronous
        made = (
            calls.unary("/x/y")(LARGE)
            if shape == "unary"
            else calls.client_streaming("/x/y")(requests())
        )
        task = asyncio.ensure_future(made)
        received = 0
        while received < DEFAULT_WINDOW:
            received += len((await asyncio.to_thread(raw.peer.next_frame, DATA))[3])
        await cancel(task)
        assert (await asyncio.to_thread(raw.peer.next_frame, RST_STREAM))[2] == 1

    with RawServer() as raw:
        run(main())


def test_a_deadline_passes_while_a_request_waits_for_a_window() -> None:
    async def main() -> None:
        with call_options(timeout=0.1), pytest.raises(CallTimeout):
            await raw.channel.asynchronous.unary("/x/y")(LARGE)

    with RawServer() as raw:
        run(main())


def test_a_request_goes_on_when_its_window_opens() -> None:
    async def main() -> None:
        task = asyncio.ensure_future(raw.channel.asynchronous.unary("/x/y")(LARGE))
        received, flags = 0, 0
        while not flags & FLAG_END_STREAM:
            _, flags, _, payload = await asyncio.to_thread(raw.peer.next_frame, DATA)
            received += len(payload)
            opened = frames.window_update(0, 20_000) + frames.window_update(1, 20_000)
            raw.peer.send(opened)
        assert received == 5 + len(LARGE)
        body = frames.data_header(1, 6, end_stream=False) + b"\0\0\0\0\1x"
        tail = headers(1, (("grpc-status", "0"),), end_stream=True)
        raw.peer.send(headers(1, RESPONSE) + body + tail)
        assert await task == b"x"

    with RawServer() as raw:
        run(main())


def test_large_messages_of_many_tasks() -> None:
    async def main() -> None:
        echo = pair.channel.asynchronous.unary("/test.Echo/Echo")
        replies = await asyncio.gather(*(echo(bytes([n]) * (12 << 20)) for n in range(4)))
        assert [(len(reply), set(reply)) for reply in replies] == [
            (12 << 20, {n}) for n in range(4)
        ]

    with Pair() as pair:
        run(main())


def test_tasks_wait_for_a_stream_without_threads_and_no_longer_than_they_may() -> None:
    """The peer allows one stream, which stays open until the end."""

    async def main() -> None:
        call = raw.channel.asynchronous.unary("/x/y")
        tasks = [asyncio.ensure_future(call(b"x")) for _ in range(50)]
        with call_options(timeout=0.05), pytest.raises(CallTimeout, match="not answered within"):
            await call(b"y")
        for task in tasks[1:]:
            await cancel(task)
        assert not tasks[0].done()
        assert threading.active_count() <= before
        held.cancel()
        number = (await asyncio.to_thread(raw.peer.next_frame, DATA))[2]
        raw.peer.send(frames.rst_stream(number, ErrorCode.CANCEL))
        with pytest.raises(CallCancelled):
            await tasks[0]

    with RawServer() as raw:
        held = raw.channel.call("/x/held", b"")
        raw.peer.next_frame(DATA)
        raw.peer.send(frames.settings([(3, 1)]) + frames.ping(b"settled?", ack=False))
        raw.peer.next_frame(PING)
        before = threading.active_count()
        run(main())


def test_tasks_that_wait_for_a_stream_are_all_answered() -> None:
    """Some of them give up meanwhile; none of the others is forgotten."""

    async def main() -> None:
        echo = pair.channel.asynchronous.unary("/test.Echo/Echo")
        tasks = [asyncio.ensure_future(echo(b"%d" % n)) for n in range(200)]
        for turn, task in enumerate(tasks):
            if turn % 3 == 0:
                await asyncio.sleep(0)
                task.cancel()
        replies = await asyncio.gather(*tasks, return_exceptions=True)
        assert [reply for n, reply in enumerate(replies) if n % 3] == [
            b"%d" % n for n in range(200) if n % 3
        ]

    with Pair() as pair:
        assert pair.channel.unary("/test.Echo/Echo")(b"x") == b"x"
        settings: Any = pair.channel.connection.driver.protocol._receiver.settings
        settings.max_concurrent_streams = 2
        run(main())


def test_tasks_that_wait_for_a_stream_learn_of_the_connections_end() -> None:
    async def main() -> None:
        tasks = [asyncio.ensure_future(call(b"x")) for _ in range(3)]
        await asyncio.sleep(0)
        await asyncio.to_thread(raw.peer.send, frames.go_away(1, ErrorCode.NO_ERROR))
        for task in tasks:
            with pytest.raises(ConnectionLost, match="ending the connection"):
                await task

    with RawServer() as raw:
        call = raw.channel.asynchronous.unary("/x/y")
        held = raw.channel.call("/x/held", b"")
        raw.peer.next_frame(DATA)
        raw.peer.send(frames.settings([(3, 1)]) + frames.ping(b"settled?", ack=False))
        raw.peer.next_frame(PING)
        run(main())
        held.cancel()


async def make_call(calls: AsyncConnection, turn: int) -> bool:
    """One of the four shapes; whether the replies are its own."""
    text = b"%d" % turn

    async def requests() -> AsyncIterator[bytes]:
        for number in range(5):
            yield text * (3000 if number == turn % 7 else 1)
            await asyncio.sleep(0)

    if turn % 4 == 0:
        return await calls.unary("/test.Echo/Echo")(text * (turn * turn % 20_000)) is not None
    if turn % 4 == 1:
        numbers = calls.server_streaming("/test.Echo/Count")(b"3")
        return [bytes(number) async for number in numbers] == [b"0", b"1", b"2"]
    if turn % 4 == 2:
        return len(await calls.client_streaming("/test.Echo/Digest")(requests())) == 32
    replies = calls.bidirectional("/test.Echo/Mirror")(requests())
    return all([reply.startswith(text) async for reply in replies])


@pytest.mark.parametrize("allowed", [3, 60])
def test_tasks_of_several_loops_that_give_up_disturb_nobody(allowed: int) -> None:
    """Some are cancelled, some have too little time."""

    async def main() -> None:
        tasks = []
        for turn in range(200):
            with call_options(timeout=0.002 if turn % 5 == 0 else PATIENCE):
                tasks.append(asyncio.create_task(make_call(pair.channel.asynchronous, turn)))
        for turn, task in enumerate(tasks):
            if turn % 7 == 0:
                await asyncio.sleep(0)
                task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        for turn, outcome in enumerate(outcomes):
            faults = (CallTimeout,) * (turn % 5 == 0) + (asyncio.CancelledError,) * (turn % 7 == 0)
            assert outcome is True or isinstance(outcome, faults), outcome

    with Pair() as pair:
        assert pair.channel.unary("/test.Echo/Echo")(b"x") == b"x"
        connection: Any = pair.channel.connection
        connection.driver.protocol._receiver.settings.max_concurrent_streams = allowed
        at_once([lambda: run(main())] * 3)
        gc.collect()
        assert eventually(lambda: not connection.driver.protocol.open_streams)
        assert not connection._calls
        assert not connection.line.tasks
        assert pair.errors == []


def test_a_connection_whose_streams_are_used_up() -> None:
    async def main() -> None:
        with pytest.raises(ConnectionLost, match="used up"):
            await pair.channel.asynchronous.unary("/test.Echo/Echo")(b"x")

    with Pair() as pair:
        protocol: Any = pair.channel.connection.driver.protocol
        protocol._receiver.streams.highest = MAX_STREAM_ID
        run(main())


def test_a_task_may_be_dropped_by_a_thread_that_holds_the_lock() -> None:
    """Its loop was closed under it, and the collector finds it while this thread has the lock."""
    with Pair() as pair:
        loop = asyncio.new_event_loop()
        call = pair.channel.asynchronous.server_streaming("/test.Echo/Silent")(b"")
        task: Any = loop.create_task(call.__anext__())
        loop.run_until_complete(asyncio.sleep(0))
        assert pair.echo.entered.acquire(timeout=PATIENCE)
        (exchange,) = pair.channel.connection._calls.values()
        exchange._receiving = None  # the connection holds the task no more
        loop.close()
        task._log_destroy_pending = False
        dropped = threading.Thread(target=_collect_locked, args=(pair,), daemon=True)
        del call, task, exchange
        dropped.start()
        dropped.join(PATIENCE)
        assert not dropped.is_alive()
        assert pair.echo.cancelled.acquire(timeout=PATIENCE)


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Implementations run in a loop that ends with the test."""
    loop = asyncio.new_event_loop()
    running = threading.Thread(target=loop.run_forever)
    running.start()
    use_loop(loop)
    yield loop
    use_loop(None)
    loop.call_soon_threadsafe(loop.stop)
    running.join(PATIENCE)
    loop.close()


def test_an_implementation_that_reads_requests_never_blocks_its_loop(
    loop: asyncio.AbstractEventLoop,
) -> None:
    """It gives the window back, and the socket is full: that waits in another thread."""
    written = threading.Event()

    def full(_: object) -> None:
        assert written.wait(2 * PATIENCE)

    async def read(requests: Any) -> bytes:
        while requests._call.held < 5 * len(LARGE):
            await asyncio.sleep(0.005)
        writer._send_now, writer._send_within, writer._stream = lambda _: 0, None, stream
        for _ in range(7):
            await requests.arrive()
            next(requests)
        return b""

    with Pair() as pair:
        assert pair.channel.unary("/test.Echo/Echo")(b"x") == b"x"
        (connection,) = pair.server._connections
        writer: Any = connection.driver.writer
        stream = SimpleNamespace(send=full)
        method: Any = connection._methods["/test.Echo/Sum"]
        method.function = lambda requests: wait_for(read(requests))
        call = pair.channel.call("/test.Echo/Sum", None)
        for _ in range(7):
            call.send(LARGE)
        assert eventually(lambda: writer._writing)
        alive = asyncio.run_coroutine_threadsafe(asyncio.sleep(0, "alive"), loop)
        assert alive.result(PATIENCE) == "alive"
        written.set()
        call.cancel()


def _collect_locked(pair: Pair) -> None:
    with pair.channel.connection.driver.lock:
        gc.collect()
