"""What is to be said of the input, in which order, and the exception that carries all of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from gen_plugin.frozen import dataclass
from gen_plugin.model.span import Span


class Level(Enum):
    """How much it matters. The value is the word for it."""

    ERROR = "error"
    """Nothing is written."""

    WARNING = "warning"
    """It is written, and may not be what was meant."""

    NOTE = "note"
    """It is as it should be, and good to know: shown to those who ask."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault, or something less.

    Attributes:
        code: Stable, as ``GP104``; listed in `gen_plugin.diagnostics.codes`.
        message: What is wrong, in one sentence without a full stop.
        fix: What to write instead, in one sentence.
        span: Where; None where no place in a file is at fault.
        level: That of the code in the table.
    """

    code: str
    message: str
    fix: str
    span: Span | None = None
    level: Level = Level.ERROR


def in_order(found: Iterable[Diagnostic], source_path: str) -> list[Diagnostic]:
    """Each once: what has no place, then the source file's own, then the other files'.

    Args:
        found: By whichever stages.
        source_path: The source file, as the spans in it name it.
    """

    def place(diagnostic: Diagnostic) -> tuple[bool, str, int, int]:
        span = diagnostic.span
        return (span.path != source_path, span.path, span.line, span.column) if span else _NOWHERE

    return sorted(dict.fromkeys(found), key=place)


_NOWHERE = (False, "", 0, 0)


class InputRefused(Exception):
    """The input has faults; `diagnostics` holds all of them, in the order of the file."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("; ".join(f"{each.code} {each.message}" for each in diagnostics))
        self.diagnostics = tuple(diagnostics)
