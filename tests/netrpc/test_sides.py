"""The two sides with each other, and with peers that do what they should not."""

from __future__ import annotations

from random import Random
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gob.streams import message
from tests.netrpc.methods import ADD, ARGS, ECHO, FAIL, GREET, PLUGIN, REPLY

from gen_plugin_runtime.errors import (
    ConfigError,
    ConnectionLost,
    EncodeError,
    NotImplementedByPlugin,
    PeerProtocolError,
)
from gen_plugin_runtime.netrpc.control import unknown_plugin
from gen_plugin_runtime.netrpc.gob.basics import INT, STRING
from gen_plugin_runtime.netrpc.gob.definitions import define_slice
from gen_plugin_runtime.netrpc.gob.interface import ANY, PREDECLARED, Concrete, Interface
from gen_plugin_runtime.netrpc.gob.numbers import sint, sized
from gen_plugin_runtime.netrpc.gob.opaque import Converted
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.gob.writer import Writer
from gen_plugin_runtime.netrpc.mux import IdReader, check_acknowledgement, encode_id
from gen_plugin_runtime.netrpc.rpc.basic_error import BASIC_ERROR, BASIC_ERROR_NAMES, BasicError
from gen_plugin_runtime.netrpc.rpc.client_side import ClientSide
from gen_plugin_runtime.netrpc.rpc.events import (
    Call,
    Called,
    Ended,
    Event,
    Failed,
    Refused,
    Returned,
)
from gen_plugin_runtime.netrpc.rpc.headers import REQUEST, RESPONSE
from gen_plugin_runtime.netrpc.rpc.method import Method, services
from gen_plugin_runtime.netrpc.rpc.server_side import ServerSide

Kind = TypeVar("Kind", bound=Event)


def one(events: list[Event], kind: type[Kind]) -> Kind:
    [event] = events
    assert isinstance(event, kind)
    return event


def test_calls_are_answered_in_any_order() -> None:
    client, server = ClientSide(), ServerSide(PLUGIN)
    called = []
    for number in range(100):
        called += server.receive(client.call(ADD, (number, 1))[1])
    Random(1).shuffle(called)
    found = {}
    for each in called:
        assert isinstance(each, Called)
        [event] = client.receive(server.answer(each, (sum(each.argument), "")))  # type: ignore[call-overload]
        assert isinstance(event, Returned)
        found[event.seq] = event.result
    assert found == {number: (number + 1, "") for number in range(100)}
    assert client.pending == 0


@given(seed=st.integers(0, 2**32), cuts=st.integers(1, 200))
@settings(max_examples=50)
def test_both_directions_in_any_pieces(seed: int, cuts: int) -> None:
    random = Random(seed)
    client, server = ClientSide(), ServerSide(PLUGIN)
    calls = [
        random.choice([(GREET, "x"), (ADD, (1, 2)), (FAIL, "no"), (ECHO, b"y" * 300)])
        for _ in range(20)
    ]
    requests = b"".join(client.call(*each)[1] for each in calls)
    heard = [event for piece in cut(requests, cuts) for event in server.receive(piece)]
    responses = b""
    for event, (method, argument) in zip(heard, calls, strict=True):
        assert isinstance(event, Called)
        assert (event.method, event.argument) == (method, argument)
        results = {GREET: "hi", ADD: (3, "sum"), ECHO: event.argument}
        responses += (
            server.refuse(event.call, "no")
            if method == FAIL
            else server.answer(event, results[method])
        )
    outcomes = [event for piece in cut(responses, cuts) for event in client.receive(piece)]
    assert [type(each) for each in outcomes] == [
        Failed if method == FAIL else Returned for method, _ in calls
    ]


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


# Values that cannot be sent: nothing is sent, and the connection goes on.


def test_an_argument_that_cannot_be_sent_costs_nothing() -> None:
    client, server = ClientSide(), ServerSide(PLUGIN)
    with pytest.raises(EncodeError, match="A: 'x' is not an int"):
        client.call(ADD, ("x", 1))
    with pytest.raises(EncodeError, match="longer than"):
        ClientSide(max_message=100).call(ECHO, bytes(200))
    assert client.pending == 0
    seq, data = client.call(ADD, (1, 2))
    assert seq == 0
    event = one(server.receive(data), Called)
    with pytest.raises(EncodeError, match="Note: 1 is not a str"):
        server.answer(event, (1, 1))
    failed = one(client.receive(server.refuse(event.call, "Note: 1 is not a str")), Failed)
    assert str(failed.error) == "Note: 1 is not a str"


