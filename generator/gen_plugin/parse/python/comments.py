"""What the source says about a field in words."""

from __future__ import annotations

import libcst as cst

from gen_plugin.parse.python.docstrings import text_statement
from gen_plugin.parse.python.symbols import SourceModule

_FOR_TOOLS = ("type:", "noqa", "pragma", "pyright:", "mypy:", "ruff:", "fmt:", "pylint:", "isort:")


def comment_on(
    line: cst.SimpleStatementLine, following: cst.CSTNode | None, module: SourceModule
) -> str | None:
    """The string below a field, else the comment at its end, else the comments right above."""
    below = following.body[0] if isinstance(following, cst.SimpleStatementLine) else None
    return (
        text_statement(below, module)
        or _text(line.trailing_whitespace.comment)
        or _above(line)
        or None
    )


def _above(line: cst.SimpleStatementLine) -> str:
    """The comment lines that touch the statement; an empty line ends them."""
    texts: list[str] = []
    for empty in reversed(line.leading_lines):
        if empty.comment is None:
            break
        texts.append(_text(empty.comment))
    return "\n".join(reversed(texts)).strip()


def _text(comment: cst.Comment | None) -> str:
    if comment is None:
        return ""
    text = comment.value.lstrip("#").removeprefix(":").strip()
    return "" if text.startswith(_FOR_TOOLS) else text
