"""Collecting faults, so that one run shows them all."""

from __future__ import annotations

from collections.abc import Sequence

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused, in_order
from gen_plugin.model.span import Span


class Faults:
    """The faults found so far. Lowering goes on after one, to find more."""

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}

    def raise_if_any(self, earlier: Sequence[Diagnostic] = (), source_path: str = "") -> None:
        """Refuse the input if there are faults.

        Args:
            earlier: What was found before.
            source_path: The source file, whose own faults come first.

        Raises:
            InputRefused: With all of them.
        """
        if earlier or self._found:
            raise InputRefused(in_order([*earlier, *self._found], source_path))

    def add(self, code: str, message: str, fix: str, span: Span | None = None) -> None:
        """Note one fault; the arguments are those of `Diagnostic`."""
        self._found[Diagnostic(code, message, fix, span)] = None
