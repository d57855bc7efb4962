"""A channel and a server with a stream between them."""

from __future__ import annotations

import socket
import threading

from gen_plugin_runtime.netrpc.calls.channel import Channel
from gen_plugin_runtime.netrpc.calls.server import Server, served_as
from gen_plugin_runtime.netrpc.gob.basics import BYTES, INT, STRING
from gen_plugin_runtime.netrpc.handler import NetRpcHandler
from gen_plugin_runtime.netrpc.rpc.headers import EMPTY
from gen_plugin_runtime.netrpc.rpc.method import Method
from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.yamux.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

    from gen_plugin_runtime.transport import ByteStream

PATIENCE = 30.0
"""Seconds after which something that should happen soon is taken not to happen."""

ECHO = Method("Plugin.Echo", STRING, STRING)
BIG = Method("Plugin.Big", BYTES, BYTES)
RAISE = Method("Plugin.Raise", STRING, STRING)
BLOCK = Method("Plugin.Block", STRING, STRING)
WAIT_CANCELLED = Method("Plugin.WaitCancelled", STRING, EMPTY)
WRONG = Method("Plugin.Wrong", INT, STRING)


class Object:
    """What is served.

    Attributes:
        entered: Released by each call of `Block`, which returns when `leave` is set.
        raised: What `Raise` raises.
        cancelled: Released when a call of `WaitCancelled` has learned that nobody waits.
    """

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)
        self.leave = threading.Event()
        self.raised: BaseException = ValueError("no")
        self.cancelled = threading.Semaphore(0)
        self.threads: set[str] = set()

    def methods(self) -> dict[str, NetRpcHandler]:
        return {
            "Echo": NetRpcHandler(ECHO, self._echo),
            "Big": NetRpcHandler(BIG, lambda data: data),
            "Raise": NetRpcHandler(RAISE, self._raise),
            "Block": NetRpcHandler(BLOCK, self._block),
            "WaitCancelled": NetRpcHandler(WAIT_CANCELLED, self._wait_cancelled),
            "Wrong": NetRpcHandler(WRONG, lambda number: number),  # no text, as it says
        }

    def _echo(self, text: str) -> str:
        self.threads.add(threading.current_thread().name)
        return text

    def _raise(self, _text: str) -> str:
        raise self.raised

    def _block(self, text: str) -> str:
        self.entered.release()
        assert self.leave.wait(PATIENCE)
        return text

    def _wait_cancelled(self, _text: str) -> tuple[()]:
        from gen_plugin_runtime import current_call

        self.entered.release()
        assert current_call().wait_cancelled(PATIENCE)
        self.cancelled.release()
        return ()


class PlainStream:
    """A stream without the methods that know time: what every byte stream has, and no more."""

    def __init__(self, connected: socket.socket) -> None:
        self._stream = SocketStream(connected)
        self.receive = self._stream.receive
        self.receive_into = self._stream.receive_into
        self.send = self._stream.send
        self.close = self._stream.close


class Pair:
    """Serves an `Object` to a channel.

    Args:
        kind: Of the streams: ``socket``, ``plain`` or ``yamux``.
        made: What is served.
        server_options: For `Server`; the others are the channel's.
    """

    def __init__(
        self,
        kind: str = "socket",
        *,
        made: Object | None = None,
        server_options: dict[str, Any] | None = None,
        **channel_options: Any,
    ) -> None:
        self.object = made or Object()
        self.errors: list[tuple[str, BaseException]] = []
        options = {"on_error": lambda method, error: self.errors.append((method, error))}
        self.server = Server(**(options | (server_options or {})))
        ours, theirs = socket.socketpair()
        self._sessions: list[Session] = []
        self.their_end = self._end(kind, theirs, is_client=False)
        self.our_end = self._end(kind, ours, is_client=True)
        self.served = threading.Thread(target=self._serve, daemon=True)
        self.served.start()
        self.channel = Channel(self.our_end, **channel_options)

    def _end(self, kind: str, connected: socket.socket, *, is_client: bool) -> Any:
        if kind == "plain":
            return PlainStream(connected)
        if kind == "socket":
            return SocketStream(connected)
        session = Session(SocketStream(connected), is_client=is_client)
        self._sessions.append(session)
        return session.open() if is_client else session

    def _serve(self) -> None:
        end = self.their_end
        stream: ByteStream | None = end.accept(PATIENCE) if isinstance(end, Session) else end
        assert stream is not None
        self.server.serve(stream, served_as("Plugin", self.object))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.object.leave.set()
        self.channel.close(PATIENCE)
        for session in self._sessions:
            session.close()
        self.served.join(PATIENCE)
        assert not self.served.is_alive()
