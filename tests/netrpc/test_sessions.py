"""What real clients and servers in Go said to each other, with this side in each role in turn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.gob.test_vectors import RECORDED
from tests.netrpc.methods import PLUGIN

from gen_plugin_runtime.errors import DecodeError, NotImplementedByPlugin, PluginError
from gen_plugin_runtime.netrpc.control import DISPENSE, QUIT
from gen_plugin_runtime.netrpc.gob.basics import BOOL, INT, STRING
from gen_plugin_runtime.netrpc.mux import IdReader, check_acknowledgement, encode_id
from gen_plugin_runtime.netrpc.rpc.client_side import ClientSide
from gen_plugin_runtime.netrpc.rpc.events import Called, Ended, Event, Failed, Refused, Returned
from gen_plugin_runtime.netrpc.rpc.method import Method, services
from gen_plugin_runtime.netrpc.rpc.server_side import ServerSide

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CALLS: list[dict[str, Any]] = [each for each in RECORDED["rpc_session"] if each["request_hex"]]
FRAMES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "session.json").read_text(encoding="utf-8")
)["frames"]


def tupled(value: Any) -> Any:
    """A struct of Go's as JSON has it."""
    return tuple(map(tupled, value.values())) if isinstance(value, dict) else value


def argument_of(call: dict[str, Any]) -> Any:
    return call["args"] if call["args_go_type"].startswith("map") else tupled(call["args"])


def result_of(call: dict[str, Any]) -> Any:
    return {"List": [], "Table": {}}.get(call["method"][7:], tupled(call["reply"]))


def method_of(call: dict[str, Any]) -> Method:
    """The method as the recorded client took it."""
    service, _, name = call["method"].rpartition(".")
    known = PLUGIN.get(service, {}).get(name)
    if known is None or (call["args_go_type"] == "string" and known.argument == INT):
        return named(call["method"], {"int": INT, "string": STRING}[call["args_go_type"]])
    if call["reply_go_type"] == "*string" and known.result == INT:
        return Method(call["method"], INT, STRING)
    return known


def named(full_name: str, argument: Any) -> Method:
    """A method of a name that no method can have, if need be."""
    method = Method("Some.Method", argument, INT)
    object.__setattr__(method, "full_name", full_name)
    return method


def test_a_client_says_and_hears_what_gos_did() -> None:
    """Up to where Go's would have ended the connection."""
    client = ClientSide()
    for seq, call in enumerate(CALLS):
        sent = client.call(method_of(call), argument_of(call))
        assert sent == (seq, bytes.fromhex(call["request_hex"])), call["note"]
        [event] = client.receive(bytes.fromhex(call["response_hex"]))
        check_outcome(event, seq, call)
    assert client.pending == 0
    assert client.end()[0].reason == ""  # type: ignore[attr-defined]


def check_outcome(event: Event, seq: int, call: dict[str, Any]) -> None:
    if not call["error"]:
        assert isinstance(event, Returned)
        assert (event.seq, event.result) == (seq, result_of(call))
        return
    assert isinstance(event, Failed)
    assert event.seq == seq
    if "can't find" in call["error"]:
        assert isinstance(event.error, NotImplementedByPlugin)
    elif call["error"].startswith("reading body "):
        assert isinstance(event.error, DecodeError)
        assert event.error.reason == call["error"].removeprefix("reading body ")
        assert event.error.path == "Plugin.Double() -> result"
    else:
        assert type(event.error) is PluginError
        assert str(event.error) == call["error"]


def test_a_server_hears_and_says_what_gos_did() -> None:
    server = ServerSide(PLUGIN)
    for seq, call in enumerate(CALLS):
        [event] = server.receive(bytes.fromhex(call["request_hex"]))
        assert answer(server, event, seq, call) == bytes.fromhex(call["response_hex"]), call["note"]
    [event] = server.end()
    assert isinstance(event, Ended)
    assert event.reason == ""


