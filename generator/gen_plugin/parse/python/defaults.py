"""Default values of parameters and fields."""

from __future__ import annotations

import math

import libcst as cst

from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.model.interface import Default, EmptyContainer, EnumMember, Literal
from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    DictType,
    EnumType,
    ListType,
    OptionalType,
    ScalarKind,
    ScalarType,
    Type,
)
from gen_plugin.parse.python.enums import member_names
from gen_plugin.parse.python.forms.form import FAULTY
from gen_plugin.parse.python.literals import NOT_LITERAL, literal
from gen_plugin.parse.python.symbols import (
    ClassAttribute,
    External,
    Located,
    ProjectValue,
    Symbol,
    head,
)
from gen_plugin.parse.python.type_reader import TypeReader

FAULTY_DEFAULT: Default = Literal(None)
"""Stands in for a default that was refused. The model it stands in never leaves the parser."""

_EMPTY: dict[str, object] = {"builtins.list": [], "builtins.dict": {}}
"""What calls without arguments make."""

_CLASSES: dict[ScalarKind, type] = {
    ScalarKind.STR: str,
    ScalarKind.INT: int,
    ScalarKind.FLOAT: float,
    ScalarKind.BOOL: bool,
    ScalarKind.BYTES: bytes,
}


def read_default(located: Located, type_: Type, types: TypeReader) -> Default:
    """The default that an expression means for a value of `type_`."""
    if type_ is FAULTY:
        return FAULTY_DEFAULT
    wanted = type_.inner if isinstance(type_, OptionalType) else type_
    called = _called(located, types)
    value = _EMPTY[called] if called in _EMPTY else literal(located)
    if value is NOT_LITERAL:
        return _member(located, wanted, types)
    if value is None and isinstance(type_, OptionalType):
        return Literal(None)
    if value is None:
        return _refuse(
            types,
            "GP211",
            located,
            "the default is None and the type does not allow it",
            "add | None to the type",
        )
    if isinstance(value, list | dict):
        return _container(located, value, wanted, types)
    return _scalar(located, value, wanted, types)


def misfit(types: TypeReader, located: Located, message: str = "") -> Default:
    """Note a default of another type than the annotated one."""
    return _refuse(
        types,
        "GP211",
        located,
        message or f"the default {located.code} is not of the annotated type",
        "write a default of the annotated type, or change the type",
    )


def _called(located: Located, types: TypeReader) -> str:
    """``builtins.list`` of ``list()``; empty for anything else than a call without arguments."""
    node = located.node
    if not isinstance(node, cst.Call) or node.args:
        return ""
    symbol = types.project.lookup(head(located))
    return symbol.name if isinstance(symbol, External) else ""


def _scalar(located: Located, value: object, wanted: Type, types: TypeReader) -> Default:
    kind = _scalar_kind(wanted)
    fitting = _fitting(value, kind) if kind else None
    if fitting is None:
        return misfit(types, located)
    if isinstance(fitting, float) and not math.isfinite(fitting):
        return misfit(types, located, f"{located.code} is too large for a float")
    return Literal(fitting)


def _scalar_kind(wanted: Type) -> ScalarKind | None:
    """Which literals are values of a type; None if none are."""
    if wanted == ConvertedType(ConvertedKind.BIG_INT):
        return ScalarKind.INT
    return wanted.kind if isinstance(wanted, ScalarType) else None


def _fitting(value: object, kind: ScalarKind) -> str | int | float | bool | bytes | None:
    """The value as the type has it; None if it is not of the type."""
    if kind is ScalarKind.FLOAT and type(value) is int:
        try:
            return float(value)
        except OverflowError:
            return math.inf
    wanted = _CLASSES[kind]
    return value if isinstance(value, str | int | float | bytes) and type(value) is wanted else None


def _container(
    located: Located,
    value: list[object] | dict[object, object],
    wanted: Type,
    types: TypeReader,
) -> Default:
    if not isinstance(wanted, ListType if isinstance(value, list) else DictType):
        return misfit(types, located)
    if value:
        return _refuse(
            types,
            "GP210",
            located,
            "a list or dict that is a default has to be empty",
            "use an empty one, or None, and fill it in where it is used",
        )
    return EmptyContainer()


def _member(located: Located, wanted: Type, types: TypeReader) -> Default:
    symbol = types.project.lookup(located)
    if not (isinstance(symbol, ClassAttribute) and isinstance(wanted, EnumType)):
        return _refuse(
            types,
            "GP210",
            located,
            f"the default {located.code} is not written out",
            _literal_hint(symbol),
        )
    if symbol.owner.key != wanted.key:
        return misfit(types, located)
    names = member_names(symbol.owner)
    if symbol.name in names:
        return EnumMember(symbol.owner.key, symbol.name)
    near = nearest(symbol.name, names)
    return _refuse(
        types,
        "GP109",
        located,
        f"{symbol.owner.name} has no member {symbol.name}",
        f"did you mean {near}?" if near else f"add the member to {symbol.owner.name}",
    )


def _literal_hint(symbol: Symbol | None) -> str:
    if isinstance(symbol, ProjectValue) and symbol.value is not None:
        return f"write {symbol.value.code} itself: the file is read and not run"
    return "write a number, a text, True, False, None, an enum member, [] or {}, or use None"


def _refuse(types: TypeReader, code: str, located: Located, message: str, fix: str) -> Default:
    types.faults.add(code, located.span, message, fix)
    return FAULTY_DEFAULT
