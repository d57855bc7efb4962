"""Pinned numbers and names that no .proto could have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.model.interface import (
    ErrorDefault,
    Interface,
    Literal,
    Method,
    Parameter,
    ProtocolDefinition,
    Record,
    RecordField,
)
from gen_plugin.model.span import Span
from gen_plugin.model.types import ErrorType, ScalarType, bare
from gen_plugin.proto.numbers import MAX_FIELD_NUMBER, is_field_number

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check_pins(interface: Interface) -> Iterator[Diagnostic]:
    """All pins of an interface."""
    for protocol in interface.protocols:
        yield from _protocol(protocol)
        for method in protocol.methods:
            yield from _method(method)
    for record in interface.records.values():
        yield from _record(record)
    for enum in interface.enums.values():
        yield from _name(enum.pinned_message, enum.span)


def _protocol(protocol: ProtocolDefinition) -> Iterator[Diagnostic]:
    yield from _name(protocol.pinned_service, protocol.span)
    if protocol.pinned_plugin == "":
        yield _refuse_name("", "write the name by which hosts dispense the plugin", protocol.span)


def _method(method: Method) -> Iterator[Diagnostic]:
    for name in (method.pinned.name, method.pinned.request, method.pinned.response):
        yield from _name(name, method.span)
    yield from _fields(method.parameters)
    yield from _number(method.result_pinned.number, method.span)
    yield from _name(method.result_pinned.name, method.span)


def _record(record: Record) -> Iterator[Diagnostic]:
    yield from _name(record.pinned_message, record.span)
    yield from _fields(record.fields)


def _fields(fields: Iterable[Parameter | RecordField]) -> Iterator[Diagnostic]:
    """The fields of one message."""
    for each in fields:
        number, name = each.pinned.number, each.pinned.name
        yield from _number(number, each.span)
        yield from _name(name, each.span)
        if each.pinned.implicit and not (
            isinstance(bare(each.type), ScalarType | ErrorType)
            and isinstance(each.default, Literal | ErrorDefault)
        ):
            yield Diagnostic(
                "GP122",
                f"pin.implicit does nothing for {each.name}",
                "it is for a str, bytes, bool or number with a default that is written out",
                each.span,
            )


def _number(number: int | None, span: Span) -> Iterator[Diagnostic]:
    if number is None or is_field_number(number):
        return
    yield Diagnostic(
        "GP505",
        f"{number} cannot be a field number",
        f"pin a number from 1 to {MAX_FIELD_NUMBER}, outside 19000 to 19999",
        span,
    )


def _name(name: str | None, span: Span) -> Iterator[Diagnostic]:
    if name is not None and not _IDENTIFIER.fullmatch(name):
        yield _refuse_name(name, "pin a name of ASCII letters, digits and underscores", span)


def _refuse_name(name: str, fix: str, span: Span) -> Diagnostic:
    return Diagnostic("GP501", f"'{name}' cannot be a name on the wire", fix, span)
