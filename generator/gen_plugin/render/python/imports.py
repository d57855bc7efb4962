"""Import statements: relative within a package, absolute elsewhere, renamed where names clash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gen_plugin.frozen import dataclass
from gen_plugin.render.layout import broken

_LINE_LENGTH = 88
"""Where ruff and isort break imports unless they are told otherwise; broken ones they leave so."""


@dataclass(frozen=True, slots=True, order=True)
class Imported:
    """A class of the interface: where it is defined and what it is called there."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where generated files stand.

    Attributes:
        package: Its dotted import name: ``myapp.greeter_plugin``; empty for files that stand in
            no package.
    """

    package: str

    def path_to(self, module: str) -> str:
        """How a module of the package names another module in an import.

        Within the same topmost package relatively, so that the tree can be moved or vendored;
        else absolutely.
        """
        own, other = self.package.split("."), module.split(".")
        if own[0] != other[0]:
            return module
        shared = 0
        while shared < min(len(own), len(other)) and own[shared] == other[shared]:
            shared += 1
        return "." * (len(own) - shared + 1) + ".".join(other[shared:])


def import_lines(classes: Mapping[str, Imported], place: Place, indent: int = 0) -> tuple[str, ...]:
    """The import statements for some classes, a module a statement, a new name a statement.

    Args:
        classes: What the file calls each class -> the class.
        place: Where the file stands.
        indent: How far in the statements will stand.
    """
    by_module: dict[str, list[tuple[str, str]]] = {}
    for local, each in classes.items():
        by_module.setdefault(place.path_to(each.module), []).append((each.name, local))
    return tuple(
        line
        for module in sorted(by_module)
        for line in from_module(module, by_module[module], indent)
    )


def from_module(module: str, names: Iterable[tuple[str, str]], indent: int = 0) -> list[str]:
    """The statements for the names of a module, each with what the file calls it."""
    ordered = sorted(names, key=lambda each: isort_key(each[0]))
    plain = [name for name, local in ordered if name == local]
    statements = {plain[0]: from_import(module, plain, indent)} if plain else {}
    for name, local in ordered:
        if name != local:
            statements[name] = from_import(module, [f"{name} as {local}"], indent)
    return [statements[name] for name in sorted(statements, key=isort_key)]


def from_import(module: str, names: Iterable[str], indent: int = 0) -> str:
    """One import statement, broken if it is long."""
    listed = tuple(names)
    line = f"from {module} import {', '.join(listed)}"
    if len(line) + indent <= _LINE_LENGTH:
        return line
    return broken(f"from {module} import (", listed, ")")


def isort_key(name: str) -> tuple[int, str, str]:
    """Constants, then classes, then the rest, as isort and ruff sort the names of a module."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    return kind, name.lower(), name
