"""From a compiled .proto back to data. Comments are lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from gen_plugin.proto.model import (
    Cardinality,
    EnumRef,
    MessageRef,
    ProtoEnum,
    ProtoEnumValue,
    ProtoField,
    ProtoFile,
    ProtoMessage,
    ProtoMethod,
    ProtoService,
    Reserved,
    ScalarRef,
    ValueRef,
    WellKnownRef,
)

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import (
        DescriptorProto,
        EnumDescriptorProto,
        FieldDescriptorProto,
        FileDescriptorProto,
    )

_GOOGLE = ".google.protobuf."


def read_descriptor(serialized: bytes) -> ProtoFile:
    """Read a serialized ``FileDescriptorProto`` that `gen_plugin.proto.protoc` made."""
    from google.protobuf.descriptor_pb2 import FileDescriptorProto

    file = FileDescriptorProto.FromString(serialized)
    reader = _Reader(file)
    return ProtoFile(
        name=PurePath(file.name).name,
        package=file.package,
        services=tuple(
            ProtoService(
                service.name,
                tuple(
                    ProtoMethod(
                        each.name,
                        reader.inside(each.input_type),
                        reader.inside(each.output_type),
                        client_streams=each.client_streaming,
                        server_streams=each.server_streaming,
                    )
                    for each in service.method
                ),
            )
            for service in file.service
        ),
        messages=tuple(reader.message(each, each.name) for each in file.message_type),
        enums=tuple(map(_enum, file.enum_type)),
    )


class _Reader:
    def __init__(self, file: FileDescriptorProto) -> None:
        self._prefix = f".{file.package}."

    def inside(self, type_name: str) -> str:
        """A type's name within the package."""
        return type_name.removeprefix(self._prefix)

    def message(self, message: DescriptorProto, full_name: str) -> ProtoMessage:
        """A message, with what it nests but for the entries of its maps."""
        entries = {
            f"{self._prefix}{full_name}.{each.name}": each
            for each in message.nested_type
            if each.options.map_entry
        }
        return ProtoMessage(
            name=message.name,
            full_name=full_name,
            fields=tuple(
                self._map(each, entries[each.type_name])
                if each.type_name in entries
                else self._field(each, message)
                for each in message.field
            ),
            nested=tuple(
                self.message(each, f"{full_name}.{each.name}")
                for each in message.nested_type
                if not each.options.map_entry
            ),
            reserved=Reserved(
                tuple(_numbers((each.start, each.end) for each in message.reserved_range)),
                tuple(message.reserved_name),
            ),
        )

    def _map(self, field: FieldDescriptorProto, entry: DescriptorProto) -> ProtoField:
        key, value = entry.field
        key_type = self._type(key)
        if not isinstance(key_type, ScalarRef):
            raise TypeError(f"the map {field.name} has a key that is no scalar")
        return ProtoField(
            field.name, field.number, Cardinality.MAP, self._type(value), key=key_type
        )

    def _field(self, field: FieldDescriptorProto, message: DescriptorProto) -> ProtoField:
        is_choice = field.HasField("oneof_index") and not field.proto3_optional
        type_ = self._type(field)
        is_message = isinstance(type_, MessageRef | WellKnownRef)
        if field.label == field.LABEL_REPEATED:
            cardinality = Cardinality.REPEATED
        elif field.proto3_optional or (is_choice and not is_message):
            cardinality = Cardinality.OPTIONAL
        else:
            cardinality = Cardinality.SINGULAR
        oneof = message.oneof_decl[field.oneof_index].name if is_choice else None
        return ProtoField(field.name, field.number, cardinality, type_, oneof=oneof)

    def _type(self, field: FieldDescriptorProto) -> ValueRef:
        if field.type == field.TYPE_ENUM:
            return EnumRef(self.inside(field.type_name))
        if field.type != field.TYPE_MESSAGE:
            return ScalarRef(field.Type.Name(field.type).removeprefix("TYPE_").lower())
        if field.type_name.startswith(_GOOGLE):
            return WellKnownRef(field.type_name.removeprefix("."), "")
        return MessageRef(self.inside(field.type_name))


def _enum(enum: EnumDescriptorProto) -> ProtoEnum:
    return ProtoEnum(
        enum.name,
        tuple(ProtoEnumValue(each.name, each.number) for each in enum.value),
        allow_alias=enum.options.allow_alias,
        reserved=Reserved(
            tuple(_numbers((each.start, each.end + 1) for each in enum.reserved_range)),
            tuple(enum.reserved_name),
        ),
    )


def _numbers(ranges: Iterator[tuple[int, int]]) -> Iterator[int]:
    for start, end in ranges:
        yield from range(start, end)
