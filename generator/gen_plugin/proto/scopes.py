"""How a message or enum is written where it is used, so that protoc finds that one and no other."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.proto.model import (
    Cardinality,
    EnumRef,
    MessageRef,
    ProtoFile,
    ProtoMessage,
    WellKnownRef,
)

# Where protoc expects a type it takes these for something else: `Parser::ParseMessageStatement`,
# `ParseLabel`, `ParseMapType` and `ParseServiceMethod`, and the table of scalar types.
_STATEMENTS = {"enum", "extend", "extensions", "message", "oneof", "option", "reserved"}
_MODIFIERS = {"group", "map", "optional", "repeated", "required", "stream"}
_INTEGERS = {
    f"{kind}{bits}" for kind in ("int", "uint", "sint", "fixed", "sfixed") for bits in (32, 64)
}
WORDS = frozenset(
    _STATEMENTS | _MODIFIERS | _INTEGERS | {"bool", "bytes", "double", "float", "string"}
)


class Scopes:
    """All types of a file, by the scopes in which protoc looks for them."""

    def __init__(self, file: ProtoFile) -> None:
        self._package = file.package
        self._types = {each.name for each in file.enums}
        for message in file.messages:
            self._types.update(_defined(message))

    def spell(self, ref: MessageRef | EnumRef, inside: str = "") -> str:
        """The shortest spelling that means the type.

        Args:
            ref: The type.
            inside: The full name, within the package, of the message in which it is used; empty
                in a service.
        """
        parts = ref.name.split(".")
        for start in reversed(range(len(parts))):
            spelling = ".".join(parts[start:])
            if parts[start] not in WORDS and self._found(spelling, inside) == ref.name:
                return spelling
        return f".{self._package}.{ref.name}"

    def spell_well_known(self, ref: WellKnownRef) -> str:
        """Likewise, of a message that protobuf defines."""
        head = ref.name.partition(".")[0]
        is_hidden = head in self._package.split(".") or any(
            head in name.split(".") for name in self._types
        )
        return f".{ref.name}" if is_hidden else ref.name

    def _found(self, spelling: str, inside: str) -> str | None:
        """What protoc finds: the first part, looked for from the inside out, and the rest in it."""
        first, _, rest = spelling.partition(".")
        scope = inside
        while True:
            name = f"{scope}.{first}" if scope else first
            if name in self._types:
                return f"{name}.{rest}" if rest else name
            if not scope:
                return None
            scope = scope.rpartition(".")[0]


def map_entry(field: str) -> str:
    """The message that protoc itself nests for a map field (`MapEntryName` in its parser)."""
    return "".join(word[0].upper() + word[1:] for word in field.split("_") if word) + "Entry"


def _defined(message: ProtoMessage) -> Iterator[str]:
    yield message.full_name
    for field in message.fields:
        if field.cardinality is Cardinality.MAP:
            yield f"{message.full_name}.{map_entry(field.name)}"
    for nested in message.nested:
        yield from _defined(nested)
