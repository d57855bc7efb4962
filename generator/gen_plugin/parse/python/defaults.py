"""Default values of parameters and fields."""

from __future__ import annotations

import math

import libcst as cst

from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.model.interface import (
    ComputedDefault,
    Default,
    EmptyContainer,
    EnumMember,
    ErrorDefault,
    FilledTuple,
    Literal,
)
from gen_plugin.model.types import (
    CollectionKind,
    ConvertedKind,
    ConvertedType,
    DictType,
    EnumType,
    FlagType,
    ListType,
    LiteralType,
    MappingKind,
    NewType,
    NoneType,
    OptionalType,
    ScalarKind,
    ScalarType,
    TupleType,
    Type,
    UnionType,
    bare,
)
from gen_plugin.parse.python.class_kind import ClassKind, kind_of
from gen_plugin.parse.python.enums import member_names
from gen_plugin.parse.python.forms.form import FAULTY
from gen_plugin.parse.python.literals import NOT_LITERAL, literal
from gen_plugin.parse.python.missing import told
from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.repeatable import computed
from gen_plugin.parse.python.symbols import (
    ClassAttribute,
    External,
    Located,
    Missing,
    ProjectValue,
    Symbol,
    head,
)
from gen_plugin.parse.python.type_reader import TypeReader

FAULTY_DEFAULT: Default = ErrorDefault()
"""Stands for a default that was refused, or whose type was."""

_ANY = {CollectionKind.COLLECTION, CollectionKind.ITERABLE}
_ANY_SEQUENCE = _ANY | {CollectionKind.SEQUENCE, CollectionKind.MUTABLE_SEQUENCE}
_COLLECTIONS = {
    "builtins.list": _ANY_SEQUENCE | {CollectionKind.LIST},
    "builtins.tuple": _ANY | {CollectionKind.SEQUENCE, CollectionKind.TUPLE},
    "builtins.set": _ANY
    | {CollectionKind.SET, CollectionKind.ABSTRACT_SET, CollectionKind.MUTABLE_SET},
    "builtins.frozenset": _ANY | {CollectionKind.FROZENSET, CollectionKind.ABSTRACT_SET},
    "collections.deque": _ANY_SEQUENCE | {CollectionKind.DEQUE},
}
"""Classes that make an empty collection when they are called, and what each may stand for."""
_DICTS = {
    "builtins.dict": {MappingKind.DICT, MappingKind.MAPPING, MappingKind.MUTABLE_MAPPING},
    "collections.OrderedDict": {MappingKind.ORDERED},
    "collections.defaultdict": {MappingKind.DEFAULT},
    "collections.Counter": {MappingKind.COUNTER},
}
_IMMUTABLE = {"builtins.tuple", "builtins.frozenset"}

_JSON = ConvertedType(ConvertedKind.JSON)

EMPTY_CLASSES = frozenset({*_COLLECTIONS, *_DICTS})
"""The classes that make something empty when they are called without arguments."""

_CLASSES: dict[ScalarKind, type] = {
    ScalarKind.STR: str,
    ScalarKind.INT: int,
    ScalarKind.FLOAT: float,
    ScalarKind.BOOL: bool,
    ScalarKind.BYTES: bytes,
}