def test_an_error_without_a_text_is_no_success() -> None:
    client, server = ClientSide(), ServerSide(PLUGIN)
    event = one(server.receive(client.call(FAIL, "")[1]), Called)
    failed = one(client.receive(server.refuse(event.call, "")), Failed)
    assert str(failed.error)


def test_an_error_may_have_any_text() -> None:
    client, server = ClientSide(), ServerSide(PLUGIN)
    event = one(server.receive(client.call(FAIL, "")[1]), Called)
    failed = one(client.receive(server.refuse(event.call, "ü \ud800")), Failed)
    assert str(failed.error) == "ü \\ud800"


# Calls that cannot be made.


@pytest.mark.parametrize(
    ("full_name", "reason"),
    [
        ("Plugin.NoSuch", "rpc: can't find method Plugin.NoSuch"),
        ("NoSuch.Greet", "rpc: can't find service NoSuch.Greet"),
        ("A.B.Greet", "rpc: can't find service A.B.Greet"),
        (".Greet", "rpc: can't find service .Greet"),
        ("Plugin.", "rpc: can't find method Plugin."),
        ("nodot", "rpc: service/method request ill-formed: nodot"),
        ("", "rpc: service/method request ill-formed: "),
    ],
)
def test_a_method_that_is_not_there(full_name: str, reason: str) -> None:
    """Its argument is passed over, although it is of a type that nobody knows."""
    writer, server = Writer(), ServerSide(PLUGIN)
    argument = Struct("main.Unheard", (("Of", ARGS), ("Any", ANY)))
    data = writer.encode(REQUEST, (full_name, 3))
    data += writer.encode(argument, ((1, 2), Concrete("[]string", ["a"])))
    event = one([each for piece in cut(data, 5) for each in server.receive(piece)], Refused)
    assert (event.call.full_name, event.call.seq, event.reason) == (full_name, 3, reason)
    client = ClientSide()
    for _ in range(4):
        client.call(FAIL, "")
    failed = one(client.receive(server.refuse(event.call, event.reason)), Failed)
    assert failed.seq == 3
    data = writer.encode(REQUEST, ("Plugin.Add", 4)) + writer.encode(ARGS, (1, 2))
    one(server.receive(data), Called)


def test_a_service_may_have_dots_in_its_name() -> None:
    method = Method("shop.v1.Plugin.Buy", INT, INT)
    client, server = ClientSide(), ServerSide(services(method))
    event = one(server.receive(client.call(method, 5)[1]), Called)
    assert (method.service, method.name, event.argument) == ("shop.v1.Plugin", "Buy", 5)


def test_a_method_that_go_does_not_have() -> None:
    client, server = ClientSide(), ServerSide({"Plugin": {}})
    event = one(server.receive(client.call(ADD, (1, 2))[1]), Refused)
    failed = one(client.receive(server.refuse(event.call, event.reason)), Failed)
    assert isinstance(failed.error, NotImplementedByPlugin)
    assert failed.error.method == "Plugin.Add"


@pytest.mark.parametrize("name", ["", "x", ".x", "x.", "."])
def test_a_name_that_no_method_has(name: str) -> None:
    with pytest.raises(ConfigError, match=r"Service\.Method"):
        Method(name, INT, INT)


# Ends.


def test_a_header_that_is_none_ends_the_connection() -> None:
    server = ServerSide(PLUGIN)
    event = one(server.receive(Writer().encode(STRING, "Plugin.Greet")), Ended)
    assert event.reason.startswith("rpc: server cannot decode request: gob: type mismatch")
    assert server.receive(b"\x03\x04\0\x02") == []
    assert server.end() == []


def test_a_response_header_that_is_none_ends_the_connection() -> None:
    client = ClientSide()
    client.call(GREET, None)
    failed, ended = client.receive(Writer().encode(INT, 1))
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, ConnectionLost)
    assert "type mismatch" in str(failed.error)
    assert isinstance(ended, Ended)
    with pytest.raises(ConnectionLost, match="connection is shut down"):
        client.call(GREET, None)
    assert client.pending == 0


def test_an_argument_that_cannot_even_be_passed_over() -> None:
    """Its message has an end all the same."""
    writer, server = Writer(), ServerSide(PLUGIN)
    data = writer.encode(REQUEST, ("Plugin.NoSuch", 0)) + b"\x05\x10\0\x01x\x02"
    assert one(server.receive(data), Refused).reason == "rpc: can't find method Plugin.NoSuch"
    data = writer.encode(REQUEST, ("Plugin.Fail", 1)) + writer.encode(STRING, "x")
    one(server.receive(data), Called)


