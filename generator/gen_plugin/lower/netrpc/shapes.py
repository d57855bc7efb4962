"""What the lock knows of a value over net/rpc: as much of its type as gob compares."""

from __future__ import annotations

import re

from gen_plugin.lower.netrpc.contract import GobField
from gen_plugin.lower.netrpc.structs import Structs, is_map, single
from gen_plugin.model.interface import Default, EmptyContainer, Literal
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

BUT_ZERO = ", which is not zero if it is left out"
"""Behind the shape of what has a default that gob does not tell from a zero."""

_UNION = re.compile(r"(?<=union\()[^()]*")
_SIZE = re.compile(r"(?<=int|oat)(32|64)$")


class Shapes:
    """Writes the shapes of types and fields, once `structs` has found what carries them."""

    def __init__(self, structs: Structs) -> None:
        self._structs = structs

    def of(self, type_: Type) -> str:
        """The shape of a type.

        Sizes of numbers do not count, nor do names but those of records and of what a union can be.
        """
        match type_:
            case NoneType() | ErrorType():
                return "nothing"
            case ScalarType() | ConvertedType():
                return _SIZE.sub("", single(type_))
            case LiteralType():
                return "string" if type_.kind is ScalarKind.STR else "int"
            case EnumType() | FlagType():
                return "int"
            case NewType(_, _, inner):
                return self.of(inner)
            case ObjectType() | OptionalType(ObjectType()):
                return "uint"
            case RecordType(key):
                return key.partition(":")[2]
            case _:
                return self._several(type_)

    def _several(self, type_: ListType | TupleType | DictType | OptionalType | UnionType) -> str:
        match type_:
            case ListType(item):
                return f"[]{self.of(item)}"
            case TupleType(items):
                return f"tuple({', '.join(map(self.of, items))})"
            case DictType(key, value):
                pair = f"[{self.of(key)}]{self.of(value)}"
                return f"map{pair}" if is_map(type_) else f"entries{pair}"
            case OptionalType(inner):
                return f"optional({self.of(inner)})"
            case UnionType():
                return f"union({', '.join(self._structs.arms(type_))})"

    def of_field(self, field: GobField, default: Default | None) -> str:
        """The shape of an argument, or of a field of a record."""
        if field.type is None:
            raise TypeError(f"{field.name} carries nothing")
        held = bare(field.type)
        if field.is_omissible:
            return f"optional({self.of(field.type)})"
        if field.is_pointer and isinstance(held, OptionalType):
            return f"*{self.of(held.inner)}"
        return self.of(field.type) + ("" if _is_zero(held, default) else BUT_ZERO)


def plain(kept: str) -> str:
    """What the lock keeps, without what it says of a default."""
    return kept.removesuffix(BUT_ZERO)


def is_kept(before: str, now: str) -> bool:
    """Whether a shape is what it was, but for its default, and for what its unions can be more."""
    old, new = plain(before), plain(now)
    return _UNION.sub("", old) == _UNION.sub("", new) and all(
        set(arms.split(", ")) <= set(more.split(", "))
        for arms, more in zip(_UNION.findall(old), _UNION.findall(new), strict=True)
    )


def _is_zero(type_: Type, default: Default | None) -> bool:
    """Whether what was left out is what gob makes of that."""
    match default:
        case None:
            return True
        case EmptyContainer():
            return not isinstance(type_, OptionalType)
        case Literal(value):
            return value is None if isinstance(type_, OptionalType) else not value
        case _:
            return False
