"""grpcio as the peer, in both roles."""

from __future__ import annotations

import os
import socket
import threading
from concurrent import futures

import grpc
import pytest
from tests.grpc.services import PATIENCE, Echo
from tests.grpc.threads import at_once
from tests.grpc.waiting import sees_its_deadline

from gen_plugin_runtime.errors import (
    CallCancelled,
    CallTimeout,
    NotImplementedByPlugin,
    PluginError,
)
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

pytestmark = pytest.mark.usefixtures("_grpcio_keeps_threads")
LARGE = 20 * 1024 * 1024
UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


class Listener:
    """Accepts connections for a server of ours."""

    def __init__(self, server: Server, listening: socket.socket) -> None:
        self._server = server
        self._listening = listening
        listening.listen()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connected, _ = self._listening.accept()
            except OSError:
                return
            stream = SocketStream(connected)
            threading.Thread(
                target=self._server.serve_connection, args=(stream,), daemon=True
            ).start()

    def close(self) -> None:
        self._server.stop(0)
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(PATIENCE)


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture(params=["unix", "tcp"])
def client(request: pytest.FixtureRequest, echo: Echo, tmp_path: Path) -> Iterator[grpc.Channel]:
    """A grpcio client of our server."""
    if request.param == "unix":
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(tmp_path / "s"))
        target = f"unix:{tmp_path / 's'}"
    else:
        listening = socket.create_server(("127.0.0.1", 0))
        target = f"127.0.0.1:{listening.getsockname()[1]}"
    listener = Listener(Server([echo]), listening)
    with grpc.insecure_channel(target, options=UNLIMITED) as channel:
        yield channel
    echo.leave.set()
    listener.close()


def unary(channel: grpc.Channel, method: str) -> Any:
    return channel.unary_unary(f"/test.Echo/{method}")


def streaming(channel: grpc.Channel, kind: str, method: str) -> Any:
    """A multi-callable by its kind, ``unary_stream``; grpcio's types do not know raw messages."""
    return getattr(channel, kind)(f"/test.Echo/{method}")


def code_of(error: pytest.ExceptionInfo[grpc.RpcError]) -> grpc.StatusCode:
    code: grpc.StatusCode = error.value.code()
    return code


@pytest.mark.parametrize("size", [0, 1, 1000, 65_536, LARGE])
def test_their_unary_calls(client: grpc.Channel, size: int) -> None:
    message = os.urandom(size)
    assert unary(client, "Echo")(message, timeout=PATIENCE) == message


def test_their_streams(client: grpc.Channel) -> None:
    numbers = [b"%d" % number for number in range(300)]
    assert list(streaming(client, "unary_stream", "Count")(b"300")) == numbers
    assert list(streaming(client, "unary_stream", "Count")(b"0")) == []
    assert streaming(client, "stream_unary", "Sum")(iter(numbers)) == b"44850"
    backwards = streaming(client, "stream_stream", "Reversed")(iter(numbers))
    assert list(backwards) == [number[::-1] for number in numbers]
    pieces = [os.urandom(1 << 20) for _ in range(16)]
    assert list(streaming(client, "stream_stream", "Mirror")(iter(pieces))) == pieces


def test_they_see_what_an_implementation_raised(client: grpc.Channel) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        unary(client, "Fail")(b"value")
    assert code_of(caught) is grpc.StatusCode.INVALID_ARGUMENT
    assert caught.value.details() == "ValueError: no such thing: 100 % Ünicode\n2nd line"
    (details,) = [pair for pair in caught.value.trailing_metadata() if pair.key[0] == "g"]
    assert details.key == "grpc-status-details-bin"
    assert b"type.googleapis.com/google.rpc.ErrorInfo" in bytes(details.value)
    with pytest.raises(grpc.RpcError) as caught:
        unary(client, "Fail")(b"long")
    assert str(caught.value.details()).startswith("ValueError: xxx")
    with pytest.raises(grpc.RpcError) as caught:
        unary(client, "Fail")(b"status")
    assert code_of(caught) is grpc.StatusCode.NOT_FOUND
    with pytest.raises(grpc.RpcError) as caught:
        unary(client, "Nothing")(b"")
    assert code_of(caught) is grpc.StatusCode.UNIMPLEMENTED