def test_a_broken_stream_ends_the_connection_amid_an_argument() -> None:
    client, server = ClientSide(), ServerSide(PLUGIN)
    data = client.call(ADD, (1, 2))[1]
    one(server.receive(data[: data.index(b"\x1e\xff\x81")] + b"\x80"), Ended)
    client.call(ADD, (1, 2))
    writer = Writer()
    events = client.receive(writer.encode(RESPONSE, ("Plugin.Add", 0, "")) + b"\x80")
    assert [type(each) for each in events] == [Failed, Failed, Ended]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_end_of_a_connection_is_that_of_its_calls(count: int) -> None:
    client = ClientSide()
    for _ in range(count):
        client.call(GREET, None)
    *failed, ended = client.end()
    assert [each.seq for each in failed if isinstance(each, Failed)] == list(range(count))
    for each in failed:
        assert isinstance(each, Failed)
        assert isinstance(each.error, ConnectionLost)
        assert str(each.error) == "unexpected EOF"
    assert isinstance(ended, Ended)
    assert ended.reason == ("unexpected EOF" if count else "")
    assert client.end() == []
    assert client.receive(b"more") == []


@pytest.mark.parametrize("missing", [1, 5, 12])
def test_a_stream_that_ends_amid_a_request(missing: int) -> None:
    server = ServerSide(PLUGIN)
    assert server.receive(ClientSide().call(GREET, None)[1][:-missing]) == []
    ended = one(server.end(), Ended)
    assert ended.reason == "unexpected EOF"


def test_values_are_made_once_however_they_arrive() -> None:
    """They may be objects of a class that counts them."""
    made: list[str] = []

    def make(text: str) -> str:
        made.append(text)
        return text

    counted = Converted(STRING, make, str)
    plain = Method("Plugin.Count", STRING, STRING)
    client, server = ClientSide(), ServerSide(services(Method("Plugin.Count", counted, STRING)))
    one(server.receive(client.call(plain, "first")[1]), Called)
    requests = [client.call(plain, text)[1] for text in ("a", "b", "c", "d")]
    server.receive(b"".join(requests[:3]))
    server.receive(requests[3])
    assert made == ["first", "a", "b", "c", "d"]


def test_an_answer_that_nobody_waits_for_is_passed_over() -> None:
    client, writer = ClientSide(), Writer()
    client.call(GREET, None)
    data = writer.encode(RESPONSE, ("Plugin.Greet", 7, "")) + writer.encode(ARGS, (1, 2))
    assert client.receive(data) == []
    data = writer.encode(RESPONSE, ("Plugin.Greet", 0, "")) + writer.encode(STRING, "hi")
    one(client.receive(data), Returned)
    assert client.receive(data) == []


def test_an_answer_may_be_forgotten_amid_any_of_its_bytes() -> None:
    """Its result is spread over two messages, as by Go."""
    method = Method("Plugin.Any", STRING, ANY)
    begin = message(8, b"\0" + sized(b"[]string") + sint(-65) + define_slice("", 65, 6))
    spread = begin + sized(sint(65) + sized(b"\0\x02\x01a\x01b"))
    answer = Writer().encode(RESPONSE, ("Plugin.Any", 0, "")) + spread
    for at in range(len(answer) + 1):
        client = ClientSide()
        client.call(method, "")
        before = client.receive(answer[:at])
        client.forget(0)
        assert client.pending == 0
        assert len(before) + len(client.receive(answer[at:])) == (at == len(answer))
        client.call(method, "")
        again = Writer().encode(RESPONSE, ("Plugin.Any", 1, ""))
        again = again[again[0] + 1 :] + bytes.fromhex("0a100003696e740402000e")
        assert one(client.receive(again), Returned).result == 7


def test_a_result_of_another_type_costs_its_call_alone() -> None:
    client, writer = ClientSide(), Writer()
    client.call(GREET, None)
    client.call(GREET, None)
    data = writer.encode(RESPONSE, ("Plugin.Greet", 0, "")) + writer.encode(INT, 7)
    failed = one(client.receive(data), Failed)
    assert str(failed.error) == (
        "Plugin.Greet() -> result: gob: decoding into local type *string, received remote type int"
    )
    data = writer.encode(RESPONSE, ("Plugin.Greet", 1, "")) + writer.encode(STRING, "hi")
    one(client.receive(data), Returned)


def test_a_wrong_part_of_a_result_is_told_with_its_place() -> None:
    client, writer = ClientSide(), Writer()
    client.call(ADD, (1, 2))
    data = writer.encode(RESPONSE, ("Plugin.Add", 0, "")) + writer.encode(REPLY, (1, "ab"))
    failed = one(client.receive(data.replace(b"ab", b"a\xff")), Failed)
    assert str(failed.error).startswith("Plugin.Add() -> result.Note: the text is not UTF-8")


