"""The checks by which generated code explains a failed encoding, as expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gen_plugin.frozen import dataclass
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
    bare,
)
from gen_plugin.render.layout import literal
from gen_plugin.render.python.arms import ArmClasses
from gen_plugin.render.python.codec_names import CodecNames
from gen_plugin.render.python.conversions import conversion_of


@dataclass(frozen=True, slots=True)
class Checks:
    """Writes the checks of codec.py.

    Attributes:
        names: What it calls everything.
        arms: What it calls the classes that show which arm of a union a value is.
    """

    names: CodecNames
    arms: ArmClasses

    def of(self, type_: Type) -> str:
        """The check of a type: ``list_of(INT)``."""
        type_ = bare(type_)
        match type_:
            case NoneType():
                return "NONE"
            case ScalarType() | ConvertedType() | LiteralType():
                return _single(type_)
            case RecordType(key):
                return self.names.checks[key]
            case EnumType(key, False):
                return f"member_of({self.names.classes[key]})"
            case FlagType() | EnumType():
                return f"sendable(encode_{self.names.functions[type_]})"
            case ObjectType() | NewType() | ErrorType():
                raise TypeError(f"{type_} is not checked")
            case _:
                return self._several(type_)

    def _several(self, type_: ListType | TupleType | DictType | OptionalType | UnionType) -> str:
        match type_:
            case ListType(item, kind):
                return f"{_collection(kind)}({self.of(item)})"
            case TupleType(items):
                return f"tuple_of({', '.join(map(self.of, items))})"
            case DictType(key, value, kind):
                keys, values = self.of(key), self.of(value)
                return f"{'mapping_of' if kind.is_abstract else 'dict_of'}({keys}, {values})"
            case OptionalType(LiteralType(values)):
                return _one_of((*values, None))
            case OptionalType(inner):
                return f"optional({self.of(inner)})"
            case UnionType(arms) if all(isinstance(each, LiteralType | NoneType) for each in arms):
                may_be_none = (None,) if NoneType() in arms else ()
                return _one_of((*type_.listed, *may_be_none))
            case UnionType():
                return f"union_of({', '.join(self._arms(type_))})"

    def _arms(self, union: UnionType) -> Iterator[str]:
        for each in self.arms.of(union):
            is_listed = isinstance(each.type, LiteralType)
            check = _one_of(union.listed) if is_listed else self.of(each.type)
            yield f"({each.classes}, {check})"


def _single(type_: ScalarType | ConvertedType | LiteralType) -> str:
    if isinstance(type_, LiteralType):
        return _one_of(type_.values)
    if isinstance(type_, ScalarType) and type_.format is None:
        return type_.kind.value.upper()
    return _converted(type_)


def _one_of(values: Iterable[str | int | None]) -> str:
    return f"one_of({', '.join(map(literal, values))})"


def _collection(kind: CollectionKind) -> str:
    if kind.is_set:
        return "set_of"
    return "items_of" if kind.is_iterable else "list_of"


def _converted(type_: ScalarType | ConvertedType) -> str:
    """The check of what is sent if its conversion, or its format, can carry it."""
    conversion = conversion_of(type_, {}, {}).encode
    if conversion == "as_bytes":
        return "BYTES"
    if conversion:
        return f"sendable({conversion})"
    format_ = type_.format if isinstance(type_, ScalarType) else None
    if format_ is None:
        raise TypeError(f"{type_} has neither conversion nor format")
    return f"sendable({format_.value.upper()}.convert)"
