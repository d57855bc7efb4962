"""Expressions that another module can repeat, since it can import every name in them."""

from __future__ import annotations

import ast

import libcst as cst

from gen_plugin.every_python import STANDARD_MODULES
from gen_plugin.model.interface import ComputedDefault, Reference
from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.symbols import External, Located, ProjectClass, ProjectValue

_BINDING = (ast.Lambda, ast.NamedExpr, ast.comprehension)


def computed(located: Located, project: Project) -> ComputedDefault:
    """A default that an expression computes, with its code if that can be repeated elsewhere."""
    names = _names(located.code)
    references = [_reference(located, name, project) for name in names or ()]
    if names is None or None in references:
        return ComputedDefault(None)
    return ComputedDefault(located.code, tuple(each for each in references if each))


def _names(code: str) -> list[str] | None:
    """The names in an expression, sorted; None if it has some of its own, or several lines."""
    if "\n" in code:
        return None
    inner = list(ast.walk(ast.parse(f"({code})", mode="eval")))
    if any(isinstance(node, _BINDING) for node in inner):
        return None
    return sorted({node.id for node in inner if isinstance(node, ast.Name)})


def _reference(located: Located, name: str, project: Project) -> Reference | None:
    """Where a name can be imported from under the same name; None if it cannot, for all we know."""
    symbol = project.lookup(Located(cst.Name(name), located.module, located.spans))
    match symbol:
        case External() if symbol.package in STANDARD_MODULES:
            module, _, defined = symbol.name.rpartition(".")
        case ProjectClass(source, _):
            module, defined = source.source.module, symbol.name
        case ProjectValue(defined, Located(_, source)):
            module = source.source.module
        case _:
            return None
    return Reference(module, name, isinstance(symbol, External)) if defined == name else None
