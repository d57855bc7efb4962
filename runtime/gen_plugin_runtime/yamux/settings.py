"""`Settings`: what of a session can be chosen."""

from __future__ import annotations

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.yamux import limits


class Settings(Frozen):
    """The choices of one side, as Go's `yamux.Config` has them. The peer's may differ.

    Args:
        accept_backlog: Streams that may wait for `accept`, and own ones for the peer's.
        keepalive: Seconds between pings, or None for none.
        write_timeout: Seconds that a write may stand still and that a keepalive may take.
        open_timeout: Seconds within which the peer must accept a stream.
        close_timeout: Seconds that a stream which this side has ended waits for the peer's end.
        window: Bytes that the peer may send on a stream before they are read, at least 256 KiB.

    Raises:
        ConfigError: A window below what every peer may use unasked, or a number that is not
            positive.
    """

    __slots__ = (
        "accept_backlog",
        "keepalive",
        "write_timeout",
        "open_timeout",
        "close_timeout",
        "window",
    )
    accept_backlog: int
    keepalive: float | None
    write_timeout: float
    open_timeout: float
    close_timeout: float
    window: int

    def __init__(
        self,
        *,
        accept_backlog: int = limits.ACCEPT_BACKLOG,
        keepalive: float | None = limits.KEEPALIVE_INTERVAL,
        write_timeout: float = limits.WRITE_TIMEOUT,
        open_timeout: float = limits.OPEN_TIMEOUT,
        close_timeout: float = limits.CLOSE_TIMEOUT,
        window: int = limits.INITIAL_WINDOW,
    ) -> None:
        if not limits.INITIAL_WINDOW <= window <= limits.MAX_WINDOW:
            raise ConfigError(
                f"a yamux window of {window} bytes: it must have {limits.INITIAL_WINDOW} at least,"
                f" which a peer may send unasked, and {limits.MAX_WINDOW} at most"
            )
        chosen = {
            "accept_backlog": accept_backlog,
            "keepalive": keepalive,
            "write_timeout": write_timeout,
            "open_timeout": open_timeout,
            "close_timeout": close_timeout,
        }
        for name, value in chosen.items():
            if value is not None and value <= 0:
                raise ConfigError(f"{name} of a yamux session must be positive, not {value}")
        self._fill(**chosen, window=window)
