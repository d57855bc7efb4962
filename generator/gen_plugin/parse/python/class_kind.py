"""What sort of class a class statement makes, told from its decorators and bases."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from weakref import WeakKeyDictionary

import libcst as cst

from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.every_python import TYPING
from gen_plugin.parse.python.missing import missing
from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.symbols import External, Located, Missing, ProjectClass, Symbol, head
from gen_plugin.parse.python.vocabulary import ATTRS_DECORATORS


class ClassKind(Enum):
    """The sorts of classes that are told apart. The value is what messages call them."""

    PROTOCOL = "a Protocol"
    DATACLASS = "a dataclass"
    ATTRS = "an attrs class"
    PYDANTIC = "a pydantic model"
    ENUM = "an enum"
    INT_ENUM = "an IntEnum"
    FLAG = "a Flag"
    NAMED_TUPLE = "a NamedTuple"
    TYPED_DICT = "a TypedDict"
    ORDINARY = "an ordinary class"


RECORD_KINDS = frozenset(
    {
        ClassKind.DATACLASS,
        ClassKind.ATTRS,
        ClassKind.PYDANTIC,
        ClassKind.NAMED_TUPLE,
        ClassKind.TYPED_DICT,
    }
)
"""The sorts that have fields."""

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
    "pydantic.BaseModel": ClassKind.PYDANTIC,
}

_INHERITED = frozenset(
    {
        ClassKind.ENUM,
        ClassKind.INT_ENUM,
        ClassKind.FLAG,
        ClassKind.TYPED_DICT,
        ClassKind.PYDANTIC,
    }
)
"""What a class inherits. One that implements a Protocol is not a Protocol."""


def bases_of(found: ProjectClass, project: Project) -> list[tuple[Located, Symbol | None]]:
    """The bases as written, and what each means; of ``Protocol[T]`` what `Protocol` means.

    One that a call makes, ``NamedTuple("Pair", ...)``, is known only when the program runs. One
    that nothing defines is taken for `Protocol` if it is called so, or almost.
    """
    located = [found.at(argument.value) for argument in found.node.bases if not argument.star]
    named = [(base, _symbol(base, project)) for base in located]
    return [(base, _PROTOCOL if _is_misspelled(base, each) else each) for base, each in named]


_PROTOCOL = External("typing.Protocol")
_SURELY_MEANT = 0.8


def _symbol(base: Located, project: Project) -> Symbol | None:
    return None if isinstance(base.node, cst.Call) else project.lookup(head(base))


def is_protocol_misspelled(base: Located, project: Project) -> bool:
    """Whether a base is nothing that is defined, and was meant to be `Protocol`."""
    return _is_misspelled(base, _symbol(base, project))


def _is_misspelled(base: Located, symbol: Symbol | None) -> bool:
    match symbol:
        case Missing(name, None) if head(base).code == name:
            return nearest(name, ["Protocol"], _SURELY_MEANT) is not None
        case External(name) if name.startswith(("typing.", "typing_extensions.")):
            simple = name.partition(".")[2]
            return simple not in TYPING and nearest(simple, ["Protocol"], _SURELY_MEANT) is not None
        case _:
            return False


def ancestry(found: ProjectClass, project: Project) -> list[ProjectClass]:
    """A class and its base classes of the project, each before its own bases."""
    order: dict[str, ProjectClass] = {}
    _visit(found, project, {found.key}, order)
    return list(reversed(order.values()))


def _visit(
    found: ProjectClass, project: Project, seen: set[str], order: dict[str, ProjectClass]
) -> None:
    for _, symbol in reversed(bases_of(found, project)):
        if isinstance(symbol, ProjectClass) and symbol.key not in seen:
            seen.add(symbol.key)
            _visit(symbol, project, seen, order)
    order[found.key] = found


def decorators_of(
    node: cst.ClassDef | cst.FunctionDef, found: ProjectClass, project: Project
) -> list[tuple[Located, Symbol | None]]:
    """The decorators as written, and what each means, without its arguments."""
    located = [found.at(decorator.decorator) for decorator in node.decorators]
    return [(decorator, project.lookup(head(decorator))) for decorator in located]


def undefined_makers(found: ProjectClass, project: Project) -> Iterator[tuple[Located, Missing]]:
    """The bases and decorators of a class, and of what it inherits, that nothing defines."""
    for each in ancestry(found, project):
        for located, symbol in (
            *decorators_of(each.node, each, project),
            *bases_of(each, project),
        ):
            absent = missing(symbol)
            if absent:
                yield head(located), absent


def kind_of(found: ProjectClass, project: Project) -> ClassKind:
    """The sort of a class of the project."""
    kinds = _KINDS.setdefault(project, {})
    if found.node not in kinds:
        kinds[found.node] = _kind_of(found, project, {})
    return kinds[found.node]


_KINDS: WeakKeyDictionary[Project, dict[cst.ClassDef, ClassKind]] = WeakKeyDictionary()
"""Of each project, what was asked already: a class is asked for by whatever names it."""


def _kind_of(found: ProjectClass, project: Project, known: dict[str, ClassKind]) -> ClassKind:
    """Likewise; what is inherited on many ways is looked at once."""
    asked = _KINDS.get(project, {})
    if found.node in asked:
        return asked[found.node]
    if found.key not in known:
        known[found.key] = ClassKind.ORDINARY  # what a class is that inherits from itself
        known[found.key] = _kind_found(found, project, known)
    return known[found.key]


def _kind_found(found: ProjectClass, project: Project, known: dict[str, ClassKind]) -> ClassKind:
    decorators = decorators_of(found.node, found, project)
    if any(symbol == External("dataclasses.dataclass") for _, symbol in decorators):
        return ClassKind.DATACLASS
    if any(_is_attrs(decorator, symbol) for decorator, symbol in decorators):
        return ClassKind.ATTRS
    for _, symbol in bases_of(found, project):
        if isinstance(symbol, External) and symbol.name in _KIND_OF_BASE:
            return _KIND_OF_BASE[symbol.name]
        if isinstance(symbol, ProjectClass):
            kind = _kind_of(symbol, project, known)
            if kind in _INHERITED:
                return kind
    return ClassKind.ORDINARY


def _is_attrs(decorator: Located, symbol: Symbol | None) -> bool:
    """Whether a decorator makes the annotations of a class its fields, as attrs does."""
    if not isinstance(symbol, External) or symbol.name not in ATTRS_DECORATORS:
        return False
    return symbol.name != "attr.s" or "auto_attribs=True" in decorator.code.replace(" ", "")
