"""Names for instances of generic classes, made of those of the types that fill them in."""

from __future__ import annotations

import re

from gen_plugin.model.types import (
    CollectionKind,
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
    ScalarType,
    TupleType,
    Type,
    UnionType,
)


def instance_name(generic: str, arguments: tuple[Type, ...]) -> str:
    """``PageOfUser`` of ``Page[User]``, ``PairOfIntAndListOfStr`` of ``Pair[int, list[str]]``."""
    return f"{generic}Of{_joined(arguments)}" if arguments else generic


def _joined(types: tuple[Type, ...]) -> str:
    return "And".join(map(_name, types))


def _name(type_: Type) -> str:
    match type_:
        case NoneType() | ErrorType():
            return type(type_).__name__.removesuffix("Type")
        case ScalarType(kind, format_):
            return _capital((format_ or kind).value)
        case ConvertedType(kind):
            name, _, way = kind.value.partition(", ")
            return _capital(way) + _capital(name.rpartition(".")[2])
        case LiteralType(values):
            return "Literal" + "Or".join(_capital(re.sub(r"\W", "", str(each))) for each in values)
        case ListType(item, CollectionKind.TUPLE):
            return f"TupleOf{_name(item)}s"
        case ListType(item, kind):
            return f"{_capital(kind.value)}Of{_name(item)}"
        case TupleType(items):
            return f"TupleOf{_joined(items) or 'Nothing'}"
        case DictType(key, value, kind):
            return f"{_capital(kind.value)}Of{_joined((key, value))}"
        case OptionalType(inner):
            return f"Optional{_name(inner)}"
        case UnionType(arms):
            return "Or".join(map(_name, arms))
        case RecordType() | EnumType() | FlagType() | NewType() | ObjectType():
            return type_.key.rpartition(":")[2]


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
