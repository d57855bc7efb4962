"""Which Go type carries which Python type, and the structs that this takes, each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gen_plugin.lower import keys
from gen_plugin.lower.netrpc.contract import (
    GobField,
    GobStruct,
    StructShape,
    is_omissible,
)
from gen_plugin.lower.netrpc.go_names import GoNames
from gen_plugin.lower.netrpc.labels import label
from gen_plugin.lower.netrpc.naming import WireNames
from gen_plugin.model.interface import Interface, Record
from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    DictType,
    EnumType,
    ErrorType,
    FlagType,
    ListType,
    LiteralType,
    MappingKind,
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

_SCALARS = {
    ScalarKind.STR: "string",
    ScalarKind.INT: "int64",
    ScalarKind.FLOAT: "float64",
    ScalarKind.BOOL: "bool",
    ScalarKind.BYTES: "[]byte",
}
_FORMATS = {
    NumberFormat.INT32: "int32",
    NumberFormat.UINT32: "uint32",
    NumberFormat.UINT64: "uint64",
    NumberFormat.SINT32: "int32",
    NumberFormat.SINT64: "int64",
    NumberFormat.FIXED32: "uint32",
    NumberFormat.FIXED64: "uint64",
    NumberFormat.SFIXED32: "int32",
    NumberFormat.SFIXED64: "int64",
    NumberFormat.FLOAT32: "float32",
}
_CONVERTED = {
    ConvertedKind.BYTEARRAY: "[]byte",
    ConvertedKind.MEMORYVIEW: "[]byte",
    ConvertedKind.UUID_BYTES: "[]byte",
    ConvertedKind.TIMEDELTA: "time.Duration",
    ConvertedKind.DATETIME: "time.Time",
    ConvertedKind.ZONED_DATETIME: "ZonedTime",
    ConvertedKind.JSON: "json.RawMessage",
    ConvertedKind.OBJECT_NUMBER: "uint32",
}
"""All others are texts."""

_NO_KEYS = {"[]byte", "time.Time", "ZonedTime", "json.RawMessage"}


def is_key(type_: Type) -> bool:
    """Whether Go's maps take it as a key, and find it again by its value."""
    type_ = bare(type_)
    match type_:
        case ScalarType() | ConvertedType():
            return single(type_) not in _NO_KEYS
        case LiteralType() | EnumType() | FlagType():
            return True
        case _:
            return False


def is_map(type_: DictType) -> bool:
    """Whether a map of Go's carries it; else it is a slice of entries."""
    keeps_order = type_.keeps_order or type_.kind is MappingKind.ORDERED
    return is_key(type_.key) and not keeps_order


def is_struct(type_: Type) -> bool:
    """Whether it is a struct in Go, whose fields are its own."""
    return isinstance(bare(type_), RecordType | TupleType)


def single(type_: ScalarType | ConvertedType) -> str:
    """Go's text for a type that takes no definition."""
    if isinstance(type_, ConvertedType):
        return _CONVERTED.get(type_.kind, "string")
    return _FORMATS[type_.format] if type_.format else _SCALARS[type_.kind]


