"""How a value of one type is carried by one field: the cases that the codec's templates know."""

from __future__ import annotations

from enum import Enum

from gen_plugin.lower.contract import FieldBinding
from gen_plugin.model.interface import ComputedDefault
from gen_plugin.model.types import CollectionKind, DictType, ListType, OptionalType, Type, bare
from gen_plugin.proto.model import (
    Cardinality,
    EnumRef,
    MessageRef,
    ScalarRef,
    ValueRef,
    WellKnownRef,
)


class Kind(Enum):
    """What one value is on the wire. The value is the name of the templates' case."""

    TEXT = "text"
    BYTES = "bytes"
    INT = "int"
    DOUBLE = "double"
    FIXED32 = "fixed32"
    FIXED64 = "fixed64"
    BOOL = "bool"
    ENUM = "enum"
    MESSAGE = "message"


class Form(Enum):
    """How often a field may occur, and what its absence means.

    `PLAIN` is sent unless it is the wire's zero; `SENT` is always sent, because another value, or
    an error, stands for its absence; `OPTIONAL` is sent unless it is None; `REPEATED` is a list or
    another collection; `MAP` is a dict, whose entries are messages.
    """

    PLAIN = "plain"
    SENT = "sent"
    OPTIONAL = "optional"
    REPEATED = "repeated"
    MAP = "map"


_SCALARS = {
    "string": Kind.TEXT,
    "bytes": Kind.BYTES,
    "int32": Kind.INT,
    "int64": Kind.INT,
    "uint32": Kind.INT,
    "uint64": Kind.INT,
    "sint32": Kind.INT,
    "sint64": Kind.INT,
    "fixed32": Kind.FIXED32,
    "sfixed32": Kind.FIXED32,
    "float": Kind.FIXED32,
    "fixed64": Kind.FIXED64,
    "sfixed64": Kind.FIXED64,
    "double": Kind.DOUBLE,
    "bool": Kind.BOOL,
}

_FIXED = {
    "fixed32": "FIXED32",
    "sfixed32": "SFIXED32",
    "float": "FLOAT32",
    "fixed64": "FIXED64",
    "sfixed64": "SFIXED64",
}

_WIRE_TYPES = {
    Kind.INT: 0,
    Kind.BOOL: 0,
    Kind.ENUM: 0,
    Kind.DOUBLE: 1,
    Kind.FIXED64: 1,
    Kind.FIXED32: 5,
}
_LENGTH_DELIMITED = 2


def kind_of(ref: ValueRef) -> Kind:
    """The kind of a field's type."""
    match ref:
        case ScalarRef(name):
            return _SCALARS[name]
        case EnumRef():
            return Kind.ENUM
        case MessageRef() | WellKnownRef():
            return Kind.MESSAGE


def format_of(ref: ValueRef) -> str:
    """The runtime's object for a field of a pinned size: ``SFIXED32``; empty for all others."""
    return _FIXED.get(ref.name, "") if isinstance(ref, ScalarRef) else ""


def form_of(binding: FieldBinding, carried: Type | None) -> Form:
    """The form of a field.

    Args:
        binding: The field and the value that it carries.
        carried: The Python type that its message stands for if it is a wrapper, else None.
    """
    match binding.field.cardinality:
        case Cardinality.REPEATED:
            return Form.MAP if isinstance(bare(binding.type), DictType) else Form.REPEATED
        case Cardinality.MAP:
            return Form.MAP
        case Cardinality.OPTIONAL:
            may_be_absent = isinstance(binding.type, OptionalType) or is_computed(binding)
            return Form.OPTIONAL if may_be_absent else Form.SENT
        case Cardinality.SINGULAR if kind_of(binding.field.type) is not Kind.MESSAGE:
            return Form.PLAIN
        case Cardinality.SINGULAR:
            none_is_absent = isinstance(binding.type, OptionalType) and carried != binding.type
            return Form.OPTIONAL if none_is_absent or is_computed(binding) else Form.SENT


def is_computed(binding: FieldBinding) -> bool:
    """Whether a field may be absent because the implementation's own default is meant."""
    return isinstance(binding.default, ComputedDefault)


def item_type(type_: Type) -> Type:
    """The type of what stands in a field once: a list's item, a dict's value, what may be None."""
    match bare(type_):
        case ListType(inner) | OptionalType(inner):
            return inner
        case DictType(_, value):
            return value
        case _:
            return type_


def single_type(binding: FieldBinding, form: Form) -> Type:
    """The type of one value as the field itself carries it, in that form."""
    if form in {Form.REPEATED, Form.MAP}:
        return item_type(binding.type)
    if form is Form.OPTIONAL and isinstance(binding.type, OptionalType):
        return binding.type.inner
    return binding.type


def collection_kind(type_: Type) -> CollectionKind | None:
    """What holds the values of a repeated field; None where that is a dict."""
    held = bare(type_)
    return held.kind if isinstance(held, ListType) else None


def tag_of(number: int, kind: Kind) -> int:
    """A field's tag, as a number, where each of its values stands by itself."""
    return number << 3 | _WIRE_TYPES.get(kind, _LENGTH_DELIMITED)


def packed_tag_of(number: int) -> int:
    """The tag of a field that holds all its values in one payload."""
    return number << 3 | _LENGTH_DELIMITED


def is_packed(kind: Kind) -> bool:
    """Whether the values of a repeated field of this kind are sent in one payload."""
    return kind in _WIRE_TYPES
