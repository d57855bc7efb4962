"""Calls between this side and the real net/rpc, in both roles."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests import go_toolchain
from tests.netrpc.methods import ADD, ECHO, FAIL, GREET, PLUGIN

from gen_plugin_runtime.errors import NotImplementedByPlugin, PluginError
from gen_plugin_runtime.netrpc.gob.basics import INT, STRING
from gen_plugin_runtime.netrpc.gob.containers import Slice
from gen_plugin_runtime.netrpc.rpc.client_side import ClientSide
from gen_plugin_runtime.netrpc.rpc.events import Called, Ended, Event, Failed, Refused, Returned
from gen_plugin_runtime.netrpc.rpc.method import Method
from gen_plugin_runtime.netrpc.rpc.server_side import ServerSide

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

MIB = 1024 * 1024
NO_ARGS = "gob: type mismatch in decoder: want struct type main.Args; got non-struct"
TOLD = """\
Plugin.Greet "Hello, nobody!" <nil>
Plugin.Greet "Hello, Ann!" <nil>
Plugin.Add {"Sum":3,"Note":"sum"} <nil>
Plugin.Add {"Sum":-5,"Note":"sum"} <nil>
Plugin.Fail "Hello, Ann!" it failed: ü
Plugin.NoSuch 0 rpc: can't find method Plugin.NoSuch
NoSuch.Greet 0 rpc: can't find service NoSuch.Greet
nodot 0 rpc: service/method request ill-formed: nodot
Plugin.Add {"Sum":0,"Note":""} {no_args}
Plugin.Add {"Sum":7,"Note":"sum"} <nil>
done
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = Path(__file__).parents[1] / "gob" / "go"
    return go_toolchain.build(tmp_path_factory.mktemp("program"), source)


class Peer:
    """The program in one of its roles, and the pipes to it."""

    def __init__(self, program: Path, role: str) -> None:
        self.process = subprocess.Popen(
            [str(program), role],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate(timeout=60)

    def send(self, data: bytes) -> None:
        assert self.process.stdin is not None
        left = memoryview(data)
        while left:
            left = left[self.process.stdin.write(left) :]

    def receive(self) -> bytes:
        """Some bytes; none at the end."""
        assert self.process.stdout is not None
        data: bytes = self.process.stdout.read(65536)
        return data

    def end(self) -> str:
        """Send no more; what the program told on stderr."""
        _, told = self.process.communicate(timeout=60)
        assert self.process.returncode == 0
        return told.decode()


@pytest.fixture
def server(program: Path) -> Iterator[Peer]:
    with Peer(program, "serve") as peer:
        yield peer
        assert peer.end() == ""


@pytest.fixture
def caller(program: Path) -> Iterator[Peer]:
    with Peer(program, "call") as peer:
        yield peer


def outcome(client: ClientSide, server: Peer, method: Method, argument: object) -> Event:
    _, data = client.call(method, argument)
    server.send(data)
    while True:
        events = client.receive(server.receive())
        if events:
            [event] = events
            return event


def test_a_client_with_gos_server(server: Peer) -> None:
    client = ClientSide()

    def result(method: Method, argument: object) -> object:
        event = outcome(client, server, method, argument)
        assert isinstance(event, Returned)
        return event.result

    def error(method: Method, argument: object) -> Exception:
        event = outcome(client, server, method, argument)
        assert isinstance(event, Failed)
        return event.error

    assert result(GREET, None) == "Hello, <nil>!"
    assert result(GREET, "Änn") == "Hello, Änn!"
    assert result(GREET, 1.5) == "Hello, 1.5!"
    assert result(ADD, (1, 2)) == (3, "sum")
    assert result(ADD, (0, 0)) == (0, "sum")
    assert result(ECHO, b"x" * MIB) == b"x" * MIB
    assert str(error(FAIL, "it failed: ü")) == "it failed: ü"
    assert type(error(FAIL, "x")) is PluginError
    assert isinstance(
        error(Method("Plugin.NoSuch", Slice(STRING), INT), ["x"]), NotImplementedByPlugin
    )
    assert isinstance(error(Method("No.Such.Service", INT, INT), 1), NotImplementedByPlugin)
    assert str(error(Method("Plugin.Add", STRING, INT), "x")) == NO_ARGS
    wrong = error(Method("Plugin.Add", ADD.argument, INT), (1, 2))
    assert "received remote type Reply = struct { Sum int; Note string; }" in str(wrong)
    assert result(ADD, (3, 4)) == (7, "sum")


def test_many_calls_at_once_to_gos_server(server: Peer) -> None:
    client = ClientSide()
    for number in range(1000):
        server.send(client.call(ADD, (number, 1))[1])
    found = {}
    while client.pending:
        for event in client.receive(server.receive()):
            assert isinstance(event, Returned)
            found[event.seq] = event.result
    assert found == {number: (number + 1, "sum") for number in range(1000)}


def test_a_server_with_gos_client(caller: Peer) -> None:
    server = ServerSide(PLUGIN)
    while data := caller.receive():
        for event in server.receive(data):
            caller.send(answer(server, event))
    [event] = server.end()
    assert isinstance(event, Ended)
    assert event.reason == ""
    assert caller.end() == TOLD.replace("{no_args}", NO_ARGS)


def answer(server: ServerSide, event: Event) -> bytes:
    """What the methods of the program's own server do."""
    if isinstance(event, Refused):
        return server.refuse(event.call, event.reason)
    assert isinstance(event, Called)
    if event.method == FAIL:
        return server.refuse(event.call, str(event.argument))
    if event.method == GREET:
        return server.answer(event, f"Hello, {event.argument or 'nobody'}!")
    assert event.method == ADD
    return server.answer(event, (sum(event.argument), "sum"))  # type: ignore[call-overload]
