"""What codec.py calls everything in it."""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.frozen import dataclass
from gen_plugin.lower import casing
from gen_plugin.lower.contract import Contract
from gen_plugin.model.interface import (
    EnumDefinition,
    ExceptionGroupClass,
    Interface,
    Record,
    RecordKind,
)
from gen_plugin.model.types import EnumType, FlagType, LiteralType, NewType, Type
from gen_plugin.proto.model import Cardinality, ProtoField
from gen_plugin.render.python.classes import name_defined
from gen_plugin.render.python.conversions import FUNCTIONS, WELL_KNOWN, literal_stem
from gen_plugin.render.python.imports import Imported
from gen_plugin.render.python.making import has_hidden_arguments
from gen_plugin.render.python.names import Names
from gen_plugin.render.python.standard import literal_types, name_standard

RUNTIME_NAMES = frozenset(
    {
        "BOOL",
        "BYTES",
        "DECODING_FAULTS",
        "ENCODING_FAULTS",
        "FIXED32",
        "FIXED64",
        "FLOAT",
        "FLOAT32",
        "INT",
        "OMITTED",
        "Omitted",
        "unless_omitted",
        "MAX_DEPTH",
        "SFIXED32",
        "SFIXED64",
        "STR",
        "Buffer",
        "Check",
        "Declared",
        "JsonValue",
        "DecodeError",
        "one_of",
        "Known",
        "as_bool",
        "as_bytes",
        "as_dict",
        "as_items",
        "as_key",
        "as_list",
        "as_mapping",
        "as_set",
        "as_tuple",
        "bool_fields",
        "cut_off",
        "delimited",
        "dict_of",
        "double_field",
        "int_field",
        "int_fields",
        "items_of",
        "list_of",
        "mapping_of",
        "long_bytes",
        "long_prefix",
        "long_tag",
        "long_text",
        "member_of",
        "first_fitting",
        "no_arm",
        "union_of",
        "NONE",
        "one_message",
        "optional",
        "pack_bools",
        "private",
        "pack_doubles",
        "pack_ints",
        "read_bool",
        "read_double",
        "read_enum_number",
        "read_int",
        "read_size",
        "record_of",
        "refuse_arguments",
        "refuse_result",
        "refuse_value",
        "sendable",
        "set_of",
        "size_prefixes",
        "sized",
        "skip_all",
        "skip_unknown",
        "too_deep_to_read",
        "too_deep_to_send",
        "tuple_of",
        "typed_dict_of",
        "undecodable",
        "undecodable_argument",
        "undecodable_result",
        "unpack_bools",
        "unpack_doubles",
        "unpack_enum_numbers",
        "unpack_ints",
        *FUNCTIONS,
    }
)
"""The names that codec.py may import from the runtime."""


