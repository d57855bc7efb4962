"""Messages: the fields of a call's arguments, of its result and of a record, and what they nest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gen_plugin.lower import names, numbers
from gen_plugin.lower.carriers import carrier, scalar_carrier
from gen_plugin.lower.contract import FieldBinding, MessageBinding, Shape
from gen_plugin.lower.drafts import Draft, Slot
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.layout import Layout, Nested, Value, lay_out, lay_out_item, nested_in
from gen_plugin.lower.lock import LockedField
from gen_plugin.lower.names import Claim, Kind, Scope
from gen_plugin.lower.numbers import NumberClaim
from gen_plugin.lower.past import Past, still_retired
from gen_plugin.model.interface import EmptyContainer, Literal
from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    DictType,
    EnumType,
    FlagType,
    ListType,
    LiteralType,
    NewType,
    OptionalType,
    RecordType,
    ScalarType,
    Type,
    bare,
)
from gen_plugin.proto.model import (
    Cardinality,
    EnumRef,
    MessageRef,
    ProtoField,
    ProtoMessage,
    Reserved,
    ValueRef,
)

_KINDS = {Cardinality.MAP: Kind.MAP_FIELD}


@dataclass(frozen=True, slots=True)
class Definitions:
    """The names of records and enums on the wire, by their keys in the interface."""

    records: Mapping[str, str]
    enums: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LoweredMessage:
    """A message of the file's top level, complete.

    Attributes:
        bindings: Of the message itself, then of all that it nests. `recursive` is not decided yet.
        fields: What the lock is to keep of its fields, by key.
        nested: What it is to keep of the names of what it nests, by key.
        retired: What it is to keep of the fields that are gone.
    """

    bindings: tuple[MessageBinding, ...]
    fields: Mapping[str, LockedField]
    nested: Mapping[str, str]
    retired: tuple[LockedField, ...]

    @property
    def proto(self) -> ProtoMessage:
        """The message."""
        return self.bindings[0].message


def lower(draft: Draft, definitions: Definitions, past: Past, faults: Faults) -> LoweredMessage:
    """Give a message its fields."""
    leaving = past.leaving_fields.get(draft.name, ())
    scope = Scope()
    layouts = {each.key: _lay_out(each, draft.shape) for each in draft.slots}
    fields = _fields(draft, layouts, scope, past, faults)
    nested = [each for layout in layouts.values() for each in nested_in(layout)]
    nested_names = _nested_names(draft, layouts, fields, scope, past, faults)
    retired = still_retired(leaving, fields.values())
    _refuse_retired(draft.slots, fields, retired, faults)
    writer = _Writer(draft.name, nested_names, definitions)
    return LoweredMessage(
        bindings=writer.message(draft, fields, layouts, nested, retired),
        fields=fields,
        nested=nested_names,
        retired=retired,
    )


def _lay_out(slot: Slot, shape: Shape) -> Layout:
    if isinstance(slot.type, MessageRef):
        return Layout(Cardinality.SINGULAR, slot.type)
    if shape is Shape.ITEM:
        return lay_out_item(slot.type, slot.key, is_choice=slot.oneof is not None)
    return lay_out(slot.type, slot.key, slot.default)


def _fields(
    draft: Draft, layouts: Mapping[str, Layout], scope: Scope, past: Past, faults: Faults
) -> dict[str, LockedField]:
    """Name and number the slots."""
    leaving = past.leaving_fields.get(draft.name, ())
    for each in leaving:
        scope.block(each.name, Kind.FIELD)
    locked = past.lock.fields
    field_names = names.assign(
        [
            Claim(
                each.key,
                _KINDS.get(layouts[each.key].cardinality, Kind.FIELD),
                each.wire_name or each.python_name,
                each.pinned.name,
                locked[each.key].name if each.key in locked else None,
                each.span,
            )
            for each in draft.slots
        ],
        scope,
        faults,
    )
    field_numbers = numbers.assign(
        [
            NumberClaim(
                each.key,
                each.pinned.number,
                locked[each.key].number if each.key in locked else None,
                each.span,
            )
            for each in draft.slots
        ],
        {each.number for each in leaving},
        faults,
    )
    return {key: LockedField(name, field_numbers[key]) for key, name in field_names.items()}


def _nested_names(
    draft: Draft,
    layouts: Mapping[str, Layout],
    fields: Mapping[str, LockedField],
    scope: Scope,
    past: Past,
    faults: Faults,
) -> dict[str, str]:
    locked = past.lock.messages
    return names.assign(
        [
            Claim(
                nested.path,
                Kind.TYPE,
                names.nested(fields[slot.key].name) + nested.suffix,
                None,
                locked.get(nested.path),
                slot.span,
            )
            for slot in draft.slots
            for nested in nested_in(layouts[slot.key])
        ],
        scope,
        faults,
    )


def _refuse_retired(
    slots: Sequence[Slot],
    fields: Mapping[str, LockedField],
    retired: Sequence[LockedField],
    faults: Faults,
) -> None:
    """Refuse pins to the number or the name of a deleted field; both together mean that field."""
    gone = {each.number: each for each in retired} | {each.name: each for each in retired}
    for slot in slots:
        field = fields[slot.key]
        clash = gone.get(field.number) or gone.get(field.name)
        if clash is not None:
            faults.add(
                "GP507",
                f"{slot.key} is field {field.number} '{field.name}', but field {clash.number} "
                f"'{clash.name}' was deleted and may not come back as another one",
                "pin another number or name; or, if nothing built before is in use, delete the "
                "line of the old one from gen-plugin.lock",
                slot.span,
            )


class _Writer:
    """Writes the fields of one message and of what it nests, now that everything has a name."""

    def __init__(self, owner: str, nested: Mapping[str, str], definitions: Definitions) -> None:
        self._owner = owner
        self._nested = nested
        self._definitions = definitions

    def message(
        self,
        draft: Draft,
        fields: Mapping[str, LockedField],
        layouts: Mapping[str, Layout],
        nested: Sequence[Nested],
        retired: Sequence[LockedField],
    ) -> tuple[MessageBinding, ...]:
        slots = sorted(draft.slots, key=lambda each: fields[each.key].number)
        made = [self._slot(each, fields[each.key], layouts[each.key]) for each in slots]
        bindings = tuple(
            _bind(slot, slot.type, field)
            for slot, field in zip(slots, made, strict=True)
            if not isinstance(slot.type, MessageRef)
        )
        inner = tuple(self._wrapper(each) for each in nested)
        message = ProtoMessage(
            name=draft.name,
            full_name=draft.name,
            fields=tuple(made),
            nested=tuple(each.message for each in inner),
            reserved=Reserved.of(
                ((each.number, each.name) for each in retired),
                ((each.number, each.name) for each in fields.values()),
            ),
            comment=draft.comment,
        )
        outer = MessageBinding(
            message, draft.shape, bindings, record=draft.record, method=draft.method
        )
        return (outer, *inner)

    def _slot(self, slot: Slot, field: LockedField, layout: Layout) -> ProtoField:
        comment = slot.comment or _named(slot.type)
        made = self._field(field.name, field.number, layout, comment)
        return replace(made, oneof=slot.oneof)

    def _wrapper(self, nested: Nested) -> MessageBinding:
        name = self._nested[nested.path]
        fields = tuple(
            FieldBinding(part.name, part.type, self._field(part.name, number, part.layout))
            for number, part in enumerate(nested.parts, start=1)
        )
        message = ProtoMessage(name, f"{self._owner}.{name}", tuple(each.field for each in fields))
        return MessageBinding(message, nested.shape, fields, type=nested.type)

    def _field(
        self, name: str, number: int, layout: Layout, comment: str | None = None
    ) -> ProtoField:
        return ProtoField(
            name=name,
            number=number,
            cardinality=layout.cardinality,
            type=self._value(layout.value),
            key=scalar_carrier(layout.key) if layout.key else None,
            comment=comment,
        )

    def _value(self, value: Value) -> ValueRef:
        match value:
            case MessageRef():
                return value
            case ScalarType() | ConvertedType() | LiteralType() | FlagType():
                return carrier(value)
            case EnumType(key):
                return EnumRef(self._definitions.enums[key])
            case RecordType(key):
                return MessageRef(self._definitions.records[key])
            case Nested():
                return MessageRef(f"{self._owner}.{self._nested[value.path]}")


def _named(type_: Type | MessageRef) -> str | None:
    """The name of a type that the field does not tell."""
    inner = type_.inner if isinstance(type_, OptionalType) else type_
    return inner.name if isinstance(inner, FlagType | NewType) else None


def _bind(slot: Slot, type_: Type, field: ProtoField) -> FieldBinding:
    # What the wire means by absence anyway. An empty list that could also be None is not that.
    inherent = EmptyContainer() if isinstance(bare(type_), ListType | DictType) else Literal(None)
    is_null = bare(type_) == ConvertedType(ConvertedKind.JSON)  # which is sent, and not left out
    return FieldBinding(
        python_name=slot.python_name,
        type=type_,
        field=field,
        default=None if slot.default == inherent and not is_null else slot.default,
        keyword_only=slot.keyword_only,
    )