def read_default(
    located: Located, type_: Type, types: TypeReader, *, may_be_computed: bool = False
) -> Default:
    """The default that an expression means for a value of `type_`.

    Args:
        located: The expression.
        type_: The type.
        types: Where faults are noted.
        may_be_computed: Whether it need not be written out.
    """
    if type_ is FAULTY:
        return FAULTY_DEFAULT
    given = type_.inner if isinstance(type_, OptionalType) else type_
    located = _unwrapped(located, given, types)
    wanted = _wanted(located, bare(given), types)
    made = empty_class(located, types)
    if may_be_computed and _is_container_of(located, made, wanted):
        return computed(located, types.project)
    if made and wanted != _JSON:
        return EmptyContainer() if is_empty_of(made, wanted) else misfit(types, located)
    if isinstance(located.node, cst.Ellipsis):
        return ComputedDefault(None) if may_be_computed else refuse_open(located, types, _BY_NAME)
    if isinstance(located.node, cst.Tuple) and is_empty_of("builtins.tuple", _emptied(wanted)):
        return _tuple(located, located.node, wanted, types, may_be_computed=may_be_computed)
    value = literal(located)
    if value is NOT_LITERAL:
        if may_be_computed and _is_computable(located, wanted, types.project):
            return computed(located, types.project)
        return _member(located, wanted, types)
    if value is None and (_may_be_none(type_) or wanted == _JSON):
        return Literal(None)
    if value is None:
        return _refuse(
            types,
            "GP211",
            located,
            "the default is None and the type does not allow it",
            "add | None to the type",
        )
    if isinstance(value, list | tuple | set | dict):
        return _filled(located, value, wanted, types, may_be_computed=may_be_computed)
    return _scalar(located, value, wanted, types)


def _is_computable(located: Located, wanted: Type, project: Project) -> bool:
    """Whether an expression may be of the type, for all we know, when it is computed."""
    match project.lookup(located):
        case Missing():
            return False
        case ClassAttribute(owner, _):
            kind = kind_of(owner, project)
            is_member = kind in {ClassKind.ENUM, ClassKind.FLAG}
            return not (is_member or isinstance(wanted, EnumType | FlagType))
        case _:
            return True


def _unwrapped(located: Located, type_: Type, types: TypeReader) -> Located:
    """``3`` of ``UserId(3)``, for a `NewType` of that name; anything else as it is."""
    while isinstance(type_, NewType):
        match located.node:
            case cst.Call(args=[argument]) if _is_named(head(located), type_, types):
                located = Located(argument.value, located.module, located.spans)
        type_ = type_.inner
    return located


def _is_named(located: Located, type_: NewType, types: TypeReader) -> bool:
    symbol = types.project.lookup(located)
    return isinstance(symbol, ProjectValue) and symbol.name == type_.name


def _may_be_none(type_: Type) -> bool:
    return isinstance(type_, OptionalType) or (
        isinstance(type_, UnionType) and NoneType() in type_.arms
    )


def _wanted(located: Located, type_: Type, types: TypeReader) -> Type:
    """What the default has to be: of a union the arm that it is, or else the union."""
    if not isinstance(type_, UnionType):
        return type_
    symbol, value = types.project.lookup(located), literal(located)
    owner = symbol.owner.key if isinstance(symbol, ClassAttribute) else None
    for arm in map(bare, type_.arms):
        kind = _scalar_kind(arm)
        is_listed = not isinstance(arm, LiteralType) or value in arm.values
        if EnumType(owner or "") == arm or (kind and type(value) is _CLASSES[kind] and is_listed):
            return arm
    floating = ScalarType(ScalarKind.FLOAT)
    return floating if type(value) is int and floating in type_.arms else type_


def empty_class(located: Located, types: TypeReader) -> str:
    """The class of what is empty: ``builtins.list`` of ``[]`` and ``list()``; else nothing."""
    called = _called(located, types)
    if called in EMPTY_CLASSES:
        return called
    value = literal(located)
    is_empty = isinstance(value, list | tuple | dict) and not value
    return f"builtins.{type(value).__name__}" if is_empty else ""


def is_empty_of(made: str, wanted: Type) -> bool:
    """Whether what a class makes, when it is called without arguments, is of a type."""
    match wanted:
        case ListType(_, kind):
            return kind in _COLLECTIONS.get(made, ())
        case DictType(_, _, kind):
            return kind in _DICTS.get(made, ())
        case TupleType(items):
            return made == "builtins.tuple" and not items
        case _:
            return False


def _is_container_of(located: Located, made: str, wanted: Type) -> bool:
    """Whether a container, empty or filled, is a value of an arm of a union, for all we know."""
    made = made or f"builtins.{type(literal(located)).__name__}"
    arms = map(bare, wanted.arms) if isinstance(wanted, UnionType) else ()
    return any(is_empty_of(made, _emptied(each)) for each in arms)


