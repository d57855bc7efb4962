"""Diagnostics as text for people: where, the source line, what is wrong in it, what to write."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from gen_plugin.diagnostics.diagnostic import Diagnostic, Level
from gen_plugin.model.span import Span

_TAB = "    "
_BLUE, _BOLD, _PLAIN = "\x1b[34m", "\x1b[1m", "\x1b[0m"
_COLOURS = {Level.ERROR: "\x1b[1;31m", Level.WARNING: "\x1b[1;33m", Level.NOTE: "\x1b[1;36m"}


def render(diagnostics: Sequence[Diagnostic], *, colour: bool = False) -> str:
    """Print diagnostics, each with its source line, and how many there are of each level.

    Args:
        diagnostics: In the order in which they are to be shown.
        colour: Whether to mark parts by ANSI escapes. The caller knows where the text goes.

    Returns:
        Text that ends with a newline; empty if there are no diagnostics.
    """
    if not diagnostics:
        return ""
    report = _Report(colour=colour)
    parts = ["\n".join(report.lines(each)) for each in diagnostics]
    return "\n\n".join([*parts, _counted(diagnostics)]) + "\n"


def _counted(diagnostics: Sequence[Diagnostic]) -> str:
    often = Counter(each.level for each in diagnostics)
    return ", ".join(
        f"{often[level]} {level.value}{'s' if often[level] > 1 else ''}"
        for level in Level
        if often[level]
    )


class _Report:
    """Prints diagnostics, reading each source file once."""

    def __init__(self, *, colour: bool) -> None:
        self._colour = colour
        self._files: dict[str, list[str]] = {}

    def lines(self, diagnostic: Diagnostic) -> Iterator[str]:
        span, level = diagnostic.span, diagnostic.level
        place = f"{_visible(str(span))}: " if span else ""
        yield (
            self._painted(_BOLD, place)
            + self._painted(_COLOURS[level], f"{level.value} {diagnostic.code}")
            + f": {_visible(diagnostic.message)}"
        )
        if span:
            yield from self._excerpt(span, _COLOURS[level])
        first, *more = diagnostic.fix.split("\n")
        yield f"  {self._painted(_BLUE, '= fix:')} {_visible(first)}"
        yield from (f"         {_visible(line)}".rstrip() for line in more)

    def _excerpt(self, span: Span, colour: str) -> Iterator[str]:
        """The line that the span is in, and carets below the span."""
        line = self._source_line(span)
        if not line.strip():
            return
        start = span.column - 1
        number = str(span.line)
        before, marked = line[:start], line[start : start + span.width]
        carets = " " * _columns(before) + "^" * max(_columns(marked), 1)
        yield f"  {self._painted(_BLUE, f'{number} |')} {_visible(line.rstrip())}"
        yield f"  {self._painted(_BLUE, ' ' * len(number) + ' |')} {self._painted(colour, carets)}"

    def _source_line(self, span: Span) -> str:
        if span.path not in self._files:
            self._files[span.path] = _read_lines(span.path)
        lines = self._files[span.path]
        return lines[span.line - 1] if span.line <= len(lines) else ""

    def _painted(self, code: str, text: str) -> str:
        return f"{code}{text}{_PLAIN}" if self._colour and text else text


def _read_lines(path: str) -> list[str]:
    """A file's lines as editors count them; none if it cannot be read: no reason to fail."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return []
    return text.split("\n")


def _visible(text: str) -> str:
    """The text with tabs as spaces, and without characters that would steer the terminal."""
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character == "\t":
        return _TAB
    is_control = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return "\N{REPLACEMENT CHARACTER}" if is_control else character


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes up."""
    return sum(map(_width, _visible(text)))


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
