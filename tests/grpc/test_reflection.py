"""What a plugin tells tools about its services, as other people's code reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import descriptor_pb2, empty_pb2, message_factory, struct_pb2, timestamp_pb2
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_reflection.v1alpha import reflection_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from hypothesis import given
from hypothesis import strategies as st
from tests.codec.generated import generate

from gen_plugin.proto.protoc import compile_file
from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.grpc.health import HealthServer
from gen_plugin_runtime.grpc.reflection.answers import Answers
from gen_plugin_runtime.grpc.reflection.files import FILES
from gen_plugin_runtime.grpc.reflection.index import Index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
COUNTER = ROOT / "examples" / "counter"
PROTOS = Path(__file__).parent / "protos"
# The libraries' own, with options that say how other languages call them.
OF_LIBRARIES = {
    "google/protobuf/empty.proto": empty_pb2,
    "google/protobuf/timestamp.proto": timestamp_pb2,
    "google/protobuf/struct.proto": struct_pb2,
    "grpc/reflection/v1alpha/reflection.proto": reflection_pb2,
}
SERVICES = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
    "plugin.GRPCBroker",
    "plugin.GRPCController",
    "plugin.GRPCStdio",
    "proto.Counter",
]


def parsed(file: bytes) -> descriptor_pb2.FileDescriptorProto:
    """A file without what does not matter: names for JSON, options, the library's own folder."""
    found = descriptor_pb2.FileDescriptorProto.FromString(file)
    found.ClearField("options")
    found.name = found.name.removeprefix("grpc_reflection/v1alpha/")
    messages = list(found.message_type)
    while messages:
        message = messages.pop()
        messages += message.nested_type
        for field in message.field:
            field.ClearField("json_name")
    return found


def named(name: str) -> bytes:
    [file] = [each for each in FILES if parsed(each).name == name]
    return file


@pytest.mark.parametrize("name", OF_LIBRARIES)
def test_files_are_those_of_the_libraries(name: str) -> None:
    library = parsed(OF_LIBRARIES[name].DESCRIPTOR.serialized_pb)
    library.name = name
    assert parsed(named(name)) == library


@pytest.mark.parametrize(
    "name", ["grpc_broker.proto", "grpc_controller.proto", "grpc_stdio.proto", "health.proto"]
)
def test_files_are_what_protoc_makes_of_a_proto(name: str) -> None:
    [ours] = [each for each in FILES if parsed(each).name.endswith(name)]
    compiled = parsed(compile_file(name, (PROTOS / name).read_text()))
    compiled.name = parsed(ours).name
    assert parsed(ours) == compiled


def test_both_versions_of_reflection_are_alike() -> None:
    v1 = named("grpc/reflection/v1/reflection.proto")
    text = str(parsed(named("grpc/reflection/v1alpha/reflection.proto")))
    assert str(parsed(v1)) == text.replace("v1alpha", "v1")


def test_the_librarys_pool_takes_all_files() -> None:
    pool = DescriptorPool()
    for name in ("google/protobuf/empty.proto", *(parsed(each).name for each in FILES)):
        try:
            pool.FindFileByName(name)
        except KeyError:
            pool.AddSerializedFile(named(name))
    for each in FILES:
        file = pool.FindFileByName(parsed(each).name)
        for message in file.message_types_by_name.values():
            message_factory.GetMessageClass(message)


