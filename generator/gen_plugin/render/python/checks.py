"""The checks by which generated code explains a failed encoding, as expressions."""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.model.types import (
    DictType,
    EnumType,
    ListType,
    NoneType,
    OptionalType,
    RecordType,
    ScalarType,
    Type,
)


def check_of(type_: Type, records: Mapping[str, str], enums: Mapping[str, str]) -> str:
    """The check of a type: ``list_of(INT)``.

    Args:
        type_: The type.
        records: Key of each record -> the constant that holds its check.
        enums: Key of each enum -> what the file calls the class.
    """
    match type_:
        case NoneType():
            raise TypeError("nothing is not checked")
        case ScalarType(kind):
            return kind.value.upper()
        case ListType(item):
            return f"list_of({check_of(item, records, enums)})"
        case OptionalType(inner):
            return f"optional({check_of(inner, records, enums)})"
        case DictType(key, value):
            keys = check_of(key, records, enums)
            keys = "FLOAT_KEY" if keys == "FLOAT" else keys
            return f"dict_of({keys}, {check_of(value, records, enums)})"
        case RecordType(key):
            return records[key]
        case EnumType(key):
            return f"member_of({enums[key]})"
