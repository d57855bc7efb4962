"""Which exceptions cross the wire as themselves: those of the file, and those that methods name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.every_python import BUILTINS
from gen_plugin.frozen import dataclass
from gen_plugin.parse.python.annotation import understand
from gen_plugin.parse.python.class_kind import ClassKind, ancestry, decorators_of, kind_of
from gen_plugin.parse.python.docstrings import docstring
from gen_plugin.parse.python.exceptions import (
    is_rebuilt_group,
    refuse_constructor,
)
from gen_plugin.parse.python.missing import told
from gen_plugin.parse.python.raisable import is_exception, is_exception_of_python, is_group
from gen_plugin.parse.python.symbols import (
    Broken,
    External,
    Located,
    Missing,
    ProjectClass,
    SourceModule,
    Symbol,
)
from gen_plugin.parse.python.type_reader import TypeReader

RAISES = External("gen_plugin_runtime.raises")
"""The decorator that names what a method raises."""

_SECTION = re.compile(r"^Raises:[ ]*\n((?:[ ]+.*\n|[ ]*\n)*)", re.MULTILINE)
_ENTRY = re.compile(r"^([ ]+)([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)[ ]*:", re.MULTILINE)


_CURE = "name subclasses of Exception of this project, or Python's"


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The exceptions of the project that callers get as themselves, by key.

    Attributes:
        records: Those that have a message of their own.
        groups: Groups that are made again of a message and the exceptions in them.
    """

    records: dict[str, ProjectClass]
    groups: dict[str, ProjectClass]


def find_exceptions(module: SourceModule, types: TypeReader) -> Exceptions:
    """Find them; one whose constructor does not say what it keeps is a fault.

    Names in docstrings that are no exceptions of the project are left alone: docstrings are for
    people. So are exceptions of the file with a leading underscore, unless a method names them.
    """
    classes = [ProjectClass(module, node) for node in module.scope.classes]
    found = [each for each in classes if not each.name.startswith("_")]
    for owner, function in _methods(classes, types):
        found += _named_by_decorators(owner, function, types)
        found += _named_by_docstring(owner, function, types)
    exceptions = {each.key: each for each in found if is_exception(each, types.project)}
    groups = {key: each for key, each in exceptions.items() if is_group(each, types.project)}
    records = {key: each for key, each in exceptions.items() if key not in groups}
    return Exceptions(
        {key: each for key, each in records.items() if not refuse_constructor(each, types)},
        {key: each for key, each in groups.items() if is_rebuilt_group(each, types)},
    )


def _methods(
    classes: list[ProjectClass], types: TypeReader
) -> Iterator[tuple[ProjectClass, cst.FunctionDef]]:
    """The methods of all Protocols, inherited ones in the class that they are of.

    Those of other files whose objects are passed have been read by now.
    """
    own = [each for each in classes if kind_of(each, types.project) is ClassKind.PROTOCOL]
    protocols = [*own, *(each.found for each in types.protocols.values())]
    owners = {
        each.key: each for protocol in protocols for each in ancestry(protocol, types.project)
    }
    for owner in owners.values():
        for statement in owner.node.body.body:
            if isinstance(statement, cst.FunctionDef):
                yield owner, statement


def _named_by_decorators(
    owner: ProjectClass, function: cst.FunctionDef, types: TypeReader
) -> Iterator[ProjectClass]:
    """The arguments of ``@raises(...)``."""
    for decorator, symbol in decorators_of(function, owner, types.project):
        if symbol == RAISES:
            arguments = decorator.node.args if isinstance(decorator.node, cst.Call) else ()
            if not arguments:
                _refuse(decorator, f"@{decorator.code} names no exception", types)
            for each in arguments:
                yield from _named(owner.at(each if each.star else each.value), types)


def _named(located: Located, types: TypeReader) -> Iterator[ProjectClass]:
    symbol = understand(located, types.project).symbol
    if isinstance(symbol, ProjectClass) and is_exception(symbol, types.project):
        yield symbol
    elif isinstance(symbol, External) and is_exception_of_python(symbol.name):
        return
    elif isinstance(symbol, Missing):
        near = nearest(symbol.name, _exceptions(located.module, types))
        fix = f"did you mean {near}?" if near else f"define {symbol.name} or import it; {_CURE}"
        _refuse(located, told(symbol)[0], types, fix)
    elif not isinstance(symbol, Broken):
        _refuse(located, _why_none(located, symbol), types)


def _exceptions(module: SourceModule, types: TypeReader) -> list[str]:
    """The names by which a module can speak of exceptions: what may have been meant."""
    found: list[str] = [name for name in BUILTINS if is_exception_of_python(f"builtins.{name}")]
    for name in module.scope.names:
        symbol = types.project.lookup(Located(cst.Name(name), module, module.spans))
        if isinstance(symbol, ProjectClass) and is_exception(symbol, types.project):
            found.append(name)
    return found


def _why_none(located: Located, symbol: Symbol | None) -> str:
    match symbol:
        case External(name) if symbol.package in {"builtins", "typing"}:
            return f"{located.code} is no exception that can be raised on the other side"
        case External(name):
            return f"{name} is not of this project, and what it keeps cannot be read"
        case ProjectClass(name=name):
            return f"{name} does not inherit from an exception of Python or of the project"
    return f"{located.code} names no exception"


def _refuse(located: Located, message: str, types: TypeReader, fix: str = _CURE) -> None:
    types.faults.add("GP231", located.span, message, fix)


def _named_by_docstring(
    owner: ProjectClass, function: cst.FunctionDef, types: TypeReader
) -> Iterator[ProjectClass]:
    """The names in the sections ``Raises:`` (Google style) of a method's docstring."""
    for section in _SECTION.findall(f"{docstring(function, owner.module) or ''}\n"):
        entries = _ENTRY.findall(section)
        indent = min((len(margin) for margin, _ in entries), default=0)
        for margin, name in entries:
            if len(margin) == indent:
                symbol = understand(owner.at(_expression(name)), types.project).symbol
                if isinstance(symbol, ProjectClass):
                    yield symbol


def _expression(dotted: str) -> cst.BaseExpression:
    first, *rest = dotted.split(".")
    found: cst.BaseExpression = cst.Name(first)
    for each in rest:
        found = cst.Attribute(found, cst.Name(each))
    return found
