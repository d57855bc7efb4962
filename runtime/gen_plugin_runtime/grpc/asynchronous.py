"""`AsyncCalls`: a channel's calls for the tasks of an event loop.

The loop's thread sends what can be sent at once; the channel's keeper reads, and wakes the task. So
a call needs no thread of its own: its task waits for windows as it waits for replies. The loop's
executor does what is rare: it waits for a peer that reads slower than this side writes, and for the
explanation of a connection's end.
"""

from __future__ import annotations

from asyncio import get_running_loop
from functools import partial

from gen_plugin_runtime.errors import CallError
from gen_plugin_runtime.grpc.call_errors import raise_original
from gen_plugin_runtime.grpc.client_connection import NoStreamError, NotOpenError
from gen_plugin_runtime.grpc.sending import (
    Body,
    CallOverError,
    failed_requests,
    send_at_once,
    send_end,
    wait_for_writer,
)
from gen_plugin_runtime.grpc.status import StatusError
from gen_plugin_runtime.known import NO_MORE
from gen_plugin_runtime.options import CALL_OPTIONS
from gen_plugin_runtime.threads.deadlines import left_until
from gen_plugin_runtime.threads.loop_waiter import LoopWaiter, arrival, opening

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
    from typing import Protocol, TypeVar

    from gen_plugin_runtime.grpc.client_connection import ClientConnection
    from gen_plugin_runtime.grpc.exchange import Exchange
    from gen_plugin_runtime.known import Known
    from gen_plugin_runtime.options import Options
    from gen_plugin_runtime.transport import Buffer

    Answer = TypeVar("Answer")

    class Channel(Protocol):
        """What is needed of a channel."""

        connection: ClientConnection

        def head(self, method: str, options: Options | None) -> tuple[bytes, float | None]:
            """The head of a call's requests, and the seconds that it may take."""


