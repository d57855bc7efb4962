"""Whole connections of host and plugin: replayed ones, and peers that do what they should not."""

from __future__ import annotations

import json
import socket
import struct
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from tests.grpc.waiting import eventually
from tests.netrpc.greeter import GreeterPlugin, Hello
from tests.netrpc.methods import GREET
from tests.netrpc.pairs import PATIENCE

from gen_plugin_runtime import Plugin, ServeConfig, UnknownPlugin
from gen_plugin_runtime.config.handshake import HandshakeConfig
from gen_plugin_runtime.errors import (
    CallError,
    ConfigError,
    ConnectionLost,
    PluginError,
)
from gen_plugin_runtime.host.attached_process import UnwatchedProcess
from gen_plugin_runtime.host.netrpc_session import connect_session
from gen_plugin_runtime.host.sinks import Sink
from gen_plugin_runtime.netrpc.broker.calling import Calling
from gen_plugin_runtime.netrpc.calls.channel import Channel
from gen_plugin_runtime.netrpc.control import DISPENSE, PING, QUIT
from gen_plugin_runtime.netrpc.mux import encode_id
from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.testing import connect, serve_in_process
from gen_plugin_runtime.yamux.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from gen_plugin_runtime.host.netrpc_session import NetRpcSession
    from gen_plugin_runtime.yamux.stream import YamuxStream

HANDSHAKE = HandshakeConfig(1, "GREETER_PLUGIN", "hello")
FRAMES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "session.json").read_text(encoding="utf-8")
)["frames"]
_DATA = 0


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = set(threading.enumerate()) - before
    assert eventually(lambda: not any(each.is_alive() for each in left)), left


class Replay:
    """One side of the recorded connection; the other one is under test."""

    def __init__(self, connected: socket.socket, role: str) -> None:
        self._socket = connected
        self._socket.settimeout(PATIENCE)
        self._role = role
        self.heard: dict[int, bytes] = {}
        self.expected: dict[int, bytes] = {}

    def run(self) -> None:
        """Say all of its part, each frame when what came before it has been heard."""
        for frame in FRAMES:
            payload = bytes.fromhex(frame.get("payload_hex", ""))
            if frame["from"] == self._role and "header_hex" in frame:
                with suppress(BrokenPipeError):  # a plugin that was asked to end hears no goodbyes
                    self._socket.sendall(bytes.fromhex(frame["header_hex"]) + payload)
            elif payload and frame["from"] != self._role:
                stream = frame["stream"]
                self.expected[stream] = self.expected.get(stream, b"") + payload
                while len(self.heard.get(stream, b"")) < len(self.expected[stream]):
                    self._read_frame()

    def _read_frame(self) -> None:
        _version, kind, _flags, stream, length = struct.unpack(">BBHII", self._read(12))
        if kind == _DATA and length:
            self.heard[stream] = self.heard.get(stream, b"") + self._read(length)

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = self._socket.recv(size - len(data))
            assert piece, "the connection has ended"
            data += piece
        return data


def test_a_recorded_host_of_go_and_this_plugin() -> None:
    serving = serve_in_process(ServeConfig(HANDSHAKE, {"greeter": GreeterPlugin(Hello())}))
    with socket.socket(socket.AF_UNIX) as connected:
        connected.connect(serving.reattach_config.address)
        replay = Replay(connected, "host")
        replay.run()
    assert replay.heard == replay.expected
    assert serving.wait(PATIENCE)  # it has asked for the end
    serving.close()


def test_a_recorded_plugin_of_go_and_this_host() -> None:
    ours, theirs = socket.socketpair()
    replay = Replay(theirs, "plugin")
    replaying = threading.Thread(target=replay.run, daemon=True)
    replaying.start()
    session = host_session(ours)
    assert session.dispense("greeter").greet() == "Hello!"
    session.ask_to_end(float("inf"))
    replaying.join(PATIENCE)
    session.close()
    theirs.close()
    # go-plugin numbers its calls likewise, and its Quit is the second one of the control stream.
    assert replay.heard == replay.expected


def host_session(connected: socket.socket, **plugins: GreeterPlugin) -> NetRpcSession:
    sinks = Sink(None), Sink(None)
    known = {"greeter": GreeterPlugin(), **plugins}
    calling = Calling(call_timeout=PATIENCE)
    return connect_session(SocketStream(connected), known, UnwatchedProcess(), calling, sinks)


# A plugin, and hosts of all kinds.


