"""Messages: the fields of a call's arguments, of its result and of a record, and what they nest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gen_plugin.frozen import dataclass, replace
from gen_plugin.lower import keys, names, numbers
from gen_plugin.lower.carriers import carrier, scalar_carrier
from gen_plugin.lower.contract import FieldBinding, MessageBinding, Shape
from gen_plugin.lower.drafts import Draft, Slot
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.layout import (
    Layout,
    Nested,
    Part,
    Value,
    lay_out,
    lay_out_arm,
    lay_out_item,
    nested_in,
)
from gen_plugin.lower.lock import LockedField
from gen_plugin.lower.names import Claim, Kind, Scope
from gen_plugin.lower.numbers import NumberClaim
from gen_plugin.lower.past import Past, still_retired
from gen_plugin.lower.union_fields import LoweredUnion, lower_union
from gen_plugin.model.interface import Default, EmptyContainer, Literal
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
    UnionType,
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
        retired: What it is to keep of the fields that are gone, and likewise what it nests, by
            full names.
    """

    bindings: tuple[MessageBinding, ...]
    fields: Mapping[str, LockedField]
    nested: Mapping[str, str]
    retired: Mapping[str, tuple[LockedField, ...]]

    @property
    def proto(self) -> ProtoMessage:
        """The message."""
        return self.bindings[0].message


def lower(draft: Draft, definitions: Definitions, past: Past, faults: Faults) -> LoweredMessage:
    """Give a message its fields."""
    leaving = past.leaving_fields.get(draft.name, ())
    scope = Scope()
    layouts = {each.key: _lay_out(each, draft.shape) for each in draft.slots}
    nested = [each for layout in layouts.values() for each in nested_in(layout)]
    for each in nested:
        if each.path in past.lock.messages:  # no new field may have its name
            scope.block(past.lock.messages[each.path], Kind.TYPE)
    fields = _fields(draft, layouts, scope, past, faults)
    oneofs = _oneofs(draft, scope, faults)
    nested_names = _nested_names(draft, layouts, fields, scope, past, faults)
    retired = still_retired(leaving, fields.values())
    _refuse_retired(draft.slots, fields, retired, faults)
    unions = {
        each.path: lower_union(
            each, f"{draft.name}.{nested_names[each.path]}", draft.span, past, faults
        )
        for each in nested
        if each.shape is Shape.UNION
    }
    writer = _Writer(draft.name, nested_names, unions, definitions)
    return LoweredMessage(
        bindings=writer.message(draft, fields, layouts, oneofs, nested, retired),
        fields=fields | {key: arm for each in unions.values() for key, arm in each.arms.items()},
        nested=nested_names,
        retired={draft.name: retired} | {each.name: each.retired for each in unions.values()},
    )


def _lay_out(slot: Slot, shape: Shape) -> Layout:
    if isinstance(slot.type, MessageRef):
        return Layout(Cardinality.SINGULAR, slot.type)
    if shape is Shape.ITEM:
        return lay_out_item(slot.type, slot.key, is_choice=slot.oneof is not None)
    if slot.union:
        return lay_out_arm(slot.type, slot.key)
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


