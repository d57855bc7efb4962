"""The checks by which generated code explains a failed encoding, as expressions."""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.model.types import (
    CollectionKind,
    ConvertedType,
    DictType,
    EnumType,
    ListType,
    LiteralType,
    NoneType,
    ObjectType,
    OptionalType,
    RecordType,
    ScalarType,
    TupleType,
    Type,
)
from gen_plugin.render.layout import literal
from gen_plugin.render.python.conversions import conversion_of


def check_of(type_: Type, records: Mapping[str, str], enums: Mapping[str, str]) -> str:
    """The check of a type: ``list_of(INT)``.

    Args:
        type_: The type.
        records: Key of each record -> the constant that holds its check.
        enums: Key of each enum -> what the file calls the class.
    """
    match type_:
        case NoneType() | ObjectType():
            raise TypeError("nothing is not checked, nor are objects")
        case ScalarType(kind, None):
            return kind.value.upper()
        case ScalarType() | ConvertedType():
            return _converted(type_)
        case LiteralType(listed):
            return f"one_of({', '.join(map(literal, listed))})"
        case ListType(item, kind):
            return f"{_collection(kind)}({check_of(item, records, enums)})"
        case TupleType(items):
            return f"tuple_of({', '.join(check_of(each, records, enums) for each in items)})"
        case OptionalType(inner):
            return f"optional({check_of(inner, records, enums)})"
        case DictType(key, value, kind):
            keys, values = (check_of(each, records, enums) for each in (key, value))
            return f"{'mapping_of' if kind.is_abstract else 'dict_of'}({keys}, {values})"
        case RecordType(key):
            return records[key]
        case EnumType(key):
            return f"member_of({enums[key]})"


def _collection(kind: CollectionKind) -> str:
    if kind.is_set:
        return "set_of"
    return "items_of" if kind.is_iterable else "list_of"


def _converted(type_: ScalarType | ConvertedType) -> str:
    """The check of what is sent if its conversion, or its format, can carry it."""
    conversion = conversion_of(type_, {}).encode
    if conversion == "as_bytes":
        return "BYTES"
    if conversion:
        return f"sendable({conversion})"
    format_ = type_.format if isinstance(type_, ScalarType) else None
    if format_ is None:
        raise TypeError(f"{type_} has neither conversion nor format")
    return f"sendable({format_.value.upper()}.convert)"