class RawHost:
    """Speaks with a plugin that serves in this process, stream by stream."""

    def __init__(self, plugin: GreeterPlugin) -> None:
        self.serving = serve_in_process(ServeConfig(HANDSHAKE, {"greeter": plugin}))
        connected = socket.socket(socket.AF_UNIX)
        connected.connect(self.serving.reattach_config.address)
        self.session = Session(SocketStream(connected), is_client=True)
        self.control, self.stdout, self.stderr = (self.session.open() for _ in range(3))
        self.channel = Channel(self.control, call_timeout=PATIENCE)

    def dial(self, number: int) -> YamuxStream:
        stream = self.session.open()
        stream.send(encode_id(number))
        assert stream.receive(4) == encode_id(number)
        return stream

    def close(self) -> None:
        self.channel.close()
        self.session.close()
        self.serving.close()


@pytest.fixture
def plugin() -> GreeterPlugin:
    return GreeterPlugin(Hello())


@pytest.fixture
def host(plugin: GreeterPlugin) -> Iterator[RawHost]:
    host = RawHost(plugin)
    yield host
    host.close()


def test_each_dispense_makes_an_object_on_a_stream_of_its_own(
    host: RawHost, plugin: GreeterPlugin
) -> None:
    numbers = [host.channel.method(DISPENSE)("greeter") for _ in range(3)]
    assert numbers == [1, 2, 3]
    assert plugin.servers == 3
    for number in numbers:
        channel = Channel(host.dial(number), call_timeout=PATIENCE)
        assert channel.method(GREET)(None) == "Hello!"
        channel.close()


def test_a_name_that_is_not_served(host: RawHost) -> None:
    with pytest.raises(PluginError, match=r"^unknown plugin type: other$"):
        host.channel.method(DISPENSE)("other")
    assert host.channel.method(PING)(True) == ()


def test_what_server_raises_is_the_hosts_error(host: RawHost, plugin: GreeterPlugin) -> None:
    def server(_broker: object) -> object:
        raise ConfigError("no database")

    plugin.server = server  # type: ignore[method-assign, assignment]
    with pytest.raises(PluginError, match="ConfigError: no database"):
        host.channel.method(DISPENSE)("greeter")


def test_quit_is_answered_before_the_end() -> None:
    """checklist: Kill's race on Control.Quit, as it is in go-plugin."""
    for _ in range(20):
        host = RawHost(GreeterPlugin(Hello()))
        assert host.channel.method(QUIT)(True) == ()
        assert host.serving.wait(PATIENCE)
        host.close()


@pytest.mark.parametrize("stream", ["control", "stdout", "stderr", "an object's"])
def test_garbage_on_a_stream_harms_that_one_alone(host: RawHost, stream: str) -> None:
    number = host.channel.method(DISPENSE)("greeter")
    served = host.dial(number)
    streams = {"control": host.control, "stdout": host.stdout, "stderr": host.stderr}
    streams["an object's"] = served
    streams[stream].send(b"\x90" * 1000)
    other = Session.open(host.session)  # the connection itself lives
    other.close()
    if stream != "control":
        again = Channel(host.dial(host.channel.method(DISPENSE)("greeter")), call_timeout=PATIENCE)
        assert again.method(GREET)(None) == "Hello!"
        again.close()
    else:
        with pytest.raises(ConnectionLost):
            host.channel.method(PING)(True)
        channel = Channel(served, call_timeout=PATIENCE)
        assert channel.method(GREET)(None) == "Hello!"
        channel.close()


def test_a_host_that_opens_nothing_is_not_in_the_way(plugin: GreeterPlugin) -> None:
    serving = serve_in_process(ServeConfig(HANDSHAKE, {"greeter": plugin}))
    silent, garbage = (socket.socket(socket.AF_UNIX) for _ in range(2))
    for each in (silent, garbage):
        each.connect(serving.reattach_config.address)
    garbage.sendall(b"GET / HTTP/1.1\r\n\r\n")
    with socket.socket(socket.AF_UNIX) as connected:
        connected.connect(serving.reattach_config.address)
        session = host_session(connected)
        assert session.dispense("greeter").greet() == "Hello!"
        session.close()
    serving.close()
    garbage.close()
    silent.close()


def test_a_host_that_comes_while_the_serving_ends_is_turned_away(plugin: GreeterPlugin) -> None:
    serving = serve_in_process(ServeConfig(HANDSHAKE, {"greeter": plugin}))
    serving.close()
    ours, theirs = socket.socketpair()
    late = threading.Thread(
        target=serving._assembled.serve, args=(SocketStream(theirs),), daemon=True
    )
    late.start()  # as a thread does that was started just before
    late.join(PATIENCE)
    assert not late.is_alive()
    assert ours.recv(1) == b""
    ours.close()


# A host, and plugins of all kinds.


