"""Which messages can hold themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gen_plugin.proto.model import MessageRef, ProtoMessage


def recursive(messages: Mapping[str, ProtoMessage]) -> frozenset[str]:
    """The full names of the messages that can hold, at any depth, one of their own kind.

    Args:
        messages: Every message of the file, nested ones too, by full name.
    """
    held = {name: _held(message) for name, message in messages.items()}
    return frozenset(name for name in messages if name in _reachable(held[name], held))


def _held(message: ProtoMessage) -> set[str]:
    return {each.type.name for each in message.fields if isinstance(each.type, MessageRef)}


def _reachable(start: Iterable[str], held: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(held[name])
    return found
