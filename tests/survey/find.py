"""Finds the Protocols of a package: from its text, nothing is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Found:
    """A Protocol of a package.

    Attributes:
        module: The dotted module that defines it.
        type_parameters: How many types it leaves open.
    """

    module: str
    name: str
    type_parameters: int


def find_protocols(root: Path) -> Iterator[Found]:
    """All Protocols that modules under `root` define at their top level, private ones too.

    Those within functions and other classes cannot be imported, nor can a module whose name is no
    identifier.
    """
    for path in sorted(root.rglob("*.py")):
        module = _module(path.relative_to(root))
        if module is None:
            continue
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and any(map(_is_protocol, node.bases)):
                yield Found(module, node.name, _type_parameters(node))


def _module(path: Path) -> str | None:
    parts = path.with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join(parts) if parts and all(part.isidentifier() for part in parts) else None


def _is_protocol(base: ast.expr) -> bool:
    return _name(base) == "Protocol"


def _type_parameters(node: ast.ClassDef) -> int:
    """Those of PEP 695, or those that ``Protocol[...]`` or ``Generic[...]`` lists."""
    listed = [
        base.slice
        for base in node.bases
        if isinstance(base, ast.Subscript) and _name(base) in {"Protocol", "Generic"}
    ]
    counts = [len(each.elts) if isinstance(each, ast.Tuple) else 1 for each in listed]
    return max([len(getattr(node, "type_params", ())), *counts])


def _name(base: ast.expr) -> str:
    base = base.value if isinstance(base, ast.Subscript) else base
    name: str = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
    return name
