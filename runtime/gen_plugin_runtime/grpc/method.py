"""`Method`: one that is served, and what was learned of its calls."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from gen_plugin_runtime.known import Known
    from gen_plugin_runtime.transport import Handler


class Method:
    """A method that is served.

    Attributes:
        blocking: Whether a call of it may take long, so that another thread must read meanwhile.
            Learned from the last call; streams always may.
        known: The exceptions that the interface declares.
        streams: Whether its calls may stay open for long.
    """

    __slots__ = (
        "blocking",
        "function",
        "has_many_replies",
        "has_many_requests",
        "known",
        "path",
        "streams",
    )

    def __init__(self, path: str, handler: Handler, known: Known) -> None:
        self.path: Final = path
        self.known: Final = known
        self.function: Final[Callable[..., Any]] = handler.function
        self.has_many_requests: Final = handler.client_streams
        self.has_many_replies: Final = handler.server_streams
        self.streams: Final = self.has_many_requests or self.has_many_replies
        self.blocking = True
