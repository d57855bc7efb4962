"""What each side has announced about itself (RFC 9113 section 6.5.2)."""

from __future__ import annotations

from gen_plugin_runtime.http2 import limits
from gen_plugin_runtime.http2.codes import (
    SETTINGS_ENABLE_PUSH,
    SETTINGS_HEADER_TABLE_SIZE,
    SETTINGS_INITIAL_WINDOW_SIZE,
    SETTINGS_MAX_CONCURRENT_STREAMS,
    SETTINGS_MAX_FRAME_SIZE,
    SETTINGS_MAX_HEADER_LIST_SIZE,
    ErrorCode,
)
from gen_plugin_runtime.http2.faults import ConnectionProtocolError

ANNOUNCED_BY_BOTH = (
    # Without a dynamic table equal header blocks have equal bytes: decoding becomes a look-up.
    (SETTINGS_HEADER_TABLE_SIZE, 0),
    (SETTINGS_INITIAL_WINDOW_SIZE, limits.STREAM_WINDOW),
    (SETTINGS_MAX_FRAME_SIZE, limits.MAX_FRAME_SIZE),
    (SETTINGS_MAX_HEADER_LIST_SIZE, limits.MAX_HEADER_LIST_SIZE),
)
ANNOUNCED_BY_CLIENT = ((SETTINGS_ENABLE_PUSH, 0), *ANNOUNCED_BY_BOTH)
ANNOUNCED_BY_SERVER = (
    (SETTINGS_MAX_CONCURRENT_STREAMS, limits.MAX_CONCURRENT_STREAMS),
    *ANNOUNCED_BY_BOTH,
)


class PeerSettings:
    """What the peer has announced; RFC 9113's defaults until it does."""

    __slots__ = ("initial_window", "max_concurrent_streams", "max_frame_size", "max_header_list")

    def __init__(self) -> None:
        self.initial_window = limits.DEFAULT_WINDOW
        self.max_frame_size = limits.SMALLEST_MAX_FRAME_SIZE
        self.max_concurrent_streams: int | None = None
        self.max_header_list: int | None = None

    def apply(self, identifier: int, value: int) -> None:
        """Take over one setting; an unknown one is ignored.

        Raises:
            ConnectionProtocolError: The value is outside of what RFC 9113 allows.
        """
        if identifier == SETTINGS_INITIAL_WINDOW_SIZE:
            if value > limits.MAX_WINDOW:
                raise _invalid("INITIAL_WINDOW_SIZE", value, ErrorCode.FLOW_CONTROL_ERROR)
            self.initial_window = value
        elif identifier == SETTINGS_MAX_FRAME_SIZE:
            if not limits.SMALLEST_MAX_FRAME_SIZE <= value <= limits.LARGEST_MAX_FRAME_SIZE:
                raise _invalid("MAX_FRAME_SIZE", value, ErrorCode.PROTOCOL_ERROR)
            self.max_frame_size = value
        elif identifier == SETTINGS_MAX_CONCURRENT_STREAMS:
            self.max_concurrent_streams = value
        elif identifier == SETTINGS_MAX_HEADER_LIST_SIZE:
            self.max_header_list = value


def check_enable_push(value: int, *, by_server: bool) -> None:
    """Check a SETTINGS_ENABLE_PUSH, which is otherwise of no interest: nobody pushes here.

    Raises:
        ConnectionProtocolError: Neither 0 nor 1, or a server that sets it to 1.
    """
    if value > 1 or (by_server and value):
        raise _invalid("ENABLE_PUSH", value, ErrorCode.PROTOCOL_ERROR)


def _invalid(name: str, value: int, code: ErrorCode) -> ConnectionProtocolError:
    return ConnectionProtocolError(f"SETTINGS_{name} of {value}", code=code)
