"""Every bound of the HTTP/2 layer: the RFCs' own, and what this side allows."""

from __future__ import annotations

# Set by RFC 9113.
MAX_WINDOW = 2**31 - 1
MAX_STREAM_ID = 2**31 - 1
DEFAULT_WINDOW = 65_535
SMALLEST_MAX_FRAME_SIZE = 16_384
LARGEST_MAX_FRAME_SIZE = 2**24 - 1
# Set by RFC 7541 and RFC 9113 section 6.5.2.
DEFAULT_HEADER_TABLE_SIZE = 4096

# What this side announces. Large frames and windows cost a local peer nothing and save it round
# trips.
STREAM_WINDOW = 8 * 1024 * 1024
"""Bytes that a stream may hold unread before its sender has to wait."""
MAX_FRAME_SIZE = 4 * 1024 * 1024
CONNECTION_WINDOW = MAX_WINDOW
"""Credited on arrival, as grpc-go does: streams that nobody reads must not stop the others."""
MAX_CONCURRENT_STREAMS = 1000
MAX_HEADER_LIST_SIZE = 64 * 1024
"""Bytes of a decoded header list, as RFC 9113 section 6.5.2 counts them: 32 more per field."""

# What this side bears without having announced it.
MAX_HEADER_BLOCK = MAX_HEADER_LIST_SIZE
"""Bytes of a compressed header block over all its frames; its list would be larger still."""
MAX_CONTINUATIONS = 64
"""CONTINUATION frames of one block: empty ones cost a sender nothing."""
MAX_SETTINGS_PAIRS = 64
MAX_DECODED_LIST = 4 * MAX_HEADER_LIST_SIZE
"""Bytes of a decoded header list at which decoding stops. Up to here a list that is too large costs
its stream only, for which it must be read to its end; a short block can stand for a long list."""
BARE_FRAMES = 10_000
"""Frames that carry nothing which a peer may send in advance: PING, SETTINGS, PRIORITY, RST_STREAM,
WINDOW_UPDATE, GOAWAY, empty DATA, unknown types, interim responses, and what breaks a stream."""
BARE_FRAMES_PER_ANSWER = 4
"""As many more for each frame of headers or data that this side sends: grpc-go may follow one with
two WINDOW_UPDATE frames and a PING."""
BARE_FRAMES_PER_SECOND = 1_000
STREAMS_PER_BARE_FRAME = 64
"""Open streams whose windows a SETTINGS frame may change for the price of a frame more."""
MAX_QUEUED_CONTROL = 4096
"""Answers to PING and SETTINGS, and resets, that wait for a peer that does not read."""
MAX_UNREAD_OUTPUT = 32 * 1024 * 1024
"""Bytes that wait for a peer that goes on asking without reading the answers."""
REMEMBERED_STREAMS = MAX_CONCURRENT_STREAMS
"""Closed streams of which it is still known how they ended, at least; at most twice as many."""
CACHED_HEADER_BLOCKS = 1024
CACHED_HEADER_BYTES = 256 * 1024
"""Bytes of all remembered header blocks; their fields take up to some 30 times as much."""
MAX_CACHED_HEADER_BLOCK = 2048
"""Bytes of a header block that is worth remembering; larger ones seldom come twice."""

# How this side writes.
STREAMS_BEFORE_GREETING = 100
"""Streams that are opened before the peer has said how many it accepts: section 6.5.2 recommends
that it be no fewer, and those above its limit would be refused."""
MAX_DATA_FRAME = 2 * 1024 * 1024
"""A larger frame would hold up the other streams for too long."""
OWN_BUFFER = 32 * 1024
"""Bytes from which on the payload of a DATA frame is received into a buffer of its own."""
