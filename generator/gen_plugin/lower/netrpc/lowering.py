"""The whole contract over net/rpc."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from gen_plugin.frozen import replace
from gen_plugin.lower import keys
from gen_plugin.lower.contract import EnumBinding, ServiceBinding
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.lock import Lock
from gen_plugin.lower.names import Kind
from gen_plugin.lower.naming import FileNames
from gen_plugin.lower.netrpc import go_names
from gen_plugin.lower.netrpc.contract import (
    GobEnum,
    GobService,
    GobStruct,
    NetRpcContract,
    Nothing,
    StructShape,
)
from gen_plugin.lower.netrpc.go_names import SHARED, GoNames
from gen_plugin.lower.netrpc.methods import Calls
from gen_plugin.lower.netrpc.naming import WireNames, exported
from gen_plugin.lower.netrpc.refusals import refuse_unknown_maps
from gen_plugin.lower.netrpc.shapes import Shapes
from gen_plugin.lower.netrpc.structs import Structs
from gen_plugin.model.interface import EnumDefinition, Interface, Record
from gen_plugin.model.types import RecordType
from gen_plugin.settings.settings import SourceSettings

_WORD = re.compile(r"\w+", re.ASCII)


def lower_netrpc(
    interface: Interface,
    services: tuple[ServiceBinding, ...],
    enums: Iterable[EnumBinding],
    file_names: FileNames,
    settings: SourceSettings,
    lock: Lock,
    faults: Faults,
) -> NetRpcContract:
    """Decide every shape and name over net/rpc.

    Args:
        interface: The interface.
        services: Its Protocols over gRPC.
        enums: Its enums, whose numbers are the same here.
        file_names: What gRPC calls everything; records and enums are called the same here.
        settings: What pins names.
        lock: Of the last run: its names stay, and what was a map stays one.
        faults: Takes what net/rpc cannot carry.
    """
    names = WireNames(settings.netrpc_names, lock.netrpc, faults)
    types = GoNames(*SHARED)
    own_names = [types.take_service(each.protocol.name) for each in services]
    defined = _defined(interface, file_names, types)
    structs = Structs(interface, defined, names, types)
    maps = {each for each in lock.methods if lock.netrpc_types.get(keys.request(each)) == "map"}
    nothing = _nothing(settings, lock)
    calls = Calls(structs, names, nothing, settings.netrpc_maps | maps, faults)
    plugins = _plugins(services, names)
    bound = tuple(
        GobService(each.protocol, name, plugins.get(each.protocol.name), calls.methods(each, name))
        for each, name in zip(services, own_names, strict=True)
    )
    names.refuse_unknown(interface.source.path)
    refuse_unknown_maps(settings.netrpc_maps, _methods(services), faults)
    return NetRpcContract(
        package=go_names.package(interface.source.path),
        nothing=nothing,
        services=bound,
        structs=tuple(_ordered(structs.made)),
        carriers=structs.carriers,
        enums=tuple(_enums(interface, enums, defined, types)),
        names=names.given,
        shapes=calls.shapes | dict(_record_shapes(interface, structs)),
    )


def _nothing(settings: SourceSettings, lock: Lock) -> Nothing:
    """What is set, else what the last run had."""
    if settings.netrpc_nothing is not None:
        return Nothing(settings.netrpc_nothing)
    is_struct = Nothing.STRUCT.shape in lock.netrpc_types.values()
    return Nothing.STRUCT if is_struct else Nothing.INTERFACE


def _methods(services: Iterable[ServiceBinding]) -> list[str]:
    """The keys of all methods."""
    return [
        keys.method(each.protocol.name, method.method.name)
        for each in services
        for method in each.methods
    ]


def _record_shapes(interface: Interface, structs: Structs) -> Iterator[tuple[str, str]]:
    shape = Shapes(structs)
    for (what, type_), name in structs.carriers.items():
        if what is StructShape.RECORD and isinstance(type_, RecordType):
            record = interface.records[type_.key]
            owner = keys.definition(record, interface.source.module)
            for each, field in zip(record.fields, structs.made[name].fields, strict=True):
                yield keys.attribute(owner, each.name), shape.of_field(field, each.default)


def _defined(interface: Interface, file_names: FileNames, types: GoNames) -> dict[str, str]:
    """Key of each record, enum and flag -> what Go calls it, which is taken then."""
    module = interface.source.module
    definitions: list[Record | EnumDefinition] = [*interface.records.values()]
    definitions += interface.enums.values()
    wanted = {each.key: file_names.types[keys.definition(each, module)] for each in definitions}
    wanted |= {key: each.name for key, each in interface.flags.items()}
    return {key: types.take(exported(name)) for key, name in wanted.items()}


def _plugins(services: Iterable[ServiceBinding], names: WireNames) -> dict[str, str]:
    """What hosts ask for over net/rpc: the same as over gRPC, if it is not pinned."""
    wanted = (
        (each.protocol.name, each.plugin, each.protocol.span) for each in services if each.plugin
    )
    return names.free(wanted, Kind.PLUGIN)


def _enums(
    interface: Interface, enums: Iterable[EnumBinding], defined: Mapping[str, str], types: GoNames
) -> Iterator[GobEnum]:
    def members(name: str, numbers: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
        constants = ((f"{name}{_constant(member)}", number) for member, number in numbers)
        return tuple((types.take(constant), number) for constant, number in constants)

    for each in enums:
        name, docstring = defined[each.enum], interface.enums[each.enum].docstring
        yield GobEnum(name, "int32", members(name, each.numbers), docstring)
    for key in interface.flags:
        name, bits = defined[key], interface.bits.get(key, ())
        yield GobEnum(name, "int64", members(name, ((bit.name, bit.value) for bit in bits)))


def _constant(member: str) -> str:
    """A member's part of its constant's name: ``DARK_BLUE`` becomes ``DarkBlue``."""
    return exported(member.lower() if member.isupper() else member)


def _ordered(made: Mapping[str, GobStruct]) -> Iterator[GobStruct]:
    """Recursive records first, whose descriptions are read late; then each behind its parts."""
    parts = {name: _parts(each, made) for name, each in made.items()}
    late = {name for name in made if _is_recursive(name, parts, made)}
    yield from (replace(made[name], is_recursive=True) for name in made if name in late)
    done = set(late)

    def visit(name: str) -> Iterator[GobStruct]:
        if name not in done:
            done.add(name)
            for part in parts[name]:
                yield from visit(part)
            yield made[name]

    for name in made:
        yield from visit(name)


def _parts(struct: GobStruct, made: Mapping[str, GobStruct]) -> list[str]:
    words = (word for each in struct.fields for word in _WORD.findall(each.go))
    return [word for word in dict.fromkeys(words) if word in made]


def _is_recursive(name: str, parts: Mapping[str, list[str]], made: Mapping[str, GobStruct]) -> bool:
    if made[name].shape is not StructShape.RECORD:
        return False
    seen: set[str] = set()
    waiting = list(parts[name])
    while waiting:
        part = waiting.pop()
        if part == name:
            return True
        if part not in seen:
            seen.add(part)
            waiting += parts[part]
    return False
