"""One fault of the input, and the exception that carries all faults of a run out of a stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gen_plugin.model.span import Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault.

    Attributes:
        code: Stable, as ``GP104``; listed in `gen_plugin.diagnostics.codes`.
        message: What is wrong, in one sentence without a full stop.
        fix: What to write instead, in one sentence.
        span: Where; None where no place in a file is at fault.
    """

    code: str
    message: str
    fix: str
    span: Span | None = None


class InputRefused(Exception):
    """The input has faults; `diagnostics` holds all of them, in the order of the file."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("; ".join(f"{each.code} {each.message}" for each in diagnostics))
        self.diagnostics = tuple(diagnostics)
