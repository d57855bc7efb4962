"""The checks by which generated code explains a failed encoding, as expressions."""

from __future__ import annotations

from gen_plugin.model.types import (
    CollectionKind,
    ConvertedType,
    DictType,
    EnumType,
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
    bare,
)
from gen_plugin.render.layout import literal
from gen_plugin.render.python.codec_names import CodecNames
from gen_plugin.render.python.conversions import conversion_of


def check_of(type_: Type, names: CodecNames) -> str:
    """The check of a type: ``list_of(INT)``.

    Args:
        type_: The type.
        names: What codec.py calls everything.
    """
    type_ = bare(type_)
    match type_:
        case NoneType() | ObjectType() | NewType():
            raise TypeError("nothing is not checked, nor are objects")
        case ScalarType(kind, None):
            return kind.value.upper()
        case ScalarType() | ConvertedType():
            return _converted(type_)
        case LiteralType(listed):
            return f"one_of({', '.join(map(literal, listed))})"
        case ListType(item, kind):
            return f"{_collection(kind)}({check_of(item, names)})"
        case TupleType(items):
            return f"tuple_of({', '.join(check_of(each, names) for each in items)})"
        case OptionalType(inner):
            return f"optional({check_of(inner, names)})"
        case DictType(key, value, kind):
            keys, values = (check_of(each, names) for each in (key, value))
            return f"{'mapping_of' if kind.is_abstract else 'dict_of'}({keys}, {values})"
        case RecordType(key):
            return names.checks[key]
        case EnumType(key, False):
            return f"member_of({names.classes[key]})"
        case FlagType() | EnumType():
            return f"sendable(encode_{names.functions[type_]})"


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
