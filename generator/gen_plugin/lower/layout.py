"""How a value is laid out in a field, decided by its type before anything has a name.

A field holds a scalar, an enum or a message, once, repeatedly or in a map. Whatever else a Python
type can say needs a message of its own around the value: a *wrapper* around a list in a list, an
*entry* for a dict whose keys no map can have, a message with a field for each item of a tuple or
for each arm of a union.
"""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.frozen import dataclass, replace
from gen_plugin.lower import casing, keys
from gen_plugin.lower.carriers import is_map_key, is_message
from gen_plugin.lower.contract import Shape
from gen_plugin.model.interface import Default, EmptyContainer, Literal
from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    DictType,
    EnumType,
    ErrorType,
    FlagType,
    ListType,
    LiteralType,
    NewType,
    NoneType,
    NumberFormat,
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
from gen_plugin.model.unions import arm_names
from gen_plugin.proto.model import Cardinality, MessageRef

Held = ScalarType | ConvertedType | LiteralType | EnumType | FlagType | RecordType
"""What a field holds without a message around it."""


@dataclass(frozen=True, slots=True)
class Nested:
    """A message that exists for one field only.

    Attributes:
        path: Its key in the lock: the key of the field, then a mark for each step into the type.
        suffix: What it wants to be called, after the field's own name.
        type: The Python type of the carried value if it is a WRAPPER, a TUPLE or a UNION, else
            None.
        parts: Its fields, numbered from 1 in this order where the lock does not know better.
    """

    path: str
    suffix: str
    shape: Shape
    type: Type | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a field is.

    Attributes:
        value: The field's type; of a repeated field its items', of a map its values'.
        key: The type of a map's keys, None for all others.
    """

    cardinality: Cardinality
    value: Value
    key: ScalarType | LiteralType | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a nested message.

    Attributes:
        key: Its key in the lock, which keeps the fields of unions alone; else None.
    """

    name: str
    type: Type
    layout: Layout
    key: str | None = None


Value = Held | Nested | MessageRef
"""What a field holds; a `MessageRef` is a message that carries no single Python value."""


def lay_out(carried: Type, path: str, default: Default | None = None, suffix: str = "") -> Layout:
    """Lay out a field.

    Args:
        carried: The Python type of its value.
        path: The field's key in the lock.
        default: What an absent field means in Python, if anything.
        suffix: What the names of the messages that are nested for it have after the field's name.
    """
    carried = _known(carried)
    if _absence_is_taken(carried, default):
        return Layout(
            Cardinality.SINGULAR, _wrapper("value", carried, f"{path}?", f"{suffix}Value")
        )
    match carried:
        case OptionalType(inner):
            return _optional(inner, path, suffix)
        case ListType(item):
            return Layout(Cardinality.REPEATED, _element(item, f"{path}[]", f"{suffix}Item"))
        case DictType():
            return _dict(carried, path, suffix)
        case RecordType():
            return Layout(Cardinality.SINGULAR, carried)
        case TupleType():
            return Layout(Cardinality.SINGULAR, _tuple(carried, path, f"{suffix}Tuple"))
        case UnionType():
            return Layout(Cardinality.SINGULAR, _union(carried, f"{path}?", f"{suffix}Value"))
        case ConvertedType(ConvertedKind.ZONED_DATETIME):
            return Layout(Cardinality.SINGULAR, _zoned(f"{path}@", f"{suffix}Value"))
        case ConvertedType() if is_message(carried):
            return Layout(Cardinality.SINGULAR, carried)
        case ScalarType() | ConvertedType() | LiteralType() | EnumType() | FlagType():
            return Layout(
                Cardinality.SINGULAR if default is None else Cardinality.OPTIONAL, carried
            )
        case NoneType() | ObjectType() | NewType() | ErrorType():
            raise TypeError(f"{path} has no value to lay out")


def lay_out_item(carried: Type, path: str, *, is_choice: bool) -> Layout:
    """Lay out the field for an item of a stream, so that it may become one of several fields.

    Args:
        carried: The Python type of an item.
        path: The field's key in the lock.
        is_choice: Whether it is one of several fields.
    """
    if isinstance(bare(carried), ListType | DictType):  # a choice cannot be repeated
        return Layout(Cardinality.SINGULAR, _element(carried, f"{path}?", "Value"))
    return lay_out_arm(carried, path) if is_choice else lay_out(carried, path)


def lay_out_arm(carried: Type, path: str, suffix: str = "") -> Layout:
    """Lay out one of the fields of a union. Arguments as for `lay_out`."""
    if isinstance(carried, NoneType):  # is there or not; nobody asks what it holds
        return Layout(Cardinality.OPTIONAL, ScalarType(ScalarKind.BOOL))
    if isinstance(bare(carried), ListType | DictType):  # a choice cannot be repeated
        return Layout(Cardinality.SINGULAR, _element(carried, f"{path}?", f"{suffix}Value"))
    layout = lay_out(carried, path, suffix=suffix)
    if _has_presence(layout.value):
        return layout
    return replace(layout, cardinality=Cardinality.OPTIONAL)


