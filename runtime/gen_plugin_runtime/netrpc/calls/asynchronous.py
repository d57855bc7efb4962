"""`AsyncCalls`: a channel's calls for the tasks of an event loop.

The loop's thread sends what can be sent at once; the channel's keeper reads, and wakes the task.
The loop's executor does what is rare: it waits for a peer that reads slower than this side writes,
and for the explanation of a connection's end.
"""

from __future__ import annotations

from asyncio import get_running_loop
from functools import partial

from gen_plugin_runtime.errors import CallError
from gen_plugin_runtime.known import NO_MORE
from gen_plugin_runtime.netrpc.calls.call import Call
from gen_plugin_runtime.netrpc.calls.client_connection import NotOpenError
from gen_plugin_runtime.netrpc.calls.failures import raise_original
from gen_plugin_runtime.options import CALL_OPTIONS
from gen_plugin_runtime.threads.loop_waiter import arrival

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from gen_plugin_runtime.known import Known
    from gen_plugin_runtime.netrpc.calls.client_connection import ClientConnection
    from gen_plugin_runtime.netrpc.rpc.method import Method
    from gen_plugin_runtime.options import Options


class AsyncCalls:
    """Fits `netrpc.transport.AsyncNetRpcConnection`.

    Args:
        connection: Makes the calls.
        timeout: The seconds that a call may take, of a context's options. It holds the channel.
    """

    def __init__(
        self, connection: ClientConnection, timeout: Callable[[Options | None], float | None]
    ) -> None:
        self._connection = connection
        self._timeout = timeout

    def method(self, method: Method, known: Known = NO_MORE) -> Callable[[object], Awaitable[Any]]:
        """See `netrpc.transport.NetRpcConnection`."""
        connection, timeout = self._connection, self._timeout

        async def call(argument: object) -> Any:
            started = Call(connection, method, timeout(CALL_OPTIONS.get()))
            try:
                return await _result(connection, started, argument)
            except CallError as error:
                raise_original(error, method, known)
            except BaseException:  # the task was cancelled, mostly: nobody will ask again
                connection.drop(started)
                raise

        return call


async def _result(connection: ClientConnection, call: Call, argument: object) -> Any:
    try:
        message = connection.encode(call.method, argument)
        while not connection.start_at_once(call, message):
            await _in_thread(partial(connection.wait_for_room, call))
            if call.late_now():
                raise call.lateness()
    except NotOpenError as error:
        raise await _in_thread(partial(connection.refusal, error)) from None
    await arrival(call)
    call.end_if_late()
    return await _in_thread(call.result) if call.lost else call.result()


async def _in_thread(function: Callable[[], Any]) -> Any:
    return await get_running_loop().run_in_executor(None, function)
