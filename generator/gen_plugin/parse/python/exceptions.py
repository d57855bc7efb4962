"""Exceptions that cross the wire as themselves: those of the file, and those that methods name."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator

import libcst as cst

from gen_plugin.model.interface import ProtocolDefinition, Record, RecordField
from gen_plugin.parse.python.class_kind import ClassKind, bases_of, decorators_of, kind_of
from gen_plugin.parse.python.defaults import read_default
from gen_plugin.parse.python.docstrings import docstring
from gen_plugin.parse.python.enums import pinned_message
from gen_plugin.parse.python.names import check_name
from gen_plugin.parse.python.scope import dotted_name
from gen_plugin.parse.python.symbols import External, Located, ProjectClass, SourceModule
from gen_plugin.parse.python.type_reader import TypeReader

RAISES = External("gen_plugin_runtime.raises")
"""The decorator that names what a method raises."""

_SECTION = re.compile(r"^Raises:[ ]*\n((?:[ ]+.*\n|[ ]*\n)*)", re.MULTILINE)
_ENTRY = re.compile(r"^([ ]+)([A-Za-z_][\w.]*)[ ]*:", re.MULTILINE)


def find_exceptions(
    module: SourceModule, protocols: tuple[ProtocolDefinition, ...], types: TypeReader
) -> dict[str, ProjectClass]:
    """The exceptions of the project that callers get as themselves, by key.

    Those whose constructors do not say what they keep are left out: they arrive as `PluginError`.
    """
    found = [ProjectClass(module, node) for node in module.scope.classes]
    named = [*_named_by_decorators(found, types), *_named_by_docstrings(module, protocols)]
    symbols = [types.project.lookup(each) for each in named]
    found += [each for each in symbols if isinstance(each, ProjectClass)]
    return {each.key: each for each in found if _is_carried(each, types)}


def read_exception(found: ProjectClass, types: TypeReader) -> Record:
    """Read an exception that is no dataclass: what its constructor takes and keeps."""
    span = found.at(found.node.name).span
    check_name(found.name, span, "an exception", types.faults)
    owner = _with_constructor(found, types)
    constructor = _constructor(owner) if owner else None
    taken = _taken(constructor) if owner else ()
    return Record(
        key=found.key,
        module=found.module.source.module,
        name=found.name,
        fields=tuple(
            _field(each, owner or found, types, keyword_only=keyword_only)
            for each, keyword_only in taken
        ),
        docstring=docstring(found.node, found.module),
        pinned_message=pinned_message(found, types),
        span=span,
        is_hashable=True,
    )


def is_exception_of_python(name: str) -> bool:
    """Whether it is one of Python's own: ``builtins.ValueError``."""
    module, _, simple = name.rpartition(".")
    kind = getattr(builtins, simple, None) if module == "builtins" else None
    return isinstance(kind, type) and issubclass(kind, Exception)


def _is_exception(
    found: ProjectClass, types: TypeReader, trail: frozenset[str] = frozenset()
) -> bool:
    if found.key in trail:
        return False
    return any(
        _is_exception(symbol, types, trail | {found.key})
        if isinstance(symbol, ProjectClass)
        else isinstance(symbol, External) and is_exception_of_python(symbol.name)
        for _, symbol in bases_of(found, types.project)
    )


def _is_carried(found: ProjectClass, types: TypeReader) -> bool:
    if found.node.type_parameters or not _is_exception(found, types):
        return False
    if kind_of(found, types.project) is ClassKind.DATACLASS:
        return True
    owner = _with_constructor(found, types)
    if owner is None:
        return True
    constructor = _constructor(owner)
    return constructor is not None and _keeps_what_it_takes(constructor)


def _with_constructor(found: ProjectClass, types: TypeReader) -> ProjectClass | None:
    """The class that has the constructor: it, or a base class of the project."""
    if _constructor(found) or kind_of(found, types.project) is ClassKind.DATACLASS:
        return found
    bases = (symbol for _, symbol in bases_of(found, types.project))
    inherited = (_with_constructor(each, types) for each in bases if isinstance(each, ProjectClass))
    return next((each for each in inherited if each is not None), None)


def _constructor(found: ProjectClass) -> cst.FunctionDef | None:
    functions = (each for each in found.node.body.body if isinstance(each, cst.FunctionDef))
    return next((each for each in functions if each.name.value == "__init__"), None)


def _keeps_what_it_takes(constructor: cst.FunctionDef) -> bool:
    """Whether each parameter has a type and ends in the attribute of its name."""
    parameters = constructor.params
    if isinstance(parameters.star_arg, cst.Param) or parameters.star_kwarg:
        return False
    taken = [each for each, _ in _taken(constructor)]
    if parameters.posonly_params or not all(each.annotation for each in taken):
        return False
    return {each.name.value for each in taken} <= _kept(constructor)


def _taken(constructor: cst.FunctionDef | None) -> Iterator[tuple[cst.Param, bool]]:
    """The parameters without `self`, and whether each is keyword-only."""
    if constructor is not None:
        yield from ((each, False) for each in constructor.params.params[1:])
        yield from ((each, True) for each in constructor.params.kwonly_params)


def _kept(constructor: cst.FunctionDef) -> set[str]:
    """The names of ``self.name = name`` and ``self.name: str = name``."""
    kept: set[str] = set()
    for statement in constructor.body.body:
        for small in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            targets = (
                [each.target for each in small.targets] if isinstance(small, cst.Assign) else []
            )
            targets += [small.target] if isinstance(small, cst.AnnAssign) else []
            value = getattr(small, "value", None)
            for target in targets:
                name = value.value if isinstance(value, cst.Name) else ""
                if dotted_name(target) == f"self.{name}":
                    kept.add(name)
    return kept


def _field(
    declared: cst.Param, owner: ProjectClass, types: TypeReader, *, keyword_only: bool
) -> RecordField:
    name, span = declared.name.value, owner.at(declared.name).span
    check_name(name, span, "a field", types.faults)
    annotation = declared.annotation.annotation if declared.annotation else declared.name
    type_, pinned = types.whole(owner.at(annotation))
    return RecordField(
        name=name,
        type=type_,
        default=read_default(owner.at(declared.default), type_, types)
        if declared.default
        else None,
        keyword_only=keyword_only,
        pinned=pinned,
        comment=None,
        span=span,
    )


def _named_by_decorators(classes: list[ProjectClass], types: TypeReader) -> Iterator[Located]:
    """The arguments of ``@raises(...)``."""
    for owner in classes:
        for function in owner.node.body.body:
            if isinstance(function, cst.FunctionDef):
                for decorator, symbol in decorators_of(function, owner, types.project):
                    if symbol == RAISES and isinstance(decorator.node, cst.Call):
                        yield from (owner.at(each.value) for each in decorator.node.args)


def _named_by_docstrings(
    module: SourceModule, protocols: tuple[ProtocolDefinition, ...]
) -> Iterator[Located]:
    """The names in the sections ``Raises:`` (Google style) of the methods' docstrings."""
    for protocol in protocols:
        for method in protocol.methods:
            for section in _SECTION.findall(f"{method.docstring or ''}\n"):
                entries = _ENTRY.findall(section)
                indent = min((len(margin) for margin, _ in entries), default=0)
                for margin, name in entries:
                    if len(margin) == indent:
                        yield Located(cst.parse_expression(name), module, module.spans)
