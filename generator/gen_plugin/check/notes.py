"""What is as it should be, and good to know: notes for those who ask for them."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.diagnostics.diagnostic import Diagnostic, Level
from gen_plugin.model.interface import Interface


def note_left_out(interface: Interface) -> Iterator[Diagnostic]:
    """Attributes of records that are not sent."""
    for record in interface.records.values():
        for each in record.left_out:
            yield Diagnostic(
                "GP250",
                f"{each.name} is not sent: {each.reason.value}",
                "if the other side needs it, make it a field that the constructor takes and that "
                "objects are compared by",
                each.span,
                Level.NOTE,
            )


def note_attributes(interface: Interface) -> Iterator[Diagnostic]:
    """Properties, each of whose uses is a call."""
    for protocol in interface.protocols:
        for method in protocol.methods:
            if method.attribute and not method.parameters:
                yield Diagnostic(
                    "GP251",
                    f"to read {method.attribute} is a call, which waits and may fail as others do",
                    "write a method, if callers should see that",
                    method.span,
                    Level.NOTE,
                )
