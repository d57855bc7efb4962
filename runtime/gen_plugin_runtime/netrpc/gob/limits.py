"""What this side bears of a gob stream. Go's own limits are higher or none."""

from __future__ import annotations

MAX_MESSAGE = 256 * 1024 * 1024
"""Bytes of one message, and of all the messages that one value is spread over."""
MAX_DEPTH = 100
"""How many structs and interface values may lie one within the other, as with protobuf."""
MAX_SKIPPED_DEPTH = 10_000
"""The same for values that nobody here wants, slices and maps included. Go's number."""
MAX_TYPES = 4_096
"""Types that a peer may define on a stream."""
MAX_DEFINITION_BYTES = 1024 * 1024
"""Bytes of all those definitions."""
MAX_NAME = 1_024
"""Bytes of the name of a registered type. Go's number."""
