"""The broker's stream, on the side that serves it and on the one that opens it."""

from __future__ import annotations

from threading import Lock, Thread

from gen_plugin_runtime.call import current_call
from gen_plugin_runtime.errors import CallError
from gen_plugin_runtime.grpc.answering import ServerCall
from gen_plugin_runtime.handler import bidirectional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin_runtime.broker.broker import Broker
    from gen_plugin_runtime.grpc.calls import ClientCall
    from gen_plugin_runtime.grpc.channel import Channel
    from gen_plugin_runtime.transport import Buffer, Handler

START_STREAM = "/plugin.GRPCBroker/StartStream"


class BrokerServer:
    """The plugin's side: hosts open the stream, and keep it open.

    Args:
        broker: Of the process, with a post for each host's connection that it answers.
    """

    service = "plugin.GRPCBroker"

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    def handlers(self) -> dict[str, Handler]:
        """Its one method."""
        return {"StartStream": bidirectional(self._stream)}

    def _stream(self, requests: Iterator[Buffer]) -> Iterator[bytes]:
        call = current_call()
        if not isinstance(call, ServerCall):
            raise TypeError("the broker's stream is served by the gRPC engine alone")
        outbox = self._broker.current_post().outbox
        outbox.attach(call.push)
        try:
            for message in requests:
                self._broker.receive(message)
                yield from ()
        finally:
            outbox.detach(call.push)


class BrokerStream:
    """The host's side: opened when it is first needed, until the connection ends.

    Args:
        channel: The connection to the plugin.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._lock = Lock()
        self._opened = False

    def open(self, broker: Broker) -> None:
        """Open the stream, if that was not done.

        Raises:
            CallError: The connection has ended.
        """
        with self._lock:
            if self._opened:
                return
            call = self._channel.call(START_STREAM, None, timeout=None)
            self._opened = True
        broker.post.outbox.attach(call.send)
        Thread(target=_receive, args=(call, broker), name="gen-plugin broker", daemon=True).start()


def _receive(call: ClientCall, broker: Broker) -> None:
    try:
        for message in call:
            broker.receive(message)
    except CallError:
        pass  # the connection has ended, or the plugin has no broker
    finally:
        broker.disconnect()