def test_their_metadata(client: grpc.Channel) -> None:
    sent = (("x-one", "1"), ("x-two-bin", b"\0\xff,"))
    reply, call = unary(client, "Metadata").with_call(b"", metadata=sent)
    assert reply == repr(list(sent)).encode()
    assert [tuple(pair) for pair in call.initial_metadata()] == [
        ("x-initial", "1"),
        ("x-initial-bin", b"\0\xff"),
    ]
    assert [tuple(pair) for pair in call.trailing_metadata()] == [
        ("x-trailing", "2"),
        ("x-trailing-bin", b"\1\2\3"),
    ]


def test_their_deadlines(client: grpc.Channel, echo: Echo) -> None:
    def call(seconds: float) -> None:
        with pytest.raises(grpc.RpcError) as caught:
            unary(client, "WaitCancelled")(b"", timeout=seconds)
        assert code_of(caught) is grpc.StatusCode.DEADLINE_EXCEEDED

    assert sees_its_deadline(call, echo.cancelled)


def test_their_cancellations(client: grpc.Channel, echo: Echo) -> None:
    call = unary(client, "WaitCancelled").future(b"")
    assert echo.entered.acquire(timeout=PATIENCE)
    call.cancel()
    assert echo.cancelled.acquire(timeout=PATIENCE)
    replies = streaming(client, "unary_stream", "Endless")(b"x" * 1000)
    next(iter(replies))
    replies.cancel()
    assert echo.closed.acquire(timeout=PATIENCE)


def test_their_gzip(client: grpc.Channel) -> None:
    message = b"again " * 10_000
    gzip = grpc.Compression.Gzip
    assert unary(client, "Echo")(message, compression=gzip) == message
    with pytest.raises(grpc.RpcError) as caught:
        unary(client, "Echo")(message, compression=grpc.Compression.Deflate)
    assert code_of(caught) is grpc.StatusCode.UNIMPLEMENTED
    assert "deflate" in str(caught.value.details())


def test_their_many_callers(client: grpc.Channel) -> None:
    def caller(name: int) -> bool:
        call = unary(client, "Echo")
        return all(call(b"%d:%d" % (name, turn)) == b"%d:%d" % (name, turn) for turn in range(20))

    assert all(at_once((lambda name=name: caller(name)) for name in range(16)))  # type: ignore[misc]


