"""Pins alone reach a contract that exists: go-plugin's ``examples/grpc/proto/kv.proto``."""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FileDescriptorProto
from tests.lower.building import BYTES, interface, method, parameter, protocol
from tests.proto.printer import print_file

from gen_plugin.lower import lower
from gen_plugin.lower.contract import Handshake
from gen_plugin.model.interface import Interface, PinnedField, PinnedMethod
from gen_plugin.proto.protoc import compile_file
from gen_plugin.settings.settings import ProtocolSettings, SourceSettings

KV_PROTO = """
syntax = "proto3";
package proto;
message GetRequest { string key = 1; }
message GetResponse { bytes value = 1; }
message PutRequest { string key = 1; bytes value = 2; }
message Empty {}
service KV {
  rpc Get(GetRequest) returns (GetResponse);
  rpc Put(PutRequest) returns (Empty);
}
"""

HANDSHAKE = SourceSettings(
    package="proto", protocol_version=1, cookie_key="BASIC_PLUGIN", cookie_value="hello"
)
NOT_PINNED = PinnedMethod()
GET = PinnedMethod(request="GetRequest", response="GetResponse")
PUT = PinnedMethod(request="PutRequest", response="Empty")


def _kv(get: PinnedMethod, put: PinnedMethod) -> Interface:
    return interface(
        protocol(
            "KV",
            method(
                "get",
                parameter("key"),
                result=BYTES,
                result_pinned=PinnedField(name="value"),
                pinned=get,
            ),
            method("put", parameter("key"), parameter("value", BYTES), pinned=put),
            plugin="kv_grpc",
        ),
        module="kv",
        path="kv.py",
    )


def _sorted(text: bytes) -> FileDescriptorProto:
    file = FileDescriptorProto.FromString(text)
    file.message_type.sort(key=lambda each: each.name)
    return file


def test_pins_in_the_source_reach_the_published_contract() -> None:
    contract = lower(_kv(GET, PUT), HANDSHAKE, None)
    ours = compile_file("kv.proto", print_file(contract.file))
    assert _sorted(ours) == _sorted(compile_file("kv.proto", KV_PROTO))
    assert contract.handshake == Handshake(1, "BASIC_PLUGIN", "hello")
    (service,) = contract.services
    assert service.plugin == "kv_grpc"
    assert [each.path for each in service.methods] == ["/proto.KV/Get", "/proto.KV/Put"]


def test_pins_in_the_settings_say_the_same() -> None:
    protocols = {"KV": ProtocolSettings(methods={"get": GET, "put": PUT})}
    settings = SourceSettings(
        package="proto",
        cookie_key="BASIC_PLUGIN",
        cookie_value="hello",
        protocols=protocols,
    )
    by_settings, by_source = (
        lower(each, settings, None) for each in (_kv(NOT_PINNED, NOT_PINNED), _kv(GET, PUT))
    )
    assert by_settings.file == by_source.file
    assert by_settings.lock == by_source.lock
