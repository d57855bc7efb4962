"""What Go calls types that have no name in Python: ``OptionalString``, ``TupleOfInt64AndBool``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gen_plugin.lower import casing
from gen_plugin.model.types import (
    ConvertedType,
    DictType,
    EnumType,
    ErrorType,
    FlagType,
    ListType,
    LiteralType,
    NewType,
    NoneType,
    ObjectType,
    OptionalType,
    RecordType,
    ScalarKind,
    ScalarType,
    TupleType,
    Type,
    UnionType,
    bare,
)

_SCALARS = {
    ScalarKind.STR: "String",
    ScalarKind.INT: "Int64",
    ScalarKind.FLOAT: "Float64",
    ScalarKind.BOOL: "Bool",
    ScalarKind.BYTES: "Bytes",
}


def label(type_: Type, defined: Mapping[str, str], *, with_new_types: bool = True) -> str:
    """A name for a type.

    Args:
        type_: The type.
        defined: Key of each record and enum -> what Go calls it.
        with_new_types: Whether a `NewType` has its own name; else that of what it stands for.
    """

    def of(inner: Type) -> str:
        return label(inner, defined, with_new_types=with_new_types)

    match type_ if with_new_types else bare(type_):
        case NoneType() | ErrorType() | ObjectType() as named:
            return type(named).__name__.removesuffix("Type")
        case ScalarType() | ConvertedType() | LiteralType() as single:
            return _single(single)
        case RecordType(key) | EnumType(key):
            return defined[key]
        case FlagType(_, name) | NewType(_, name, _):
            return casing.pascal(casing.identifier(name))
        case several:
            return _several(several, of)


def _several(
    type_: ListType | TupleType | DictType | OptionalType | UnionType, of: Callable[[Type], str]
) -> str:
    match type_:
        case ListType(item, kind):
            return f"{casing.pascal(kind.value)}Of{of(item)}"
        case TupleType(items):
            return f"TupleOf{'And'.join(map(of, items))}" if items else "EmptyTuple"
        case DictType(key, value, kind):
            return f"{casing.pascal(kind.value)}Of{of(key)}To{of(value)}"
        case OptionalType(inner):
            return f"Optional{of(inner)}"
        case UnionType(arms):
            return "Or".join(map(of, arms))


def _single(type_: ScalarType | ConvertedType | LiteralType) -> str:
    match type_:
        case ScalarType(_, format_) if format_:
            return casing.pascal(format_.value)
        case ScalarType(kind):
            return _SCALARS[kind]
        case LiteralType():
            return f"{_SCALARS[type_.kind]}Literal"
        case ConvertedType(kind):
            return casing.pascal(kind.name.lower())
