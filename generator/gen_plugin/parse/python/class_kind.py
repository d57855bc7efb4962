"""What sort of class a class statement makes, told from its decorators and bases."""

from __future__ import annotations

from enum import Enum

import libcst as cst

from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.symbols import External, Located, ProjectClass, Symbol, head


class ClassKind(Enum):
    """The sorts of classes that are told apart. The value is what messages call them."""

    PROTOCOL = "a Protocol"
    DATACLASS = "a dataclass"
    ENUM = "an enum"
    INT_ENUM = "an IntEnum"
    FLAG = "a Flag"
    NAMED_TUPLE = "a NamedTuple"
    TYPED_DICT = "a TypedDict"
    ORDINARY = "an ordinary class"


_KIND_OF_BASE = {
    "typing.Protocol": ClassKind.PROTOCOL,
    "enum.Enum": ClassKind.ENUM,
    "enum.StrEnum": ClassKind.ENUM,
    "enum.ReprEnum": ClassKind.ENUM,
    "enum.IntEnum": ClassKind.INT_ENUM,
    "enum.Flag": ClassKind.FLAG,
    "enum.IntFlag": ClassKind.FLAG,
    "typing.NamedTuple": ClassKind.NAMED_TUPLE,
    "typing.TypedDict": ClassKind.TYPED_DICT,
}

_INHERITED = frozenset({ClassKind.ENUM, ClassKind.INT_ENUM, ClassKind.FLAG, ClassKind.TYPED_DICT})
"""What a class inherits. One that implements a Protocol is not a Protocol."""


def bases_of(found: ProjectClass, project: Project) -> list[tuple[Located, Symbol | None]]:
    """The bases as written, and what each means; of ``Protocol[T]`` what `Protocol` means."""
    located = [found.at(argument.value) for argument in found.node.bases if not argument.star]
    return [(base, project.lookup(head(base))) for base in located]


def decorators_of(
    node: cst.ClassDef | cst.FunctionDef, found: ProjectClass, project: Project
) -> list[tuple[Located, Symbol | None]]:
    """The decorators as written, and what each means, without its arguments."""
    located = [found.at(decorator.decorator) for decorator in node.decorators]
    return [(decorator, project.lookup(head(decorator))) for decorator in located]


def kind_of(found: ProjectClass, project: Project) -> ClassKind:
    """The sort of a class of the project."""
    return _kind_of(found, project, frozenset())


def _kind_of(found: ProjectClass, project: Project, trail: frozenset[str]) -> ClassKind:
    if found.key in trail:
        return ClassKind.ORDINARY
    decorators = decorators_of(found.node, found, project)
    if any(symbol == External("dataclasses.dataclass") for _, symbol in decorators):
        return ClassKind.DATACLASS
    for _, symbol in bases_of(found, project):
        if isinstance(symbol, External) and symbol.name in _KIND_OF_BASE:
            return _KIND_OF_BASE[symbol.name]
        if isinstance(symbol, ProjectClass):
            kind = _kind_of(symbol, project, trail | {found.key})
            if kind in _INHERITED:
                return kind
    return ClassKind.ORDINARY