# Values of go-plugin's own.


@pytest.mark.parametrize("name", BASIC_ERROR_NAMES)
def test_a_basic_error_in_an_interface_value(name: str) -> None:
    registry = PREDECLARED.extended({name: BASIC_ERROR}, {BasicError: name})
    method = Method("Plugin.Try", INT, Struct("", (("Err", Interface(registry)),)))
    client, server = ClientSide(), ServerSide(services(method))
    for error in (BasicError("boom"), None):
        event = one(server.receive(client.call(method, 1)[1]), Called)
        returned = one(client.receive(server.answer(event, (error,))), Returned)
        assert returned.result == (error,)
    assert str(BasicError("boom")) == "boom"


def test_ids_of_the_broker() -> None:
    assert encode_id(1) == b"\1\0\0\0"
    assert encode_id(2**32 - 1) == b"\xff" * 4
    for size in range(1, 5):
        reader = IdReader()
        for piece in cut(encode_id(0x01020304), size):
            missing = reader.missing
            reader.feed(piece)
            assert reader.missing == missing - len(piece)
        assert reader.missing == 0
        assert reader.number == 0x01020304
    check_acknowledgement(5, 5)
    with pytest.raises(PeerProtocolError, match=r"bad ack: 6 .* 5"):
        check_acknowledgement(5, 6)


def test_a_plugin_that_is_not_there() -> None:
    assert unknown_plugin("nope") == "unknown plugin type: nope"


def told(events: list[Event]) -> list[object]:
    """What events say, comparable."""
    found: list[object] = []
    for each in events:
        names: tuple[str, ...] = type(each).__slots__
        found.append((type(each).__name__, *(plain(getattr(each, name)) for name in names)))
    return found


NUMBERS = [1, 2, 2**64 - 2, 2**64 - 1, 2**64 - 1, 1]


def test_a_peer_may_number_its_calls_as_it_likes() -> None:
    """Alone in their bytes, from the second on."""
    server, writer = ServerSide(PLUGIN), Writer()
    for number in NUMBERS:
        parts = ((REQUEST, (ADD.full_name, number)), (ADD.argument, (1, 2)))
        data = b"".join(
            piece
            for message in (writer.message(kind, value) for kind, value in parts)
            for piece in (*writer.definitions(), *message)
        )
        called = one(server.receive(data), Called)
        assert (called.call.seq, called.argument) == (number, (1, 2))


def plain(said: object) -> object:
    return (said.full_name, said.seq) if isinstance(said, Call) else str(said)


def in_pieces(side: ClientSide | ServerSide, data: bytes) -> list[Event]:
    return [event for at in range(len(data)) for event in side.receive(data[at : at + 1])]


@given(
    calls=st.integers(1, 300), at=st.integers(0, 60), byte=st.integers(0, 255), cut=st.booleans()
)
def test_messages_that_arrive_alone_say_what_they_say_in_pieces(
    calls: int, at: int, byte: int, cut: bool
) -> None:
    """Whole or mangled, whatever the number of the call."""
    clients, servers = (ClientSide(), ClientSide()), (ServerSide(PLUGIN), ServerSide(PLUGIN))
    for _ in range(calls):
        for client, server in zip(clients, servers, strict=True):
            request = client.call(ADD, (1, 2))[1]
            answer = server.answer(one(server.receive(request), Called), (3, "three"))
            assert one(client.receive(answer), Returned).result == (3, "three")
    request = mangled(clients[0].call(ADD, (1, 2))[1], at, byte, cut=cut)
    clients[1].call(ADD, (1, 2))
    assert told(servers[0].receive(request)) == told(in_pieces(servers[1], request))
    answer = mangled(answer_to(calls), at, byte, cut=cut)
    assert told(clients[0].receive(answer)) == told(in_pieces(clients[1], answer))


def mangled(data: bytes, at: int, byte: int, *, cut: bool) -> bytes:
    at %= len(data) + 1
    return data[:at] if cut else data[:at] + bytes((byte,)) + data[at + 1 :]


def answer_to(number: int) -> bytes:
    """The answer to a call, after those to the ones before it."""
    server, client = ServerSide(PLUGIN), ClientSide()
    answer = b""
    for _ in range(number + 1):
        called = one(server.receive(client.call(ADD, (1, 2))[1]), Called)
        answer = server.answer(called, (3, "three"))
    return answer
