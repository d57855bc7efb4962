"""An implementation's exceptions, from one side to the other."""

from __future__ import annotations

import pytest
from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory
from hypothesis import given
from hypothesis import strategies as st
from tests.grpc.pairs import Pair

from gen_plugin_runtime.errors import CallError, PluginError, RemoteTraceback
from gen_plugin_runtime.grpc.call_errors import to_error
from gen_plugin_runtime.grpc.failing import of_exception
from gen_plugin_runtime.grpc.failure import Failure
from gen_plugin_runtime.peer import UNKNOWN_PEER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from google.protobuf.message import Message


@pytest.mark.parametrize(
    ("kind", "type_name", "message", "status"),
    [
        ("own", "tests.grpc.services.SoldOutError", "none left", 2),
        ("status", "", "not here", 5),
        ("nested", "other.Error", "from further on", 2),
        ("exit", "SystemExit", "3", 2),
    ],
)
def test_what_an_implementation_raises_its_caller_sees(
    pair: Pair, kind: str, type_name: str, message: str, status: int
) -> None:
    with pytest.raises(PluginError) as caught:
        pair.channel.unary("/test.Echo/Fail")(kind.encode())
    error = caught.value
    assert (error.type_name, error.message, error.status) == (type_name, message, status)
    assert [method for method, _ in pair.errors] == ["/test.Echo/Fail"]


@pytest.mark.parametrize(
    ("kind", "type_name", "text", "status"),
    [
        ("value", "ValueError", "no such thing: 100 % Ünicode\n2nd line", 3),
        ("spaces", "ValueError", "not a number: ", 3),
        ("encode", "EncodeError", "on the other side: age: 9e99 does not fit int64", 13),
        ("decode", "DecodeError", "on the other side: cut off", 13),
    ],
)
def test_what_both_sides_know_is_raised_as_it_is(
    pair: Pair, kind: str, type_name: str, text: str, status: int
) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - its text is compared
        pair.channel.unary("/test.Echo/Fail")(kind.encode())
    error = caught.value
    assert (type(error).__name__, str(error)) == (type_name, text)
    assert isinstance(error.__context__, CallError)
    assert error.__context__.status == status
    assert isinstance(error.__cause__, RemoteTraceback)


def test_a_call_by_hand_raises_call_errors_alone(pair: Pair) -> None:
    with pytest.raises(PluginError) as caught:
        pair.channel.call("/test.Echo/Fail", b"value").result()
    assert (caught.value.type_name, caught.value.status) == ("ValueError", 3)


def test_a_long_text_is_shortened_to_what_peers_accept(pair: Pair) -> None:
    with pytest.raises(ValueError, match=r"xxx [.]{3}$") as caught:
        pair.channel.unary("/test.Echo/Fail")(b"long")
    assert 1000 < len(str(caught.value)) < 20_000


def _standard_messages() -> tuple[type[Message], type[Message]]:
    """google.rpc.Status and ErrorInfo, as googleapis defines them, for the protobuf library."""
    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(
        name="rpc.proto", package="google.rpc", syntax="proto3"
    )
    file.dependency.append("google/protobuf/any.proto")
    status = file.message_type.add(name="Status")
    status.field.add(name="code", number=1, type=field.TYPE_INT32, label=1)
    status.field.add(name="message", number=2, type=field.TYPE_STRING, label=1)
    status.field.add(
        name="details",
        number=3,
        type=field.TYPE_MESSAGE,
        type_name=".google.protobuf.Any",
        label=3,
    )
    info = file.message_type.add(name="ErrorInfo")
    info.field.add(name="reason", number=1, type=field.TYPE_STRING, label=1)
    info.field.add(name="domain", number=2, type=field.TYPE_STRING, label=1)
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(any_pb2.DESCRIPTOR.serialized_pb)
    pool.Add(file)
    names = ("google.rpc.Status", "google.rpc.ErrorInfo")
    made = [message_factory.GetMessageClass(pool.FindMessageTypeByName(name)) for name in names]
    return made[0], made[1]


Status, ErrorInfo = _standard_messages()
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(st.integers(1, 16), texts, texts.filter(bool))
def test_the_details_are_standard_messages(code: int, message: str, type_name: str) -> None:
    failure = of_exception(PluginError(type_name, message, status=code))
    status: Any = Status.FromString(failure.details)
    assert (status.code, status.message) == (code, f"{type_name}: {message}")
    info: Any = ErrorInfo()
    assert status.details[0].Unpack(info)
    assert (info.reason, info.domain) == (type_name, "gen-plugin")
    read = to_error(Failure(code, failure.text, failure.details), "/shop/Buy", UNKNOWN_PEER)
    assert isinstance(read, PluginError)
    assert (read.status, read.message, read.type_name) == (code, message, type_name)


@given(st.binary(max_size=80))
def test_any_details_are_borne(details: bytes) -> None:
    assert to_error(Failure(2, "text", details), "/shop/Buy", UNKNOWN_PEER).status == 2


def test_details_of_others_name_no_type() -> None:
    info = ErrorInfo(reason="QUOTA", domain="example.com")
    status: Any = Status(code=8, message="too much")
    status.details.add().Pack(info)
    read = to_error(Failure(8, "too much", status.SerializeToString()), "/shop/Buy", UNKNOWN_PEER)
    assert isinstance(read, PluginError)
    assert (read.type_name, read.message) == ("", "too much")
    assert read.details == (("google.rpc.ErrorInfo", info.SerializeToString()),)
