"""Every number of the yamux layer: the protocol's own, Go's defaults, and what this side allows."""

from __future__ import annotations

# Set by yamux's specification.
INITIAL_WINDOW = 256 * 1024
"""Bytes that a stream may hold unread before its sender has to wait."""
MAX_WINDOW = 2**32 - 1
STREAM_IDS_END = 2**32 - 2
"""Stream ids are lower than this; they are never used again."""

# The defaults of Go's yamux, which go-plugin keeps.
ACCEPT_BACKLOG = 256
"""Streams that wait for `accept`, beyond which more are reset; and how many of its own a side opens
before the other has accepted one of them."""
KEEPALIVE_INTERVAL = 30.0
"""Seconds from one answered ping to the next."""
WRITE_TIMEOUT = 10.0
"""Seconds that a write may stand still, and that a ping may go unanswered."""
OPEN_TIMEOUT = 75.0
"""Seconds within which the peer must accept a stream."""
CLOSE_TIMEOUT = 300.0
"""Seconds that a stream waits for the peer's end after this side's own."""

# What this side bears.
MAX_STREAMS = 4096
"""Streams at one time, above which those that the peer opens are reset."""
MAX_CLOSING = 1024
"""Streams that wait for the peer's end, above which the oldest is reset."""
MAX_DROPPED = 4 * 1024 * 1024
"""Bytes that are taken in and dropped on a stream that this side has closed, before it is reset:
who is in the middle of a message can finish it, and then finds the end."""

# How this side writes.
MAX_DATA_FRAME = 1024 * 1024
"""A peer may grant more; a larger frame would hold up the other streams for too long."""
