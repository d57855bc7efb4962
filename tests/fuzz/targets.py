"""What is fuzzed: functions of any bytes that raise only what is no error of the tree's own.

Each also holds what it is given to a bound on what comes out or is kept.
"""

from __future__ import annotations

import tempfile
from functools import cache, partial
from pathlib import Path

from tests.fuzz import engines
from tests.fuzz.engines import GREETING, MESSAGE_LIMIT
from tests.fuzz.failures import raised
from tests.gob.meanings import ALL_KINDS, ARRAYS, LISTS, MAPS, NODE, REGISTERED, STAMPED, TREE
from tests.netrpc.methods import ADD, ECHO, GREET, PLUGIN
from tests.yamux.wire import take_in

from gen_plugin_runtime.broker import conn_info
from gen_plugin_runtime.broker.broker import Broker
from gen_plugin_runtime.broker.links import SocketLinks
from gen_plugin_runtime.broker.multiplexed import MultiplexedLinks
from gen_plugin_runtime.broker.rendezvous import MOST_KEPT
from gen_plugin_runtime.errors import ConnectionLost, DecodeError
from gen_plugin_runtime.grpc import metadata, response
from gen_plugin_runtime.grpc.messages import INFLATED_AT_ONCE, MessageReader
from gen_plugin_runtime.grpc.reflection.answers import Answers
from gen_plugin_runtime.grpc.request import NotGrpcError, parse_request
from gen_plugin_runtime.grpc.status import StatusError
from gen_plugin_runtime.http2 import hpack, limits
from gen_plugin_runtime.http2.codes import CLIENT_PREFACE, ErrorCode
from gen_plugin_runtime.http2.connection import Connection
from gen_plugin_runtime.http2.events import (
    ConnectionFailed,
    DataReceived,
    HeadersReceived,
    StreamReset,
)
from gen_plugin_runtime.http2.faults import ConnectionProtocolError
from gen_plugin_runtime.http2.fields import check_request, check_response, check_trailers
from gen_plugin_runtime.netrpc.gob.reader import INCOMPLETE, Reader
from gen_plugin_runtime.netrpc.rpc import events as rpc_events
from gen_plugin_runtime.netrpc.rpc.client_side import ClientSide
from gen_plugin_runtime.netrpc.rpc.server_side import ServerSide
from gen_plugin_runtime.protobuf.wire import read_fields
from gen_plugin_runtime.yamux import events as yamux_events
from gen_plugin_runtime.yamux.limits import ACCEPT_BACKLOG, INITIAL_WINDOW, MAX_STREAMS
from gen_plugin_runtime.yamux.multiplexer import Multiplexer
from gen_plugin_runtime.yamux.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from gen_plugin_runtime.http2.events import Event

    Target = Callable[[bytes], object]

_ANSWER = hpack.encode([(":status", "200"), ("content-type", "application/grpc")])
_STATUS = hpack.encode([("grpc-status", "0")])
_REQUEST = hpack.encode([(":method", "POST"), (":scheme", "http"), (":path", "/s/m")])
_LARGEST_ANSWER = 256
"""Bytes that a frame of at least nine may make the other side say; a GOAWAY has a text."""


def pieces(data: bytes) -> Iterator[bytes]:
    """The first byte says in how large pieces the rest arrives; 0 for all at once."""
    size = data[0] if data and data[0] else max(1, len(data))
    return (data[at : at + size] for at in range(1, len(data), size))


def receive(connection: Connection, data: bytes) -> list[Event]:
    """Give bytes to a connection as a driver does."""
    events: list[Event] = []
    while data:
        buffer = connection.payload_buffer()
        if buffer is None:
            events += connection.receive(data)
            break
        count = min(len(buffer), len(data))
        buffer[:count] = data[:count]
        buffer.release()
        data = data[count:]
        events += connection.payload_received(count)
    return [part for event in events for part in event.parts()]


def server(data: bytes) -> list[Event]:
    """Any frames after a client's greeting."""
    connection = Connection(is_client=False)
    receive(connection, CLIENT_PREFACE + GREETING)
    return _converse(connection, data, _answer)


def client(data: bytes) -> list[Event]:
    """Any frames after a server's greeting, with two calls on their way."""
    connection = Connection(is_client=True)
    receive(connection, GREETING)
    connection.request(_REQUEST, b"\0\0\0\0\0")
    connection.open_stream(_REQUEST, end_stream=False)
    return _converse(connection, data, lambda connection, event: None)


