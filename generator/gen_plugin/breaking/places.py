"""Where a key of the lock stands in the Python source, or stood, and how messages call it."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.lower import keys
from gen_plugin.model.interface import Interface
from gen_plugin.model.span import Span


class Places:
    """The places of everything that an interface says, by keys of the lock."""

    def __init__(self, interface: Interface) -> None:
        self._spans = dict(_spans(interface))
        self._top = Span(interface.source.path, 1, 1)

    def span(self, key: str) -> Span:
        """Its place; of what is gone, that of the nearest thing around it."""
        for each in _around(key):
            if each in self._spans:
                return self._spans[each]
        return self._top


def noun(key: str) -> str:
    """What a value is: ``parameter 'count'``, ``field 'age'``, ``the result``."""
    value = keys.value(key)
    if value.endswith(")"):
        return f"parameter '{keys.name(value)}'"
    if "() -> " in value:
        return "the result"
    if "() <- " in value:
        return "an item of the stream"
    return f"field '{keys.name(value)}'"


def _around(key: str) -> Iterator[str]:
    value = keys.value(key)
    yield value
    owner = keys.owner(value)
    yield owner
    method = owner.partition("(")[0]
    yield method
    yield method.rpartition(".")[0]


def _spans(interface: Interface) -> Iterator[tuple[str, Span]]:
    for protocol in interface.protocols:
        yield protocol.name, protocol.span
        for method in protocol.methods:
            key = keys.method(protocol.name, method.name)
            yield key, method.span
            yield keys.result(key), method.span
            for each in method.parameters:
                yield keys.parameter(key, each.name), each.span
            if method.streamed:
                yield keys.streamed(key, keys.ITEM), method.streamed.span
    module = interface.source.module
    for record in interface.records.values():
        key = keys.definition(record, module)
        yield key, record.span
        for field in record.fields:
            yield keys.attribute(key, field.name), field.span
    for key, flag in interface.flags.items():
        for bit in interface.bits.get(key, ()):
            yield keys.attribute(keys.definition(flag, module), bit.name), bit.span
    for group in interface.exception_groups:
        yield keys.definition(group, module), group.span
    for enum in interface.enums.values():
        key = keys.definition(enum, module)
        yield key, enum.span
        for member in enum.members:
            yield keys.attribute(key, member.name), member.span