def union_arms(union: UnionType, path: str) -> Iterator[tuple[str, str, Type]]:
    """Each arm's key in the lock, what its field's name wants to end with, and its type."""
    for name, arm in zip(arm_names(union), union.arms, strict=True):
        yield keys.arm(path, name), casing.snake(name.replace(".", "_")), arm


def nested_in(layout: Layout) -> Iterator[Nested]:
    """All messages nested for a field, outer ones first."""
    if isinstance(layout.value, Nested):
        yield layout.value
        for part in layout.value.parts:
            yield from nested_in(part.layout)


def _absence_is_taken(carried: Type, default: Default | None) -> bool:
    """Whether absent means the default, and so cannot mean None or empty."""
    if isinstance(carried, OptionalType):
        return default not in {None, Literal(None)}
    if isinstance(carried, ListType | DictType):
        return default not in {None, EmptyContainer()}
    return False


def _optional(optional: Type, path: str, suffix: str) -> Layout:
    inner = bare(optional)
    if isinstance(inner, ListType | DictType):
        return Layout(Cardinality.SINGULAR, _wrapper("items", inner, f"{path}?", f"{suffix}Value"))
    layout = lay_out(inner, path, suffix=suffix)
    if _has_presence(layout.value):
        return layout
    return Layout(Cardinality.OPTIONAL, layout.value)


def _has_presence(value: Value) -> bool:
    """Whether it is a message, which is absent or there without ``optional``."""
    return isinstance(value, RecordType | Nested | MessageRef) or is_message(value)


def _dict(carried: DictType, path: str, suffix: str) -> Layout:
    key, value = bare(carried.key), carried.value
    element = _element(value, f"{path}{{}}", f"{suffix}Value")
    if isinstance(key, ScalarType | LiteralType) and is_map_key(key) and not carried.keeps_order:
        return Layout(Cardinality.MAP, element, key)
    entry = Nested(
        path=f"{path}{{*}}",
        suffix=f"{suffix}Entry",
        shape=Shape.ENTRY,
        type=None,
        parts=(
            Part("key", carried.key, lay_out(key, f"{path}{{*}}", suffix=f"{suffix}Key")),
            Part("value", value, Layout(Cardinality.SINGULAR, element)),
        ),
    )
    return Layout(Cardinality.REPEATED, entry)


def _element(carried: Type, path: str, suffix: str) -> Held | Nested:
    """A value in a list or a dict, where nothing can be absent or repeated once more."""
    carried = _known(carried)
    match carried:
        case ConvertedType(ConvertedKind.ZONED_DATETIME):
            return _zoned(f"{path}@", suffix)
        case ScalarType() | ConvertedType() | LiteralType() | EnumType() | FlagType():
            return carried
        case RecordType():
            return carried
        case TupleType():
            return _tuple(carried, path, suffix)
        case UnionType():
            return _union(carried, f"{path}?", suffix)
        case OptionalType():
            return _wrapper("value", carried, path, suffix)
        case ListType() | DictType():
            return _wrapper("items", carried, path, suffix)
        case NoneType() | ObjectType() | NewType() | ErrorType():
            raise TypeError(f"{path} has no value to lay out")


def _known(carried: Type) -> Type:
    """What a type's values are; anything for one that was refused: what is around it has names."""
    found = bare(carried)
    return ScalarType(ScalarKind.BOOL) if isinstance(found, ErrorType) else found


def _tuple(carried: TupleType, path: str, suffix: str) -> Nested:
    parts = tuple(
        Part(
            f"item{number}",
            item,
            lay_out(item, f"{path}({number})", suffix=f"{suffix}Item{number}"),
        )
        for number, item in enumerate(carried.items, start=1)
    )
    return Nested(f"{path}(*)", suffix, Shape.TUPLE, carried, parts)


def _union(carried: UnionType, path: str, suffix: str) -> Nested:
    parts = tuple(
        Part(
            f"{keys.CHOICE}_{name}",
            arm,
            lay_out_arm(arm, key, suffix=suffix + casing.pascal(name)),
            key,
        )
        for key, name, arm in union_arms(carried, path)
    )
    return Nested(path, suffix, Shape.UNION, carried, parts)


def _wrapper(part: str, carried: Type, path: str, suffix: str) -> Nested:
    inside = Part(part, carried, lay_out(carried, path, suffix=suffix))
    return Nested(path, suffix, Shape.WRAPPER, carried, (inside,))


def _zoned(path: str, suffix: str) -> Nested:
    """A datetime that keeps its zone: the instant, the offset in seconds, the zone's key."""
    parts: tuple[tuple[str, ScalarType | ConvertedType], ...] = (
        ("at", ConvertedType(ConvertedKind.DATETIME)),
        ("offset_s", ScalarType(ScalarKind.INT, NumberFormat.INT32)),
        ("zone", ScalarType(ScalarKind.STR)),
    )
    layouts = tuple(Part(name, type_, Layout(Cardinality.SINGULAR, type_)) for name, type_ in parts)
    return Nested(path, suffix, Shape.PARTS, None, layouts)