class Theirs(grpc.GenericRpcHandler):
    """The same service as `Echo`, by grpcio."""

    def __init__(self) -> None:
        self.cancelled = threading.Semaphore(0)
        self.entered = threading.Semaphore(0)
        self._methods: dict[str, Any] = {
            "Echo": grpc.unary_unary_rpc_method_handler(lambda request, _: request),
            "Fail": grpc.unary_unary_rpc_method_handler(self.fail),
            "Raise": grpc.unary_unary_rpc_method_handler(lambda request, _: 1 // 0),
            "Wait": grpc.unary_unary_rpc_method_handler(self.wait),
            "Metadata": grpc.unary_unary_rpc_method_handler(self.metadata),
            "Count": grpc.unary_stream_rpc_method_handler(
                lambda request, _: (b"%d" % number for number in range(int(request)))
            ),
            "Endless": grpc.unary_stream_rpc_method_handler(self.endless),
            "Sum": grpc.stream_unary_rpc_method_handler(
                lambda requests, _: b"%d" % sum(int(request) for request in requests)
            ),
            "Mirror": grpc.stream_stream_rpc_method_handler(lambda requests, _: requests),
        }

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Any:
        return self._methods.get(handler_call_details.method.rpartition("/")[2])

    def fail(self, _request: bytes, context: grpc.ServicerContext) -> bytes:
        context.abort(grpc.StatusCode.NOT_FOUND, "nothing: 100 % Ünicode\n2nd line")
        raise AssertionError

    def wait(self, request: bytes, context: grpc.ServicerContext) -> bytes:
        over = threading.Event()
        if not context.add_callback(over.set):
            over.set()  # it was late already
        self.entered.release()
        if over.wait(PATIENCE):
            self.cancelled.release()
        return request

    def endless(self, request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
        context.add_callback(self.cancelled.release)
        while context.is_active():
            yield request

    def metadata(self, _request: bytes, context: grpc.ServicerContext) -> bytes:
        context.send_initial_metadata((("x-initial", "1"), ("x-initial-bin", b"\0\xff")))
        context.set_trailing_metadata((("x-trailing-bin", b"\1"),))
        metadata = context.invocation_metadata() or ()
        return repr([tuple(pair) for pair in metadata if pair[0].startswith("x-")]).encode()


@pytest.fixture
def theirs() -> Theirs:
    return Theirs()


@pytest.fixture(params=["plain", "gzip"])
def channel(request: pytest.FixtureRequest, theirs: Theirs, tmp_path: Path) -> Iterator[Channel]:
    """Our channel to a grpcio server."""
    gzip = grpc.Compression.Gzip if request.param == "gzip" else None
    server = grpc.server(
        futures.ThreadPoolExecutor(32), handlers=[theirs], options=UNLIMITED, compression=gzip
    )
    server.add_insecure_port(f"unix:{tmp_path / 's'}")
    server.start()
    connected = socket.socket(socket.AF_UNIX)
    connected.connect(str(tmp_path / "s"))
    made = Channel(SocketStream(connected))
    yield made
    made.close()
    server.stop(0).wait(PATIENCE)


@pytest.mark.parametrize("size", [0, 1, 10_000, 1_000_000])
def test_our_unary_calls(channel: Channel, size: int) -> None:
    message = os.urandom(size)
    assert channel.unary("/test.Echo/Echo")(message) == message


def test_our_large_messages(channel: Channel) -> None:
    message = bytes(LARGE)
    echo = channel.unary("/test.Echo/Echo")
    assert at_once([lambda: echo(message) == message] * 2) == [True, True]


def test_our_streams(channel: Channel) -> None:
    numbers = [b"%d" % number for number in range(300)]
    assert list(channel.server_streaming("/test.Echo/Count")(b"300")) == numbers
    assert channel.client_streaming("/test.Echo/Sum")(numbers) == b"44850"
    assert list(channel.bidirectional("/test.Echo/Mirror")(numbers)) == numbers
    pieces = [bytes([number]) * 1_000_000 for number in range(8)]
    assert list(channel.bidirectional("/test.Echo/Mirror")(pieces)) == pieces


def test_their_failures(channel: Channel) -> None:
    with pytest.raises(PluginError) as caught:
        channel.unary("/test.Echo/Fail")(b"")
    error = caught.value
    assert (error.type_name, error.status) == ("", 5)
    assert error.message == "nothing: 100 % Ünicode\n2nd line"
    with pytest.raises(PluginError, match="division") as caught:
        channel.unary("/test.Echo/Raise")(b"")
    assert caught.value.status == 2
    with pytest.raises(NotImplementedByPlugin):
        channel.unary("/test.Echo/Nothing")(b"")


def test_our_metadata(channel: Channel) -> None:
    sent: list[tuple[str, str | bytes]] = [("x-one", "1"), ("x-two-bin", b"\0\xff")]
    call = channel.call("/test.Echo/Metadata", b"", metadata=sent)
    assert call.initial_metadata == (("x-initial", "1"), ("x-initial-bin", b"\0\xff"))
    assert call.result() == repr(sent).encode()
    assert call.trailing_metadata == (("x-trailing-bin", b"\1"),)


def test_our_deadlines(channel: Channel, theirs: Theirs) -> None:
    def call(seconds: float) -> None:
        with pytest.raises(CallTimeout):
            channel.call("/test.Echo/Wait", b"", timeout=seconds).result()

    assert sees_its_deadline(call, theirs.cancelled)


def test_our_cancellations(channel: Channel, theirs: Theirs) -> None:
    call = channel.call("/test.Echo/Wait", b"")
    assert theirs.entered.acquire(timeout=PATIENCE)
    call.cancel()
    with pytest.raises(CallCancelled):
        call.result()
    assert theirs.cancelled.acquire(timeout=PATIENCE)
    endless = channel.call("/test.Echo/Endless", bytes(1000))
    assert next(endless) == bytes(1000)
    endless.close()
    assert theirs.cancelled.acquire(timeout=PATIENCE)


def test_their_clock_is_ahead_of_ours(channel: Channel) -> None:
    """grpcio ends such a call by a header block of its own, past its encoder's state.

    That block is the first one on the connection, after grpcio has acknowledged that there is to be
    no dynamic table, and says nothing about that.
    """
    call = channel.call("/test.Echo/Wait", b"", timeout=0.1)
    call._exchange.deadline_at = None
    with pytest.raises(CallTimeout):
        call.result()
    assert channel.unary("/test.Echo/Echo")(b"x") == b"x"
    assert channel.ended is None


def test_our_many_callers(channel: Channel) -> None:
    echo = channel.unary("/test.Echo/Echo")

    def caller(name: int) -> bool:
        return all(echo(b"%d:%d" % (name, turn)) == b"%d:%d" % (name, turn) for turn in range(20))

    assert all(at_once((lambda name=name: caller(name)) for name in range(32)))  # type: ignore[misc]