@pytest.fixture(scope="module")
def plugin() -> Iterator[str]:
    """The address of a plugin that a person has started."""
    process = subprocess.Popen(
        [sys.executable, str(COUNTER / "main.py")],
        env={**os.environ, "BASIC_PLUGIN": "hello"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        assert process.stdout is not None
        yield f"unix:{process.stdout.readline().split('|')[3]}"
        process.kill()


@pytest.mark.usefixtures("_grpcio_keeps_threads")
def test_the_client_of_grpcio_lists_and_describes(plugin: str) -> None:
    """checklist: TestGRPC_Reflection (default, mux)."""
    with grpc.insecure_channel(plugin) as channel:
        database = ProtoReflectionDescriptorDatabase(channel)
        assert list(database.get_services()) == SERVICES
        pool = DescriptorPool(database)
        health = pool.FindServiceByName("grpc.health.v1.Health")
        assert [method.name for method in health.methods] == ["Check", "List", "Watch"]
        counter = pool.FindServiceByName("proto.Counter")
        assert [method.name for method in counter.methods] == ["Put", "Get"]
        helper = pool.FindServiceByName("proto.AddHelper")
        assert [method.name for method in helper.methods] == ["Sum"], "the kind that calls pass"
        knock = pool.FindMessageTypeByName("plugin.ConnInfo.Knock")
        assert list(knock.fields_by_name) == ["knock", "ack", "error"]
        with pytest.raises(KeyError):
            pool.FindServiceByName("proto.Nothing")


@pytest.mark.usefixtures("_grpcio_keeps_threads")
def test_a_call_by_what_reflection_tells(plugin: str) -> None:
    with grpc.insecure_channel(plugin) as channel:
        pool = DescriptorPool(ProtoReflectionDescriptorDatabase(channel))
        method = pool.FindServiceByName("grpc.health.v1.Health").FindMethodByName("Check")
        request = message_factory.GetMessageClass(method.input_type)(service="plugin")
        check: Any = channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            lambda message: message.SerializeToString(),
            message_factory.GetMessageClass(method.output_type).FromString,
        )
        assert check(request).status == 1


def answered(request: reflection_pb2.ServerReflectionRequest, files: list[bytes]) -> Any:
    answer = Answers(["a.B"], files).answer(request.SerializeToString())
    response = reflection_pb2.ServerReflectionResponse.FromString(answer)
    assert response.original_request == request
    assert response.valid_host == request.host
    return response


def test_other_questions() -> None:
    ask = reflection_pb2.ServerReflectionRequest
    request = ask(host="h", all_extension_numbers_of_type="plugin.ConnInfo")
    numbers = answered(request, []).all_extension_numbers_response
    assert (numbers.base_type_name, list(numbers.extension_number)) == ("plugin.ConnInfo", [])
    for unknown in (
        ask(all_extension_numbers_of_type="no.Such"),
        ask(file_by_filename="no.proto"),
        ask(file_containing_symbol="no.Such"),
        ask(
            file_containing_extension=reflection_pb2.ExtensionRequest(
                containing_type="plugin.ConnInfo", extension_number=1
            )
        ),
    ):
        assert answered(unknown, []).error_response.error_code == 5
    assert answered(ask(host="x"), []).error_response.error_code == 3


def test_a_file_comes_with_all_that_it_needs(tmp_path: Path) -> None:
    source = tmp_path / "times.py"
    source.write_text(
        "from datetime import datetime\nfrom typing import Protocol\n\n\n"
        "class Times(Protocol):\n    def at(self, when: datetime) -> datetime: ...\n"
    )
    file = generate(source).descriptor
    request = reflection_pb2.ServerReflectionRequest(file_by_filename="times.proto")
    found = answered(request, [file]).file_descriptor_response.file_descriptor_proto
    assert [parsed(each).name for each in found] == [
        "times.proto",
        "google/protobuf/timestamp.proto",
    ]


def test_symbols_are_those_that_the_library_finds() -> None:
    pool, index = DescriptorPool(), Index(FILES)
    pool.AddSerializedFile(named("grpc/health/v1/health.proto"))
    find: dict[str, Callable[[str], Any]] = {
        "grpc.health.v1.Health": pool.FindServiceByName,
        "grpc.health.v1.Health.Watch": pool.FindMethodByName,
        "grpc.health.v1.HealthCheckResponse": pool.FindMessageTypeByName,
        "grpc.health.v1.HealthCheckResponse.status": pool.FindFieldByName,
        "grpc.health.v1.HealthCheckResponse.ServingStatus": pool.FindEnumTypeByName,
    }
    for symbol, finder in find.items():
        assert finder(symbol).name == symbol.rpartition(".")[2]
        assert index.by_symbol(symbol) == named("grpc/health/v1/health.proto")
    assert index.by_symbol("grpc.health.v1.HealthCheckResponse.SERVING")
    assert index.by_symbol("grpc.reflection.v1.ServerReflectionRequest.message_request")
    assert index.by_symbol("google.protobuf.NULL_VALUE")
    assert index.by_symbol("grpc.health.v1") is None


@given(st.binary(max_size=60))
def test_any_bytes_are_answered_or_refused(data: bytes) -> None:
    try:
        answer = Answers(["a.B"], []).answer(data)
    except DecodeError:
        return
    reflection_pb2.ServerReflectionResponse.FromString(answer)


def test_health_has_the_methods_that_its_file_says() -> None:
    [service] = parsed(named("grpc/health/v1/health.proto")).service
    assert {method.name for method in service.method} == set(HealthServer().handlers())
