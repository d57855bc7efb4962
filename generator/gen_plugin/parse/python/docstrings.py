"""Docstrings of modules, classes and functions."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from gen_plugin.every_python import cleaned
from gen_plugin.parse.python.literals import literal
from gen_plugin.parse.python.symbols import Located, SourceModule


def docstring(
    node: cst.Module | cst.ClassDef | cst.FunctionDef, module: SourceModule
) -> str | None:
    """A definition's own docstring, without its margin; None if nothing is said."""
    return text_statement(first_statement(node), module)


def first_statement(node: cst.Module | cst.ClassDef | cst.FunctionDef) -> cst.CSTNode | None:
    """The first simple statement of a body."""
    body: Sequence[cst.CSTNode] = node.body if isinstance(node, cst.Module) else node.body.body
    first = body[0] if body else None
    return first.body[0] if isinstance(first, cst.SimpleStatementLine) and first.body else first


def text_statement(statement: cst.CSTNode | None, module: SourceModule) -> str | None:
    """The text of a statement that is nothing but a string."""
    if not isinstance(statement, cst.Expr):
        return None
    if not isinstance(statement.value, cst.SimpleString | cst.ConcatenatedString):
        return None
    text = literal(Located(statement.value, module, module.spans))
    return (cleaned(text) if isinstance(text, str) else "") or None