@pytest.mark.parametrize("first", [b"", b"\xff" * 100, b"HTTP/1.1 400\r\n\r\n"], ids=repr)
def test_a_plugin_that_does_not_speak_yamux(first: bytes) -> None:
    ours, theirs = socket.socketpair()
    session = host_session(ours)
    theirs.sendall(first)
    theirs.shutdown(socket.SHUT_WR)
    for act in (session.ping, lambda: session.dispense("greeter")):
        with pytest.raises(ConnectionLost):
            act()
    assert session.wait_for_peer(PATIENCE) is not None
    session.close()
    theirs.close()


def test_a_plugin_that_answers_with_another_type() -> None:
    ours, theirs = socket.socketpair()
    session = host_session(ours)
    plugin = Session(SocketStream(theirs), is_client=False)
    control = plugin.accept(PATIENCE)
    assert control is not None
    pinging: list[CallError | ValueError] = []

    def ping() -> None:
        try:
            session.ping()
        except (CallError, ValueError) as error:
            pinging.append(error)

    asking = threading.Thread(target=ping, daemon=True)
    asking.start()
    assert control.receive(1)
    control.send(b"\x90" * 9)
    asking.join(PATIENCE)
    assert isinstance(pinging[0], ConnectionLost)
    assert "the peer broke net/rpc" in str(pinging[0])
    session.close()
    plugin.close()


def test_names_are_looked_up_on_both_sides() -> None:
    with connect(GreeterPlugin(Hello())) as greeter:
        assert greeter.greet() == "Hello!"
    serving = serve_in_process(ServeConfig(HANDSHAKE, {"greeter": GreeterPlugin(Hello())}))
    with socket.socket(socket.AF_UNIX) as connected:
        connected.connect(serving.reattach_config.address)
        session = host_session(connected, other=GreeterPlugin())
        with pytest.raises(UnknownPlugin, match="there is no plugin 'third' in the host's map"):
            session.dispense("third")
        with pytest.raises(UnknownPlugin, match="the plugin process has no 'other'"):
            session.dispense("other")
        session.close()
    serving.close()


# What is served by which transport.


class GrpcPlugin(GreeterPlugin):
    transports = ("grpc",)


class BothPlugin(GreeterPlugin):
    transports = ("grpc", "netrpc")


@pytest.mark.parametrize(
    ("kinds", "wanted", "served"),
    [
        ([GreeterPlugin], None, "netrpc"),
        ([GrpcPlugin], None, "grpc"),
        ([BothPlugin], None, "grpc"),
        ([BothPlugin], "netrpc", "netrpc"),
        ([GreeterPlugin, GrpcPlugin], None, "grpc"),
        ([GreeterPlugin, GrpcPlugin], "netrpc", "netrpc"),
    ],
)
def test_a_version_is_served_as_its_plugins_can(
    kinds: list[type[GreeterPlugin]], wanted: Any, served: str
) -> None:
    from gen_plugin_runtime.config.checks import transport_of

    plugins = {kind.__name__: kind(Hello()) for kind in kinds}
    assert transport_of(plugins, wanted) == served
    versions = {1: {"greeter": GreeterPlugin(Hello())}, 2: plugins}
    ServeConfig(HANDSHAKE, versioned_plugins=versions, protocol=wanted)


def test_a_host_that_knows_the_old_version_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """checklist: TestClient_legacyClient, but for TLS."""
    versions: dict[int, dict[str, Plugin[Any]]] = {
        1: {"greeter": GreeterPlugin(Hello())},
        2: {"greeter": NothingPlugin(Hello())},
    }
    for known, spoken in (("1", "netrpc"), ("1,2", "grpc")):
        monkeypatch.setenv("PLUGIN_PROTOCOL_VERSIONS", known)
        with serve_in_process(ServeConfig(HANDSHAKE, versioned_plugins=versions)) as found:
            assert (found.protocol, found.protocol_version) == (spoken, int(known[-1]))


class NothingPlugin(GrpcPlugin):
    """One of gRPC that has no methods."""

    service = "tests.Nothing"

    def server(self, broker: object) -> Any:
        return self

    def handlers(self) -> dict[str, object]:
        return {}


def test_a_transport_that_no_plugin_has_a_form_for_is_refused() -> None:
    with pytest.raises(ConfigError, match="GrpcPlugin has no form for netrpc; generate it with"):
        ServeConfig(HANDSHAKE, {"greeter": GrpcPlugin(Hello())}, protocol="netrpc")
    with pytest.raises(ConfigError, match="GreeterPlugin has no form for grpc"):
        ServeConfig(HANDSHAKE, {"greeter": GreeterPlugin(Hello())}, protocol="grpc")
    with pytest.raises(ConfigError, match="protocol must be one of grpc, netrpc, not 'smoke'"):
        ServeConfig(HANDSHAKE, {"greeter": GreeterPlugin(Hello())}, protocol="smoke")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="GreeterPlugin has no form for grpc"):
        connect(GreeterPlugin(Hello()), protocol="grpc")
