"""The views of codec.py's fields: kind, form, constants and local names of each."""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.frozen import dataclass
from gen_plugin.lower import casing
from gen_plugin.lower.contract import Contract, FieldBinding, Shape
from gen_plugin.model.interface import Record, RecordKind
from gen_plugin.model.types import (
    CollectionKind,
    DictType,
    ListType,
    NoneType,
    ScalarType,
    Type,
    bare,
)
from gen_plugin.proto.model import Cardinality, MessageRef
from gen_plugin.render.layout import literal
from gen_plugin.render.python.codec import FieldView, PrivateView
from gen_plugin.render.python.codec_messages import CALLS, Message
from gen_plugin.render.python.codec_names import CodecNames, declared_order, entry_name, table_name
from gen_plugin.render.python.conversions import (
    WELL_KNOWN,
    Conversion,
    conversion_of,
    has_nan,
    naming,
)
from gen_plugin.render.python.expressions import Expressions
from gen_plugin.render.python.kinds import (
    Form,
    Kind,
    collection_kind,
    form_of,
    format_of,
    is_computed,
    is_packed,
    item_type,
    kind_of,
    packed_tag_of,
    single_type,
    tag_of,
)
from gen_plugin.render.python.making import makes_some
from gen_plugin.render.python.names import Names

