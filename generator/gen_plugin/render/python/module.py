"""A whole Python file: what stands above its body follows from the names that the body uses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field

from gen_plugin.frozen import dataclass
from gen_plugin.render.environment import print_template
from gen_plugin.render.fitting import fitted
from gen_plugin.render.python.imports import (
    Imported,
    Place,
    from_module,
    import_lines,
)
from gen_plugin.render.python.usage import usage


@dataclass(frozen=True, slots=True)
class Importable:
    """All that a file may import, by the names under which it does.

    Attributes:
        standard: Name, or ``name as local`` -> module of the standard library.
        runtime: Names of `runtime_module`, renamed ones as ``name as local``.
        interface: Names of the interface's classes.
        siblings: Name -> module of the generated package, as ``.client``.
        further: Names of other modules of the runtime -> the module.
    """

    standard: Mapping[str, str]
    runtime: Collection[str]
    interface: Mapping[str, Imported]
    siblings: Mapping[str, str]
    runtime_module: str = "gen_plugin_runtime.gencode"
    further: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModuleView:
    """A file.

    Attributes:
        imports: Import statements in sections.
        type_imports: Those that only type checkers need.
        body: What follows.
    """

    docstring: str
    imports: tuple[tuple[str, ...], ...]
    type_imports: tuple[tuple[str, ...], ...]
    body: str


def print_module(
    docstring: str,
    body: str,
    importable: Importable,
    place: Place,
    exported: Collection[str] = (),
    *,
    later: Collection[str] = (),
) -> str:
    """The text of a file, without its header.

    Args:
        docstring: The file's.
        body: What follows the imports.
        importable: What the body may use.
        place: Where the file stands.
        exported: Names that the file imports for others.
        later: Those among them that it imports when they are asked for, and for type checkers.
    """
    used = usage(body)
    view = ModuleView(
        docstring,
        imports=import_sections(used.names.union(exported).difference(later), importable, place),
        type_imports=import_sections(used.annotations.union(later), importable, place, indent=4),
        body=fitted(body.rstrip("\n")),
    )
    return print_template("python/module.py.j2", view)


def import_sections(
    names: Collection[str], importable: Importable, place: Place, indent: int = 0
) -> tuple[tuple[str, ...], ...]:
    """Import statements as isort orders them: standard library, others, absolute, relative."""
    classes = {name: each for name, each in importable.interface.items() if name in names}
    lines = import_lines(classes, place, indent)
    runtime = {
        local: Imported(importable.runtime_module, each.partition(" ")[0])
        for each in importable.runtime
        if (local := each.rpartition(" ")[2]) in names
    }
    runtime |= {name: Imported(m, name) for name, m in importable.further.items() if name in names}
    sections = (
        tuple(_grouped(importable.standard, names, indent)),
        import_lines(runtime, place, indent),
        tuple(line for line in lines if not line.startswith("from .")),
        (
            *(line for line in lines if line.startswith("from .")),
            *_grouped(importable.siblings, names, indent),
        ),
    )
    return tuple(section for section in sections if section)


def _grouped(modules: Mapping[str, str], names: Collection[str], indent: int) -> list[str]:
    """The statements for ``deque``, ``Set as AbstractSet`` and, by itself, ``builtins``."""
    by_module: dict[str, list[tuple[str, str]]] = {}
    for each, module in modules.items():
        name, _, local = each.partition(" as ")
        if (local or name) in names:
            by_module.setdefault(module, []).append((name, local or name))
    whole = [f"import {name}" for name, _ in sorted(by_module.pop("", []))]
    return whole + [
        line
        for module in sorted(by_module)
        for line in from_module(module, by_module[module], indent)
    ]
