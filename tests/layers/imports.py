"""Reads which module imports which, from the source text: nothing is executed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Import:
    """One import: dotted names of the importing module and of what it imports."""

    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


def read_modules(package: Path) -> dict[str, Path]:
    """Every module of a package, by dotted name."""
    modules = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        modules[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return modules


def read_imports(package: Path) -> list[Import]:
    """Every import in a package, deferred and type-only ones too, by the module it names."""
    modules = read_modules(package)
    return [
        Import(name, _most_specific(target, modules), line)
        for name, path in modules.items()
        for target, line in _targets(ast.parse(path.read_text()), name, path)
    ]


def _targets(tree: ast.Module, module: str, path: Path) -> Iterator[tuple[str, int]]:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base]) if base else ".".join(above)
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def _most_specific(target: str, modules: dict[str, Path]) -> str:
    """`package.module.name` is the module where `name` is no module itself."""
    if target in modules:
        return target
    above = target.rpartition(".")[0]
    return above if above in modules else target
