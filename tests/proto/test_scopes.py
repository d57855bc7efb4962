"""How types are spelled: as short as protoc allows."""

from __future__ import annotations

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from tests.proto.agreement import describe
from tests.proto.printer import print_file

from gen_plugin.proto.model import (
    Cardinality,
    EnumRef,
    MessageRef,
    ProtoEnum,
    ProtoEnumValue,
    ProtoField,
    ProtoFile,
    ProtoMessage,
    ScalarRef,
)
from gen_plugin.proto.protoc import compile_file
from gen_plugin.proto.scopes import WORDS, Scopes


def _message(name: str, *fields: ProtoField, nested: tuple[ProtoMessage, ...] = ()) -> ProtoMessage:
    return ProtoMessage(name.rpartition(".")[2], name, fields, nested)


def _field(name: str, ref: MessageRef | EnumRef) -> ProtoField:
    return ProtoField(name, 1, Cardinality.SINGULAR, ref)


def _map(name: str) -> ProtoField:
    return ProtoField(name, 2, Cardinality.MAP, ScalarRef("int64"), key=ScalarRef("string"))


FILE = ProtoFile(
    name="a.proto",
    package="a.v1",
    services=(),
    messages=(
        _message("Person", _map("age"), nested=(_message("Person.Item"), _message("Person.Color"))),
        _message("Item"),
        _message("AgeEntry"),
        _message("string"),
    ),
    enums=(ProtoEnum("Color", (ProtoEnumValue("COLOR_RED", 0),)),),
)


@pytest.mark.parametrize(
    ("ref", "inside", "spelling"),
    [
        (MessageRef("Person"), "", "Person"),
        (MessageRef("Person"), "Person", "Person"),
        (MessageRef("Person"), "Person.Item", "Person"),
        (MessageRef("Person.Item"), "Person", "Item"),
        (MessageRef("Person.Item"), "Person.Color", "Item"),
        (MessageRef("Person.Item"), "Item", "Person.Item"),
        (MessageRef("Item"), "Person", ".a.v1.Item"),
        (EnumRef("Color"), "Item", "Color"),
        (EnumRef("Color"), "Person", ".a.v1.Color"),
        (MessageRef("AgeEntry"), "Person", ".a.v1.AgeEntry"),
        (MessageRef("AgeEntry"), "Item", "AgeEntry"),
        (MessageRef("string"), "", ".a.v1.string"),
    ],
)
def test_spelling(ref: MessageRef | EnumRef, inside: str, spelling: str) -> None:
    assert Scopes(FILE).spell(ref, inside) == spelling


@pytest.mark.parametrize(
    "name", sorted(WORDS | {"syntax", "package", "rpc", "returns", "to", "max"})
)
def test_messages_may_be_called_like_words_of_the_language(name: str) -> None:
    holder = _message("Holder", _field(name, MessageRef(name)))
    file = ProtoFile("a.proto", "a.v1", (), (_message(name), holder), ())
    compiled = compile_file(file.name, print_file(file))
    assert FileDescriptorProto.FromString(compiled) == describe(file)
