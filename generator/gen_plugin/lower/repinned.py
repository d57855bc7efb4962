"""What was renamed in Python, and pinned to the number and name that it had: it is the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from gen_plugin.frozen import replace
from gen_plugin.lower import keys
from gen_plugin.lower.lock import Lock, LockedField
from gen_plugin.model.interface import Interface, PinnedField

IN_METHOD = "("
IN_DEFINITION = "."
IN_VALUE = "|[{(?@"
"""What stands in keys between that of a thing and what belongs to it."""

_Fact = TypeVar("_Fact")


def repinned(lock: Lock, interface: Interface) -> Lock:
    """A lock with such Protocols, methods, parameters and fields under the keys of now."""
    protocols = {each.name: each.pinned_service for each in interface.protocols}
    for new, old in _pinned_to_gone(protocols, lock.services).items():
        lock = with_key(lock, old, new, IN_DEFINITION)
    for protocol in interface.protocols:
        own = {key: name for key, name in lock.methods.items() if keys.owner(key) == protocol.name}
        methods = {
            keys.method(protocol.name, each.name): each.pinned.name for each in protocol.methods
        }
        for new, old in _pinned_to_gone(methods, own).items():
            lock = with_key(lock, old, new, IN_METHOD)
    owned = {key: (keys.owner(key), field) for key, field in lock.fields.items()}
    for new, old in _pinned_to_gone(dict(_values(interface)), owned).items():
        lock = with_key(lock, old, new, IN_VALUE)
    return lock


def _pinned_to_gone(
    pinned: Mapping[str, _Fact | None], known: Mapping[str, _Fact]
) -> dict[str, str]:
    """What is new and pinned to what something was that is gone: the keys of both."""
    gone = {fact: key for key, fact in known.items() if key not in pinned}
    return {
        key: gone[fact]
        for key, fact in pinned.items()
        if key not in known and fact is not None and fact in gone
    }


def with_key(lock: Lock, old: str, new: str, marks: str) -> Lock:
    """A lock with another key for a thing, and for all that has one of the marks behind it."""

    def moved(facts: Mapping[str, _Fact]) -> dict[str, _Fact]:
        return {with_prefix(key, old, new, marks): fact for key, fact in facts.items()}

    return replace(
        lock,
        services=moved(lock.services),
        plugins=moved(lock.plugins),
        methods=moved(lock.methods),
        messages=moved(lock.messages),
        fields=moved(lock.fields),
        types=moved(lock.types),
        enums=moved(lock.enums),
        members=moved(lock.members),
        exceptions=moved(lock.exceptions),
        netrpc=moved(lock.netrpc),
        netrpc_types=moved(lock.netrpc_types),
    )


def with_prefix(key: str, old: str, new: str, marks: str) -> str:
    """A key with its beginning replaced, if that is the old one and a mark or nothing follows."""
    rest = key.removeprefix(old)
    return new + rest if rest != key and rest[:1] in {"", *marks} else key


def _values(interface: Interface) -> Iterator[tuple[str, tuple[str, LockedField] | None]]:
    """The keys of parameters and fields; of those with a whole pin, what is pinned in what."""
    for protocol in interface.protocols:
        for method in protocol.methods:
            for each in method.arguments:
                key = keys.parameter(keys.method(protocol.name, method.name), each.name)
                yield key, _whole(key, each.pinned)
    for record in interface.records.values():
        owner = keys.definition(record, interface.source.module)
        for field in record.fields:
            key = keys.attribute(owner, field.name)
            yield key, _whole(key, field.pinned)


def _whole(key: str, pinned: PinnedField) -> tuple[str, LockedField] | None:
    if pinned.name is None or pinned.number is None:
        return None
    return keys.owner(key), LockedField(pinned.name, pinned.number)
