"""The files of the project, loaded as names lead to them, and the following of those names."""

from __future__ import annotations

import os
from pathlib import Path

import libcst as cst

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.disk import holds_python
from gen_plugin.every_python import BUILTINS
from gen_plugin.model.interface import SourceFile
from gen_plugin.model.span import Span
from gen_plugin.parse.python.faults import Faults
from gen_plugin.parse.python.scope import (
    Binding,
    ImportedModule,
    ImportedName,
    LocalClass,
    LocalValue,
    dotted_name,
    read_scope,
)
from gen_plugin.parse.python.spans import Spans
from gen_plugin.parse.python.symbols import (
    Broken,
    ClassAttribute,
    External,
    Located,
    Missing,
    ProjectClass,
    ProjectModule,
    ProjectValue,
    SourceModule,
    Symbol,
    inner_classes,
)
from gen_plugin.parse.python.syntax import NestingFault, SyntaxFault, read_syntax
from gen_plugin.parse.python.vocabulary import VOCABULARY_MODULES, canonical, star_exports
from gen_plugin.source.location import Location, locate
from gen_plugin.source.read import read
from gen_plugin.source.resolve import resolve

_Trail = frozenset[tuple[str, str]]


class Project:
    """Every file that the interface's names lead to."""

    def __init__(self, source: SourceFile, faults: Faults) -> None:
        self._faults = faults
        self._first = source
        self._root = locate(Path(source.path)).root
        self._modules: dict[str, SourceModule | None] = {}

    def load(self, source: SourceFile) -> SourceModule:
        """Parse a file.

        Raises:
            InputRefused: It is not Python.
        """
        module = _parse(source, locate(Path(source.path)))
        self._modules[source.module] = module
        return module

    def lookup(self, located: Located) -> Symbol | None:
        """What a name or a dotted name means where it stands; None of any other expression."""
        node = located.node
        name = dotted_name(node) if isinstance(node, cst.BaseExpression) else None
        if name is None:
            return None
        head, *rest = name.split(".")
        symbol = self._global(located.module, head, frozenset())
        for attribute in rest:
            symbol = self._attribute(symbol, attribute, frozenset())
        return External(canonical(symbol.name)) if isinstance(symbol, External) else symbol

    def maker(self, symbol: Symbol | None) -> str:
        """What was called to make a value, ``typing.TypeVar``; empty if nothing known was."""
        value = symbol.value if isinstance(symbol, ProjectValue) else None
        if value is None or not isinstance(value.node, cst.Call):
            return ""
        called = self.lookup(Located(value.node.func, value.module, value.spans))
        return called.name if isinstance(called, External) else ""

    def _global(self, module: SourceModule, name: str, trail: _Trail) -> Symbol:
        """A name without a dot."""
        found = self._own(module, name, trail)
        if found is not None:
            return found
        if name in BUILTINS:
            return External(f"builtins.{name}")
        return Missing(
            name,
            None,
            tuple(module.scope.names),
            inside=_class_around(name, module),
            stars=tuple(filter(self._is_unknown, module.scope.stars)),
        )

    def _is_unknown(self, module: str) -> bool:
        """Whether nobody can tell what a star import of a module brings in."""
        return isinstance(self._module(module), External) and star_exports(module) is None

    def _own(self, module: SourceModule, name: str, trail: _Trail) -> Symbol | None:
        """A global name of one module, its star imports included."""
        here = (module.source.module, name)
        if here in trail:
            return None
        trail |= {here}
        binding = module.scope.names.get(name)
        if binding is not None:
            return self._bound(module, name, binding, trail)
        for star in module.scope.stars:
            found = self._member(star, name, trail)
            is_there = not isinstance(found, External) or name in (star_exports(star) or ())
            if is_there and not isinstance(found, Missing):
                return found
        return None

    def _bound(
        self, module: SourceModule, name: str, binding: Binding, trail: _Trail
    ) -> Symbol | None:
        match binding:
            case LocalClass(node):
                return ProjectClass(module, node)
            case LocalValue(value, parameters):
                located = Located(value, module, module.spans) if value else None
                return ProjectValue(name, located, parameters)
            case ImportedModule(imported):
                return self._module(imported)
            case ImportedName(source, imported):
                if source is None:
                    return External(f"..{imported}")
                return self._member(source, imported, trail)

    def _module(self, name: str) -> Symbol:
        outside = name.partition(".")[0] in VOCABULARY_MODULES
        inside = not outside and (resolve(name, self._root) or self._is_folder(name))
        return ProjectModule(name) if inside else External(name)

    def _attribute(self, symbol: Symbol, name: str, trail: _Trail) -> Symbol:
        match symbol:
            case ProjectModule(module):
                return self._member(module, name, trail)
            case External(outer):
                return External(f"{canonical(outer)}.{name}")
            case ProjectClass():
                return ClassAttribute(symbol, name)
            case ClassAttribute(owner, outer):
                return Missing(name, f"{owner.name}.{outer}", ())
            case ProjectValue(outer):
                return ProjectValue(f"{outer}.{name}")
            case _:
                return symbol

    def _member(self, module: str, name: str, trail: _Trail) -> Symbol:
        """``module.name``: a global of the module, else a module below it."""
        if isinstance(self._module(module), External):
            return External(f"{module}.{name}")
        file = resolve(module, self._root)
        if file is not None:
            loaded = self._load_file(module, file)
            if loaded is None:
                return Broken()
            found = self._own(loaded, name, trail)
            if found is not None:
                return found
            candidates = tuple(loaded.scope.names)
        else:
            candidates = ()
        below = self._module(f"{module}.{name}")
        return below if isinstance(below, ProjectModule) else Missing(name, module, candidates)

    def _is_folder(self, module: str) -> bool:
        return holds_python(self._root.joinpath(*module.split(".")))

    def _load_file(self, module: str, file: Path) -> SourceModule | None:
        if module not in self._modules:
            try:
                location = locate(file, self._root)
                source = read(self._shown(file), location)
                self._modules[module] = _parse(source, location)
            except InputRefused as refused:
                self._faults.add_all(refused)
                self._modules[module] = None
        return self._modules[module]

    def _shown(self, file: Path) -> str:
        """A path in the manner of the one that the user gave."""
        return str(file) if Path(self._first.path).is_absolute() else os.path.relpath(file)


def _class_around(name: str, module: SourceModule) -> str | None:
    """The class of a module in whose body another one of this name stands."""
    for each in module.scope.classes:
        if name in inner_classes(each):
            return each.name.value
    return None


def _parse(source: SourceFile, location: Location) -> SourceModule:
    try:
        syntax = read_syntax(source.text)
    except SyntaxFault as fault:
        raise InputRefused([_diagnostic(source, fault)]) from fault
    return SourceModule(
        source=source,
        location=location,
        tree=syntax.module,
        spans=Spans(source.path, syntax),
        scope=read_scope(syntax.module, location.package),
    )


def _diagnostic(source: SourceFile, fault: SyntaxFault) -> Diagnostic:
    span = Span(source.path, fault.line, fault.column)
    if isinstance(fault, NestingFault):
        return Diagnostic("GP417", fault.reason, "write it in smaller pieces", span)
    return Diagnostic("GP416", f"this is not Python: {fault.reason}", "correct the syntax", span)
