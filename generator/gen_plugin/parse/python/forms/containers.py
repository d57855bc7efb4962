"""Collections, tuples and dicts, by their builtin, their typing and their abstract names."""

from __future__ import annotations

import libcst as cst

from gen_plugin.model.types import (
    CollectionKind,
    ConvertedType,
    DictType,
    ListType,
    MappingKind,
    NewType,
    OptionalType,
    ScalarKind,
    ScalarType,
    TupleType,
    Type,
    UnionType,
)
from gen_plugin.parse.python.forms.form import Annotation, Reader
from gen_plugin.parse.python.symbols import Located

_COLLECTIONS = {
    "builtins.list": CollectionKind.LIST,
    "typing.List": CollectionKind.LIST,
    "builtins.set": CollectionKind.SET,
    "typing.Set": CollectionKind.SET,
    "builtins.frozenset": CollectionKind.FROZENSET,
    "typing.FrozenSet": CollectionKind.FROZENSET,
    "collections.deque": CollectionKind.DEQUE,
    "typing.Deque": CollectionKind.DEQUE,
    "typing.Sequence": CollectionKind.SEQUENCE,
    "typing.MutableSequence": CollectionKind.MUTABLE_SEQUENCE,
    "typing.Collection": CollectionKind.COLLECTION,
    "typing.Iterable": CollectionKind.ITERABLE,
    "typing.AbstractSet": CollectionKind.ABSTRACT_SET,
    "typing.MutableSet": CollectionKind.MUTABLE_SET,
}
_TUPLES = {"builtins.tuple", "typing.Tuple"}
_DICTS = {
    "builtins.dict": MappingKind.DICT,
    "typing.Dict": MappingKind.DICT,
    "typing.Mapping": MappingKind.MAPPING,
    "typing.MutableMapping": MappingKind.MUTABLE_MAPPING,
    "collections.OrderedDict": MappingKind.ORDERED,
    "typing.OrderedDict": MappingKind.ORDERED,
    "collections.defaultdict": MappingKind.DEFAULT,
    "typing.DefaultDict": MappingKind.DEFAULT,
    "collections.Counter": MappingKind.COUNTER,
    "typing.Counter": MappingKind.COUNTER,
}


def collection_of(annotation: Annotation, reader: Reader) -> Type | None:
    """``list[T]``, ``set[T]``, ``Sequence[T]`` and their like."""
    kind = _COLLECTIONS.get(annotation.name)
    if kind is None:
        return None
    arguments = annotation.arguments or ()
    if len(arguments) != 1:
        return reader.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not say what is in it",
            f"write the type of its items in brackets: {kind.value}[str]",
        )
    item = reader.value(arguments[0])
    if kind.is_set and not is_hashable(item):
        return reader.refuse(
            "GP107",
            annotation,
            f"{arguments[0].code} cannot be in a set: it has no hash",
            f"use list[{arguments[0].code}], or items that never change: tuple, frozenset",
        )
    return ListType(item, kind)


def tuple_of(annotation: Annotation, reader: Reader) -> Type | None:
    """``tuple[T, ...]`` and ``tuple[A, B]``; ``tuple[()]`` has nothing in it."""
    if annotation.name not in _TUPLES:
        return None
    arguments = annotation.arguments
    if arguments is None:
        return reader.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not say what is in it",
            "write the types of its items in brackets: tuple[str, int], or tuple[str, ...]",
        )
    if len(arguments) == 2 and _is_ellipsis(arguments[1]):
        return ListType(reader.value(arguments[0]), CollectionKind.TUPLE)
    return TupleType(tuple(map(reader.value, arguments)))


def dict_of(annotation: Annotation, reader: Reader) -> Type | None:
    """``dict[K, V]`` and its like; ``Counter[K]``, which counts."""
    kind = _DICTS.get(annotation.name)
    if kind is None:
        return None
    arguments = annotation.arguments or ()
    expected = 1 if kind is MappingKind.COUNTER else 2
    if len(arguments) != expected:
        return reader.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not say what its keys and values are",
            f"write the types in brackets: {kind.value}[{', '.join(['str', 'int'][:expected])}]",
        )
    key, *values = (reader.value(argument) for argument in arguments)
    if not is_hashable(key):
        return reader.refuse(
            "GP107",
            annotation,
            f"{arguments[0].code} cannot be the key of a dict: it has no hash",
            "use keys that never change, such as str, int or tuple, or a list of records",
        )
    value = values[0] if values else ScalarType(ScalarKind.INT)
    return DictType(key, value, kind, keeps_order=kind is MappingKind.ORDERED)


def is_hashable(type_: Type) -> bool:
    """Whether its values can be in a set, as far as the type shows; of records all is left open."""
    match type_:
        case ListType(item, kind):
            is_fixed = kind in {CollectionKind.TUPLE, CollectionKind.FROZENSET}
            return is_fixed and is_hashable(item)
        case TupleType(items) | UnionType(items):
            return all(map(is_hashable, items))
        case OptionalType(inner) | NewType(_, _, inner):
            return is_hashable(inner)
        case ConvertedType():
            return type_.has_hash
        case DictType():
            return False
        case _:
            return True


def _is_ellipsis(located: Located) -> bool:
    return isinstance(located.node, cst.Ellipsis)
