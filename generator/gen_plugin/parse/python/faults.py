"""What is wrong with the input, collected while parsing goes on."""

from __future__ import annotations

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.model.span import Span


class Faults:
    """The diagnostics of one run, each once."""

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}

    def add(self, code: str, span: Span, message: str, fix: str) -> None:
        """Note a fault at a place."""
        self._found[Diagnostic(code, message, fix, span)] = None

    def add_all(self, refused: InputRefused) -> None:
        """Note the faults that another stage found, such as reading an imported file."""
        self._found.update(dict.fromkeys(refused.diagnostics))

    def raise_if_any(self) -> None:
        """End the stage if there are faults: file by file, in the order of each file."""
        if self._found:
            raise InputRefused(in_file_order(tuple(self._found)))


def in_file_order(found: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """Sort by place; files stay in the order in which they were first found at fault."""
    paths = list(dict.fromkeys(each.span.path for each in found if each.span))
    return sorted(found, key=lambda each: _place(each, paths))


def _place(diagnostic: Diagnostic, paths: list[str]) -> tuple[int, int, int]:
    span = diagnostic.span
    return (paths.index(span.path), span.line, span.column) if span else (-1, 0, 0)
