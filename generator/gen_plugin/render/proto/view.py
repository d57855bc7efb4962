"""The view of a .proto file: each declaration as text."""

from __future__ import annotations

from gen_plugin.frozen import dataclass
from gen_plugin.proto.model import (
    Cardinality,
    EnumRef,
    MessageRef,
    ProtoEnum,
    ProtoField,
    ProtoFile,
    ProtoMessage,
    ProtoService,
    Reserved,
    ScalarRef,
    WellKnownRef,
)
from gen_plugin.proto.scopes import Scopes

_LABELS = {
    Cardinality.SINGULAR: "",
    Cardinality.OPTIONAL: "optional ",
    Cardinality.REPEATED: "repeated ",
}
_STREAM = {False: "", True: "stream "}


@dataclass(frozen=True, slots=True)
class Line:
    """A declaration of one line, without indentation, and the text above it."""

    text: str
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A declaration with braces.

    Attributes:
        head: ``message Person``.
        lines: What it says itself.
        blocks: The blocks in it.
    """

    head: str
    comment: str | None
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class ProtoView:
    """A whole file."""

    package: str
    imports: tuple[str, ...]
    comment: str | None
    blocks: tuple[Block, ...]
    notes: str


def view_file(file: ProtoFile) -> ProtoView:
    """The view of a file: services first, for they are what a reader looks for."""
    scopes = Scopes(file)
    return ProtoView(
        package=file.package,
        imports=file.imports,
        comment=file.comment,
        blocks=(
            *(_service(each, scopes) for each in file.services),
            *(_message(each, scopes) for each in file.messages),
            *map(_enum, file.enums),
        ),
        notes="\n".join(file.notes),
    )


def _service(service: ProtoService, scopes: Scopes) -> Block:
    lines = tuple(
        Line(
            f"rpc {each.name}({_STREAM[each.client_streams]}"
            f"{scopes.spell(MessageRef(each.request))}) "
            f"returns ({_STREAM[each.server_streams]}{scopes.spell(MessageRef(each.response))});",
            each.comment,
        )
        for each in service.methods
    )
    return Block(f"service {service.name}", service.comment, lines)


def _message(message: ProtoMessage, scopes: Scopes) -> Block:
    fields: list[Line] = []
    choices: dict[str, list[Line]] = {}
    for each in message.fields:
        lines = choices.setdefault(each.oneof, []) if each.oneof else fields
        lines.append(_field(each, message.full_name, scopes))
    return Block(
        head=f"message {message.name}",
        comment=message.comment,
        lines=(*_reserved(message.reserved), *fields),
        blocks=(
            *(Block(f"oneof {name}", None, tuple(lines)) for name, lines in choices.items()),
            *(_message(each, scopes) for each in message.nested),
        ),
    )


def _field(field: ProtoField, inside: str, scopes: Scopes) -> Line:
    match field.type:
        case ScalarRef(name):
            spelled = name
        case MessageRef() | EnumRef() as ref:
            spelled = scopes.spell(ref, inside)
        case WellKnownRef() as ref:
            spelled = scopes.spell_well_known(ref)
    if field.key is not None:
        declared = f"map<{field.key.name}, {spelled}>"
    else:
        label = "" if field.oneof else _LABELS[field.cardinality]
        declared = f"{label}{spelled}"
    return Line(f"{declared} {field.name} = {field.number};", field.comment)


def _enum(enum: ProtoEnum) -> Block:
    alias = (Line("option allow_alias = true;"),) if enum.allow_alias else ()
    values = tuple(Line(f"{each.name} = {each.number};", each.comment) for each in enum.values)
    return Block(f"enum {enum.name}", enum.comment, (*alias, *_reserved(enum.reserved), *values))


def _reserved(reserved: Reserved) -> tuple[Line, ...]:
    numbers = ", ".join(map(str, reserved.numbers))
    names = ", ".join(f'"{name}"' for name in reserved.names)
    return tuple(Line(f"reserved {each};") for each in (numbers, names) if each)