def is_shared(located: Located, types: TypeReader) -> bool:
    """Whether an empty container would be one for all objects, and could be changed for all."""
    return empty_class(located, types) not in {"", *_IMMUTABLE}


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
    if not isinstance(node, cst.Call):
        return ""
    symbol = types.project.lookup(head(located))
    name = symbol.name if isinstance(symbol, External) else ""
    takes_factory = name == "collections.defaultdict" and len(node.args) == 1
    return name if takes_factory or not node.args else ""


def _scalar(located: Located, value: object, wanted: Type, types: TypeReader) -> Default:
    if isinstance(wanted, LiteralType) and value not in wanted.values:
        return misfit(types, located)
    if wanted == _JSON and isinstance(value, str | int | float):
        return Literal(value)
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
    return wanted.kind if isinstance(wanted, ScalarType | LiteralType) else None


def _fitting(value: object, kind: ScalarKind) -> str | int | float | bool | bytes | None:
    """The value as the type has it; None if it is not of the type."""
    if kind is ScalarKind.FLOAT and type(value) is int:
        try:
            return float(value)
        except OverflowError:
            return math.inf
    wanted = _CLASSES[kind]
    return value if isinstance(value, str | int | float | bytes) and type(value) is wanted else None


def _filled(
    located: Located,
    value: list[object] | tuple[object, ...] | set[object] | dict[object, object],
    wanted: Type,
    types: TypeReader,
    *,
    may_be_computed: bool,
) -> Default:
    made = f"builtins.{type(value).__name__}"
    is_json = wanted == _JSON and isinstance(value, list | dict)
    if not (is_json or is_empty_of(made, wanted)):
        return misfit(types, located)
    if may_be_computed:
        return computed(located, types.project)
    return _refuse(
        types,
        "GP210",
        located,
        "a list, set or dict that is a default has to be empty",
        "use an empty one, a tuple, or None, and fill it in where it is used",
    )


def _emptied(wanted: Type) -> Type:
    """The type of a tuple without its items; any other type as it is."""
    return TupleType(()) if isinstance(wanted, TupleType) else wanted


def _tuple(
    located: Located, node: cst.Tuple, wanted: Type, types: TypeReader, *, may_be_computed: bool
) -> Default:
    """A tuple whose items are written out."""
    types_: tuple[Type, ...] = ()
    if isinstance(wanted, TupleType):
        types_ = wanted.items
    elif isinstance(wanted, ListType):
        types_ = (wanted.item,) * len(node.elements)
    if len(types_) != len(node.elements):
        return misfit(types, located)
    items = tuple(
        read_default(
            Located(each.value, located.module, located.spans),
            type_,
            types,
            may_be_computed=may_be_computed,
        )
        for each, type_ in zip(node.elements, types_, strict=True)
    )
    if any(isinstance(each, ErrorDefault) for each in items):
        return FAULTY_DEFAULT
    if any(isinstance(each, ComputedDefault) for each in items):
        return computed(located, types.project)
    return FilledTuple(items)


_BY_NAME = "write the default out, or let the argument be given by its name: put it behind a *"


def refuse_open(located: Located, types: TypeReader, fix: str) -> Default:
    """Note a ``...`` where a default has to be known."""
    message = "... says that there is a default and not which"
    return _refuse(types, "GP210", located, message, fix)


def _member(located: Located, wanted: Type, types: TypeReader) -> Default:
    symbol = types.project.lookup(located)
    if isinstance(symbol, Missing) and symbol.where is not None:
        return _refuse(types, "GP109", located, *told(symbol))
    if not (isinstance(symbol, ClassAttribute) and isinstance(wanted, EnumType | FlagType)):
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
    value = symbol.value if isinstance(symbol, ProjectValue) else None
    if value is not None and literal(value) is not NOT_LITERAL:
        return f"write {value.code} itself: the file is read and not run"
    return "write a number, a text, True, False, None, an enum member, [] or {}, or use None"


def _refuse(types: TypeReader, code: str, located: Located, message: str, fix: str) -> Default:
    types.faults.add(code, located.span, message, fix)
    return FAULTY_DEFAULT
