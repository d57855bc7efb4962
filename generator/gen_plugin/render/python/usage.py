"""Which names a piece of Python uses, so that a file imports these and no others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """The names that some code uses but in its annotations, and those that only they use."""

    names: frozenset[str]
    annotations: frozenset[str]


def usage(code: str) -> Usage:
    """Read a piece of generated code. Its annotations are not evaluated when it runs."""
    tree = ast.parse(code)
    annotations = {id(node) for root in _annotations(tree) for node in ast.walk(root)}
    evaluated = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and id(node) not in annotations
    }
    annotated = {
        node.id
        for root in _annotations(tree)
        for node in ast.walk(root)
        if isinstance(node, ast.Name)
    }
    return Usage(frozenset(evaluated), frozenset(annotated - evaluated))


def _annotations(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.AnnAssign(annotation=annotation) | ast.arg(annotation=ast.AST() as annotation):
                yield annotation
            case ast.FunctionDef(returns=ast.AST() as returns):
                yield returns
