"""What is wrong with the input, collected while parsing goes on."""

from __future__ import annotations

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.model.span import Span


class Faults:
    """The diagnostics of one run, each once.

    Args:
        path: The file whose faults come first.
    """

    def __init__(self, path: str) -> None:
        self._path = path
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
            raise InputRefused(self._in_order())

    def _in_order(self) -> list[Diagnostic]:
        paths = [self._path, *(each.span.path for each in self._found if each.span)]
        rank = {path: paths.index(path) for path in paths}

        def place(diagnostic: Diagnostic) -> tuple[int, int, int]:
            span = diagnostic.span
            return (rank[span.path], span.line, span.column) if span else (-1, 0, 0)

        return sorted(self._found, key=place)