def _oneofs(draft: Draft, scope: Scope, faults: Faults) -> dict[str, str]:
    """Name the groups of fields: those of unions like the value, others as they are."""
    unions = {each.oneof: each for each in draft.slots if each.oneof and each.union}
    named = names.assign(
        [
            Claim(key, Kind.FIELD, each.python_name, None, None, each.span)
            for key, each in unions.items()
        ],
        scope,
        faults,
    )
    return {each.oneof: named.get(each.oneof, each.oneof) for each in draft.slots if each.oneof}


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

    def __init__(
        self,
        owner: str,
        nested: Mapping[str, str],
        unions: Mapping[str, LoweredUnion],
        definitions: Definitions,
    ) -> None:
        self._owner = owner
        self._nested = nested
        self._unions = unions
        self._definitions = definitions

    def message(
        self,
        draft: Draft,
        fields: Mapping[str, LockedField],
        layouts: Mapping[str, Layout],
        oneofs: Mapping[str, str],
        nested: Sequence[Nested],
        retired: Sequence[LockedField],
    ) -> tuple[MessageBinding, ...]:
        slots = sorted(draft.slots, key=lambda each: fields[each.key].number)
        made = {
            each.key: replace(
                self._field(
                    fields[each.key].name,
                    fields[each.key].number,
                    layouts[each.key],
                    each.comment or _named(each.type),
                ),
                oneof=oneofs[each.oneof] if each.oneof else None,
            )
            for each in slots
        }
        spread = self._spread(slots, made)
        bindings = [
            spread[each.oneof][0]
            if each.union and each.oneof
            else _bind(each, each.type, made[each.key])
            for each in slots
            if not isinstance(each.type, MessageRef)
        ]
        inner = tuple(self._wrapper(each) for each in nested)
        message = ProtoMessage(
            name=draft.name,
            full_name=draft.name,
            fields=tuple(made.values()),
            nested=tuple(each.message for each in inner),
            reserved=Reserved.of(
                ((each.number, each.name) for each in retired),
                ((each.number, each.name) for each in fields.values()),
            ),
            comment=draft.comment,
        )
        outer = MessageBinding(
            message,
            draft.shape,
            tuple(dict.fromkeys(bindings)),
            record=draft.record,
            method=draft.method,
        )
        return (outer, *inner, *(union for _, union in spread.values()))

    def _spread(
        self, slots: Sequence[Slot], made: Mapping[str, ProtoField]
    ) -> dict[str, tuple[FieldBinding, MessageBinding]]:
        """The unions whose arms are fields of the message, as if those had one of their own."""
        arms: dict[str, list[Slot]] = {}
        for each in slots:
            if each.union and each.oneof:
                arms.setdefault(each.oneof, []).append(each)
        return {key: self._union(each, made) for key, each in arms.items()}

    def _union(
        self, arms: Sequence[Slot], made: Mapping[str, ProtoField]
    ) -> tuple[FieldBinding, MessageBinding]:
        slot, fields = arms[0], tuple(made[each.key] for each in arms)
        if slot.union is None:
            raise TypeError(f"{slot.key} is no arm of a union")
        name = fields[0].oneof or ""
        message = ProtoMessage(name, f"{self._owner}.{name}", fields)
        bound = tuple(
            FieldBinding(f"{keys.CHOICE}_{each.arm}", each.type, field)
            for each, field in zip(arms, fields, strict=True)
            if not isinstance(each.type, MessageRef)
        )
        field = ProtoField(
            name, fields[0].number, Cardinality.SINGULAR, MessageRef(message.full_name)
        )
        return (
            FieldBinding(
                slot.python_name,
                slot.union,
                field,
                keyword_only=slot.keyword_only,
                is_spread=True,
            ),
            MessageBinding(message, Shape.UNION, bound, type=slot.union),
        )

    def _wrapper(self, nested: Nested) -> MessageBinding:
        name, union = self._nested[nested.path], self._unions.get(nested.path)
        fields = [
            FieldBinding(part.name, part.type, self._part(part, number, union))
            for number, part in enumerate(nested.parts, start=1)
        ]
        fields.sort(key=lambda each: each.field.number)
        message = ProtoMessage(
            name,
            f"{self._owner}.{name}",
            tuple(each.field for each in fields),
            reserved=union.reserved if union else Reserved(),
        )
        return MessageBinding(message, nested.shape, tuple(fields), type=nested.type)

    def _part(self, part: Part, number: int, union: LoweredUnion | None) -> ProtoField:
        if union is None or part.key is None:
            return self._field(part.name, number, part.layout)
        arm = union.arms[part.key]
        return replace(self._field(arm.name, arm.number, part.layout), oneof=keys.CHOICE)

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
    inherent = _inherent(type_)
    is_null = bare(type_) == ConvertedType(ConvertedKind.JSON)  # which is sent, and not left out
    return FieldBinding(
        python_name=slot.python_name,
        type=type_,
        field=field,
        default=None if slot.default == inherent and not is_null else slot.default,
        keyword_only=slot.keyword_only,
    )


def _inherent(type_: Type) -> Default | None:
    """What the wire means by absence anyway. An empty list that could also be None is not that."""
    if isinstance(type_, UnionType):
        return None
    return EmptyContainer() if isinstance(bare(type_), ListType | DictType) else Literal(None)
