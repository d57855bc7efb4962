"""``list[T]`` and ``dict[K, V]``, by their builtin and their typing names."""

from __future__ import annotations

from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    DictType,
    EnumType,
    ListType,
    ScalarType,
    Type,
)
from gen_plugin.parse.python.forms.form import FAULTY, Annotation, Reader


def list_of(annotation: Annotation, reader: Reader) -> Type | None:
    """``list[T]``."""
    if annotation.name not in {"builtins.list", "typing.List"}:
        return None
    arguments = annotation.arguments or ()
    if len(arguments) != 1:
        return reader.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not say what is in the list",
            "write the type of its items in brackets: list[str]",
        )
    return ListType(reader.value(arguments[0]))


def dict_of(annotation: Annotation, reader: Reader) -> Type | None:
    """``dict[K, V]``."""
    if annotation.name not in {"builtins.dict", "typing.Dict"}:
        return None
    arguments = annotation.arguments or ()
    if len(arguments) != 2:
        return reader.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not say what its keys and values are",
            "write both types in brackets: dict[str, int]",
        )
    key, value = (reader.value(argument) for argument in arguments)
    if key is not FAULTY and not _is_hashable(key):
        return reader.refuse(
            "GP107",
            annotation,
            f"{arguments[0].code} cannot be the key of a dict on the wire",
            "use str, int, bool, float, bytes or an Enum as the key, or a list of records",
        )
    return DictType(key, value)


def _is_hashable(key: Type) -> bool:
    if isinstance(key, ConvertedType):
        return key.kind not in {ConvertedKind.BYTEARRAY, ConvertedKind.MEMORYVIEW}
    return isinstance(key, ScalarType | EnumType)
