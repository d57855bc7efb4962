"""Places in a source file."""

from __future__ import annotations

from gen_plugin.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one line of a source file.

    Attributes:
        path: The file as the user named it; one that was found by an import relative to the
            working directory, or absolute if the user's path was.
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
