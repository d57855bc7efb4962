"""What protoc should make of a `ProtoFile`, built without it."""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    ServiceDescriptorProto,
)
from tests.proto.printer import in_order

from gen_plugin.proto.model import (
    Cardinality,
    EnumRef,
    ProtoEnum,
    ProtoField,
    ProtoFile,
    ProtoMessage,
    ProtoService,
    ScalarRef,
    ValueRef,
    WellKnownRef,
)
from gen_plugin.proto.scopes import map_entry


def describe(file: ProtoFile) -> FileDescriptorProto:
    return FileDescriptorProto(
        name=file.name,
        package=file.package,
        dependency=file.imports,
        syntax="proto3",
        service=[_service(each, file.package) for each in file.services],
        message_type=[_message(each, file.package) for each in file.messages],
        enum_type=[_enum(each) for each in file.enums],
    )


def _service(service: ProtoService, package: str) -> ServiceDescriptorProto:
    made = ServiceDescriptorProto(name=service.name)
    for method in service.methods:
        made.method.add(
            name=method.name,
            input_type=f".{package}.{method.request}",
            output_type=f".{package}.{method.response}",
            client_streaming=method.client_streams or None,
            server_streaming=method.server_streams or None,
        )
    return made


def _message(message: ProtoMessage, package: str) -> DescriptorProto:
    made = DescriptorProto(name=message.name, reserved_name=message.reserved.names)
    for number in message.reserved.numbers:
        made.reserved_range.add(start=number, end=number + 1)
    made.nested_type.extend(_message(each, package) for each in message.nested)
    choices = list(dict.fromkeys(each.oneof for each in message.fields if each.oneof))
    for name in choices:
        made.oneof_decl.add(name=name)
    for field in in_order(message):
        described = _field(field, package)
        if field.oneof is not None:
            described.oneof_index = choices.index(field.oneof)
        elif field.cardinality is Cardinality.OPTIONAL:
            described.proto3_optional = True
            described.oneof_index = len(made.oneof_decl)
            made.oneof_decl.add(name=_synthetic_oneof(field.name, message))
        if field.cardinality is Cardinality.MAP:
            made.nested_type.append(_map_entry(field, package))
            described.type = FieldDescriptorProto.TYPE_MESSAGE
            described.type_name = f".{package}.{message.full_name}.{map_entry(field.name)}"
        made.field.append(described)
    return made


def _map_entry(field: ProtoField, package: str) -> DescriptorProto:
    assert field.key is not None
    made = DescriptorProto(name=map_entry(field.name))
    made.options.map_entry = True
    for name, number, type_ in (("key", 1, field.key), ("value", 2, field.type)):
        part = ProtoField(name, number, Cardinality.SINGULAR, type_)
        made.field.append(_field(part, package))
    return made


def _field(field: ProtoField, package: str) -> FieldDescriptorProto:
    repeated = field.cardinality in {Cardinality.REPEATED, Cardinality.MAP}
    made = FieldDescriptorProto(
        name=field.name,
        number=field.number,
        label=FieldDescriptorProto.LABEL_REPEATED
        if repeated
        else FieldDescriptorProto.LABEL_OPTIONAL,
        json_name=_json_name(field.name),
    )
    _set_type(made, field.type, package)
    return made


def _set_type(made: FieldDescriptorProto, type_: ValueRef, package: str) -> None:
    if isinstance(type_, ScalarRef):
        made.type = FieldDescriptorProto.Type.Value(f"TYPE_{type_.name.upper()}")
    else:
        scope = "" if isinstance(type_, WellKnownRef) else f".{package}"
        made.type_name = f"{scope}.{type_.name}"
        made.type = (
            FieldDescriptorProto.TYPE_ENUM
            if isinstance(type_, EnumRef)
            else FieldDescriptorProto.TYPE_MESSAGE
        )


def _synthetic_oneof(field: str, message: ProtoMessage) -> str:
    """The group of one in which protoc puts an optional field (`GenerateSyntheticOneofs`)."""
    taken = {each.name for each in message.fields} | {each.name for each in message.nested}
    taken |= {each.oneof for each in message.fields if each.oneof}
    name = field if field.startswith("_") else f"_{field}"
    while name in taken:
        name = f"X{name}"
    return name


def _json_name(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def _enum(enum: ProtoEnum) -> EnumDescriptorProto:
    made = EnumDescriptorProto(name=enum.name, reserved_name=enum.reserved.names)
    if enum.allow_alias:
        made.options.allow_alias = True
    for number in enum.reserved.numbers:
        made.reserved_range.add(start=number, end=number)
    for value in enum.values:
        made.value.add(name=value.name, number=value.number)
    return made
