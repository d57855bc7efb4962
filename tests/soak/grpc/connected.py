"""A gRPC connection of the callers', and what is called over it."""

from __future__ import annotations

import socket

from tests.grpc.services import PATIENCE
from tests.soak.messages import MAX_MESSAGE

from gen_plugin_runtime.errors import PluginError
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.status import StatusCode
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
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
    """A channel, with the methods that are called. Fits `lines.Connected`.

    Attributes:
        tasks: The same for tasks.
    """

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self.channel = Channel(
            SocketStream(connected), call_timeout=PATIENCE, max_receive=MAX_MESSAGE
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

    def close(self) -> None:
        """See `lines.Connected`."""
        self.channel.close()

    def has_room(self, workers: int) -> bool:
        """See `lines.Connected`."""
        streams = [self.channel.call("/test.Soaked/Hold", b"%d" % n) for n in range(workers)]
        try:
            return [next(stream) for stream in streams] == [b"%d" % n for n in range(workers)]
        except PluginError as error:
            if error.status != StatusCode.RESOURCE_EXHAUSTED:
                raise
            return False  # the last ones may not have been let go yet
        finally:
            for stream in streams:
                stream.cancel()
