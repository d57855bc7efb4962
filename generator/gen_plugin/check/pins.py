"""Pins that do nothing beside the type and the default that they are for."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.model.interface import ErrorDefault, Interface, Literal, Parameter, RecordField
from gen_plugin.model.types import ErrorType, ScalarType, bare


def check_pins(interface: Interface) -> Iterator[Diagnostic]:
    """All `pin.implicit` of an interface."""
    for each in interface.values():
        if isinstance(each, Parameter | RecordField) and not _may_be_implicit(each):
            yield Diagnostic(
                "GP122",
                f"pin.implicit does nothing for {each.name}",
                "it is for a str, bytes, bool or number with a default that is written out",
                each.span,
            )


def _may_be_implicit(value: Parameter | RecordField) -> bool:
    return not value.pinned.implicit or (
        isinstance(bare(value.type), ScalarType | ErrorType)
        and isinstance(value.default, Literal | ErrorDefault)
    )
