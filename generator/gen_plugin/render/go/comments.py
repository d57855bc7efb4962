"""Docstrings as Go's doc comments, which gofmt leaves as they are.

gofmt knows paragraphs, headings, lists and code, and writes each of them in one way
(https://go.dev/doc/comment). What a docstring indents is code to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from textwrap import dedent

from gen_plugin.every_python import visible
from gen_plugin.frozen import dataclass

_ITEM = re.compile(r" *(?:[-*+•]|(?P<number>[0-9]+)[.)]) +(?=[^ ])")
_HEADING = re.compile(r"# +(?=[^ ])")
# A heading of before Go had a mark for it. Its capital may be of any alphabet to gofmt, but
# which letters are capitals is not the same in every Python.
_OLD_HEADING = re.compile(
    r"[A-Z](?:[^;:!?+*/=\[\]{}_^°&§~%#@<\">\\]*[A-Za-z0-9\u0080-\U0010ffff])?"
)
_LINK = re.compile(r"(?<=\]):(?= .*://)")


class _Kind(Enum):
    """What lines are to gofmt."""

    TEXT = "a paragraph or a heading"
    LIST = "a list"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong together.

    Attributes:
        is_apart: Whether there is an empty line before them.
    """

    kind: _Kind
    lines: tuple[str, ...]
    is_apart: bool

    @property
    def has_gaps(self) -> bool:
        """Whether there are empty lines in it, and so in a list between all items."""
        return "" in self.lines


def commented(text: str) -> tuple[str, ...]:
    """A docstring as the lines of a comment.

    Control characters, which could end the comment, are spelled out.
    """
    blocks = list(_blocks([line.rstrip() for line in visible(text).split("\n")]))
    if all(each.kind is not _Kind.TEXT for each in blocks):  # a list alone is text to gofmt
        lines = tuple(line.strip() for each in blocks for line in each.lines if line)
        blocks = [_Block(_Kind.TEXT, lines, is_apart=False)]
    return tuple(f"//{_behind(line)}" for line in _printed(blocks))


def _behind(line: str) -> str:
    return line if not line or line.startswith("\t") else f" {line}"


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    start, before = 0, None
    while start < len(lines):
        if not lines[start]:
            start += 1
            continue
        kind = _kind(lines[start], before)
        end = start + 1
        while end < len(lines) and _goes_on(kind, lines[start], lines[end]):
            end += 1
        block = "\n".join(lines[start:end]).rstrip("\n").split("\n")
        yield _Block(kind, tuple(block), is_apart=start > 0 and not lines[start - 1])
        start, before = end, kind


def _kind(line: str, before: _Kind | None) -> _Kind:
    is_indented = line.startswith(" ")
    if _ITEM.match(line) and (is_indented or before is not _Kind.CODE):
        return _Kind.LIST
    return _Kind.CODE if is_indented else _Kind.TEXT


def _goes_on(kind: _Kind, first: str, line: str) -> bool:
    """Whether a line belongs to the lines before it, of which this is the first."""
    is_item, is_indented = _ITEM.match(line) is not None, line.startswith(" ")
    if kind is _Kind.TEXT:
        return line != "" and not is_indented and (not is_item or _ITEM.match(first) is not None)
    return line == "" or is_indented or (is_item and kind is _Kind.LIST)


def _printed(blocks: Sequence[_Block]) -> Iterator[str]:
    for number, block in enumerate(blocks):
        is_list = block.kind is _Kind.LIST
        if number and (not is_list or block.is_apart or block.has_gaps):
            yield ""
        if is_list:
            yield from _list(block)
        elif block.kind is _Kind.CODE:
            yield from _code(block.lines)
        else:
            has_neighbours = 0 < number < len(blocks) - 1
            is_before_text = has_neighbours and blocks[number + 1].kind is _Kind.TEXT
            yield from _text(block.lines, may_be_heading=is_before_text)


def _text(lines: Sequence[str], *, may_be_heading: bool) -> Iterator[str]:
    if len(lines) == 1:
        [line] = lines
        if may_be_heading and _OLD_HEADING.fullmatch(line):
            line = f"# {line}"
        yield _HEADING.sub("# ", _quoted(line), count=1)
    else:
        yield from map(_quoted, lines)


def _list(block: _Block) -> Iterator[str]:
    numbered = _is_numbered(block.lines[0])
    for position, line in enumerate(block.lines):
        marker = _ITEM.match(line)
        if marker and _is_numbered(line) == numbered:
            if position and block.has_gaps:
                yield ""
            mark = f" {marker['number']}." if numbered else "  -"
            yield f"{mark} {_quoted(line[marker.end() :])}"
        elif line:
            if not block.lines[position - 1]:
                yield ""
            yield f"    {_quoted(line.strip())}"


def _is_numbered(line: str) -> bool:
    marker = _ITEM.match(line)
    return marker is not None and marker["number"] is not None


def _code(lines: Sequence[str]) -> Iterator[str]:
    for line in dedent("\n".join(lines)).split("\n"):
        yield f"\t{line}" if line else ""


def _quoted(line: str) -> str:
    """A line of text, without what gofmt turns into typographic quotes, or takes for a link."""
    line = re.sub(r"``+", "`", line).replace("''", '""')
    return _LINK.sub("", line, count=1) if line.startswith("[") else line
