"""What a Protocol inherits: the Protocols behind it, in the order in which Python asks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from gen_plugin.model.types import Type
from gen_plugin.parse.python.annotation import understand
from gen_plugin.parse.python.class_kind import ClassKind, bases_of, kind_of
from gen_plugin.parse.python.symbols import Broken, External, Located, ProjectClass, Symbol
from gen_plugin.parse.python.type_reader import TypeReader

_MARKERS = (External("typing.Protocol"), External("typing.Generic"))


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A Protocol that another one is made of.

    Attributes:
        bound: What its type variables stand for.
    """

    found: ProjectClass
    bound: Mapping[str, Type]


def lineage(found: ProjectClass, types: TypeReader) -> list[Ancestor]:
    """A Protocol and all that it inherits from, each once, in the order of ``__mro__``."""
    return _lineage(Ancestor(found, {}), types, frozenset())


def type_variables(found: ProjectClass, types: TypeReader) -> list[str]:
    """The names of the type variables that a class leaves open, in their order."""
    if found.node.type_parameters is not None:
        return [each.param.name.value for each in found.node.type_parameters.params]
    arguments = {
        symbol in _MARKERS: understand(base, types.project).arguments or ()
        for base, symbol in bases_of(found, types.project)
        if isinstance(base.node, cst.Subscript)
    }
    declared = arguments.get(True) or arguments.get(False) or ()
    return list(dict.fromkeys(each.code for each in declared if _is_variable(each, types)))


def _is_variable(located: Located, types: TypeReader) -> bool:
    return understand(located, types.project).maker == "typing.TypeVar"


def _lineage(ancestor: Ancestor, types: TypeReader, trail: frozenset[str]) -> list[Ancestor]:
    found = ancestor.found
    if found.key in trail:
        _refuse(found.at(found.node.name), f"{found.name} inherits from itself", types)
        return [ancestor]
    with types.binding(ancestor.bound):
        bases = [
            base
            for located, symbol in bases_of(found, types.project)
            for base in _base(located, symbol, types)
        ]
    lines = [_lineage(base, types, trail | {found.key}) for base in bases]
    merged = _merged([*lines, bases])
    if merged is None:
        reason = f"Python finds no order for the bases of {found.name}"
        _refuse(found.at(found.node.name), reason, types)
        merged = []
    return [ancestor, *merged]


def _base(base: Located, symbol: Symbol | None, types: TypeReader) -> list[Ancestor]:
    if symbol in _MARKERS or isinstance(symbol, Broken):
        return []
    if not isinstance(symbol, ProjectClass):
        _refuse(base, f"the methods of {base.code} cannot be read", types)
        return []
    if kind_of(symbol, types.project) is not ClassKind.PROTOCOL:
        _refuse(base, f"{base.code} is no Protocol, so its methods are no contract", types)
        return []
    variables = type_variables(symbol, types)
    arguments = understand(base, types.project).arguments or ()
    if len(arguments) != len(variables):
        types.faults.add(
            "GP115",
            base.span,
            f"{base.code} leaves open what {', '.join(variables) or 'nothing'} stands for",
            f"write {symbol.name}[...] with a type for each of its variables",
        )
        return []
    values = [types.value(each) for each in arguments]
    return [Ancestor(symbol, dict(zip(variables, values, strict=True)))]


def _merged(lines: Sequence[Sequence[Ancestor]]) -> list[Ancestor] | None:
    """C3: every class before its bases, and the bases in their order; None if that cannot be."""
    waiting = [list(line) for line in lines if line]
    merged: list[Ancestor] = []
    while waiting:
        behind = {each.found.key for line in waiting for each in line[1:]}
        first = next((line[0] for line in waiting if line[0].found.key not in behind), None)
        if first is None:
            return None
        merged.append(first)
        waiting = [
            rest
            for line in waiting
            if (rest := [each for each in line if each.found.key != first.found.key])
        ]
    return merged


def _refuse(located: Located, message: str, types: TypeReader) -> None:
    types.faults.add(
        "GP202", located.span, message, "inherit from Protocols of the project, each of them once"
    )
