"""Finds the Protocols of a package: from its text, nothing is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Found:
    """A Protocol of a package.

    Attributes:
        path: The file that defines it.
        module: That file's dotted name.
    """

    path: Path
    module: str
    name: str


def find_protocols(root: Path) -> Iterator[Found]:
    """All Protocols that modules under `root` define at their top level, private ones too.

    Those under ``if`` and ``try`` are among them, as those for type checkers alone are. Not those
    within functions and other classes, which cannot be imported, nor those of a module whose name
    is no identifier.
    """
    for path in sorted(root.rglob("*.py")):
        module = _module(path.relative_to(root))
        if module is None:
            continue
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        names = [each.name for each in _classes(tree.body) if any(map(_is_protocol, each.bases))]
        yield from (Found(path, module, name) for name in dict.fromkeys(names))


def _module(path: Path) -> str | None:
    parts = path.with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join(parts) if parts and all(part.isidentifier() for part in parts) else None


def _classes(body: Iterable[ast.stmt]) -> Iterator[ast.ClassDef]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield node
        elif isinstance(node, ast.If | ast.Try):
            yield from _classes((*node.body, *node.orelse))


def _is_protocol(base: ast.expr) -> bool:
    """Whether it is that of `typing`, and not that of `asyncio`."""
    base = base.value if isinstance(base, ast.Subscript) else base
    module, _, name = ast.unparse(base).rpartition(".")
    return name == "Protocol" and module != "asyncio"
