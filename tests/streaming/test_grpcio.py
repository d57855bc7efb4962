"""grpcio as the peer of generated code, with the protobuf library and the emitted .proto."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message
from tests.codec.generated import Generated
from tests.grpc.test_grpcio import Listener
from tests.streaming.test_streams import Feed

from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.streams import SocketStream

PATIENCE = 10.0


def _serialize(message: Message) -> bytes:
    return message.SerializeToString()


def _generated(feed: Generated, side: str) -> Any:
    return getattr(__import__(f"{feed.source.__name__}_plugin"), f"Feed{side}")


def _path(feed: Generated, method: str) -> str:
    return f"/{feed.contract.services[0].full_name}/{method}"


@pytest.fixture
def theirs(feed: Generated, tmp_path: Path) -> Iterator[grpc.Channel]:
    """Their client of our server."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / "s"))
    impl = Feed(feed.source.Event)
    listener = Listener(Server([_generated(feed, "Server")(impl)]), listening)
    with grpc.insecure_channel(f"unix:{tmp_path / 's'}") as channel:
        yield channel
    listener.close()


def _call(feed: Generated, channel: grpc.Channel, kind: str, method: str) -> Any:
    return getattr(channel, kind)(
        _path(feed, method),
        request_serializer=_serialize,
        response_deserializer=feed.messages[f"Feed{method}Response"].FromString,
    )


def test_their_client_reads_our_stream(feed: Generated, theirs: grpc.Channel) -> None:
    request = feed.messages["FeedWatchRequest"](topic="news", count=2)

    replies = _call(feed, theirs, "unary_stream", "Watch")(request, timeout=PATIENCE)

    assert [each.result.number for each in replies] == [0, 1]


def test_their_client_sends_a_stream(feed: Generated, theirs: grpc.Channel) -> None:
    part = feed.messages["FeedUploadRequest"]
    parts = [part(args={"name": "file"}), part(item=b"ab"), part(item=b""), part(item=b"cd")]

    reply = _call(feed, theirs, "stream_unary", "Upload")(iter(parts), timeout=PATIENCE)

    assert reply.result == "file: abcd"


def test_their_client_talks_both_ways(feed: Generated, theirs: grpc.Channel) -> None:
    line = feed.messages["FeedChatRequest"]

    replies = _call(feed, theirs, "stream_stream", "Chat")(
        (line(item=each) for each in ("one", "two")), timeout=PATIENCE
    )

    assert [each.result for each in replies] == ["ONE", "TWO"]


class _Service(grpc.GenericRpcHandler):
    """Answers as a server would that is written against the .proto."""

    def __init__(self, feed: Generated) -> None:
        self._feed = feed
        self.left = futures.Future[bool]()

    def service(self, details: grpc.HandlerCallDetails) -> Any:
        name = details.method.rpartition("/")[2]
        shape = {"Watch": "unary_stream", "Numbers": "unary_stream", "Upload": "stream_unary"}
        return getattr(grpc, f"{shape.get(name, 'stream_stream')}_rpc_method_handler")(
            getattr(self, name),
            request_deserializer=self._feed.messages[f"Feed{name}Request"].FromString,
            response_serializer=_serialize,
        )

    def Watch(self, request: Any, context: Any) -> Iterator[Message]:  # noqa: N802 - a method's name
        for number in range(request.count):
            event = {"topic": request.topic, "number": number}
            yield self._feed.messages["FeedWatchResponse"](result=event)

    def Numbers(self, request: Any, context: Any) -> Iterator[Message]:  # noqa: N802 - likewise
        context.add_callback(lambda: self.left.set_result(True))
        while True:
            yield self._feed.messages["FeedNumbersResponse"](result=1)

    def Upload(self, requests: Iterator[Any], context: Any) -> Message:  # noqa: N802 - likewise
        first, *others = requests
        data = b"".join(each.item for each in others)
        text = f"{first.args.name} {first.args.limit} {data!r}"
        return self._feed.messages["FeedUploadResponse"](result=text)

    def Relay(self, requests: Iterator[Any], context: Any) -> Iterator[Message]:  # noqa: N802 - likewise
        topic = next(requests).args.topic
        for each in requests:
            event = each.item if each.HasField("item") else {"topic": topic}
            yield self._feed.messages["FeedRelayResponse"](result=event)


@pytest.fixture
def service(feed: Generated) -> _Service:
    return _Service(feed)


@pytest.fixture
def ours(feed: Generated, service: _Service, tmp_path: Path) -> Iterator[Any]:
    """Our client of their server."""
    server = grpc.server(futures.ThreadPoolExecutor(4), handlers=[service])
    server.add_insecure_port(f"unix:{tmp_path / 's'}")
    server.start()
    connected = socket.socket(socket.AF_UNIX)
    connected.connect(str(tmp_path / "s"))
    channel = Channel(SocketStream(connected), call_timeout=PATIENCE)
    yield _generated(feed, "Client")(channel)
    channel.close()
    server.stop(0).wait(PATIENCE)


def test_our_client_reads_their_stream(feed: Generated, ours: Any) -> None:
    assert [*ours.watch("news", count=2)] == [
        feed.source.Event("news", 0),
        feed.source.Event("news", 1),
    ]


def test_our_client_sends_a_stream(ours: Any) -> None:
    assert ours.upload("file", iter([b"ab", b"cd"])) == "file 10 b'abcd'"


def test_our_client_talks_both_ways(feed: Generated, ours: Any) -> None:
    event = feed.source.Event("x", 7)

    assert [*ours.relay("news", iter([event, None]))] == [event, feed.source.Event("news", 0)]


def test_their_server_sees_our_client_leave(service: _Service, ours: Any) -> None:
    numbers = ours.numbers()
    assert next(numbers) == 1

    numbers.close()

    assert service.left.result(PATIENCE)
