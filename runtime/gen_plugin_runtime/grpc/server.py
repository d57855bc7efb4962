"""`Server`: the answering side of gRPC, for any number of connections."""

from __future__ import annotations

from threading import Lock
from time import monotonic

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.grpc.method import Method
from gen_plugin_runtime.grpc.server_connection import ServerConnection
from gen_plugin_runtime.known import NO_MORE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gen_plugin_runtime.transport import ByteStream, ServerAdapter

DEFAULT_WORKERS = 128
DEFAULT_MAX_RECEIVE = 256 * 1024 * 1024
JOIN_TIMEOUT = 0.5
"""Seconds for threads to end, once their connections are closed."""


class Server:
    """Answers the calls of services.

    Args:
        services: What is served. Methods are found by ``/<service>/<name>``; any authority is
            accepted.
        workers: The most calls with one request and one reply that are answered at once on a
            connection; more wait in line. As many streaming calls may be open beside them; more
            are refused with RESOURCE_EXHAUSTED. Threads are started when they are needed.
        max_receive: The longest request that is accepted, in bytes; None: `DEFAULT_MAX_RECEIVE`.
        send_tracebacks: Whether peers are sent where the exceptions of implementations come from.
        on_error: Called with the method's path and what its implementation raised, in the thread
            that ran it.
        name: Of the server's threads.

    Raises:
        ConfigError: Two services have the same name.
    """

    def __init__(
        self,
        services: Iterable[ServerAdapter],
        *,
        workers: int = DEFAULT_WORKERS,
        max_receive: int | None = None,
        send_tracebacks: bool = False,
        on_error: Callable[[str, BaseException], None] | None = None,
        name: str = "grpc-server",
    ) -> None:
        if workers < 1:
            raise ConfigError(f"a server needs at least one worker, not {workers}")
        self._methods = _methods_by_path(services)
        self._workers = workers
        self._max_receive = DEFAULT_MAX_RECEIVE if max_receive is None else max_receive
        self._send_tracebacks = send_tracebacks
        self._on_error = on_error
        self._name = name
        self._lock = Lock()
        self._connections: set[ServerConnection] = set()
        self._stopped = False

    def serve_connection(self, stream: ByteStream, origin: object = None) -> None:
        """Serve one connection in the calling thread until it ends; the stream is closed then.

        After `stop` it is closed at once.

        Args:
            stream: The connection.
            origin: What `current_origin` gives to those who answer its calls.
        """
        connection = ServerConnection(
            stream,
            self._methods,
            workers=self._workers,
            max_receive=self._max_receive,
            send_tracebacks=self._send_tracebacks,
            on_error=self._on_error,
            name=self._name,
            origin=origin,
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
        """Take on no more calls, let those that run finish for `grace` seconds, then end them all.

        Returns when the connections are closed and their threads have ended, or half a second after
        `grace` if an implementation does not return: go-plugin's hosts use force after 2 seconds.
        """
        threads = self.end(grace)
        until = monotonic() + JOIN_TIMEOUT
        for each in threads:
            each.join(until)

    def end(self, grace: float = 0.0) -> list[ServerConnection]:
        """As `stop`, without waiting for the threads; those whose `join` does."""
        until = monotonic() + grace
        with self._lock:
            self._stopped = True
            connections = list(self._connections)
        for connection in connections:
            connection.drain()
        for connection in connections:
            connection.wait_drained(until)
        return connections


def _methods_by_path(services: Iterable[ServerAdapter]) -> dict[str, Method]:
    methods: dict[str, Method] = {}
    names: set[str] = set()
    for service in services:
        if service.service in names:
            raise ConfigError(f"two services have the name {service.service!r}")
        names.add(service.service)
        known = getattr(service, "exceptions", NO_MORE)
        for name, handler in service.handlers().items():
            path = f"/{service.service}/{name}"
            methods[path] = Method(path, handler, known)
    return methods
