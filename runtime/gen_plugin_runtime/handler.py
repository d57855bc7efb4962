"""`Handler`: one method of a served object, as generated servers give it to the transport."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gen_plugin_runtime.transport import Buffer, Requests


class Handler:
    """A function and the shape of its calls. Never changes.

    Attributes:
        function: Takes the request, or an iterator of requests; gives the reply, or an iterable of
            replies.
        client_streams: Whether there is any number of requests rather than one.
        server_streams: Whether there is any number of replies rather than one.
    """

    __slots__ = ("client_streams", "function", "server_streams")

    function: Callable[..., object]
    client_streams: bool
    server_streams: bool

    def __init__(
        self, function: Callable[..., object], *, client_streams: bool, server_streams: bool
    ) -> None:
        object.__setattr__(self, "function", function)
        object.__setattr__(self, "client_streams", client_streams)
        object.__setattr__(self, "server_streams", server_streams)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Handler does not change: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Handler does not change: {name}")


def unary(function: Callable[[Buffer], Buffer]) -> Handler:
    """A method of one request and one reply."""
    return Handler(function, client_streams=False, server_streams=False)


def server_streaming(function: Callable[[Buffer], Iterable[Buffer]]) -> Handler:
    """A method of one request and any number of replies.

    If `function` gives a generator, it is closed when the caller leaves.
    """
    return Handler(function, client_streams=False, server_streams=True)


def client_streaming(function: Callable[[Requests], Buffer]) -> Handler:
    """A method of any number of requests and one reply."""
    return Handler(function, client_streams=True, server_streams=False)


def bidirectional(function: Callable[[Requests], Iterable[Buffer]]) -> Handler:
    """A method of any number of requests and of replies, independent of each other."""
    return Handler(function, client_streams=True, server_streams=True)
