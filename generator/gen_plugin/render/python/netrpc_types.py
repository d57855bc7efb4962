"""Go's types as netrpc.py describes them: ``Slice(STRING)``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gen_plugin.frozen import dataclass, replace
from gen_plugin.lower import casing
from gen_plugin.lower.netrpc.contract import (
    GobField,
    GobStruct,
    NetRpcContract,
    Nothing,
    StructShape,
)
from gen_plugin.lower.netrpc.structs import is_map
from gen_plugin.model.interface import Interface, Record, RecordKind
from gen_plugin.model.types import (
    CollectionKind,
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
from gen_plugin.render.layout import literal
from gen_plugin.render.python.arms import ArmClasses
from gen_plugin.render.python.codec_names import CodecNames
from gen_plugin.render.python.conversions import conversion_of
from gen_plugin.render.python.expressions import Expressions
from gen_plugin.render.python.names import Names

_SCALARS = {
    ScalarKind.STR: "STRING",
    ScalarKind.INT: "INT64",
    ScalarKind.FLOAT: "FLOAT64",
    ScalarKind.BOOL: "BOOL",
    ScalarKind.BYTES: "BYTES",
}
_FORMATS = {
    NumberFormat.INT32: "INT32",
    NumberFormat.UINT32: "UINT32",
    NumberFormat.UINT64: "UINT64",
    NumberFormat.SINT32: "INT32",
    NumberFormat.SINT64: "INT64",
    NumberFormat.FIXED32: "UINT32",
    NumberFormat.FIXED64: "UINT64",
    NumberFormat.SFIXED32: "INT32",
    NumberFormat.SFIXED64: "INT64",
    NumberFormat.FLOAT32: "FLOAT32",
}
_KNOWN = {
    ConvertedKind.DATETIME: "TIME",
    ConvertedKind.TIMEDELTA: "DURATION",
    ConvertedKind.ZONED_DATETIME: "ZONED_TIME",
    ConvertedKind.JSON: "JSON",
}
_BYTES = {ConvertedKind.BYTEARRAY, ConvertedKind.MEMORYVIEW, ConvertedKind.UUID_BYTES}
_COLLECTIONS = {
    CollectionKind.LIST: "Slice",
    CollectionKind.TUPLE: "tuple_of",
    CollectionKind.DEQUE: "deque_of",
    CollectionKind.SET: "set_of",
    CollectionKind.FROZENSET: "frozenset_of",
    CollectionKind.ABSTRACT_SET: "set_of",
    CollectionKind.MUTABLE_SET: "set_of",
}
_MAPPINGS = {
    MappingKind.DICT: "dict_of",
    MappingKind.MAPPING: "mapping_of",
    MappingKind.MUTABLE_MAPPING: "mapping_of",
    MappingKind.ORDERED: "ordered_dict_of",
    MappingKind.COUNTER: "counter_of",
}

_NOTHING = {Nothing.INTERFACE: "NOTHING", Nothing.STRUCT: "EMPTY_STRUCT"}
_WORD = re.compile(r"\w+", re.ASCII)
_AFTER_NUMBER = re.compile(r"(?<=[0-9])(?=[A-Z])")
_CLASSES = {StructShape.RECORD: "Converted", StructShape.UNION: "Union"}


@dataclass(frozen=True, slots=True)
class Constant:
    """A type that the file describes once.

    Attributes:
        annotation: Its type, where a checker cannot find that out; else empty.
    """

    name: str
    expression: str
    annotation: str = ""


class GobTypes:
    """Writes the descriptions, and collects those that are constants.

    Args:
        interface: The interface.
        contract: Over net/rpc.
        names: The names of the file.
        expressions: What writes types of Python.
        codec: What the codec calls everything, with the codec before it.
        module: What the file calls the codec.

    Attributes:
        structs: Name of a struct in Go -> the file's constant for it.
        nothing: The description of what stands where nothing is passed.
    """

    def __init__(
        self,
        interface: Interface,
        contract: NetRpcContract,
        names: Names,
        expressions: Expressions,
        codec: CodecNames,
        module: str,
    ) -> None:
        self._interface = interface
        self._contract = contract
        self._names = names
        self._expressions = expressions
        self._codec = codec
        self._module = module
        self.nothing = _NOTHING[contract.nothing]
        self._singles: dict[Type, Constant] = {}
        self.structs = {each.name: names.take(_constant(each.name)) for each in contract.structs}

    def constants(self) -> tuple[Constant, ...]:
        """All of them, each behind those that it needs at once."""
        structs = [self._constant(each) for each in self._contract.structs]
        return (*self._singles.values(), *structs)

    def of(self, type_: Type) -> str:
        """The description of a type."""
        match type_:
            case NoneType() | ErrorType():
                return self.nothing
            case ScalarType(kind, format_):
                return _FORMATS[format_] if format_ else _SCALARS[kind]
            case ConvertedType(kind) if kind in _KNOWN:
                return _KNOWN[kind]
            case ConvertedType() | LiteralType() | EnumType() | FlagType():
                return self._single(type_)
            case NewType(_, _, inner):
                return self.of(inner)
            case ObjectType():
                return "OBJECT"
            case OptionalType(ObjectType()):
                return "UINT32"
            case _:
                return self._several(type_)

    def _several(
        self, type_: ListType | TupleType | DictType | OptionalType | UnionType | RecordType
    ) -> str:
        match type_:
            case ListType(item, kind):
                return f"{_COLLECTIONS.get(kind, 'items_of')}({self.of(item)})"
            case DictType():
                return self._mapping(type_)
            case OptionalType(inner):
                return f"nullable({self._carrier(StructShape.OPTIONAL, inner)})"
            case TupleType():
                return self._carrier(StructShape.TUPLE, type_)
            case UnionType():
                return self._carrier(StructShape.UNION, type_)
            case RecordType():
                return self._carrier(StructShape.RECORD, type_)

    def omissible(self, type_: Type) -> str:
        """The description of what may be left out."""
        return f"omissible({self._carrier(StructShape.OPTIONAL, type_)})"

    def _mapping(self, type_: DictType) -> str:
        if not is_map(type_):
            carrier = self._carrier(StructShape.ENTRY, type_)
        else:
            carrier = f"Map({self.of(type_.key)}, {self.of(type_.value)})"
            if type_.kind is MappingKind.DICT:
                return carrier
        if type_.kind is MappingKind.DEFAULT:
            return f"default_dict_of({carrier}, {self._expressions.factory(type_.value)})"
        return f"{_MAPPINGS[type_.kind]}({carrier})"

    def _carrier(self, shape: StructShape, type_: Type) -> str:
        return self.structs[self._contract.carriers[shape, type_]]

    def _single(self, type_: ConvertedType | LiteralType | EnumType | FlagType) -> str:
        """The constant of a type whose values other functions convert."""
        if type_ not in self._singles:
            base, load, dump, what = self._conversion(type_)
            expression = f"carried({base}, {load}, {dump}, {literal(what)})"
            name = self._names.take(self._wanted(type_))
            self._singles[type_] = Constant(name, expression)
        return self._singles[type_].name

    def _wanted(self, type_: ConvertedType | LiteralType | EnumType | FlagType) -> str:
        if isinstance(type_, ConvertedType):
            return type_.kind.name
        return self._codec.functions[type_].upper()

    def _conversion(
        self, type_: ConvertedType | LiteralType | EnumType | FlagType
    ) -> tuple[str, str, str, str]:
        """What travels, what makes a value of it, what makes it of a value, what values are."""
        if isinstance(type_, ConvertedType):
            made = conversion_of(type_, {}, {})
            what = type_.name.rpartition(".")[2]
            base = "BYTES" if type_.kind in _BYTES else "STRING"
            return base, made.decode[0], made.encode, f"{_article(what)} {what}"
        functions = self._codec.functions[type_]
        load, dump = f"{self._module}.decode_{functions}", f"{self._module}.encode_{functions}"
        if isinstance(type_, LiteralType):
            return _SCALARS[type_.kind], load, dump, f"one of {', '.join(map(repr, type_.values))}"
        what = self._codec.classes[type_.key]
        base = "INT32" if isinstance(type_, EnumType) else "INT64"
        return base, load, dump, f"{_article(what)} {what}"

    # Structs.

    def field(self, each: GobField) -> str:
        """The description of a field's type."""
        if each.type is None:
            return "BOOL" if each.go == "bool" else "STRING"
        if each.is_omissible:
            return self.omissible(each.type)
        held = bare(each.type)
        if each.is_pointer and isinstance(held, OptionalType):
            return f"Pointer({self.of(held.inner)})"
        return self.of(each.type)

    def _constant(self, struct: GobStruct) -> Constant:
        # What is described late is read by checkers before what it refers to.
        is_asked_early = struct.is_recursive or struct.name in self._parts_of_late_ones()
        annotation = _CLASSES.get(struct.shape, "Struct") if is_asked_early else ""
        return Constant(self.structs[struct.name], self._described(struct), annotation)

    def _parts_of_late_ones(self) -> set[str]:
        late = (each for each in self._contract.structs if each.is_recursive)
        return {word for each in late for field in each.fields for word in _WORD.findall(field.go)}

    def _described(self, struct: GobStruct) -> str:
        go = literal(f"{self._contract.package}.{struct.name}")
        match struct.shape, struct.type:
            case StructShape.OPTIONAL, type_ if type_ is not None:
                return f"optional({go}, {self.of(type_)})"
            case StructShape.RECORD, RecordType(key):
                return self._record(self._interface.records[key], self._struct(go, struct))
            case StructShape.UNION, UnionType() as union:
                return f"Union({self._union(go, struct)}, {', '.join(self._arms(struct, union))})"
            case _:
                return self._struct(go, struct)

    def _struct(self, go: str, struct: GobStruct) -> str:
        fields = tuple_text(
            [f"({literal(each.name)}, {self.field(each)})" for each in struct.fields]
        )
        return f"Struct({go}, {'lambda: ' if struct.is_recursive else ''}{fields})"

    def _record(self, record: Record, struct: str) -> str:
        names = _texts([each.name for each in record.fields])
        if record.kind is RecordKind.TYPED_DICT:
            missing = [each.name for each in record.fields if each.may_be_missing]
            given = (struct, literal(record.name), names, *([_texts(missing)] if missing else []))
            return f"typed_dict({', '.join(given)})"
        keywords = _texts([each.argument or each.name for each in record.fields])
        kind = (
            self._expressions.type(record.type)
            if self._is_made_anew(record)
            else (self._expressions.classes[record.key])
        )
        given = (struct, kind, names, *([keywords] if keywords != names else []))
        return f"record({', '.join(given)})"

    def _is_made_anew(self, record: Record) -> bool:
        """Whether a generic class makes a class of its own for what fills it in."""
        return record.key in self._codec.instances

    def _union(self, go: str, struct: GobStruct) -> str:
        pointers = [f"({literal(each.name)}, {self._pointer(each.type)})" for each in struct.fields]
        return f"Struct({go}, {tuple_text(pointers)})"

    def _pointer(self, type_: Type | None) -> str:
        return "STRING" if type_ is None else f"Pointer({self.of(type_)})"

    def _arms(self, struct: GobStruct, union: UnionType) -> list[str]:
        fields = {each.type: each.name for each in struct.fields if each.type is not None}
        classes = ArmClasses(self._interface.records, self._as_the_codec())
        found: list[str] = []
        for group in classes.groups(union):
            found += [
                f"({literal(fields[each.type])}, {each.classes}, True)"
                for each in classes.first_if_empty(group)
            ]
            found += [
                f"({literal(fields.get(each.type, 'None'))}, {each.classes})" for each in group
            ]
        return found

    def _as_the_codec(self) -> CodecNames:
        """The codec's names, with the classes as this file calls them."""
        return replace(
            self._codec,
            classes=self._expressions.classes,
            standard=self._expressions.standard,
            instances={},
        )


def _constant(struct: str) -> str:
    """``Int64OrString`` becomes ``INT64_OR_STRING``."""
    return casing.upper_snake(_AFTER_NUMBER.sub("_", struct))


def _article(noun: str) -> str:
    return "an" if noun[:1] in "AEIOaeio" else "a"


def _texts(names: Sequence[str]) -> str:
    return tuple_text([literal(each) for each in names])


def tuple_text(items: Sequence[str]) -> str:
    """Items as a tuple."""
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
