"""A .proto file as data. It knows nothing of Python source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from gen_plugin.frozen import dataclass


class Cardinality(Enum):
    """How often a field may occur, in proto3's terms."""

    SINGULAR = "singular"
    OPTIONAL = "optional"
    REPEATED = "repeated"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class ScalarRef:
    """A scalar type by its proto name: ``string``, ``int64``, ``sfixed32``, ``double``."""

    name: str


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message of the file, by its name within the package: ``Person``, ``Person.TagsValue``."""

    name: str


@dataclass(frozen=True, slots=True)
class EnumRef:
    """An enum of the file, by its name within the package."""

    name: str


@dataclass(frozen=True, slots=True)
class WellKnownRef:
    """A message that protobuf itself defines.

    Attributes:
        name: Its full name: ``google.protobuf.Timestamp``.
        file: The .proto that defines it, as an import names it.
    """

    name: str
    file: str


ValueRef = ScalarRef | MessageRef | EnumRef | WellKnownRef


@dataclass(frozen=True, slots=True)
class ProtoField:
    """One field of a message.

    Attributes:
        key: The type of the keys of a map field, None for all others.
        type: The field's type; of a repeated field its item's, of a map field its value's.
        oneof: The group of fields of which one is sent, or None. The cardinality of its fields is
            that of one whose presence is told: `OPTIONAL`, or `SINGULAR` for a message.
        comment: Text to stand above it, or None.
    """

    name: str
    number: int
    cardinality: Cardinality
    type: ValueRef
    key: ScalarRef | None = None
    comment: str | None = None
    oneof: str | None = None


@dataclass(frozen=True, slots=True)
class Reserved:
    """Numbers and names that may never be used again."""

    numbers: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, retired: Iterable[tuple[int, str]], live: Iterable[tuple[int, str]]) -> Reserved:
        """What to reserve of retired numbers and names: protoc refuses to reserve those in use."""
        used = list(live)
        gone = list(retired)
        return cls(
            numbers=tuple(sorted({each for each, _ in gone} - {each for each, _ in used})),
            names=tuple(sorted({each for _, each in gone} - {each for _, each in used})),
        )


@dataclass(frozen=True, slots=True)
class ProtoMessage:
    """A message. `name` is its own last name; `full_name` is dotted within the package."""

    name: str
    full_name: str
    fields: tuple[ProtoField, ...]
    nested: tuple[ProtoMessage, ...] = ()
    reserved: Reserved = Reserved()
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class ProtoEnumValue:
    """One value of an enum."""

    name: str
    number: int
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class ProtoEnum:
    """An enum of the file's top level. Its first value is the one with number 0."""

    name: str
    values: tuple[ProtoEnumValue, ...]
    allow_alias: bool = False
    reserved: Reserved = Reserved()
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class ProtoMethod:
    """One method of a service; request and response are messages of the file."""

    name: str
    request: str
    response: str
    comment: str | None = None
    client_streams: bool = False
    server_streams: bool = False


@dataclass(frozen=True, slots=True)
class ProtoService:
    """A service. `name` is within the package."""

    name: str
    methods: tuple[ProtoMethod, ...]
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class ProtoFile:
    """A whole file.

    Attributes:
        name: As written to disk: ``greeter.proto``.
        package: The dotted proto package.
        notes: Lines to stand at its end as comments, for who wrote it.
    """

    name: str
    package: str
    services: tuple[ProtoService, ...]
    messages: tuple[ProtoMessage, ...]
    enums: tuple[ProtoEnum, ...]
    comment: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def imports(self) -> tuple[str, ...]:
        """The files of the well-known messages that it uses, sorted."""
        return tuple(sorted({file for each in self.messages for file in _imports(each)}))


def _imports(message: ProtoMessage) -> Iterator[str]:
    for field in message.fields:
        if isinstance(field.type, WellKnownRef):
            yield field.type.file
    for nested in message.nested:
        yield from _imports(nested)