_TABLES = (
    "SIZE", "INT", "BOOL", "DOUBLE", "FIXED32", "FIXED64", "FLOAT32", "SFIXED32", "SFIXED64",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CodecNames:
    """The names of the file's scope.

    Attributes:
        messages: Each message's full name -> its functions, after ``encode_`` and ``decode_``.
        functions: Each enum, flag and type of listed values -> its functions, likewise.
        listed: Each type of listed values -> the dict of them.
        numbers: Each enum's key -> the dict from members to numbers.
        members: Each enum's key -> the dict back.
        checks: Each record's key -> its check.
        imports: The key of each record, enum, flag, `NewType` and group -> what is imported.
        classes: Likewise -> what the file calls it, without what fills it in.
        instances: Of pydantic's models, which make a class for each instance of a generic one: key
            -> what the file calls that.
        makers: The key of each record for which there is one -> what makes its objects.
        standard: Classes of the standard library -> likewise.
        exceptions: The table of the interface's exceptions; None if it declares none.
        taken: All names of the file.
    """

    messages: Mapping[str, str]
    functions: Mapping[Type, str]
    listed: Mapping[LiteralType, str]
    numbers: Mapping[str, str]
    members: Mapping[str, str]
    checks: Mapping[str, str]
    imports: Mapping[str, Imported]
    classes: Mapping[str, str]
    instances: Mapping[str, str]
    makers: Mapping[str, str]
    standard: Mapping[str, str]
    exceptions: str | None
    taken: frozenset[str]

    def made(self, record: str) -> str:
        """The class that the objects of a record are made as, by the record's key."""
        return self.instances.get(record, self.classes[record])

    def maker(self, record: str) -> str:
        """What makes them: mostly the class itself."""
        return self.makers.get(record, self.made(record))


def name_codec(interface: Interface, contract: Contract) -> CodecNames:
    """Name everything: what is the file's own first, then what it imports from the interface."""
    functions = Names(WELL_KNOWN.values())
    names = Names(RUNTIME_NAMES, {"TYPE_CHECKING", "annotations", "partial"})
    messages = {
        name: functions.take(casing.snake(name.replace(".", "_"))) for name in _messages(contract)
    }
    used = {each for each in interface.types() if isinstance(each, EnumType)}
    own: dict[Type, str] = {
        type_: functions.take(f"{'open_' if type_.is_open else ''}{casing.snake(each.name)}")
        for key, each in interface.enums.items()
        for type_ in (EnumType(key), EnumType(key, is_open=True))
        if type_ in used
    }
    own |= {each: functions.take(casing.snake(each.name)) for each in interface.flags.values()}
    literals = literal_types(interface)
    own |= {each: functions.take(literal_stem(each)) for each in literals}
    for stem in (*messages.values(), *own.values()):
        names.take(f"encode_{stem}")
        names.take(f"decode_{stem}")
    upper = {key: casing.upper_snake(each.name) for key, each in interface.enums.items()}
    numbers = {key: names.take(f"{each}_NUMBERS") for key, each in upper.items()}
    members = {key: names.take(f"{each}_MEMBERS") for key, each in upper.items()}
    checks = {
        key: names.take(f"{casing.upper_snake(each.name)}_CHECK")
        for key, each in interface.records.items()
    }
    has_exceptions = interface.exceptions or interface.exception_groups
    exceptions = names.take("EXCEPTIONS") if has_exceptions else None
    listed = {each: names.take(own[each].upper()) for each in literals}
    _reserve_tables(contract, names)
    defined: dict[str, Record | EnumDefinition | FlagType | NewType | ExceptionGroupClass] = {
        **interface.records,
        **interface.enums,
        **interface.flags,
        **interface.new_types,
        **{each.key: each for each in interface.exception_groups},
    }
    classes = name_defined(defined.values(), names)
    standard = name_standard(names, interface)
    return CodecNames(
        messages=messages,
        functions=own,
        listed=listed,
        numbers=numbers,
        members=members,
        checks=checks,
        imports={key: Imported(each.module, each.class_name) for key, each in defined.items()},
        classes=classes,
        instances={
            key: names.take(each.name)
            for key, each in interface.records.items()
            if each.arguments and each.kind is RecordKind.PYDANTIC
        },
        makers={
            key: names.take(f"MAKE_{casing.upper_snake(each.name)}")
            for key, each in interface.records.items()
            if has_hidden_arguments(each)
        },
        standard=standard,
        exceptions=exceptions,
        taken=names.all(),
    )


def _messages(contract: Contract) -> list[str]:
    """The names of all messages, those of map entries included."""
    return [
        name
        for message, binding in contract.messages.items()
        for name in (
            message,
            *(
                entry_name(message, each.field)
                for each in binding.fields
                if each.field.cardinality is Cardinality.MAP
            ),
        )
    ]


def entry_name(message: str, field: ProtoField) -> str:
    """The name by which `CodecNames` knows the entry of a map field. No message can have it."""
    return f"{message}.{field.name}.entry"


def table_name(prefix: str, number: int, *, presence: bool) -> str:
    """The constant that makes the pieces of one field number: ``SIZE_1``, ``INT_3_SENT``."""
    return f"{prefix}_{number}_SENT" if presence else f"{prefix}_{number}"


def _reserve_tables(contract: Contract, names: Names) -> None:
    numbers = {1, 2} | {
        field.field.number for each in contract.messages.values() for field in each.fields
    }
    for number in numbers:
        for prefix in _TABLES:
            names.take(table_name(prefix, number, presence=False))
            names.take(table_name(prefix, number, presence=True))


def declared_order(arguments: str, contract: Contract) -> tuple[str, ...]:
    """The parameters in a message of arguments in the order in which the codec takes them."""
    for service in contract.services:
        for method in service.methods:
            if method.arguments == arguments:
                return tuple(each.name for each in method.method.arguments)
    raise KeyError(arguments)
