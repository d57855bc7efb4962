"""Default values of parameters and fields."""

from __future__ import annotations

import math

import libcst as cst

from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.model.interface import Default, EmptyContainer, EnumMember, Literal
from gen_plugin.model.types import (
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
    ProjectClass,
    ProjectValue,
)
from gen_plugin.parse.python.type_reader import TypeReader

_CLASSES: dict[ScalarKind, type] = {
    ScalarKind.STR: str,
    ScalarKind.INT: int,
    ScalarKind.FLOAT: float,
    ScalarKind.BOOL: bool,
    ScalarKind.BYTES: bytes,
}


def read_default(located: Located, type_: Type, types: TypeReader) -> Default | None:
    """The default that an expression means for a value of `type_`; None after a refusal."""
    if type_ is FAULTY:
        return None
    if _is_empty_call(located, types):
        return _container(located, [] if _called_name(located) == "list" else {}, type_, types)
    value = literal(located)
    if value is NOT_LITERAL:
        return _member(located, type_, types)
    if isinstance(value, list | dict):
        return _container(located, value, type_, types)
    return _scalar(located, value, type_, types)


def _scalar(located: Located, value: object, type_: Type, types: TypeReader) -> Default | None:
    if value is None:
        if isinstance(type_, OptionalType):
            return Literal(None)
        _refuse(
            types,
            "GP211",
            located,
            "the default is None and the type does not allow it",
            "add | None to the type",
        )
        return None
    inner = type_.inner if isinstance(type_, OptionalType) else type_
    fitting = _fitting(value, inner.kind) if isinstance(inner, ScalarType) else None
    if fitting is None:
        _refuse(
            types,
            "GP211",
            located,
            f"the default {located.code} is not of the type",
            "write a default of the annotated type, or change the type",
        )
        return None
    if isinstance(fitting, float) and not math.isfinite(fitting):
        _refuse(
            types,
            "GP211",
            located,
            f"{located.code} is too large for a float",
            "write a number that a float can hold",
        )
        return None
    return Literal(fitting)


def _fitting(value: object, kind: ScalarKind) -> str | int | float | bool | bytes | None:
    """The value as the type has it; None if it is not of the type."""
    if kind is ScalarKind.FLOAT and isinstance(value, int) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            return math.inf
    if kind is ScalarKind.INT and isinstance(value, bool):
        return None
    wanted = _CLASSES[kind]
    return (
        value
        if isinstance(value, str | int | float | bytes) and isinstance(value, wanted)
        else None
    )


def _container(
    located: Located, value: list[object] | dict[object, object], type_: Type, types: TypeReader
) -> Default | None:
    inner = type_.inner if isinstance(type_, OptionalType) else type_
    wanted = ListType if isinstance(value, list) else DictType
    if not isinstance(inner, wanted):
        _refuse(
            types,
            "GP211",
            located,
            f"the default {located.code} is not of the type",
            "write a default of the annotated type, or change the type",
        )
        return None
    if value:
        _refuse(
            types,
            "GP210",
            located,
            "a list or dict that is a default has to be empty",
            "use an empty one, or None, and fill it in where it is used",
        )
        return None
    return EmptyContainer()


def _member(located: Located, type_: Type, types: TypeReader) -> Default | None:
    symbol = types.project.lookup(located)
    inner = type_.inner if isinstance(type_, OptionalType) else type_
    if isinstance(symbol, ClassAttribute) and isinstance(inner, EnumType):
        if symbol.owner.key == inner.key:
            return _checked_member(located, symbol, types)
        _refuse(
            types,
            "GP211",
            located,
            f"{located.code} is not a member of the annotated enum",
            "write a default of the annotated type, or change the type",
        )
        return None
    _refuse(
        types,
        "GP210",
        located,
        f"the default {located.code} is not written out",
        _literal_hint(symbol),
    )
    return None


def _literal_hint(symbol: object) -> str:
    if isinstance(symbol, ProjectValue) and symbol.value is not None:
        return f"write {symbol.value.code} itself: the file is read and not run"
    return "write a number, a string, True, False, None, an enum member, [] or {}, or use | None = None"


def _checked_member(
    located: Located, symbol: ClassAttribute, types: TypeReader
) -> EnumMember | None:
    names = member_names(symbol.owner)
    if symbol.name in names:
        return EnumMember(symbol.owner.key, symbol.name)
    near = nearest(symbol.name, names)
    _refuse(
        types,
        "GP109",
        located,
        f"{symbol.owner.name} has no member {symbol.name}",
        f"did you mean {near}?" if near else f"add the member to {symbol.owner.name}",
    )
    return None


def _is_empty_call(located: Located, types: TypeReader) -> bool:
    """Whether it is ``list()`` or ``dict()``."""
    node = located.node
    if not isinstance(node, cst.Call) or node.args:
        return False
    symbol = types.project.lookup(Located(node.func, located.module, located.spans))
    return symbol in (External("builtins.list"), External("builtins.dict"))


def _called_name(located: Located) -> str:
    assert isinstance(located.node, cst.Call)
    return located.node.func.value if isinstance(located.node.func, cst.Name) else ""


def _refuse(types: TypeReader, code: str, located: Located, message: str, fix: str) -> None:
    types.faults.add(code, located.span, message, fix)
