"""Python values as messages of the protobuf library, and back: the mapping, written a second time.

It follows the contract and the rules of absence, and leaves all of the wire to the library.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from google.protobuf.message import Message
from tests.codec.conversions import (
    WELL_KNOWN,
    carried,
    converted,
    fill_well_known,
    parts_of,
    read_well_known,
    value_of,
)
from tests.codec.generated import Generated
from tests.codec.values import CLASSES, as_mapping, present

from gen_plugin.lower.contract import FieldBinding, Shape
from gen_plugin.model.interface import (
    EmptyContainer,
    EnumMember,
    Literal,
    RecordKind,
)
from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    DictType,
    EnumType,
    FlagType,
    ListType,
    LiteralType,
    NewType,
    NoneType,
    OptionalType,
    RecordType,
    ScalarType,
    TupleType,
    Type,
    UnionType,
)
from gen_plugin.proto.model import Cardinality, MessageRef, WellKnownRef
from gen_plugin_runtime import pin

_CLASS_NAMES = {
    "decimal.Decimal": ["Decimal"],
    "uuid.UUID": ["UUID"],
    "pathlib.Path": ["PosixPath", "WindowsPath"],
    "datetime.datetime": ["datetime"],
    "datetime.date": ["date"],
    "datetime.timedelta": ["timedelta"],
}
"""The classes of the values of a converted type that a random union may have."""
_SEVERAL = {Shape.ENTRY, Shape.TUPLE, Shape.PARTS}


class Refused(Exception):
    """The message is no value of the declared type."""


class Judge:
    """Converts the values of one generated package."""

    def __init__(self, generated: Generated) -> None:
        self._generated = generated
        self._contract = generated.contract
        interface = generated.output.interface
        names = {key: each.class_name for key, each in interface.records.items()}
        names |= {key: each.name for key, each in (interface.enums | interface.flags).items()}
        self._classes = {key: getattr(generated.source, name) for key, name in names.items()}

    def build(self, message: str, values: dict[str, object]) -> Message:
        """The library's message of a request or response."""
        made = self._generated.messages[message]()
        for binding in self._contract.messages[message].fields:
            self._set(made, binding, values[binding.python_name])
        return made

    def read(self, message: Message, name: str) -> dict[str, object]:
        """The values of a message.

        Raises:
            Refused: It lacks one, or has an enum number that no member has.
        """
        binding = self._contract.messages[name]
        is_entry = binding.shape is Shape.ENTRY
        return {
            each.python_name: self._get(message, each, may_be_empty=is_entry)
            for each in binding.fields
        }

    def _set(self, message: Message, binding: FieldBinding, value: Any) -> None:
        binding = replace(binding, type=_erased(binding.type))
        name, ref = binding.field.name, binding.field.type
        if binding.is_spread:
            self._choose(message, ref.name, value)
            return
        match binding.field.cardinality:
            case Cardinality.REPEATED:
                for item in self._items(binding, value):
                    if isinstance(ref, MessageRef | WellKnownRef):
                        self._fill(getattr(message, name).add(), ref.name, item)
                    else:
                        getattr(message, name).append(self._plain(_inner(binding.type), item))
            case Cardinality.MAP:
                for key, item in value.items():
                    if isinstance(ref, MessageRef | WellKnownRef):
                        self._fill(getattr(message, name)[key], ref.name, item)
                    else:
                        getattr(message, name)[key] = self._plain(_inner(binding.type), item)
            case _ if isinstance(ref, MessageRef | WellKnownRef):
                if not _is_absent(value, binding.type) or self._wraps(ref.name, binding.type):
                    self._fill(getattr(message, name), ref.name, value)
            case _ if value is not None:
                setattr(message, name, self._plain(_inner(binding.type), value))

    def _choose(self, message: Message, union: str, value: Any) -> None:
        """Set the field of the first arm of which the value is."""
        arms = self._contract.messages[union].fields
        arm = next(each for each in arms if self._is(each.type, value))
        self._set(message, arm, True if value is None else value)

    def _is(self, type_: Type, value: Any) -> bool:
        """Whether a value is of a type, by its class and by what is in it."""
        match type_:
            case NoneType():
                return value is None
            case ScalarType(kind):
                return type(value).__name__ == kind.value
            case ConvertedType():
                return type(value).__name__ in _CLASS_NAMES.get(type_.name, [type_.name])
            case LiteralType(values):
                return any(type(value) is type(each) and value == each for each in values)
            case EnumType(key):
                return type(value) is self._classes[key]
            case FlagType(_, name):
                return type(value).__name__ == name
            case RecordType(key):
                return self._is_record(key, value)
            case NewType(inner=inner):
                return self._is(inner, value)
            case OptionalType(inner):
                return value is None or self._is(inner, value)
            case UnionType(arms):
                return any(self._is(each, value) for each in arms)
            case ListType() | TupleType() | DictType():
                return self._is_container(type_, value)
            case _:
                raise TypeError(type_)

    def _is_container(self, type_: ListType | TupleType | DictType, value: Any) -> bool:
        match type_:
            case ListType(item, kind):
                is_one = isinstance(value, CLASSES[kind])
                return is_one and all(self._is(item, one) for one in value)
            case TupleType(items):
                return (
                    type(value) is tuple
                    and len(value) == len(items)
                    and all(map(self._is, items, value))
                )
            case DictType(key, held):
                return isinstance(value, dict) and all(
                    self._is(key, one) and self._is(held, value[one]) for one in value
                )

    def _is_record(self, key: str, value: Any) -> bool:
        """Of a generic class what is in the object counts, and of a TypedDict which keys it has."""
        record = self._generated.output.interface.records[key]
        if record.kind is RecordKind.TYPED_DICT:
            demanded = {each.name for each in record.fields if not each.may_be_missing}
            known = {each.name for each in record.fields}
            return isinstance(value, dict) and demanded <= value.keys() <= known
        return type(value) is self._classes[key] and (
            record.generic is None
            or all(self._is(each.type, getattr(value, each.name)) for each in record.fields)
        )

    def _chosen(self, message: Message, union: str) -> object:
        for each in self._contract.messages[union].fields:
            if message.HasField(each.field.name):
                is_none = isinstance(each.type, NoneType)
                return None if is_none else self._get(message, each, may_be_empty=False)
        raise Refused(f"{union} has no arm")

    def _items(self, binding: FieldBinding, value: Any) -> Iterable[Any]:
        """What is repeated: of a dict keys with values, of a set in the order of the wire."""
        if isinstance(binding.type, DictType):
            return list(value.items())
        ref = binding.field.type
        if not isinstance(value, set | frozenset):
            return list(value)
        if isinstance(ref, MessageRef | WellKnownRef):
            return sorted(value, key=lambda item: self._serialized(ref.name, item))
        return sorted(value, key=lambda item: self._plain(_inner(binding.type), item))

    def _serialized(self, name: str, value: Any) -> bytes:
        made = WELL_KNOWN[name]() if name in WELL_KNOWN else self._generated.messages[name]()
        self._fill(made, name, value)
        return made.SerializeToString(deterministic=True)

    def _fill(self, message: Message, name: str, value: Any) -> None:
        message.SetInParent()
        if name in WELL_KNOWN:
            fill_well_known(message, name, value)
            return
        binding = self._contract.messages[name]
        if binding.shape is Shape.UNION:
            self._choose(message, name, value)
            return
        if binding.shape is Shape.PARTS:
            value = parts_of(value)
        for index, field in enumerate(binding.fields):
            if binding.shape is Shape.RECORD:
                attribute = field.python_name
                is_dict = isinstance(value, dict)
                self._set(
                    message, field, value.get(attribute) if is_dict else getattr(value, attribute)
                )
            else:
                self._set(message, field, value[index] if binding.shape in _SEVERAL else value)

    def _wraps(self, name: str, type_: Type) -> bool:
        carried = None if name in WELL_KNOWN else self._contract.messages[name].type
        return carried is not None and _erased(carried) == type_

    def _plain(self, type_: Type, value: Any) -> Any:
        if isinstance(value, pin.UnknownEnum):
            return value.number
        if isinstance(type_, EnumType):
            return dict(self._contract.enums[type_.key].numbers)[value.name]
        if isinstance(type_, FlagType):
            return value.value
        return carried(type_.kind, value) if isinstance(type_, ConvertedType) else value

    def _get(self, message: Message, binding: FieldBinding, *, may_be_empty: bool) -> object:
        binding = replace(binding, type=_erased(binding.type))
        name, ref = binding.field.name, binding.field.type
        if binding.is_spread:
            return self._chosen(message, ref.name)
        raw = getattr(message, name)
        inner = _inner(binding.type)
        match binding.field.cardinality:
            case Cardinality.REPEATED if isinstance(ref, MessageRef | WellKnownRef):
                items = [self._value(each, ref.name) for each in raw]
                return _made(binding, items)
            case Cardinality.REPEATED:
                return _made(binding, [self._from_plain(inner, each) for each in raw])
            case Cardinality.MAP if isinstance(ref, MessageRef | WellKnownRef):
                return _made(binding, [(key, self._value(raw[key], ref.name)) for key in raw])
            case Cardinality.MAP:
                return _made(binding, [(key, self._from_plain(inner, raw[key])) for key in raw])
            case Cardinality.OPTIONAL if not message.HasField(name):
                return self._absent(binding)
            case Cardinality.SINGULAR if isinstance(ref, MessageRef | WellKnownRef):
                if message.HasField(name) or may_be_empty:
                    return self._value(raw, ref.name)
                return self._absent(binding)
            case _:
                return self._from_plain(inner, raw)

    def _absent(self, binding: FieldBinding) -> object:
        match binding.default:
            case Literal(value):
                return value
            case EnumMember(enum, member):
                return self._classes[enum][member]
            case EmptyContainer():
                return _made(binding, [])
        if isinstance(binding.type, OptionalType):
            return None
        raise Refused(f"{binding.python_name} is absent")

    def _value(self, message: Message, name: str) -> Any:
        if name in WELL_KNOWN:
            return read_well_known(message, name)
        binding = self._contract.messages[name]
        if binding.shape is Shape.UNION:
            return self._chosen(message, name)
        values: dict[str, Any] = self.read(message, name)
        if binding.record is not None:
            record = self._generated.output.interface.records[binding.record]
            named = {each.argument or each.name: values[each.name] for each in record.fields}
            made = self._classes[binding.record](**named)
            return present(record, made) if record.kind is RecordKind.TYPED_DICT else made
        if binding.shape in {Shape.ENTRY, Shape.TUPLE}:
            return tuple(values.values())
        if binding.shape is Shape.PARTS:
            return value_of(*values.values())
        return next(iter(values.values()))

    def _from_plain(self, type_: Type, value: Any) -> Any:
        if isinstance(type_, ConvertedType):
            return converted(type_.kind, value)
        if isinstance(type_, FlagType):
            return self._classes[type_.key](value)
        if not isinstance(type_, EnumType):
            return value
        for member, number in self._contract.enums[type_.key].numbers:
            if number == value:
                return self._classes[type_.key][member]
        if type_.is_open and value:
            return pin.UnknownEnum(value)
        raise Refused(f"{type_.key} has no number {value}")


def _erased(type_: Type) -> Type:
    """The type without any `NewType`, of which values know nothing."""
    match type_:
        case NewType(inner=inner):
            return _erased(inner)
        case OptionalType(inner):
            return OptionalType(_erased(inner))
        case ListType(item):
            return replace(type_, item=_erased(item))
        case DictType(key, value):
            return replace(type_, key=_erased(key), value=_erased(value))
        case TupleType(items):
            return TupleType(tuple(map(_erased, items)))
        case _:
            return type_


def _made(binding: FieldBinding, items: list[Any]) -> object:
    inner = binding.type.inner if isinstance(binding.type, OptionalType) else binding.type
    if isinstance(inner, DictType):
        return as_mapping(inner.kind, dict(items))
    return CLASSES[inner.kind](items) if isinstance(inner, ListType) else items


def _is_absent(value: object, type_: Type) -> bool:
    """Whether nothing is sent: for None, but where it is JSON's null."""
    return value is None and type_ != ConvertedType(ConvertedKind.JSON)


def _inner(type_: Type) -> Type:
    match type_:
        case ListType(inner) | OptionalType(inner) | DictType(_, inner):
            return inner
        case _:
            return type_
