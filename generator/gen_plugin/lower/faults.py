"""Collecting faults, so that one run shows them all."""

from __future__ import annotations

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.model.span import Span


class Faults:
    """The faults found so far. Lowering goes on after one, to find more."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []

    def add(self, code: str, message: str, fix: str, span: Span | None = None) -> None:
        """Note one fault; the arguments are those of `Diagnostic`."""
        diagnostic = Diagnostic(code, message, fix, span)
        if diagnostic not in self._found:
            self._found.append(diagnostic)

    def raise_if_any(self) -> None:
        """Raise `InputRefused` with all faults, in the order of the file.

        Raises:
            InputRefused: There was one.
        """
        if self._found:
            raise InputRefused(sorted(self._found, key=_place))


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    span = diagnostic.span
    return ("", 0, 0) if span is None else (span.path, span.line, span.column)