def _converse(
    connection: Connection, data: bytes, answer: Callable[[Connection, Event], None]
) -> list[Event]:
    connection.output.take()
    events: list[Event] = []
    for piece in pieces(data):
        for event in receive(connection, piece):
            events.append(event)
            answer(connection, event)
            if isinstance(event, DataReceived):
                connection.release(event.stream_id, event.flow_length)
    assert connection.output.size <= _LARGEST_ANSWER * (1 + len(data) // 9)
    assert connection.open_streams <= limits.MAX_CONCURRENT_STREAMS
    assert len(events) <= 1 + len(data) // 4
    for event in events:
        if isinstance(event, ConnectionFailed):
            assert event is events[-1]
            assert event.code in list(ErrorCode)
    return events


def _answer(connection: Connection, event: Event) -> None:
    if isinstance(event, HeadersReceived) and event.end_stream:
        connection.respond(event.stream_id, _ANSWER, b"\0\0\0\0\0", _STATUS)
    elif isinstance(event, HeadersReceived) and event.stream_id % 4 == 3:
        connection.conclude(event.stream_id, _STATUS)
    elif isinstance(event, StreamReset):
        assert not connection.room(event.stream_id)


def serving(data: bytes) -> None:
    """Any frames after a client's greeting, to a whole server."""
    engines.serving(pieces(data), len(data))


def calling(data: bytes) -> None:
    """Any frames after a server's greeting, to a whole channel."""
    engines.calling(pieces(data), len(data))


def header_block(data: bytes) -> None:
    """Blocks for one decoder, one after the other, and what is read from their fields."""
    decoder = hpack.Decoder(limits.MAX_HEADER_LIST_SIZE)
    for piece in pieces(data):
        try:
            fields = decoder.decode(piece)
        except (ConnectionProtocolError, hpack.HeaderListTooLargeError):
            continue
        size = sum(len(name) + len(value) + hpack.FIELD_OVERHEAD for name, value in fields)
        assert size <= limits.MAX_HEADER_LIST_SIZE
        if not check_request(fields):
            _expect(partial(parse_request, fields), StatusError, NotGrpcError)
        if not check_response(fields):
            _expect(partial(response.check_head, fields), StatusError)
        if not check_trailers(fields):
            _expect(partial(response.status_of, fields), StatusError)


def status_text(data: bytes) -> None:
    """The value of a grpc-message, of a binary field, of a status's details."""
    text = data.decode("latin-1")
    metadata.percent_decode(text)
    metadata.decode((("x-bin", text), ("y", text)))
    trailers = (("grpc-status", text[:3]), ("grpc-message", text))
    _expect(lambda: response.status_of(trailers), StatusError)
    details = metadata.encode_binary(data)
    _expect(
        lambda: response.status_of((("grpc-status", "2"), ("grpc-status-details-bin", details))),
        StatusError,
    )


def messages(data: bytes) -> None:
    """The body of a stream, with compressed messages allowed."""
    reader = MessageReader(MESSAGE_LIMIT, "gzip")
    try:
        for piece in pieces(data):
            found = reader.feed(piece)
            assert sum(map(len, found)) <= INFLATED_AT_ONCE + MESSAGE_LIMIT
            assert all(len(message) <= MESSAGE_LIMIT for message in found)
            assert reader.unfinished <= len(data)
        reader.finish()
    except StatusError:
        return


def wire(data: bytes) -> None:
    """Fields that are all unknown."""
    _expect(lambda: list(read_fields(data)), DecodeError)


def codec(data: bytes) -> None:
    """A decoder as it is generated, for a message with a field of each kind."""
    _expect(lambda: _decoder()(data), DecodeError)


@cache
def _decoder() -> Callable[[bytes], Any]:
    from tests.codec.every_kind import MESSAGE, SOURCE
    from tests.codec.generated import load

    with tempfile.TemporaryDirectory() as folder:
        return load(SOURCE, Path(folder)).decoder(MESSAGE)


def yamux_server(data: bytes) -> list[yamux_events.Event]:
    """Any yamux frames, by a side that accepts, reads, answers and ends."""
    return _multiplex(Multiplexer(is_client=False, settings=Settings()), data)


def yamux_client(data: bytes) -> list[yamux_events.Event]:
    """The same, for a side with a stream, a stream that it has ended, and a ping on their way."""
    session = Multiplexer(is_client=True, settings=Settings())
    session.send_data(session.open(), b"x" * INITIAL_WINDOW)
    session.end(session.open())
    session.ping()
    return _multiplex(session, data)


def _multiplex(session: Multiplexer, data: bytes) -> list[yamux_events.Event]:
    session.output.take()
    events: list[yamux_events.Event] = []
    held: dict[int, int] = {}
    for piece in pieces(data):
        for event in take_in(session, piece):
            events.append(event)
            if isinstance(event, yamux_events.DataReceived):
                held[event.stream_id] = held.get(event.stream_id, 0) + len(event.data)
                assert held[event.stream_id] <= INITIAL_WINDOW
            elif isinstance(event, yamux_events.StreamWaiting) and event.stream_id % 4:
                _use(session, held)
            elif isinstance(event, yamux_events.EndReceived) and event.stream_id % 2:
                session.end(event.stream_id)
    assert session.output.size <= _LARGEST_ANSWER * (1 + len(data) // 12)
    assert session.open_streams <= MAX_STREAMS
    assert session.waiting <= ACCEPT_BACKLOG
    received = [each.data for each in events if isinstance(each, yamux_events.DataReceived)]
    assert all(received)
    assert sum(map(len, received)) <= len(data)
    assert len(events) - len(received) <= 1 + len(data) // 3
    assert session.failed is any(isinstance(each, yamux_events.SessionFailed) for each in events)
    return events


def _use(session: Multiplexer, held: dict[int, int]) -> None:
    """Accept a stream, read what is there of all, answer."""
    accepted = session.accept()
    for stream_id, count in held.items():
        session.release(stream_id, count)
        held[stream_id] = 0
    if accepted is not None and session.room(accepted):
        try:
            session.send_data(accepted, b"y")
        except ConnectionLost:
            assert accepted % 2, "this side has not ended it"


GOB_KINDS = (REGISTERED, TREE, NODE, STAMPED, MAPS, LISTS, ARRAYS, ALL_KINDS)
_LARGEST_VALUE = 2000
"""Letters that a byte may make a value have: every struct has all of its fields."""


def gob(data: bytes) -> None:
    """A stream of values, read as one type and passed over by turns. The second byte says which."""
    kind = GOB_KINDS[data[1] % len(GOB_KINDS)] if len(data) > 1 else REGISTERED
    reader = Reader()
    found = 0
    for piece in pieces(data[:1] + data[2:]):
        reader.feed(piece)
        while not reader.broken:
            try:
                value = reader.read(kind) if found % 4 else reader.skip() or INCOMPLETE
            except DecodeError:
                value = None
            if value is INCOMPLETE:
                break
            found += 1
            assert len(repr(value)) <= _LARGEST_VALUE * len(data)
    assert found <= len(data)


def netrpc_server(data: bytes) -> None:
    """Any requests, all of which are answered."""
    server = ServerSide(PLUGIN)
    events = [event for piece in pieces(data) for event in server.receive(piece)]
    events += server.end()
    answered = 0
    for event in events[:-1]:
        if isinstance(event, rpc_events.Called):
            answered += len(server.answer(event, event.method.result.zero()))
        else:
            assert isinstance(event, rpc_events.Refused)
            answered += len(server.refuse(event.call, event.reason))
    assert isinstance(events[-1], rpc_events.Ended)
    assert answered <= 64 + _LARGEST_ANSWER * len(data)


def netrpc_client(data: bytes) -> None:
    """Any responses to a few calls, each of which has one outcome."""
    client = ClientSide()
    for method, argument in ((GREET, None), (ADD, (1, 2)), (ECHO, b"")) * 3:
        client.call(method, argument)
    events = [event for piece in pieces(data) for event in client.receive(piece)]
    events += client.end()
    assert isinstance(events[-1], rpc_events.Ended)
    outcomes = [
        event.seq for event in events if isinstance(event, rpc_events.Returned | rpc_events.Failed)
    ]
    assert sorted(outcomes) == list(range(9))
    assert client.pending == 0


def _expect(call: Callable[[], object], *errors: type[Exception]) -> None:
    try:
        call()
    except errors:
        return


def broker(data: bytes) -> None:
    """Messages of the broker's stream, one after the other, to a side that listens in both ways."""
    for links in (SocketLinks(), MultiplexedLinks(is_host=False)):
        said: list[bytes] = []
        listening = Broker(links)
        listening.post.outbox.attach(said.append)
        if isinstance(links, MultiplexedLinks):
            links.listen(1, listening.post)
        for number, piece in enumerate(pieces(data)):
            listening.receive(piece)
            assert len(said) <= number + 1
            assert len(listening.post.arrived._offers) <= MOST_KEPT
        assert all(len(answer) <= _LARGEST_ANSWER for answer in said)
        assert all(conn_info.decode_conn_info(answer).knock for answer in said)
        listening.close()


def reflection(data: bytes) -> None:
    """Questions about services."""
    for piece in pieces(data):
        _expect(partial(_answers().answer, piece), DecodeError)


@cache
def _answers() -> Answers:
    return Answers(["a.B"], [])


TARGETS: dict[str, Target] = {
    "broker": broker,
    "reflection": reflection,
    "server": server,
    "client": client,
    "serving": serving,
    "calling": calling,
    "header_block": header_block,
    "status_text": status_text,
    "messages": messages,
    "wire": wire,
    "codec": codec,
    "yamux_server": yamux_server,
    "yamux_client": yamux_client,
    "raised": raised,
    "gob": gob,
    "netrpc_server": netrpc_server,
    "netrpc_client": netrpc_client,
}
