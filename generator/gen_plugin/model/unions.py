"""What the arms of a union are called, by their types."""

from __future__ import annotations

from collections import Counter

from gen_plugin.model.types import (
    CollectionKind,
    ConvertedType,
    DictType,
    EnumType,
    ErrorType,
    FlagType,
    ListType,
    LiteralType,
    MappingKind,
    NewType,
    NoneType,
    ObjectType,
    OptionalType,
    RecordType,
    ScalarType,
    TupleType,
    Type,
    UnionType,
)


def arm_names(union: UnionType) -> tuple[str, ...]:
    """The name of each arm: ``int``, ``Circle``, ``list_str``.

    Records and enums of the same name have their modules before it: ``shapes.Circle``. Other arms
    that share a name cannot be told apart.
    """
    bare = [name_of(each) for each in union.arms]
    often = Counter(bare)
    return tuple(
        each.key.replace(":", ".")
        if often[name] > 1 and isinstance(each, RecordType | EnumType | FlagType)
        else name
        for each, name in zip(union.arms, bare, strict=True)
    )


def name_of(type_: Type) -> str:
    """A type as an identifier; pins are no part of it."""
    match type_:
        case NoneType():
            return "none"
        case ErrorType():
            return "error"
        case ScalarType() | LiteralType():
            return type_.kind.value
        case ConvertedType():
            return type_.name.rpartition(".")[2]
        case ListType(item, kind):
            return f"{_class(kind)}_{name_of(item)}"
        case TupleType(items):
            return "_".join(["tuple", *map(name_of, items)])
        case DictType(key, value, kind):
            return f"{_class(kind)}_{name_of(key)}_{name_of(value)}"
        case OptionalType(inner):
            return f"optional_{name_of(inner)}"
        case NewType(_, _, inner):
            return name_of(inner)
        case UnionType(arms):
            return "_or_".join(map(name_of, arms))
        case RecordType() | EnumType() | FlagType() | ObjectType():
            return type_.key.rpartition(":")[2]


def _class(kind: CollectionKind | MappingKind) -> str:
    return "tuple_of" if kind is CollectionKind.TUPLE else kind.value
