"""Defaults that the wire cannot carry though they are of the type."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.model.interface import Interface, Literal, Parameter, RecordField
from gen_plugin.model.types import (
    NumberFormat,
    OptionalType,
    ScalarKind,
    ScalarType,
    UnionType,
    bare,
)

_RANGES: dict[NumberFormat | None, tuple[str, range]] = {
    None: ("int64", range(-(2**63), 2**63)),
    NumberFormat.INT32: ("int32", range(-(2**31), 2**31)),
    NumberFormat.UINT32: ("uint32", range(2**32)),
    NumberFormat.UINT64: ("uint64", range(2**64)),
    NumberFormat.SINT32: ("sint32", range(-(2**31), 2**31)),
    NumberFormat.SINT64: ("sint64", range(-(2**63), 2**63)),
    NumberFormat.FIXED32: ("fixed32", range(2**32)),
    NumberFormat.FIXED64: ("fixed64", range(2**64)),
    NumberFormat.SFIXED32: ("sfixed32", range(-(2**31), 2**31)),
    NumberFormat.SFIXED64: ("sfixed64", range(-(2**63), 2**63)),
}
_FLOAT32 = ScalarType(ScalarKind.FLOAT, NumberFormat.FLOAT32)
_HIGHEST_FLOAT32 = float.fromhex("0x1.FFFFFEp127")


def check_values(interface: Interface) -> Iterator[Diagnostic]:
    """Defaults of parameters and fields."""
    for protocol in interface.protocols:
        for method in protocol.methods:
            for parameter in method.parameters:
                yield from _check(parameter)
    for record in interface.records.values():
        for field in record.fields:
            yield from _check(field)


def _check(holder: Parameter | RecordField) -> Iterator[Diagnostic]:
    value = holder.default.value if isinstance(holder.default, Literal) else None
    type_ = bare(holder.type.inner if isinstance(holder.type, OptionalType) else holder.type)
    if isinstance(type_, UnionType):
        scalars = (each for each in map(bare, type_.arms) if isinstance(each, ScalarType))
        type_ = next((each for each in scalars if each.kind.value == type(value).__name__), type_)
    if isinstance(value, int) and isinstance(type_, ScalarType) and type_.format in _RANGES:
        name, numbers = _RANGES[type_.format]
        if value not in numbers:
            fix = f"use a number from {numbers[0]} to {numbers[-1]}"
            yield _refusal(holder, f"does not fit {name}", fix)
    elif isinstance(value, float) and type_ == _FLOAT32 and abs(value) > _HIGHEST_FLOAT32:
        yield _refusal(holder, "does not fit float32", "use a number that is closer to 0")
    elif isinstance(value, str) and not _is_unicode(value):
        yield _refusal(holder, "holds half a surrogate pair", "use bytes for what is no text")


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refusal(holder: Parameter | RecordField, reason: str, fix: str) -> Diagnostic:
    return Diagnostic("GP224", f"the default of {holder.name} {reason}", fix, holder.span)
