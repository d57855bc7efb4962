"""The .proto in the package's docstring is what is sent: protoc and the protobuf library judge."""

from __future__ import annotations

from textwrap import dedent

import pytest
from google.protobuf import (
    any_pb2,
    descriptor_pb2,
    descriptor_pool,
    message_factory,
    unknown_fields,
)
from hypothesis import given
from hypothesis import strategies as st
from tests.exceptions.likeness import assert_alike, like
from tests.exceptions.test_builtin import values

import gen_plugin_runtime.exceptions as package
from gen_plugin.proto.protoc import compile_file
from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.exceptions import raised
from gen_plugin_runtime.exceptions.details import RAISED, decode_status, encode_status
from gen_plugin_runtime.exceptions.rebuilt import raise_what_was_raised
from gen_plugin_runtime.grpc.call_errors import to_error
from gen_plugin_runtime.grpc.failing import of_exception
from gen_plugin_runtime.grpc.failure import Failure
from gen_plugin_runtime.known import Declared, Known
from gen_plugin_runtime.peer import UNKNOWN_PEER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class FaultError(Exception):
    """Of the interface."""


class FaultsError(ExceptionGroup[Exception]):
    """Likewise."""


KNOWN = Known(
    Declared(
        FaultError,
        "test.Fault",
        lambda error: str(error.args[0]).encode(),
        lambda data, start, end: FaultError(data[start:end].decode()),
    ),
    groups=(FaultsError,),
)


def _compiled() -> Any:
    """The class of ``gen_plugin.v1.Raised``."""
    text = dedent((package.__doc__ or "").partition("::\n\n")[2].partition("\nA peer can")[0])
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(any_pb2.DESCRIPTOR.serialized_pb)
    pool.Add(descriptor_pb2.FileDescriptorProto.FromString(compile_file("raised.proto", text)))
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(RAISED))


Raised = _compiled()
ORIGINS = Raised.DESCRIPTOR.enum_types_by_name["Origin"].values_by_name


def _value(message: Any) -> object:
    """What a Value means, by the comments of the .proto."""
    kind = message.WhichOneof("kind")
    value = getattr(message, kind)
    match kind:
        case "none":
            return None
        case "large_integer":
            return int.from_bytes(value, "big", signed=True)
        case "surrogates":
            return value.decode("utf-8", "surrogatepass")
        case "tuple" | "list":
            return (tuple if kind == "tuple" else list)(map(_value, value.items))
        case "dict":
            flat = [_value(each) for each in value.items]
            return dict(zip(flat[::2], flat[1::2], strict=True))
    return value


def _check_known(message: Any) -> None:
    """Nothing was sent that the .proto does not have."""
    assert len(unknown_fields.UnknownFieldSet(message)) == 0
    for field, value in message.ListFields():
        if field.message_type and field.message_type.GetOptions().map_entry:
            for each in value.values():
                _check_known(each)
        elif field.message_type:
            for each in value if field.is_repeated else [value]:
                _check_known(each)


def _sent(error: Exception) -> Any:
    details = dict(decode_status(of_exception(error, KNOWN, 64 * 1024).details))
    message = Raised.FromString(details[RAISED])
    _check_known(message)
    return message


def test_the_numbers_of_the_origins() -> None:
    assert {name: each.number for name, each in ORIGINS.items()} == {
        name: getattr(raised, name) for name in ("OTHER", "BUILTIN", "RUNTIME", "DECLARED")
    }


@given(st.lists(values, max_size=4), st.lists(st.text(st.characters(codec="utf-8"))))
def test_the_library_reads_what_is_sent(args: list[object], notes: list[str]) -> None:
    error = ValueError(*args)
    for note in notes:
        error.add_note(note)
    message = _sent(error)
    assert (message.type_name, message.origin) == ("ValueError", raised.BUILTIN)
    assert like([_value(each) for each in message.args]) == like(args)
    assert list(message.notes) == notes


def test_each_field_has_its_meaning() -> None:
    message = _sent(FileNotFoundError(2, "no", "here"))
    assert {key: _value(each) for key, each in message.attributes.items()} == {
        "errno": 2,
        "strerror": "no",
        "filename": "here",
    }
    message = _sent(FaultsError("all", [FaultError("f"), OSError("x"), _Own("own")]))
    assert message.type_name == f"{__name__}.FaultsError"
    assert message.origin == raised.DECLARED
    assert [each.origin for each in message.exceptions] == [
        raised.DECLARED,
        raised.BUILTIN,
        raised.OTHER,
    ]
    assert (message.exceptions[0].fields.type_url, message.exceptions[0].fields.value) == (
        "type.googleapis.com/test.Fault",
        b"f",
    )
    assert message.exceptions[2].text == "own"
    assert _sent(ValueError(range(3))).args[0].repr == "range(0, 3)"
    assert _sent(EncodeError("no", "a.b")).origin == raised.RUNTIME


class _Own(Exception):
    """Nobody else knows it."""


@pytest.mark.parametrize(
    "error",
    [
        ValueError(None, True, -1, 1 << 70, -0.0, "\udc80"),
        ValueError((1, [b"x"]), {"k": {}}),
        OSError(2, "no", "here", None, "there"),
        SyntaxError("bad", ("file.py", 3, 1, "a b", 3, 4)),
        ExceptionGroup("several", [FaultsError("in", [FaultError("f")]), KeyError("k")]),
        DecodeError("cut off", "a.b", remote=True),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_the_library_writes_is_read(error: Exception) -> None:
    written = _sent(error).SerializeToString()
    details = encode_status(2, "text", [(RAISED, written)])
    with pytest.raises(type(error)) as caught:
        raise_what_was_raised(
            to_error(Failure(2, "text", details), "/test/Fail", UNKNOWN_PEER), "/test/Fail", KNOWN
        )
    assert_alike(caught.value, error)
