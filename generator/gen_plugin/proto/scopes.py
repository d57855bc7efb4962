"""How a message or enum is written where it is used, so that protoc finds that one and no other."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.proto.model import Cardinality, EnumRef, MessageRef, ProtoFile, ProtoMessage

# Where a type is expected, protoc takes these for something else (`Parser::ParseMessageStatement`, `ParseType`,
# `ParseMethodOptions`).
WORDS = frozenset(
    "bool bytes double enum extend extensions fixed32 fixed64 float group int32 int64 map message oneof option "
    "optional repeated required reserved sfixed32 sfixed64 sint32 sint64 stream string uint32 uint64".split()
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
            inside: The full name, within the package, of the message in which it is used. Empty in a service.
        """
        parts = ref.name.split(".")
        for start in reversed(range(len(parts))):
            spelling = ".".join(parts[start:])
            if parts[start] not in WORDS and self._found(spelling, inside) == ref.name:
                return spelling
        return f".{self._package}.{ref.name}"

    def _found(self, spelling: str, inside: str) -> str | None:
        """What protoc finds: it looks for the first part from the inside out, and there for the rest."""
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
