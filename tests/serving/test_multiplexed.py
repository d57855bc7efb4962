"""A plugin that is asked to multiplex, seen from outside."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from grpc_reflection.v1alpha import reflection_pb2
from tests.host.interface import ProbeClient
from tests.host.support import PATIENCE

from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.yamux.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.serving.program import PluginProgram

    Start = Callable[..., PluginProgram]

ASKED = {"PLUGIN_MULTIPLEX_GRPC": "true"}


def connected(fields: Sequence[str]) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE)
    connection.connect(fields[3])
    return connection


def test_the_line_has_a_seventh_field(program: Start) -> None:
    assert program(env=ASKED).line()[4:] == ["grpc", "", "true"]


@pytest.mark.parametrize("text", ["false", "maybe"])
def test_who_does_not_ask_for_it_gets_none(program: Start, text: str) -> None:
    plugin = program(env={"PLUGIN_MULTIPLEX_GRPC": text})
    fields = plugin.line()
    assert fields[6] == "false"
    assert ProbeClient(plugin.connect(fields)).echo("x") == "x"


def test_its_streams_are_connections(program: Start) -> None:
    """Each one for which nobody knocked, as in go-plugin."""
    plugin = program(env=ASKED)
    with Session(SocketStream(connected(plugin.line())), is_client=True) as session:
        for _ in range(3):
            channel = Channel(session.open(), call_timeout=PATIENCE)
            assert ProbeClient(channel).echo("x") == "x"
            channel.close()


def test_it_tells_about_its_services(program: Start) -> None:
    """checklist: TestGRPC_Reflection (default, mux)."""
    plugin = program(env=ASKED)
    question = reflection_pb2.ServerReflectionRequest(list_services="")
    with Session(SocketStream(connected(plugin.line())), is_client=True) as session:
        channel = Channel(session.open(), call_timeout=PATIENCE)
        ask = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
        [answer] = channel.call(ask, iter([question.SerializeToString()]))
        channel.close()
    response = reflection_pb2.ServerReflectionResponse.FromString(bytes(answer))
    assert [each.name for each in response.list_services_response.service] == [
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
        "plugin.GRPCBroker",
        "plugin.GRPCController",
        "plugin.GRPCStdio",
        "tests.Probe",
    ]


def test_it_has_one_connection_and_ends_with_it(program: Start) -> None:
    plugin = program("end_with_host=False", env=ASKED)
    fields = plugin.line()
    session = Session(SocketStream(connected(fields)), is_client=True)
    channel = Channel(session.open(), call_timeout=PATIENCE)
    probe = ProbeClient(channel)
    assert probe.echo("x") == "x"
    with connected(fields) as second:
        assert second.recv(1) == b"", "it is closed at once"
    assert probe.echo("y") == "y"
    channel.close()
    session.close()
    assert plugin.wait() == 0


def test_garbage_ends_it(program: Start) -> None:
    plugin = program(env=ASKED)
    with connected(plugin.line()) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")  # a host that does not multiplex
        assert connection.recv(1) == b""
    assert plugin.wait() == 0
