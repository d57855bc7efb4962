"""Connections that are dropped, and dialled again."""

from __future__ import annotations

import socket
import threading

from tests.grpc.services import PATIENCE

from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.grpc.asynchronous import AsyncCalls


class TaskMethods:
    """The methods as tasks call them."""

    def __init__(self, calls: AsyncCalls) -> None:
        self.answer = calls.unary("/test.Soaked/Answer")
        self.fail = calls.unary("/test.Soaked/Raise")
        self.wait = calls.unary("/test.Soaked/Wait")
        self.hang_up = calls.unary("/test.Soaked/HangUp")
        self.replies = calls.server_streaming("/test.Soaked/Replies")
        self.replies_then_raise = calls.server_streaming("/test.Soaked/RepliesThenRaise")
        self.collect = calls.client_streaming("/test.Soaked/Collect")
        self.mirror = calls.bidirectional("/test.Soaked/Mirror")


class Connected:
    """A channel, with the methods that are called.

    Attributes:
        tasks: The same for tasks.
        dropped: Whether its end was ordered: no call may be lost before.
    """

    def __init__(self, connected: socket.socket, max_receive: int) -> None:
        self._socket = connected
        self.channel = Channel(
            SocketStream(connected), call_timeout=PATIENCE, max_receive=max_receive
        )
        self.dropped = False
        self.answer = self.channel.unary("/test.Soaked/Answer")
        self.fail = self.channel.unary("/test.Soaked/Raise")
        self.hang_up = self.channel.unary("/test.Soaked/HangUp")
        self.replies = self.channel.server_streaming("/test.Soaked/Replies")
        self.replies_then_raise = self.channel.server_streaming("/test.Soaked/RepliesThenRaise")
        self.collect = self.channel.client_streaming("/test.Soaked/Collect")
        self.mirror = self.channel.bidirectional("/test.Soaked/Mirror")
        self.tasks = TaskMethods(self.channel.asynchronous)

    @property
    def open_streams(self) -> int:
        """As HTTP/2 counts them."""
        return self.channel.connection.driver.protocol.open_streams

    @property
    def open_calls(self) -> int:
        """Calls that the channel waits for."""
        return len(self.channel.connection._calls)

    def cut(self) -> None:
        """As if the network had failed."""
        self._socket.shutdown(socket.SHUT_RDWR)


class Line:
    """The way to the server, for several callers.

    Args:
        dial: Makes a connection.
    """

    def __init__(self, dial: Callable[[], Connected]) -> None:
        self._dial = dial
        self._lock = threading.Lock()
        self.current = dial()
        self.dialled = 1

    def replace(self, lost: Connected) -> None:
        """Dial again, unless another caller has done so since."""
        with self._lock:
            if self.current is not lost:
                return
            lost.channel.close()
            assert not lost.open_calls
            self.current = self._dial()
            self.dialled += 1
