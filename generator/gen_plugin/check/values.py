"""Defaults that the wire cannot carry though they are of the type."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.model.interface import Interface, Literal, Parameter, RecordField

_LOWEST, _HIGHEST = -(2**63), 2**63 - 1


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
    if isinstance(value, int) and not _LOWEST <= value <= _HIGHEST:
        yield _refusal(holder, "does not fit 64 bits", "use a number from -2**63 to 2**63 - 1")
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
