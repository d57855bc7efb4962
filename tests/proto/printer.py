"""A .proto printer for tests: the plainest text that says all of a `ProtoFile` but its comments."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.proto.model import (
    Cardinality,
    MessageRef,
    ProtoEnum,
    ProtoField,
    ProtoFile,
    ProtoMessage,
    ProtoService,
    Reserved,
    ScalarRef,
    ValueRef,
    WellKnownRef,
)
from gen_plugin.proto.scopes import Scopes


def print_file(file: ProtoFile) -> str:
    printer = _Printer(Scopes(file))
    lines = ['syntax = "proto3";', f"package {file.package};"]
    lines += [f'import "{path}";' for path in file.imports]
    for service in file.services:
        lines += printer.service(service)
    for message in file.messages:
        lines += printer.message(message)
    for enum in file.enums:
        lines += _enum(enum)
    return "\n".join(lines) + "\n"


def print_message(file: ProtoFile, message: ProtoMessage) -> str:
    return "\n".join(_Printer(Scopes(file)).message(message))


def in_order(message: ProtoMessage) -> list[ProtoField]:
    """The fields as they are printed: each group at the place of its first."""
    firsts: dict[str, int] = {}
    for index, each in enumerate(message.fields):
        firsts.setdefault(each.oneof or each.name, index)
    return sorted(message.fields, key=lambda each: firsts[each.oneof or each.name])


class _Printer:
    def __init__(self, scopes: Scopes) -> None:
        self._scopes = scopes

    def service(self, service: ProtoService) -> Iterator[str]:
        yield f"service {service.name} {{"
        for method in service.methods:
            request, response = (
                self._scopes.spell(MessageRef(each)) for each in (method.request, method.response)
            )
            yield f"rpc {method.name}({request}) returns ({response});"
        yield "}"

    def message(self, message: ProtoMessage) -> Iterator[str]:
        yield f"message {message.name} {{"
        yield from _reserved(message.reserved)
        for nested in message.nested:
            yield from self.message(nested)
        group = None
        for field in in_order(message):
            if field.oneof != group:
                yield from ["}"] * bool(group) + [f"oneof {field.oneof} {{"] * bool(field.oneof)
                group = field.oneof
            type_ = self._type(field, message.full_name).removeprefix("optional " if group else "")
            yield f"{type_} {field.name} = {field.number};"
        yield from ["}"] * (2 if group else 1)

    def _type(self, field: ProtoField, inside: str) -> str:
        value = self._spell(field.type, inside)
        match field.cardinality:
            case Cardinality.MAP:
                assert field.key is not None
                return f"map<{field.key.name}, {value}>"
            case Cardinality.SINGULAR:
                return value
            case _:
                return f"{field.cardinality.value} {value}"

    def _spell(self, value: ValueRef, inside: str) -> str:
        match value:
            case ScalarRef(name):
                return name
            case WellKnownRef():
                return f".{value.name}"
            case _:
                return self._scopes.spell(value, inside)


def _enum(enum: ProtoEnum) -> Iterator[str]:
    yield f"enum {enum.name} {{"
    if enum.allow_alias:
        yield "option allow_alias = true;"
    yield from _reserved(enum.reserved)
    for value in enum.values:
        yield f"{value.name} = {value.number};"
    yield "}"


def _reserved(reserved: Reserved) -> Iterator[str]:
    if reserved.numbers:
        yield f"reserved {', '.join(map(str, reserved.numbers))};"
    if reserved.names:
        quoted = [f'"{each}"' for each in reserved.names]
        yield f"reserved {', '.join(quoted)};"
