"""Protocols: the classes of a file that become services."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from gen_plugin.model.interface import Method, ProtocolDefinition
from gen_plugin.parse.python.class_kind import ClassKind, bases_of, decorators_of, kind_of
from gen_plugin.parse.python.docstrings import docstring
from gen_plugin.parse.python.generics import refuse_type_parameters
from gen_plugin.parse.python.methods import read_method
from gen_plugin.parse.python.names import check_name
from gen_plugin.parse.python.symbols import External, Located, ProjectClass, SourceModule, Symbol
from gen_plugin.parse.python.type_reader import TypeReader

_HARMLESS = frozenset({"typing.runtime_checkable", "typing.runtime", "typing.final"})


def read_protocols(module: SourceModule, types: TypeReader) -> tuple[ProtocolDefinition, ...]:
    """Read all Protocols of a file, in its order."""
    classes = [ProjectClass(module, node) for node in module.scope.classes]
    return tuple(
        _read(found, types)
        for found in classes
        if kind_of(found, types.project) is ClassKind.PROTOCOL
    )


def _read(found: ProjectClass, types: TypeReader) -> ProtocolDefinition:
    span = found.at(found.node.name).span
    check_name(found.name, span, "a Protocol", types.faults)
    for base, symbol in bases_of(found, types.project):
        _check_base(base, symbol, types)
    service, plugin = _pinned_service(found, types)
    is_generic = refuse_type_parameters(found.node, found, types)
    return ProtocolDefinition(
        name=found.name,
        methods=() if is_generic else tuple(_methods(found, types)),
        docstring=docstring(found.node, found.module),
        pinned_service=service,
        pinned_plugin=plugin,
        span=span,
    )


def _check_base(base: Located, symbol: Symbol | None, types: TypeReader) -> None:
    is_generic = isinstance(base.node, cst.Subscript) or symbol == External("typing.Generic")
    if is_generic:
        types.faults.add(
            "GP115",
            base.span,
            "a generic Protocol stands for many, and the wire needs one",
            "write class ...(Protocol) with the types filled in",
        )
    elif symbol != External("typing.Protocol"):
        types.faults.add(
            "GP202",
            base.span,
            f"a Protocol that inherits from {base.code} is not supported",
            f"write class ...(Protocol) and repeat the methods of {base.code}",
        )


def _pinned_service(found: ProjectClass, types: TypeReader) -> tuple[str | None, str | None]:
    pinned: tuple[str | None, str | None] = (None, None)
    for decorator, symbol in decorators_of(found.node, found, types.project):
        if types.pins.is_pin(decorator, "service"):
            pinned = types.pins.service(decorator)
        elif types.pins.is_pin(decorator):
            types.pins.refuse(decorator, "pin.service")
        elif not (isinstance(symbol, External) and symbol.name in _HARMLESS):
            types.faults.add(
                "GP204",
                decorator.span,
                f"what @{decorator.code} does to the Protocol is known only when it runs",
                "take the decorator off: the file is read and not run",
            )
    return pinned


def _methods(found: ProjectClass, types: TypeReader) -> Iterator[Method]:
    for statement in found.node.body.body:
        if isinstance(statement, cst.FunctionDef):
            method = read_method(statement, found, types)
            if method:
                yield method
        elif isinstance(statement, cst.SimpleStatementLine):
            for small in statement.body:
                _check_small(small, found, types)
        else:
            _check_small(statement, found, types)


def _check_small(small: cst.CSTNode, found: ProjectClass, types: TypeReader) -> None:
    """Refuse what is neither a method nor a docstring, ``...`` or ``pass``."""
    if isinstance(small, cst.Pass) or _is_idle(small):
        return
    place, what = small, "this statement"
    if isinstance(small, cst.AnnAssign):
        place, what = small.target, "an attribute"
    elif isinstance(small, cst.Assign):
        place, what = small.targets[0].target, "an attribute"
    elif isinstance(small, cst.ClassDef):
        place, what = small.name, "a class"
    types.faults.add(
        "GP203",
        found.at(place).span,
        f"{what} in a Protocol cannot be called from the other side",
        "write a method that returns it" if what == "an attribute" else "keep to methods",
    )


def _is_idle(small: cst.CSTNode) -> bool:
    return isinstance(small, cst.Expr) and isinstance(
        small.value, cst.Ellipsis | cst.SimpleString | cst.ConcatenatedString
    )
