"""Breaks lines of Python that are too long, where black and ruff would break them.

Templates print each statement on one line and leave its layout to this module.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

LINE_LENGTH = 100
_INDENT = 4
_DEFINITIONS = ("def ", "async def ")

_MARK = re.compile(
    r"""
      (?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<comma>,)
    | (?P<word>\ (?:if|else|for)\ )
    | (?P<assign>\ =\ )
    """,
    re.VERBOSE,
)


def fitted(code: str) -> str:
    """`code` without lines that are too long, as far as there is a place to break them.

    Args:
        code: Statements on one line each, or broken already; docstrings stay as they are.
    """
    lines: list[str] = []
    in_docstring = False
    for line in code.split("\n"):
        text = line.lstrip()
        opens = not in_docstring and text.startswith('"""')
        if in_docstring or opens or text.startswith("#"):
            lines.append(line)
            in_docstring = (in_docstring or opens) and not _closes(text, opens=opens)
        else:
            lines += _fit(text, len(line) - len(text), inside=text.endswith(","))
    return "\n".join(lines)


def _closes(text: str, *, opens: bool) -> bool:
    return text.endswith('"""') and (not opens or len(text) >= len('""""""'))


@dataclass(slots=True)
class _Outline:
    """What stands in a text outside of all brackets.

    Attributes:
        pairs: Where brackets open and close that hold something.
        commas: Where commas are.
        words: Where the words of a condition or a comprehension begin.
        assign: Where the first ``=`` of a statement is.
    """

    pairs: list[tuple[int, int]] = field(default_factory=list)
    commas: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    assign: int | None = None


def _outline(text: str) -> _Outline:
    found = _Outline()
    opened: list[int] = []
    for mark in _MARK.finditer(text):
        kind, place = mark.lastgroup, mark.start()
        if kind == "open":
            opened.append(place)
        elif kind == "close" and opened:
            start = opened.pop()
            if not opened and place > start + 1:
                found.pairs.append((start, place))
        elif opened:
            continue
        elif kind == "comma":
            found.commas.append(place)
        elif kind == "word":
            found.words.append(place)
        elif kind == "assign" and found.assign is None:
            found.assign = place
    return found


def _fit(text: str, indent: int, *, inside: bool) -> list[str]:
    """The lines of a statement, or of what stands `inside` brackets."""
    margin = " " * indent
    if indent + len(text) <= LINE_LENGTH:
        return [margin + text if text else ""]
    outline = _outline(text)
    if outline.words and inside:
        starts = [0, *(place + 1 for place in outline.words)]
        return [line for part in _cut(text, starts) for line in _fit(part, indent, inside=False)]
    if outline.words:
        start = len("return ") if outline.assign is None else outline.assign + len(" = ")
        return [
            f"{margin}{text[:start]}(",
            *_fit(text[start:], indent + _INDENT, inside=True),
            f"{margin})",
        ]
    pair = _pair(text, indent, outline)
    if pair is None:
        return _fit_bare(text, indent, outline)
    return _split(text, indent, pair)


def _fit_bare(text: str, indent: int, outline: _Outline) -> list[str]:
    """A statement that gets brackets to break within, around what several names stand for."""
    if outline.assign is not None:
        start, end = 0, outline.assign
    elif text.startswith("return "):
        start, end = len("return "), len(text)
    else:
        return [" " * indent + text]
    if not any(start < place < end for place in outline.commas):
        return [" " * indent + text]
    return _split(f"{text[:start]}({text[start:end]}){text[end:]}", indent, (start, end + 1))


def _pair(text: str, indent: int, outline: _Outline) -> tuple[int, int] | None:
    """The brackets to break within: a function's first, else the last before which all fits."""
    if not outline.pairs or text.startswith(_DEFINITIONS):
        return outline.pairs[0] if outline.pairs else None
    fitting = [pair for pair in outline.pairs if indent + pair[0] < LINE_LENGTH]
    return fitting[-1] if fitting else None


def _split(text: str, indent: int, pair: tuple[int, int]) -> list[str]:
    start, end = pair
    margin = " " * indent
    body = text[start + 1 : end]
    lines = [f"{margin}{text[: start + 1]}"]
    parts = _parts(body)
    if len(parts) == 1:
        comma = "," if text.startswith(_DEFINITIONS) else ""
        lines += _fit(body + comma, indent + _INDENT, inside=True)
    elif _is_call(text, start) and indent + _INDENT + len(body) <= LINE_LENGTH:
        lines.append(f"{margin}{' ' * _INDENT}{body}")
    else:
        for part in parts:
            lines += _fit(part.rstrip(",") + ",", indent + _INDENT, inside=True)
    return lines + _fit(text[end:], indent, inside=False)


def _is_call(text: str, start: int) -> bool:
    """Whether a bracket begins arguments, which may share a line, and not a tuple or a dict."""
    return text[start] == "(" and re.match(r"\w", text[start - 1 : start]) is not None


def _parts(body: str) -> list[str]:
    """What stands between commas, each with its comma; a comprehension is in one piece."""
    outline = _outline(body)
    if any(body.startswith(" for ", place) for place in outline.words):
        return [body]
    return _cut(body, [0, *(place + 1 for place in outline.commas)])


def _cut(text: str, starts: Sequence[int]) -> list[str]:
    """The parts of a text that begin at `starts`, without the spaces around them."""
    parts = (
        text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)
    )
    return [part for part in parts if part]
