"""A peer made of raw frames, for what no real peer would send."""

from __future__ import annotations

from gen_plugin_runtime.http2 import frames, hpack
from gen_plugin_runtime.http2.codes import (
    CLIENT_PREFACE,
    FLAG_END_HEADERS,
    FLAG_END_STREAM,
    GOAWAY,
    HEADERS,
    RST_STREAM,
)
from gen_plugin_runtime.http2.connection import Connection
from gen_plugin_runtime.http2.frame_reader import FrameReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from gen_plugin_runtime.http2.events import Event

REQUEST = (
    (":method", "POST"),
    (":scheme", "http"),
    (":path", "/t.T/Echo"),
    (":authority", "localhost"),
    ("te", "trailers"),
    ("content-type", "application/grpc"),
)
RESPONSE = ((":status", "200"), ("content-type", "application/grpc"))
GREETING = frames.settings([])


def block(fields: tuple[tuple[str, str], ...] = REQUEST) -> bytes:
    return hpack.encode(fields)


def request(stream_id: int = 1, *, end_stream: bool = False, **replaced: str) -> bytes:
    """A request's HEADERS frame; `replaced` pseudo fields without their colon."""
    fields = tuple((name, replaced.get(name.strip(":"), value)) for name, value in REQUEST)
    return headers(stream_id, fields, end_stream=end_stream)


def headers(
    stream_id: int, fields: tuple[tuple[str, str], ...], *, end_stream: bool = False
) -> bytes:
    flags = FLAG_END_HEADERS | (FLAG_END_STREAM if end_stream else 0)
    return frames.frame(HEADERS, flags, stream_id, hpack.encode(fields))


def server() -> Connection:
    """A server that was greeted."""
    connection = Connection(is_client=False)
    connection.receive(CLIENT_PREFACE + GREETING)
    connection.output.take()
    return connection


def client() -> Connection:
    """A client that was greeted, with stream 1 open."""
    connection = Connection(is_client=True)
    connection.receive(GREETING)
    connection.open_stream(block(), end_stream=False)
    connection.output.take()
    return connection


def parts(events: Iterable[Event]) -> list[Event]:
    """The events with those that stand for several taken apart."""
    return [part for event in events for part in event.parts()]


def output(connection: Connection) -> bytes:
    return b"".join(connection.output.take())


def sent_frames(connection: Connection) -> list[tuple[int, int, int, bytes]]:
    """The frames that wait to be written: type, flags, stream, payload."""
    reader = FrameReader(expect_preface=False)
    return [(*frame[:3], bytes(frame[3])) for frame in reader.frames(output(connection))]


def verdict(connection: Connection) -> tuple[str, int, int] | None:
    """How the connection punished its peer: scope, stream (0 for the connection) and code."""
    for kind, _flags, stream_id, payload in sent_frames(connection):
        if kind == GOAWAY:
            return "connection", 0, int.from_bytes(payload[4:8], "big")
        if kind == RST_STREAM:
            return "stream", stream_id, int.from_bytes(payload, "big")
    return None