_ENCODER_LOCALS = frozenset({"size", "depth", "error"})
_DECODER_LOCALS = frozenset({"data", "position", "end", "size", "tag", "depth", "error", "places"})
_TABLES = {
    Kind.INT: ("INT", "int_fields"),
    Kind.ENUM: ("INT", "int_fields"),
    Kind.BOOL: ("BOOL", "bool_fields"),
    Kind.DOUBLE: ("DOUBLE", "double_field"),
}
_SIZES = ("SIZE", "size_prefixes")
_ZEROS = {
    "str": '""',
    "bytes": 'b""',
    "int": "0",
    "float": "0.0",
    "bool": "False",
}
_CARRIED = {
    Kind.TEXT: "str",
    Kind.BYTES: "bytes",
    Kind.DOUBLE: "float",
    Kind.BOOL: "bool",
}
_RAW = {
    Kind.TEXT: "text",
    Kind.BYTES: "bytes",
    Kind.MESSAGE: "spans",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an encoder takes: the object of a record, a tuple, or each value by itself."""

    local: str
    annotation: str


class FieldViews:
    """Makes the field views of one message, within the scopes of its two functions."""

    def __init__(
        self,
        message: Message,
        contract: Contract,
        names: CodecNames,
        deep: frozenset[str],
        record: Record | None,
        *,
        is_property: bool,
    ) -> None:
        self._message = message
        self._record = record
        self._is_property = is_property
        fields = record.fields if record else ()
        self._kept = {each.name: each.kept_as or each.name for each in fields}
        self._missable = {each.name for each in fields if each.may_be_missing}
        self._contract = contract
        self._names = names
        self._deep = deep
        self._expressions = Expressions(names.classes, names.standard)
        self._encoder = Names(names.taken, _ENCODER_LOCALS)
        self._decoder = Names(names.taken, _DECODER_LOCALS, self._union_locals())
        self.parameters = self._parameters()
        self.items = self._items()
        self.private = self._private()
        self.whole = self._decoder.take(self._whole()) if self.is_one else ""
        self._pair = self._encoder.take("key"), self._encoder.take("value")
        self._each = self._encoder.take("each")

    def tables(self) -> dict[str, str]:
        """The constants that the fields use -> what makes them."""
        made = {}
        for binding in self._message.binding.fields:
            if binding.is_spread:
                continue
            name, factory, presence = self._table(binding)
            number = binding.field.number
            made[name] = (
                f"{factory}({number}, presence=True)" if presence else f"{factory}({number})"
            )
        return made

    def all(self) -> tuple[FieldView, ...]:
        """The views, in the order of the numbers."""
        return tuple(map(self._field, self._message.binding.fields))

    def _whole(self) -> str:
        """What the decoder would call what it makes, or makes it with."""
        is_made_in_part = self._record is not None and makes_some(self._record)
        return "make" if is_made_in_part else self.parameters[0].local

    @property
    def is_one(self) -> bool:
        """Whether the encoder takes one value that it takes apart."""
        return self._message.binding.shape in {Shape.RECORD, Shape.TUPLE}

    def _union_locals(self) -> set[str]:
        """What the decoder calls the last arm of a union, and the beginning of an arm."""
        if self._message.binding.shape is Shape.UNION:
            return {"arm"}
        return {"start"} if any(each.is_spread for each in self._message.binding.fields) else set()

    def _items(self) -> tuple[str, ...]:
        """What the encoder calls the items of a tuple."""
        if self._message.binding.shape is not Shape.TUPLE:
            return ()
        return tuple(self._encoder.take(each.python_name) for each in self.declared())

    def _private(self) -> dict[str, PrivateView]:
        """The fields that an object keeps to itself: type checkers let nobody else name them."""
        record = self._record
        if record is None or record.kind is RecordKind.TYPED_DICT:
            return {}
        return {
            each.name: PrivateView(
                self._encoder.take(_variable(each.name)),
                self._expressions.type(each.type),
                literal(self._kept[each.name]),
            )
            for each in record.fields
            if self._kept[each.name].startswith("_")
        }

    def _parameters(self) -> tuple[Parameter, ...]:
        binding = self._message.binding
        if binding.shape is Shape.UNION and binding.type is not None:
            return (Parameter(self._encoder.take("value"), self._expressions.type(binding.type)),)
        if binding.shape is Shape.TUPLE and binding.type is not None:
            return (Parameter(self._encoder.take("items"), self._expressions.type(binding.type)),)
        if self._record is not None:
            local = casing.snake(self._names.classes[self._record.key]) or "record"
            annotation = self._expressions.type(self._record.type)
            return (Parameter(self._encoder.take(local), annotation),)
        return tuple(
            Parameter(self._encoder.take(each.python_name), self._taken(each))
            for each in self.declared()
        )

    def declared(self) -> list[FieldBinding]:
        """The fields in the order in which a caller gives the values: that of the method."""
        binding = self._message.binding
        if binding.shape is not Shape.PARAMETERS:
            return list(binding.fields)
        order = declared_order(self._message.name, self._contract)
        return sorted(binding.fields, key=lambda each: order.index(each.python_name))

    def _field(self, binding: FieldBinding) -> FieldView:
        kind, form = kind_of(binding.field.type), self._form(binding)
        format_ = format_of(binding.field.type)
        conversion = self._conversion(binding)
        carried = "float" if format_ == "FLOAT32" else _CARRIED.get(kind, "int")
        source = self._source(binding)
        collection = collection_kind(binding.type) if form is Form.REPEATED else None
        is_small = form in {Form.PLAIN, Form.SENT} and kind in {Kind.INT, Kind.BOOL}
        keeps_source = is_small and not conversion.encode and source.isidentifier()
        local = self._decoder.take(_variable(binding.python_name))
        packed = form is Form.REPEATED and is_packed(kind)
        return FieldView(
            name=binding.python_name,
            kind=kind,
            format=format_,
            conversion=conversion,
            form=form,
            source=source,
            absence=self._absence(binding, source),
            values=self._values(binding, source, collection),
            is_listed=self._is_listed(collection),
            is_list=collection in {CollectionKind.LIST, CollectionKind.TUPLE},
            is_sorted=self._is_sorted(binding, collection),
            has_nan=has_nan(item_type(binding.type)),
            each=self._each,
            pair=self._pair,
            piece=source if keeps_source else self._piece(binding, source, kind),
            table=self._table(binding)[0],
            local=local,
            made=self._made(binding, form, local),
            raw=self._decoder.beside(local, _raw(kind)),
            item=self._decoder.beside(local, "item"),
            key=self._decoder.beside(local, "key"),
            tag=self._tag(binding, Kind.MESSAGE if form is Form.MAP else kind),
            packed_tag=f"0x{packed_tag_of(binding.field.number):02X}" if packed else None,
            functions=self._functions(binding, kind),
            depth=self._depth(binding),
            annotation=self._annotation(binding, form, collection),
            carried=carried,
            zero=_ZEROS[carried],
            absent=self._absent(binding, form),
            may_be_empty=self._message.binding.shape is Shape.ENTRY or binding.is_spread,
            place=self._place(binding, kind, form, local),
            arm_tags=self._arm_tags(binding),
        )

    def _tag(self, binding: FieldBinding, kind: Kind) -> str:
        arms = self._arm_tags(binding)
        return arms[0] if arms else f"0x{tag_of(binding.field.number, kind):02X}"

    def _arm_tags(self, binding: FieldBinding) -> tuple[str, ...]:
        if not binding.is_spread:
            return ()
        union = self._contract.messages[binding.field.type.name]
        return tuple(
            f"0x{tag_of(each.field.number, kind_of(each.field.type)):02X}" for each in union.fields
        )

    def _annotation(
        self, binding: FieldBinding, form: Form, collection: CollectionKind | None
    ) -> str:
        """The type of what the decoder gathers, or of the value."""
        if isinstance(binding.type, NoneType):
            return "bool"
        held = bare(binding.type) if form in {Form.REPEATED, Form.MAP} else binding.type
        gathered = ListType(item_type(held)) if collection else held
        if isinstance(gathered, DictType):
            gathered = DictType(gathered.key, gathered.value)
        type_ = self._expressions.type(gathered)
        return f"{type_} | Omitted" if is_computed(binding) else type_

    def _taken(self, binding: FieldBinding) -> str:
        """The type of an encoder's argument and of a decoder's result."""
        type_ = self._expressions.type(binding.type)
        return f"{type_} | Omitted" if is_computed(binding) else type_

    def _made(self, binding: FieldBinding, form: Form, local: str) -> str:
        is_gathered = form in {Form.REPEATED, Form.MAP}
        return self._expressions.made(binding.type, local) if is_gathered else local

    def _values(self, binding: FieldBinding, source: str, collection: CollectionKind | None) -> str:
        if isinstance(held := bare(binding.type), DictType):
            is_abstract = held.kind.is_abstract
            return f"as_mapping({source})" if is_abstract else f"as_dict({source})"
        if collection is None or self._is_listed(collection):
            return source
        if collection.is_set:
            is_sortable = _is_sortable(item_type(binding.type))
            return f"sorted(as_set({source}))" if is_sortable else f"as_set({source})"
        return f"as_items({source})" if collection.is_iterable else f"as_list({source})"

    def _is_sorted(self, binding: FieldBinding, collection: CollectionKind | None) -> bool:
        is_set = collection is not None and collection.is_set
        return is_set and not _is_sortable(item_type(binding.type))

    def _is_listed(self, collection: CollectionKind | None) -> bool:
        is_call = self._message.binding.shape in {Shape.PARAMETERS, Shape.RESULT}
        return is_call and collection in _PERHAPS_ONCE

    def _form(self, binding: FieldBinding) -> Form:
        if self._message.is_map_entry:
            return Form.SENT
        ref = binding.field.type
        carried = self._contract.messages[ref.name].type if isinstance(ref, MessageRef) else None
        form = form_of(binding, carried)
        return Form.SENT if form is Form.OPTIONAL and self._is_made_anew(binding) else form

    def _is_made_anew(self, binding: FieldBinding) -> bool:
        """Whether an object always has the field, and its class makes it where it was not sent."""
        return self._record is not None and makes_some(self._record) and is_computed(binding)

    def _conversion(self, binding: FieldBinding) -> Conversion:
        """What is done to a value that the field itself carries; messages have functions."""
        ref = binding.field.type
        is_message = kind_of(ref) is Kind.MESSAGE
        has_parts = isinstance(ref, MessageRef) and (
            self._contract.messages[ref.name].shape is Shape.PARTS
        )
        form = self._form(binding)
        if form is Form.MAP:
            return Conversion()
        single = single_type(binding, form)
        if is_message and not has_parts:
            return naming(single, self._names.classes)
        return conversion_of(single, self._names.functions, self._names.classes)

    def _source(self, binding: FieldBinding) -> str:
        if self._record is not None:
            private = self.private.get(binding.python_name)
            return private.local if private else self._attribute(self._record, binding.python_name)
        if self._message.binding.shape is Shape.UNION:
            return self.parameters[0].local
        index = [each.python_name for each in self.declared()].index(binding.python_name)
        if self.items:
            return self.items[index]
        local = self.parameters[index].local
        is_key = self._message.binding.shape is Shape.ENTRY and index == 0
        return f"as_key({local})" if is_key and has_nan(binding.type) else local

    def _attribute(self, record: Record, field: str) -> str:
        """Where an object keeps a field."""
        whole, name = self.parameters[0].local, self._kept[field]
        is_dict = record.kind is RecordKind.TYPED_DICT
        return f"{whole}[{literal(name)}]" if is_dict else f"{whole}.{name}"

    def _absence(self, binding: FieldBinding, source: str) -> str:
        if binding.python_name in self._missable:
            return f"{literal(binding.python_name)} not in {self.parameters[0].local}"
        return f"{source} is {'OMITTED' if is_computed(binding) else 'None'}"

    def _piece(self, binding: FieldBinding, source: str, kind: Kind) -> str:
        name = _variable(binding.python_name) if self.private else binding.python_name
        is_number = kind is Kind.INT and self._form(binding) in {Form.PLAIN, Form.SENT}
        if not source.isidentifier():
            return self._encoder.take(name)
        return self._encoder.beside(name, "number" if is_number else "bytes")

    def _table(self, binding: FieldBinding) -> tuple[str, str, bool]:
        kind, form = kind_of(binding.field.type), self._form(binding)
        packed = form is Form.REPEATED and is_packed(kind)
        format_ = format_of(binding.field.type)
        prefix, factory = _SIZES if packed else _TABLES.get(kind, _SIZES)
        if format_ and not packed:
            prefix, factory = format_, f"{format_}.field"
        if form is Form.MAP:
            prefix, factory = _SIZES
        presence = form is not Form.PLAIN and not packed
        return table_name(prefix, binding.field.number, presence=presence), factory, presence

    def _functions(self, binding: FieldBinding, kind: Kind) -> str:
        if binding.field.cardinality is Cardinality.MAP:
            return self._names.messages[entry_name(self._message.name, binding.field)]
        if kind is Kind.MESSAGE:
            name = binding.field.type.name
            return WELL_KNOWN.get(name) or self._names.messages[name]
        return ""

    def _depth(self, binding: FieldBinding) -> list[str]:
        ref = binding.field.type
        if not isinstance(ref, MessageRef) or ref.name not in self._deep:
            return []
        is_call = self._message.binding.shape in CALLS
        if binding.is_spread:  # its arms are no deeper than this message itself has its fields
            return ["0"] if is_call else ["depth"]
        return ["1"] if is_call else ["depth + 1"]

    def _absent(self, binding: FieldBinding, form: Form) -> str | None:
        if binding.default is not None:
            return self._expressions.default(binding.default, binding.type)
        return "None" if form is Form.OPTIONAL else None

    def _place(self, binding: FieldBinding, kind: Kind, form: Form, local: str) -> str:
        name = self._name_of_place(binding)
        if self._message.binding.shape is Shape.ENTRY and binding.python_name == "value":
            key = self._message.binding.fields[0]
            if kind_of(key.field.type) is Kind.MESSAGE:  # decoded when all bytes are read
                return '" value"'
            is_late = self._conversion(key).decode  # likewise
            raw = f"key_{_raw(kind_of(key.field.type))}" if is_late else "key"
            return f'f"[{{{raw}!r}}]"'
        is_converted = self._conversion(binding).decode
        if form is Form.REPEATED and (is_converted or not is_packed(kind)):
            return f'f"{name}[{{len({local})}}]"'
        return f'"{name}"' if name else ""

    def _name_of_place(self, binding: FieldBinding) -> str:
        if self._record is not None and self._record.kind is RecordKind.TYPED_DICT:
            return f"['{binding.python_name}']"
        shape = self._message.binding.shape
        if shape is Shape.TUPLE:
            return f"[{self._message.binding.fields.index(binding)}]"
        return "" if self._is_property else _PLACES[shape].format(name=binding.python_name)


def _is_sortable(type_: Type) -> bool:
    """Whether the order of the values is that of what is sent, and knows every two of them."""
    return isinstance(bare(type_), ScalarType) and not has_nan(type_)


def _raw(kind: Kind) -> str:
    return _RAW.get(kind, "number")


def _variable(name: str) -> str:
    """A name for what is assigned more than once, which type checkers forbid to constants."""
    public = name.lstrip("_") or name
    return public.lower() if public.isupper() else public


_PERHAPS_ONCE = {CollectionKind.SEQUENCE, CollectionKind.COLLECTION, CollectionKind.ITERABLE}
"""What may be an iterator, which is gone when it has been gone through."""

_PLACES: Mapping[Shape, str] = {
    Shape.PARAMETERS: "{name}",
    Shape.ITEM: "{name}",
    Shape.RESULT: "",
    Shape.RECORD: ".{name}",
    Shape.UNION: "",
    Shape.WRAPPER: "",
    Shape.PARTS: "",
    Shape.ENTRY: " {name}",
}
