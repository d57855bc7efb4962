"""The model as short text, to compare with what is expected at a glance."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.model.interface import (
    ComputedDefault,
    Default,
    EnumDefinition,
    EnumMember,
    FilledTuple,
    Interface,
    Literal,
    Method,
    Parameter,
    ParameterKind,
    PinnedField,
    PinnedMethod,
    ProtocolDefinition,
    Record,
    RecordField,
    Stream,
)
from gen_plugin.model.types import (
    CollectionKind,
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
    ObjectType,
    OptionalType,
    RecordType,
    ScalarType,
    TupleType,
    Type,
    UnionType,
)


def outline(interface: Interface) -> str:
    """One line for each method, field and member, below what it belongs to."""
    lines: list[str] = []
    for protocol in interface.protocols:
        lines += _protocol(protocol)
    for record in interface.records.values():
        lines += _record(record)
    for enum in interface.enums.values():
        lines += _enum(enum)
    return "\n".join(lines)


def spell(type_: Type) -> str:
    """A type in one notation."""
    match type_:
        case NoneType():
            return "None"
        case ErrorType():
            raise TypeError("a type that was refused")
        case ScalarType(kind, format_):
            return f"{kind.value}:{format_.value}" if format_ else kind.value
        case ObjectType(key, _, is_self):
            return f"Self={key}" if is_self else f"&{key}"
        case ConvertedType(converted):
            return converted.value
        case LiteralType(values):
            return " or ".join(map(repr, values))
        case RecordType() | EnumType() | FlagType():
            is_open = isinstance(type_, EnumType) and type_.is_open
            return f"{type_.key}{'...' if is_open else ''}"
        case NewType(_, name, inner):
            return f"{name}={spell(inner)}"
        case _:
            return _spell_several(type_)


def _spell_several(type_: ListType | TupleType | DictType | OptionalType | UnionType) -> str:
    match type_:
        case ListType(item, kind):
            return f"{'' if kind is CollectionKind.LIST else kind.value}[{spell(item)}]"
        case TupleType(items):
            return f"({', '.join(map(spell, items))})"
        case DictType(key, value, kind, order):
            name = "" if kind is MappingKind.DICT else kind.value
            return f"{name}{{{spell(key)}: {spell(value)}}}{'!' if order else ''}"
        case OptionalType(inner):
            return f"{spell(inner)}?"
        case UnionType(arms):
            return f"<{', '.join(map(spell, arms))}>"


def _protocol(protocol: ProtocolDefinition) -> Iterator[str]:
    pinned = [protocol.pinned_service, protocol.pinned_plugin]
    yield f"Protocol {protocol.name}{_pins(pinned)}"
    yield from (f"  {_method(each)}" for each in protocol.methods)


_KINDS = {
    ParameterKind.POSITIONAL_ONLY: "/",
    ParameterKind.VAR_POSITIONAL: "*",
    ParameterKind.VAR_KEYWORD: "**",
}


def _method(method: Method) -> str:
    parameters: list[str] = []
    for each in method.parameters:
        if each.keyword_only and "*" not in parameters:
            parameters.append("*")
        parameters.append(f"{_KINDS.get(each.kind, '')}{_slot(each)}")
    pinned: PinnedMethod = method.pinned
    result = (
        f"{_stream(method.result_stream)}{spell(method.result)}{_field_pins(method.result_pinned)}"
    )
    names = _pins([pinned.name, pinned.request, pinned.response])
    kind = "async " if method.is_async else ""
    kind += f"{method.attribute} = " if method.attribute else ""
    return f"{kind}{method.name}({', '.join(parameters)}) -> {result}{names}"


def _record(record: Record) -> Iterator[str]:
    yield f"Record {record.key}{_pins([record.pinned_message])}"
    for each in record.fields:
        keyword = "*" if each.keyword_only else ""
        comment = f"  # {each.comment}" if each.comment else ""
        yield f"  {keyword}{_slot(each)}{comment}"


def _enum(enum: EnumDefinition) -> Iterator[str]:
    yield f"{enum.base.value} {enum.key}{_pins([enum.pinned_message])}"
    for each in enum.members:
        value = each.value if each.value is not None else "..."
        yield f"  {each.name} = {each.alias_of or value}"


def _slot(slot: Parameter | RecordField) -> str:
    default = f" = {_default(slot.default)}" if slot.default else ""
    stream = _stream(slot.stream) if isinstance(slot, Parameter) else ""
    return f"{slot.name}: {stream}{spell(slot.type)}{default}{_field_pins(slot.pinned)}"


def _stream(stream: Stream | None) -> str:
    return f"{stream.value} of " if stream else ""


def _default(default: Default) -> str:
    match default:
        case Literal(value):
            return repr(value)
        case EnumMember(enum, member):
            return f"{enum}.{member}"
        case FilledTuple(items):
            return f"({', '.join(map(_default, items))})"
        case ComputedDefault(code):
            return f"computed {code or ''}".rstrip()
        case _:
            return "empty"


def _field_pins(pinned: PinnedField) -> str:
    return _pins([pinned.number, pinned.name])


def _pins(pinned: list[str | None] | list[int | str | None]) -> str:
    return f" @{','.join(str(each or '') for each in pinned)}" if any(pinned) else ""