def answer(server: ServerSide, event: Event, seq: int, call: dict[str, Any]) -> bytes:
    if isinstance(event, Refused):
        assert event.call.seq == seq
        assert event.reason == call["error"]
        return server.refuse(event.call, event.reason)
    assert isinstance(event, Called)
    assert (event.call.full_name, event.call.seq) == (call["method"], seq)
    assert event.argument == argument_of(call)
    if call["error"].startswith("it failed"):
        return server.refuse(event.call, call["error"])
    result = 8 if call["error"].startswith("reading body") else result_of(call)
    return server.answer(event, result)


@pytest.mark.parametrize("size", [1, 3, 10, 100_000])
def test_it_does_not_matter_in_which_pieces_bytes_arrive(size: int) -> None:
    """All of both directions at once, and cut."""
    client, server = ClientSide(), ServerSide(PLUGIN)
    for call in CALLS:
        client.call(method_of(call), argument_of(call))
    requests = b"".join(bytes.fromhex(call["request_hex"]) for call in CALLS)
    responses = b"".join(bytes.fromhex(call["response_hex"]) for call in CALLS)
    heard: list[Event] = []
    for at in range(0, len(requests), size):
        heard += server.receive(requests[at : at + size])
    for seq, (event, call) in enumerate(zip(heard, CALLS, strict=True)):
        answer(server, event, seq, call)
    outcomes: list[Event] = []
    for at in range(0, len(responses), size):
        outcomes += client.receive(responses[at : at + size])
    for seq, (event, call) in enumerate(zip(outcomes, CALLS, strict=True)):
        check_outcome(event, seq, call)


# A whole connection: control, dispense, broker, call, quit.


class Player:
    """One end of each stream, as recorded; checks what it would say before it hears on."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.control_client, self.control_server = ClientSide(), ServerSide(PLUGIN)
        self.plugin_client, self.plugin_server = ClientSide(), ServerSide(PLUGIN)
        self.is_announced = False
        self.said: dict[int, bytes] = {1: b"", 7: b""}
        if role == "host":
            self.said[1] = self.control_client.call(DISPENSE, "greeter")[1]

    def say(self, stream: int, data: bytes) -> None:
        assert self.said[stream][: len(data)] == data
        self.said[stream] = self.said[stream][len(data) :]

    def hear(self, stream: int, data: bytes) -> None:
        if self.role == "plugin":
            self.hear_as_plugin(stream, data)
        elif stream == 1:
            [event] = self.control_client.receive(data)
            assert isinstance(event, Returned)
            if event.seq == 0:
                assert event.result == 1
                self.said[7] = encode_id(1)
        elif not self.is_announced:
            self.is_announced = True
            check_acknowledgement(1, read_id(data))
            self.said[7] = self.plugin_client.call(PLUGIN["Plugin"]["Greet"], None)[1]
        else:
            [event] = self.plugin_client.receive(data)
            assert isinstance(event, Returned)
            assert event.result == "Hello!"
            self.said[1] = self.control_client.call(QUIT, True)[1]

    def hear_as_plugin(self, stream: int, data: bytes) -> None:
        if stream == 7 and not self.is_announced:
            self.is_announced = True
            assert read_id(data) == 1
            self.said[7] = encode_id(1)
            return
        server = self.control_server if stream == 1 else self.plugin_server
        [event] = server.receive(data)
        assert isinstance(event, Called)
        results = {DISPENSE: 1, QUIT: (), PLUGIN["Plugin"]["Greet"]: "Hello!"}
        self.said[stream] = server.answer(event, results[event.method])


def read_id(data: bytes) -> int:
    reader = IdReader()
    reader.feed(data)
    assert reader.missing == 0
    return reader.number


@pytest.mark.parametrize("role", ["host", "plugin"])
def test_a_whole_connection_replays(role: str) -> None:
    player = Player(role)
    payloads = [frame for frame in FRAMES if "payload_hex" in frame]
    assert len(payloads) == 8
    for frame in payloads:
        act = player.say if frame["from"] == role else player.hear
        act(frame["stream"], bytes.fromhex(frame["payload_hex"]))
    assert player.said == {1: b"", 7: b""}


def test_services_are_those_of_the_methods() -> None:
    assert services(DISPENSE, QUIT) == {
        "Dispenser": {"Dispense": DISPENSE},
        "Control": {"Quit": Method("Control.Quit", BOOL, QUIT.result)},
    }
