"""What the names of a module stand for, as far as its text says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from gen_plugin.frozen import dataclass
from gen_plugin.source.resolve import absolute_module


@dataclass(frozen=True, slots=True)
class ImportedModule:
    """``import pkg.models as m``: the name is a module."""

    module: str


@dataclass(frozen=True, slots=True)
class ImportedName:
    """``from pkg.models import Person``. `module` is None if it is above the topmost package."""

    module: str | None
    name: str


@dataclass(frozen=True, slots=True)
class LocalClass:
    """``class Person: ...``."""

    node: cst.ClassDef


@dataclass(frozen=True, slots=True)
class LocalValue:
    """Anything else that gets a name: an assignment, a function, a ``type`` statement.

    Attributes:
        value: The assigned expression, where there is one of its own.
        parameters: The names in brackets of ``type Pair[T] = ...``.
    """

    value: cst.BaseExpression | None
    parameters: tuple[str, ...] = ()


Binding = ImportedModule | ImportedName | LocalClass | LocalValue


@dataclass(frozen=True, slots=True)
class Scope:
    """A module's global names.

    Attributes:
        names: In the order in which they are first bound. Of several bindings the last one at the
            top level counts; those under ``if`` and ``try`` only where none is before them.
        stars: The modules of ``from ... import *``.
        classes: Every class statement, also those that are bound again later.
    """

    names: dict[str, Binding]
    stars: tuple[str, ...]
    classes: tuple[cst.ClassDef, ...]


def read_scope(module: cst.Module, package: str) -> Scope:
    """Collect a module's names. `package` is what its relative imports start from."""
    reader = _ScopeReader(package)
    reader.statements(module.body, conditional=False)
    return Scope(reader.names, tuple(reader.stars), tuple(reader.classes))


class _ScopeReader:
    def __init__(self, package: str) -> None:
        self.names: dict[str, Binding] = {}
        self.stars: list[str] = []
        self.classes: list[cst.ClassDef] = []
        self._package = package

    def statements(self, body: Iterable[cst.BaseStatement], *, conditional: bool) -> None:
        for statement in body:
            for name, binding in self._bindings(statement):
                if not (conditional and name in self.names):
                    self.names[name] = binding
            for block in _blocks(statement):
                self.statements(_statements_of(block), conditional=True)

    def _bindings(self, statement: cst.BaseStatement) -> Iterator[tuple[str, Binding]]:
        if isinstance(statement, cst.ClassDef):
            self.classes.append(statement)
            yield statement.name.value, LocalClass(statement)
        elif isinstance(statement, cst.FunctionDef):
            yield statement.name.value, LocalValue(None)
        elif isinstance(statement, cst.SimpleStatementLine):
            for small in statement.body:
                yield from self._small(small)

    def _small(self, small: cst.BaseSmallStatement) -> Iterator[tuple[str, Binding]]:
        if isinstance(small, cst.Import):
            yield from _imported_modules(small)
        elif isinstance(small, cst.ImportFrom):
            yield from self._imported_names(small)
        elif isinstance(small, cst.Assign):
            for target in small.targets:
                yield from _assigned(target.target, small.value)
        elif isinstance(small, cst.AnnAssign):
            yield from _assigned(small.target, small.value)
        elif isinstance(small, cst.TypeAlias):
            declared = small.type_parameters.params if small.type_parameters else ()
            parameters = tuple(each.param.name.value for each in declared)
            yield small.name.value, LocalValue(small.value, parameters)

    def _imported_names(self, small: cst.ImportFrom) -> Iterator[tuple[str, Binding]]:
        named = dotted_name(small.module) if small.module else ""
        module = absolute_module(len(small.relative), named or "", self._package)
        if isinstance(small.names, cst.ImportStar):
            if module:
                self.stars.append(module)
            return
        for alias in small.names:
            name = alias.evaluated_name
            yield alias.evaluated_alias or name, ImportedName(module, name)


def dotted_name(node: cst.BaseExpression) -> str | None:
    """``a.b.c`` of a chain of plain names, None of anything else."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return None
    return ".".join([node.value, *reversed(parts)])


def _imported_modules(small: cst.Import) -> Iterator[tuple[str, Binding]]:
    for alias in small.names:
        name = alias.evaluated_name
        if alias.evaluated_alias:
            yield alias.evaluated_alias, ImportedModule(name)
        else:
            top = name.partition(".")[0]
            yield top, ImportedModule(top)


def _assigned(
    target: cst.BaseExpression, value: cst.BaseExpression | None
) -> Iterator[tuple[str, Binding]]:
    if isinstance(target, cst.Name):
        yield target.value, LocalValue(value)
    elif isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from _assigned(element.value, None)


def _blocks(statement: cst.BaseStatement) -> Iterator[cst.BaseSuite]:
    """The blocks within a statement that still bind global names."""
    if isinstance(statement, cst.If):
        branch: cst.If | cst.Else | None = statement
        while branch is not None:
            yield branch.body
            branch = branch.orelse if isinstance(branch, cst.If) else None
    elif isinstance(statement, cst.Try | cst.TryStar):
        yield statement.body
        yield from (handler.body for handler in statement.handlers)
        if statement.orelse:
            yield statement.orelse.body
        if statement.finalbody:
            yield statement.finalbody.body
    elif isinstance(statement, cst.With):
        yield statement.body


def _statements_of(block: cst.BaseSuite) -> Iterable[cst.BaseStatement]:
    if isinstance(block, cst.IndentedBlock):
        return block.body
    if isinstance(block, cst.SimpleStatementSuite):
        return [cst.SimpleStatementLine(block.body)]
    return ()