class AsyncCalls:
    """Fits `transport.AsyncConnection`. Each call belongs to the loop in which it was begun.

    A cancelled task cancels its call, and so does closing the iterator of a stream.

    Args:
        channel: Over which the calls go.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def unary(self, method: str, known: Known = NO_MORE) -> Callable[[bytes], Awaitable[Buffer]]:
        """One request, one reply."""
        start = self._starting(method, single=True)

        async def call(request: bytes) -> Buffer:
            return await _result(await start(request, CALL_OPTIONS.get()), known)

        return call

    def server_streaming(
        self, method: str, known: Known = NO_MORE
    ) -> Callable[[bytes], AsyncGenerator[Buffer, None]]:
        """One request, any number of replies; the call begins when the first one is asked for."""
        start = self._starting(method, single=False)

        async def replies(request: bytes, options: Options | None) -> AsyncGenerator[Buffer, None]:
            started = await start(request, options)
            try:
                while (reply := await _reply(started, known)) is not None:
                    yield reply
            finally:
                started.abandon()

        return lambda request: replies(request, CALL_OPTIONS.get())

    def client_streaming(
        self, method: str, known: Known = NO_MORE
    ) -> Callable[[AsyncIterable[bytes]], Awaitable[Buffer]]:
        """Any number of requests, one reply. The calling task iterates over the requests."""
        start = self._starting(method, single=True)

        async def call(requests: AsyncIterable[bytes]) -> Buffer:
            started = await start(None, CALL_OPTIONS.get())
            try:
                await self._send_all(started, requests)
            except BaseException:
                started.abandon()
                raise
            return await _result(started, known)

        return call

    def bidirectional(
        self, method: str, known: Known = NO_MORE
    ) -> Callable[[AsyncIterable[bytes]], AsyncGenerator[Buffer, None]]:
        """Any number of requests and of replies. A task of the call's own makes the requests."""
        start = self._starting(method, single=False)

        async def replies(
            requests: AsyncIterable[bytes], options: Options | None
        ) -> AsyncGenerator[Buffer, None]:
            started = await start(None, options)
            sending = get_running_loop().create_task(self._send_guarded(started, requests))
            try:
                while (reply := await _reply(started, known)) is not None:
                    yield reply
            finally:
                sending.cancel()
                started.abandon()

        return lambda requests: replies(requests, CALL_OPTIONS.get())

    def _starting(
        self, method: str, *, single: bool
    ) -> Callable[[bytes | None, Options | None], Awaitable[Exchange]]:
        """What starts calls of a method; each with its request, if it has exactly one.

        The options are those of the moment when the method was called: a stream begins later.
        """
        channel = self._channel
        usual, connection = channel.head(method, None), channel.connection

        async def start(request: bytes | None, options: Options | None) -> Exchange:
            block, timeout = usual if options is None else channel.head(method, options)
            call = connection.prepare(method, timeout, single=single)
            complete = await self._open(call, block, request)
            connection.reading.expect()
            if request is not None and not complete:
                await self._send_only(call, request)
            return call

        return start

    async def _open(self, call: Exchange, block: bytes, request: Buffer | None) -> bool:
        """Open a call's stream when the peer allows it; whether the request went along."""
        connection = self._channel.connection
        while True:
            try:
                return connection.open_at_once(call, block, request)
            except NoStreamError:
                await _next_stream(connection, call)
            except NotOpenError as error:
                raise await _in_thread(partial(connection.refusal, error)) from None

    async def _send_only(self, call: Exchange, request: Buffer) -> None:
        try:
            await self._send(call, request, end_stream=True)
        except CallOverError:
            pass  # its result says why
        except StatusError as error:
            call.end(error)
        except BaseException:
            call.abandon()
            raise

    async def _send(self, call: Exchange, message: Buffer, *, end_stream: bool) -> None:
        """Send a message, frame by frame, as the peer's windows and its reading allow.

        Raises:
            StatusError: The message is too long.
            CallOverError: See there.
        """
        driver, body = self._channel.connection.driver, Body(message)
        while body.left:
            if send_at_once(driver, call, body, end_stream=end_stream):
                continue
            if driver.writer.busy:
                await _in_thread(partial(wait_for_writer, driver, call))
            else:
                await opening(call)
            if call.late_now():
                call.end(call.late())

    async def _send_all(self, call: Exchange, requests: AsyncIterable[bytes]) -> None:
        """Send requests as they come, then the end, unless the peer has ended the call before."""
        driver = self._channel.connection.driver
        try:
            async for request in requests:
                await self._send(call, request, end_stream=False)
            send_end(driver, call)
            driver.writer.flush_soon()
        except CallOverError:
            pass  # its result says why
        except StatusError as error:
            call.end(error)

    async def _send_guarded(self, call: Exchange, requests: AsyncIterable[bytes]) -> None:
        try:
            await self._send_all(call, requests)
        except Exception as error:  # noqa: BLE001 - it is the user's code, and the user's to see
            call.cause = error
            call.end(failed_requests(call.method, error))


async def _result(call: Exchange, known: Known) -> Buffer:
    await _arrival(call)
    try:
        return await _in_thread(call.result) if call.lost else call.result()
    except CallError as error:
        raise_original(error, call.method, known)


async def _reply(call: Exchange, known: Known) -> Buffer | None:
    await _arrival(call)
    try:
        return await _in_thread(call.next_reply) if call.lost else call.next_reply()
    except CallError as error:
        raise_original(error, call.method, known)


async def _arrival(call: Exchange) -> None:
    try:
        await arrival(call)
    except BaseException:  # the task was cancelled, mostly: nobody will ask for the reply again
        call.abandon()
        raise
    if not call.is_ready():
        call.end(call.late())


async def _next_stream(connection: ClientConnection, call: Exchange) -> None:
    """Wait in line for a stream, at most until the deadline.

    Raises:
        CallTimeout: It has passed.
    """
    waiter = LoopWaiter()
    connection.reading.expect()
    connection.stand_in_line(waiter)
    try:
        await waiter.sleep(left_until(call.deadline_at))
    except BaseException:
        connection.line.leave(waiter)
        raise
    if call.late_now():
        connection.line.leave(waiter)
        raise connection.lateness(call)


async def _in_thread(function: Callable[[], Answer]) -> Answer:
    return await get_running_loop().run_in_executor(None, function)
