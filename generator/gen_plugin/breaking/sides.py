"""Who calls what, and so who sends what: hosts, plugins or both."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Flag

from gen_plugin.lower import keys
from gen_plugin.model.interface import Interface, Method, ProtocolDefinition, object_in
from gen_plugin.model.types import RecordType, Type, within


class Side(Flag):
    """One of the two processes, or both."""

    NOBODY = 0
    HOST = 1
    PLUGIN = 2
    BOTH = 3

    @property
    def other(self) -> Side:
        """Who is on the other end."""
        return Side(((self.value & 1) << 1) | (self.value >> 1))

    def __str__(self) -> str:
        return {Side.HOST: "hosts", Side.PLUGIN: "plugins"}.get(self, "programs")


class Sides:
    """Who sends the values of an interface, by their keys in the lock."""

    def __init__(self, interface: Interface) -> None:
        self._interface = interface
        self._callers = _callers(interface)
        self._senders = self._record_senders()

    def callers(self, protocol: str) -> Side:
        """Who calls a Protocol's methods."""
        return self._callers.get(protocol, Side.BOTH)

    def senders(self, key: str) -> Side:
        """Who sends a parameter, a result or a field."""
        owner = keys.owner(key)
        if keys.is_definition(owner):
            return self._senders.get(owner, Side.BOTH)
        callers = self.callers(key.partition(".")[0])
        return callers.other if " -> " in key else callers

    def _record_senders(self) -> dict[str, Side]:
        found: dict[str, Side] = {}
        for protocol in self._interface.protocols:
            callers = self.callers(protocol.name)
            for method in protocol.methods:
                for each in method.parameters:
                    self._reach(each.type, callers, found)
                self._reach(method.result, callers.other, found)
        return found

    def _reach(self, type_: Type, side: Side, found: dict[str, Side]) -> None:
        for each in within(type_):
            if not isinstance(each, RecordType):
                continue
            record = self._interface.records[each.key]
            key = keys.definition(record, self._interface.source.module)
            known = found.get(key, Side.NOBODY)
            if side in known:
                continue
            found[key] = known | side
            for field in record.fields:
                self._reach(field.type, side, found)


def _callers(interface: Interface) -> dict[str, Side]:
    """Hosts call plugins; who is given an object, as an argument or as a result, calls that."""
    protocols = {each.key: each for each in interface.protocols}
    found = {each.key: Side.HOST for each in interface.protocols if interface.is_plugin(each)}
    waiting = list(found)
    while waiting:
        key = waiting.pop()
        for passed, callers in _given(protocols[key], found[key]):
            known = found.get(passed, Side.NOBODY)
            if passed in protocols and callers not in known:
                found[passed] = known | callers
                waiting.append(passed)
    return {protocols[key].name: side for key, side in found.items()}


def _given(protocol: ProtocolDefinition, callers: Side) -> Iterator[tuple[str, Side]]:
    for method in protocol.methods:
        for type_, receiver in _passed(method, callers):
            passed = object_in(type_)
            if passed is not None:
                yield passed.key, receiver


def _passed(method: Method, callers: Side) -> Iterator[tuple[Type, Side]]:
    yield method.result, callers
    for each in method.parameters:
        yield each.type, callers.other
