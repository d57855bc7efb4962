"""The names of the file's scopes: of the package, of each service and of the plugin map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gen_plugin.frozen import dataclass, replace
from gen_plugin.lower import keys, names
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.names import Claim, Kind, Scope
from gen_plugin.lower.past import Past
from gen_plugin.model.interface import (
    EnumDefinition,
    Interface,
    Method,
    ProtocolDefinition,
    Record,
)


@dataclass(frozen=True, slots=True)
class FileNames:
    """The names of everything but fields, enum values and what is nested, by the keys in the lock.

    Attributes:
        plugins: Keys in the plugin map.
        types: Services, messages and enums, which share the package's scope.
        scope: That scope, in which enum values are yet to be named.
    """

    plugins: Mapping[str, str]
    methods: Mapping[str, str]
    types: Mapping[str, str]
    scope: Scope


def name_file(interface: Interface, past: Past, faults: Faults) -> FileNames:
    """Name everything that a source file defines, down to messages and enums."""
    scope = _package_scope(past)
    methods: dict[str, str] = {}
    for protocol in interface.protocols:
        methods |= names.assign(_methods(protocol, past), Scope(), faults)
    types = [
        *_services(interface, past),
        *_definitions(interface, past),
        *_sharing(_calls(interface, methods, past)),
    ]
    return FileNames(
        plugins=names.assign(_plugins(interface, past), Scope(), faults),
        methods=methods,
        types=names.assign(types, scope, faults),
        scope=scope,
    )


def _package_scope(past: Past) -> Scope:
    """The scope of messages, enums and of the enums' values, those of the last run in it."""
    scope = Scope()
    for key, member in past.lock.members.items():
        scope.take(member.name, Kind.VALUE, key)
    for retired in past.leaving_members.values():
        for member in retired:
            scope.block(member.name, Kind.VALUE)
    return scope


def _plugins(interface: Interface, past: Past) -> list[Claim]:
    return [
        Claim(
            key=each.name,
            kind=Kind.PLUGIN,
            wanted=names.plugin(each.name),
            pinned=each.pinned_plugin,
            locked=past.lock.plugins.get(each.name),
            span=each.span,
        )
        for each in interface.protocols
        if interface.is_plugin(each)
    ]


def _services(interface: Interface, past: Past) -> list[Claim]:
    return [
        Claim(
            key=each.name,
            kind=Kind.TYPE,
            wanted=each.name,
            pinned=each.pinned_service,
            locked=past.lock.services.get(each.name),
            span=each.span,
        )
        for each in interface.protocols
    ]


def _definitions(interface: Interface, past: Past) -> Iterator[Claim]:
    definitions: list[Record | EnumDefinition] = [*interface.records.values()]
    definitions += interface.enums.values()
    for definition in definitions:
        key = keys.definition(definition, interface.source.module)
        yield Claim(
            key=key,
            kind=Kind.TYPE,
            wanted=definition.name,
            pinned=definition.pinned_message,
            locked=past.lock.messages.get(key, past.lock.enums.get(key)),
            span=definition.span,
        )


def _methods(protocol: ProtocolDefinition, past: Past) -> list[Claim]:
    return [
        Claim(
            key=(key := keys.method(protocol.name, each.name)),
            kind=Kind.METHOD,
            wanted=names.method(each.name),
            pinned=each.pinned.name,
            locked=past.lock.methods.get(key),
            span=each.span,
        )
        for each in protocol.methods
    ]


def _calls(interface: Interface, methods: Mapping[str, str], past: Past) -> Iterator[Claim]:
    """What the requests and responses want to be called."""
    locked = past.lock.messages
    for protocol in interface.protocols:
        for method in protocol.methods:
            key = keys.method(protocol.name, method.name)
            stem = protocol.name + methods[key]
            for message, suffix, pinned in _call(method, key):
                yield Claim(
                    message, Kind.TYPE, stem + suffix, pinned, locked.get(message), method.span
                )


def _call(method: Method, key: str) -> Iterator[tuple[str, str, str | None]]:
    """A method's messages: key, how the name is to end, and what is pinned."""
    if method.streamed:
        yield keys.stream(key), "Request", method.pinned.request
        if method.arguments:
            yield keys.request(key), "Args", None
    else:
        yield keys.request(key), "Request", method.pinned.request
    yield keys.response(key), "Response", method.pinned.response


def _sharing(calls: Iterator[Claim]) -> Iterator[Claim]:
    """Let requests and responses with the same fixed name share it; `unite` compares them."""
    first: dict[str, str] = {}
    for call in calls:
        fixed = call.pinned or call.locked
        if fixed is None:
            yield call
        else:
            yield replace(call, shares=first.setdefault(fixed, call.key))
