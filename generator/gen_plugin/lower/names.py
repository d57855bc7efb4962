"""Every name on the wire is made here, and no two in one scope are the same.

Nor do they differ so little that protoc, or another language's code generator, would take them for
the same. What is pinned or in the lock keeps its name, in that order of authority; only then are
new names given: the wanted one where it is usable and free, then variants to all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from itertools import count

from gen_plugin.frozen import dataclass
from gen_plugin.lower.casing import alike, identifier, pascal, snake, upper_snake
from gen_plugin.lower.faults import Faults
from gen_plugin.model.span import Span
from gen_plugin.proto.scopes import WORDS, map_entry


class Kind(Enum):
    """What a name is for. In one scope, names of two kinds need only be spelled differently."""

    TYPE = "type"
    VALUE = "enum value"
    FIELD = "field"
    MAP_FIELD = "map field"
    METHOD = "method"
    PLUGIN = "plugin"


_NOTHING = "unnamed"

# What protobuf's Python messages have as attributes already (`google.protobuf.message.Message`).
_MESSAGE_ATTRIBUTES = frozenset(
    {
        "ByteSize",
        "Clear",
        "ClearExtension",
        "ClearField",
        "CopyFrom",
        "DESCRIPTOR",
        "DiscardUnknownFields",
        "Extensions",
        "FindInitializationErrors",
        "FromString",
        "HasExtension",
        "HasField",
        "IsInitialized",
        "ListFields",
        "MergeFrom",
        "MergeFromString",
        "ParseFromString",
        "RegisterExtension",
        "SerializePartialToString",
        "SerializeToString",
        "SetInParent",
        "UnknownFields",
        "WhichOneof",
    }
)


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that needs a name.

    Attributes:
        key: Its key in the lock.
        wanted: The name that it gets if nothing speaks against it.
        pinned: The name that the user demands, or None.
        locked: The name that it had in the last run, or None.
        span: Where it is defined.
        shares: The key of another claim that may have the same name, or None.
    """

    key: str
    kind: Kind
    wanted: str
    pinned: str | None
    locked: str | None
    span: Span
    shares: str | None = None


class Scope:
    """The names of one scope: of a package, a message, a service or a plugin map."""

    def __init__(self) -> None:
        self._holders: dict[str, str] = {}
        self._blocked: set[str] = set()

    def block(self, name: str, kind: Kind) -> None:
        """Never give this name; who has it by a pin or the lock may take it."""
        self._blocked.update(_marks(name, kind))

    def take(self, name: str, kind: Kind, key: str) -> str | None:
        """Give exactly this name; or return the key of what already has it, or one too like it."""
        marks = _marks(name, kind)
        for mark in marks:
            holder = self._holders.get(mark, key)
            if holder != key:
                return holder
        self._holders.update(dict.fromkeys(marks, key))
        return None

    def give(self, wanted: str, kind: Kind, key: str) -> bool:
        """Give the wanted name if it is usable and free."""
        free = _usable(wanted, kind) == wanted and self._blocked.isdisjoint(_marks(wanted, kind))
        return free and self.take(wanted, kind, key) is None

    def give_variant(self, wanted: str, kind: Kind, key: str) -> str:
        """Give a usable and free name that is as near to the wanted one as can be."""
        name = first = _usable(wanted, kind)
        for number in count(2):
            if self.give(name, kind, key):
                break
            name = _variant(first, kind, number)
        return name


def assign(claims: Sequence[Claim], scope: Scope, faults: Faults) -> dict[str, str]:
    """Name everything that claims a name in a scope.

    Returns:
        The name of each claim, by its key.
    """
    names = {}
    for claim in claims:
        fixed = _fixed(claim, faults)
        if fixed is not None:
            names[claim.key] = fixed
            _take(claim, fixed, scope, faults)
    new = [claim for claim in claims if claim.key not in names]
    for claim in new:
        if scope.give(claim.wanted, claim.kind, claim.key):
            names[claim.key] = claim.wanted
    for claim in new:
        if claim.key not in names:
            names[claim.key] = scope.give_variant(claim.wanted, claim.kind, claim.key)
    return names


def package(module: str) -> str:
    """The proto package of a source file: ``myapp.greeter`` becomes ``myapp.greeter.v1``."""
    return ".".join([*map(identifier, module.split(".")), "v1"])


def plugin(protocol: str) -> str:
    """The key in the plugin map: ``KeyValue`` becomes ``key_value``."""
    return snake(protocol) or _NOTHING


def method(name: str) -> str:
    """An RPC: ``say_hello`` becomes ``SayHello``."""
    return identifier(pascal(name) or pascal(_NOTHING))


def nested(field: str) -> str:
    """What the names of the messages that a field needs for itself begin with."""
    return identifier(pascal(field))


def enum_value(enum: str, member: str) -> str:
    """A value of an enum, with the enum as prefix: ``COLOR_BLUE``."""
    return f"{upper_snake(enum)}_{upper_snake(member) or _NOTHING.upper()}"


def cookie_key(stem: str) -> str:
    """The environment variable of the handshake: ``greeter`` becomes ``GREETER_PLUGIN``."""
    return f"{upper_snake(identifier(stem))}_PLUGIN"


def _fixed(claim: Claim, faults: Faults) -> str | None:
    if None not in {claim.pinned, claim.locked} and claim.pinned != claim.locked:
        faults.add(
            "GP504",
            f"{claim.key} is pinned to the name '{claim.pinned}', but is '{claim.locked}' in "
            "gen-plugin.lock",
            "remove the pin to stay compatible, or delete its line from gen-plugin.lock to break "
            "with what was built before",
            claim.span,
        )
    return claim.locked if claim.pinned is None else claim.pinned


def _take(claim: Claim, name: str, scope: Scope, faults: Faults) -> None:
    holder = scope.take(name, claim.kind, claim.shares or claim.key)
    if holder is not None:
        faults.add(
            "GP502",
            f"the name '{name}' of {claim.key} is that of {holder}, or too like it for protobuf",
            "a merge left both in gen-plugin.lock: delete the line of the one that is not released "
            "yet, and it gets a new name"
            if claim.pinned is None
            else "pin another name",
            claim.span,
        )


def _marks(name: str, kind: Kind) -> list[str]:
    """What a name takes: its spelling among all kinds, all like spellings among its own."""
    if kind is Kind.PLUGIN:
        return [name]
    if kind is Kind.MAP_FIELD:
        return [*_marks(name, Kind.FIELD), map_entry(name)]
    return [name, f"{kind.value} {alike(name)}"]


def _usable(wanted: str, kind: Kind) -> str:
    if kind in {Kind.FIELD, Kind.MAP_FIELD}:
        name = _without_underscores(wanted)
        return f"{name}_field" if name in _MESSAGE_ATTRIBUTES else name
    if kind is Kind.TYPE:
        name = wanted if wanted.strip("_") else pascal(_NOTHING)
        return f"{name}Type" if name in WORDS | _MESSAGE_ATTRIBUTES else name
    return wanted


def _without_underscores(wanted: str) -> str:
    """``_size`` becomes ``size``: what is private in Python has no meaning on the wire."""
    name = wanted.lstrip("_")
    if not name:
        return _NOTHING
    return wanted if name[0].isdigit() else name


def _variant(name: str, kind: Kind, number: int) -> str:
    stem = name.rstrip("_")
    return f"{stem}{number}" if kind in {Kind.TYPE, Kind.METHOD} else f"{stem}_{number}"