class Structs:
    """Finds Go's types, and collects the structs among them.

    Args:
        interface: The interface.
        defined: Key of each record, enum and flag -> what Go calls it.
        names: What names fields.
        types: What names types.

    Attributes:
        carriers: As in the contract.
        made: The structs, by their names.
    """

    def __init__(
        self, interface: Interface, defined: Mapping[str, str], names: WireNames, types: GoNames
    ) -> None:
        self._interface = interface
        self._defined = defined
        self._names = names
        self._types = types
        self.carriers: dict[tuple[StructShape, Type], str] = {}
        self.made: dict[str, GobStruct] = {}

    def go(self, type_: Type) -> str:
        """Go's text for the type that carries a Python type."""
        match type_:
            case NoneType() | ErrorType():
                return ""
            case ScalarType() | ConvertedType():
                return single(type_)
            case LiteralType():
                return _SCALARS[type_.kind]
            case EnumType() | FlagType():
                return self._defined[type_.key]
            case NewType(_, _, inner):
                return self.go(inner)
            case ObjectType() | OptionalType(ObjectType()):
                return "uint32"
            case _:
                return self._several(type_)

    def _several(
        self, type_: ListType | TupleType | DictType | OptionalType | UnionType | RecordType
    ) -> str:
        match type_:
            case ListType(item):
                return f"[]{self.go(item)}"
            case DictType(key, value) if is_map(type_):
                return f"map[{self.go(key)}]{self.go(value)}"
            case DictType():
                return f"[]{self._carrier(StructShape.ENTRY, type_)}"
            case TupleType():
                return self._carrier(StructShape.TUPLE, type_)
            case OptionalType(inner):
                return self._carrier(StructShape.OPTIONAL, inner)
            case UnionType():
                return self._carrier(StructShape.UNION, type_)
            case RecordType():
                return self._carrier(StructShape.RECORD, type_)

    def field(
        self, name: str, python_name: str, type_: Type, *, may_be_omitted: bool = False
    ) -> GobField:
        """The field for a value."""
        held = bare(type_)
        if may_be_omitted:
            go = self.omissible(type_)
        elif isinstance(held, OptionalType) and is_struct(held.inner):
            return GobField(name, f"*{self.go(held.inner)}", python_name, type_, is_pointer=True)
        else:
            go = self.go(type_)
        return GobField(name, go, python_name, type_, may_be_omitted)

    def arguments(self, wanted: str, fields: tuple[GobField, ...]) -> str:
        """The name of a new struct for the arguments of a call."""
        name = self._types.take(wanted)
        self.made[name] = GobStruct(name, StructShape.ARGUMENTS, fields)
        return name

    def omissible(self, type_: Type) -> str:
        """Go's text for what carries a value, or that it was left out."""
        return self._carrier(StructShape.OPTIONAL, type_)

    def arms(self, union: UnionType) -> tuple[str, ...]:
        """The names of the fields for each type of a union that has a struct."""
        _, *arms = self.made[self.carriers[StructShape.UNION, union]].fields
        return tuple(each.name for each in arms)

    def _carrier(self, shape: StructShape, type_: Type) -> str:
        """The name of the struct for a type, which is made where it is new."""
        place = (shape, type_)
        if place not in self.carriers:
            is_record = isinstance(type_, RecordType) and shape is StructShape.RECORD
            wanted = self._wanted(shape, type_)
            self.carriers[place] = name = wanted if is_record else self._types.take(wanted)
            fields = tuple(self._fields(shape, type_))  # which may need this struct itself
            record = self._interface.records[type_.key] if isinstance(type_, RecordType) else None
            docstring = record.docstring if record and is_record else None
            self.made[name] = GobStruct(name, shape, fields, type_, docstring)
        return self.carriers[place]

    def _wanted(self, shape: StructShape, type_: Type) -> str:
        text = label(type_, self._defined)
        if shape is StructShape.OPTIONAL:
            return f"Optional{text}"
        return f"EntryOf{text}" if shape is StructShape.ENTRY else text

    def _fields(self, shape: StructShape, type_: Type) -> Iterator[GobField]:
        if shape is StructShape.OPTIONAL:
            yield GobField("Valid", "bool", "", None)
            yield GobField("Value", self._behind(type_), "value", type_)
            return
        match type_:
            case RecordType(key):
                yield from self._record(self._interface.records[key])
            case TupleType(items):
                for number, each in enumerate(items, start=1):
                    yield self.field(f"Item{number}", f"item{number}", each)
            case DictType(key, value):
                yield self.field("Key", "key", key)
                yield self.field("Value", "value", value)
            case UnionType(arms):
                yield GobField("Kind", "string", "", None)
                yield from self._arms(arms)
            case _:
                raise TypeError(f"{type_} needs no struct")

    def _record(self, record: Record) -> Iterator[GobField]:
        owner = keys.definition(record, self._interface.source.module)
        places = {each.name: keys.attribute(owner, each.name) for each in record.fields}
        given = self._names.exported(
            (places[each.name], each.name, each.span) for each in record.fields
        )
        for each in record.fields:
            type_ = each.type
            if each.may_be_missing and each.default is None and isinstance(type_, OptionalType):
                type_ = type_.inner  # a key that is not there, and never None
            yield self.field(
                given[places[each.name]],
                each.name,
                type_,
                may_be_omitted=each.may_be_missing or is_omissible(each.default),
            )

    def _arms(self, arms: tuple[Type, ...]) -> Iterator[GobField]:
        names = GoNames("Kind")
        for each in arms:
            if each == NoneType():
                continue
            name = names.take(label(each, self._defined, with_new_types=False))
            yield GobField(name, self._behind(each), name, each)

    def _behind(self, type_: Type) -> str:
        """Go's text, with a pointer to a struct, which may hold the one around it again."""
        return f"*{self.go(type_)}" if is_struct(type_) else self.go(type_)
