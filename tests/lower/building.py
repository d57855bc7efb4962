"""Interfaces written down in a line each, as the parser would make them."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from gen_plugin.model.interface import (
    Default,
    EnumBase,
    EnumDefinition,
    Interface,
    Member,
    Method,
    Parameter,
    ParameterKind,
    PinnedField,
    PinnedMethod,
    ProtocolDefinition,
    Record,
    RecordField,
    SourceFile,
)
from gen_plugin.model.span import Span
from gen_plugin.model.types import NoneType, ScalarKind, ScalarType, Type

STR, INT, FLOAT, BOOL, BYTES = (
    ScalarType(each)
    for each in (
        ScalarKind.STR,
        ScalarKind.INT,
        ScalarKind.FLOAT,
        ScalarKind.BOOL,
        ScalarKind.BYTES,
    )
)
NONE = NoneType()

_NO_FIELD_PINS = PinnedField()
_NO_METHOD_PINS = PinnedMethod()

_lines = count(1)


def span() -> Span:
    """A place of its own for everything, so that diagnostics can be told apart."""
    return Span("greeter.py", next(_lines), 1)


def parameter(
    name: str,
    type_: Type = STR,
    default: Default | None = None,
    *,
    keyword_only: bool = False,
    number: int | None = None,
    wire_name: str | None = None,
) -> Parameter:
    kind = ParameterKind.KEYWORD_ONLY if keyword_only else ParameterKind.POSITIONAL_OR_KEYWORD
    return Parameter(name, type_, default, kind, PinnedField(number, wire_name), span())


def method(
    name: str,
    *parameters: Parameter,
    result: Type = NONE,
    result_pinned: PinnedField = _NO_FIELD_PINS,
    pinned: PinnedMethod = _NO_METHOD_PINS,
    docstring: str | None = None,
) -> Method:
    return Method(name, parameters, result, result_pinned, pinned, docstring, span())


def protocol(
    name: str, *methods: Method, service: str | None = None, plugin: str | None = None
) -> ProtocolDefinition:
    return ProtocolDefinition("greeter", name, methods, None, service, plugin, span())


def field(
    name: str,
    type_: Type = STR,
    default: Default | None = None,
    *,
    number: int | None = None,
    wire_name: str | None = None,
    comment: str | None = None,
) -> RecordField:
    pinned = PinnedField(number, wire_name)
    return RecordField(name, type_, default, False, pinned, comment, span())


def record(
    name: str, *fields: RecordField, module: str = "greeter", message: str | None = None
) -> Record:
    return Record(f"{module}:{name}", module, name, fields, None, message, span())


def member(name: str, value: int | None = None, alias_of: str | None = None) -> Member:
    return Member(name, value, alias_of, span())


def enum(
    name: str,
    *members: Member,
    base: EnumBase = EnumBase.ENUM,
    module: str = "greeter",
) -> EnumDefinition:
    return EnumDefinition(f"{module}:{name}", module, name, base, members, None, None, span())


def interface(
    *definitions: ProtocolDefinition | Record | EnumDefinition,
    module: str = "greeter",
    path: str = "greeter.py",
) -> Interface:
    protocols = [each for each in definitions if isinstance(each, ProtocolDefinition)]
    return Interface(
        source=SourceFile(path, module, "." in module, ""),
        protocols=tuple(replace(each, module=module) for each in protocols),
        records={each.key: each for each in definitions if isinstance(each, Record)},
        enums={each.key: each for each in definitions if isinstance(each, EnumDefinition)},
        docstring=None,
    )
