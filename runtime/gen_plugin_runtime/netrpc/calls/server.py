"""`Server`: the answering side of net/rpc, for any number of streams."""

from __future__ import annotations

from threading import Lock
from time import monotonic

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.netrpc.calls.answering import ServedMethod
from gen_plugin_runtime.netrpc.calls.server_connection import ServerConnection
from gen_plugin_runtime.netrpc.gob.limits import MAX_MESSAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gen_plugin_runtime.netrpc.transport import NetRpcHandler, NetRpcServerAdapter
    from gen_plugin_runtime.transport import ByteStream

    Services = Mapping[str, Mapping[str, ServedMethod]]

DEFAULT_WORKERS = 128
_JOIN_TIMEOUT = 0.5  # seconds for threads to end, once their connections are closed


class Server:
    """Answers the calls of streams, each with services of its own.

    Args:
        workers: The most calls of one stream that are answered at once; more wait in line. Threads
            are started when they are needed.
        max_receive: The longest argument and the longest result, in bytes.
        on_error: Called with the method's full name and what its implementation raised, in the
            thread that ran it.
        name: Of the server's threads.
    """

    def __init__(
        self,
        *,
        workers: int = DEFAULT_WORKERS,
        max_receive: int = MAX_MESSAGE,
        on_error: Callable[[str, BaseException], None] | None = None,
        name: str = "netrpc-server",
    ) -> None:
        self._workers = workers
        self._max_receive = max_receive
        self._on_error = on_error
        self._name = name
        self._lock = Lock()
        self._connections: set[ServerConnection] = set()
        self._stopped = False

    def serve(self, stream: ByteStream, services: Services) -> None:
        """Serve one stream in the calling thread until it ends; it is closed then.

        After `stop` it is closed at once.
        """
        connection = ServerConnection(
            stream,
            services,
            workers=self._workers,
            max_receive=self._max_receive,
            on_error=self._on_error,
            name=self._name,
        )
        with self._lock:
            stopped = self._stopped
            if not stopped:
                self._connections.add(connection)
        if stopped:
            stream.close()
            return
        try:
            connection.serve()
        finally:
            with self._lock:
                self._connections.discard(connection)

    def stop(self, grace: float = 0.0) -> None:
        """Let the calls that run finish for `grace` seconds, then end all connections.

        Returns when their threads have ended, or half a second later if an implementation does not
        return.
        """
        until = monotonic() + grace
        with self._lock:
            self._stopped = True
            connections = list(self._connections)
        for connection in connections:
            connection.stop(until)
        until = monotonic() + _JOIN_TIMEOUT
        for connection in connections:
            connection.join(until)


def served_as(service: str, adapter: NetRpcServerAdapter) -> Services:
    """The services of a stream that has one object.

    Raises:
        ConfigError: It has no methods: calls of it would all fail.
    """
    methods = adapter.methods()
    if not methods:
        raise ConfigError(f"{type(adapter).__name__} has no methods to serve over net/rpc")
    return services_of(service, methods)


def services_of(service: str, methods: Mapping[str, NetRpcHandler]) -> Services:
    """One service, with methods by their names."""
    return {service: {name: ServedMethod(service, name, each) for name, each in methods.items()}}
