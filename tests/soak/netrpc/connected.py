"""A net/rpc connection of the callers', and what is called over it."""

from __future__ import annotations

import socket
from typing import Any, Generic, TypeVar

from tests.grpc.services import PATIENCE
from tests.soak.messages import MAX_MESSAGE
from tests.soak.netrpc.methods import ANSWER, CALL_BACK, HANG_UP, MEET, OPEN, RAISE, WAIT

from gen_plugin_runtime import Plugin
from gen_plugin_runtime.host.attached_process import UnwatchedProcess
from gen_plugin_runtime.host.netrpc_session import connect_session
from gen_plugin_runtime.host.sinks import Sink
from gen_plugin_runtime.netrpc.broker.calling import Calling
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from gen_plugin_runtime.netrpc.broker.dialled import DialledChannel
    from gen_plugin_runtime.netrpc.broker.mux_broker import MuxBroker
    from gen_plugin_runtime.netrpc.calls.call import Call
    from gen_plugin_runtime.netrpc.rpc.method import Method

Given = TypeVar("Given")


class Methods(Generic[Given]):
    """The methods, blocking or for tasks."""

    def __init__(self, method: Callable[[Method], Callable[[object], Given]]) -> None:
        self.answer = method(ANSWER)
        self.fail = method(RAISE)
        self.wait = method(WAIT)
        self.hang_up = method(HANG_UP)
        self.call_back = method(CALL_BACK)
        self.open = method(OPEN)


class HeldPlugin(Plugin[Any]):
    """Gives the broker and the object's channel as they are."""

    transports = ("netrpc",)

    def client(self, broker: MuxBroker, connection: DialledChannel) -> Any:
        return broker, connection


class Connected:
    """A host's session, with the methods that are called. Fits `lines.Connected`.

    Attributes:
        broker: Passes objects.
        calls: What threads call.
        tasks: What tasks call.
    """

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self.dropped = False
        self._session = connect_session(
            SocketStream(connected),
            {"soaked": HeldPlugin()},
            UnwatchedProcess(),
            Calling(call_timeout=PATIENCE, max_receive=MAX_MESSAGE),
            (Sink(None), Sink(None)),
        )
        self.broker: MuxBroker
        self._channel: DialledChannel
        self.broker, self._channel = self._session.dispense("soaked")
        self.calls: Methods[Any] = Methods(self._channel.method)
        self.tasks: Methods[Awaitable[Any]] = Methods(self._channel.asynchronous.method)

    @property
    def open_streams(self) -> int:
        """As yamux counts them."""
        return self._session._multiplexed.open_streams

    @property
    def open_calls(self) -> int:
        """Calls of the object that are waited for."""
        return len(self._channel.connection._calls)

    def start(self, method: Method, request: bytes) -> Call:
        """Send a call of the object, whose result is asked for later."""
        return self._channel.connection.start(method, request, PATIENCE)

    def cut(self) -> None:
        """As if the network had failed."""
        self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """See `lines.Connected`."""
        self._session.close()

    def has_room(self, workers: int) -> bool:
        """See `lines.Connected`: each of these calls returns when all of them have come."""
        calls = [self.start(MEET, b"%d" % number) for number in range(workers)]
        return [call.result() for call in calls] == [b"%d" % number for number in range(workers)]
