"""Places in a source file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one line of a source file.

    Attributes:
        path: The file, as the user named it, or relative to the working directory where it was found by an import.
        line: The line, counted from 1.
        column: The first character, counted from 1.
        width: How many characters, at least 1.
    """

    path: str
    line: int
    column: int
    width: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
