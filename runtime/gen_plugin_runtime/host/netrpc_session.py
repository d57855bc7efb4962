"""`NetRpcSession`: the connection to a plugin that speaks net/rpc (go-plugin: `RPCClient`)."""

from __future__ import annotations

import threading
from functools import partial

from gen_plugin_runtime.errors import (
    CallError,
    CallTimeout,
    ConnectionLost,
    PluginError,
    UnknownPlugin,
)
from gen_plugin_runtime.host.session import CLOSE_TIMEOUT, KILLED, LAST_OUTPUT_TIMEOUT, Session
from gen_plugin_runtime.host.sinks import Sink
from gen_plugin_runtime.netrpc.broker.calling import Calling
from gen_plugin_runtime.netrpc.broker.mux_broker import MuxBroker
from gen_plugin_runtime.netrpc.calls.channel import Channel
from gen_plugin_runtime.netrpc.calls.server import Server
from gen_plugin_runtime.netrpc.control import DISPENSE, PING, QUIT, unknown_plugin
from gen_plugin_runtime.netrpc.gob.limits import MAX_MESSAGE
from gen_plugin_runtime.netrpc.mux import MULTIPLEXING
from gen_plugin_runtime.peer import Peer
from gen_plugin_runtime.yamux.session import Session as Multiplexed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Literal

    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.config.types import PluginSet
    from gen_plugin_runtime.host.ending import WatchedProcess
    from gen_plugin_runtime.netrpc.calls.call import Call
    from gen_plugin_runtime.plugin import Plugin
    from gen_plugin_runtime.transport import TimedByteStream
    from gen_plugin_runtime.yamux.stream import YamuxStream

_READ_SIZE = 64 * 1024
_YES = True  # what go-plugin sends where nothing is to be said


def open_netrpc_session(
    stream: TimedByteStream,
    version: int,
    plugins: PluginSet,
    process: WatchedProcess,
    config: ClientConfig,
) -> NetRpcSession:
    """Speak net/rpc over a connection to a plugin.

    Args:
        stream: Connected to it; it belongs to the session from now on.
        version: The negotiated one.
        plugins: Those of that version.
        process: Asked why a connection was lost.
        config: Where the plugin's output goes, and how long a call may take.

    Raises:
        ConnectionLost: The plugin has closed the connection.
    """
    calling = Calling(
        call_timeout=config.call_timeout,
        max_receive=MAX_MESSAGE if config.max_receive is None else config.max_receive,
        peer=Peer("the plugin", version),
    )
    sinks = Sink(config.sync_stdout), Sink(config.sync_stderr)
    return connect_session(stream, plugins, process, calling, sinks)


def connect_session(
    stream: TimedByteStream,
    plugins: PluginSet,
    process: WatchedProcess,
    calling: Calling,
    sinks: tuple[Sink, Sink],
) -> NetRpcSession:
    """Open the first streams of a connection.

    Args:
        stream: As for `open_netrpc_session`.
        plugins: Likewise.
        process: Likewise.
        calling: What holds for calls, but for how their failures are explained.
        sinks: Where the plugin's standard output and error go.

    Raises:
        ConnectionLost: The plugin has closed the connection.
    """

    def explain(loss: ConnectionLost) -> ConnectionLost:
        return session.explain(loss)

    multiplexed = Multiplexed(stream, is_client=True, settings=MULTIPLEXING)
    try:
        # The plugin knows them by their order, and serves nothing before all three are there.
        control, stdout, stderr = multiplexed.open(), multiplexed.open(), multiplexed.open()
        calling = calling.explained_by(explain)
        session = NetRpcSession(multiplexed, control, calling, plugins, process)
        session.start((stdout, sinks[0]), (stderr, sinks[1]))
    except BaseException:
        multiplexed.close()
        raise
    session.end_with_process(multiplexed.close)
    return session


class NetRpcSession(Session):
    """A connected plugin. Safe to use from several threads.

    Args:
        multiplexed: The connection, which the session closes.
        control: Its first stream.
        calling: What holds for calls.
        plugins: What can be dispensed, by name.
        process: Asked why the connection was lost.
    """

    transport: ClassVar[Literal["netrpc"]] = "netrpc"

    def __init__(
        self,
        multiplexed: Multiplexed,
        control: YamuxStream,
        calling: Calling,
        plugins: PluginSet,
        process: WatchedProcess,
    ) -> None:
        super().__init__(plugins, process)
        self._multiplexed = multiplexed
        self._call_timeout = calling.call_timeout
        self._control = Channel(
            control, explain_loss=self.explain, peer=calling.peer, name="gen-plugin control"
        )
        self._callbacks = Server(max_receive=calling.max_receive, name="gen-plugin callbacks")
        self._broker = MuxBroker(multiplexed, self._callbacks, calling)
        self._brokering = threading.Thread(
            target=self._broker.run, name="gen-plugin mux broker", daemon=True
        )
        self._is_closed = False

    def start(self, *outputs: tuple[YamuxStream, Sink]) -> None:
        """Begin to copy the plugin's output, and to take in the streams that it opens."""
        for stream, sink in outputs:
            self._copy(partial(self._copy_stream, stream, sink))
        self._brokering.start()

    def wait_for_peer(self, timeout: float) -> str | None:
        """See `Session`."""
        try:
            self._multiplexed.ping(timeout)
        except CallTimeout:
            return f"the other side has said nothing within {timeout:g} seconds"
        except CallError as error:
            return self._multiplexed.ended or error.message
        return None

    def ping(self) -> None:
        """See `Session`."""
        self._control.call(PING, _YES, self._call_timeout)

    def close(self, why: str = KILLED) -> None:
        """See `Session`."""
        if not self._process.ended:
            self._note_end(why)
        self._control.close(CLOSE_TIMEOUT)
        self._broker.close()
        self._callbacks.stop()
        self._multiplexed.close()
        self.wait_for_output(LAST_OUTPUT_TIMEOUT)
        self._brokering.join(CLOSE_TIMEOUT)
        self._is_closed = True

    def _say_farewell(self, patience: float) -> Call:
        return self._control.connection.start(QUIT, _YES, patience)

    def _is_answer(self, error: CallError) -> bool:
        # A plugin in Go may be quicker to exit than to write its answer.
        return isinstance(error, ConnectionLost)

    def _dispense(self, name: str, plugin: Plugin[Any]) -> Any:
        try:
            number = self._control.call(DISPENSE, name, self._call_timeout)
        except PluginError as error:
            if error.message == unknown_plugin(name):
                raise UnknownPlugin(f"the plugin process has no {name!r}: {error}") from None
            raise
        return plugin.client(self._broker, self._broker.dial(number))

    def _copy_stream(self, stream: YamuxStream, sink: Sink) -> None:
        try:
            while data := stream.receive(_READ_SIZE):
                if self._is_closed:
                    return  # a slow writer has had its time
                sink.write(data)
        except ConnectionLost:
            return  # the connection has broken
