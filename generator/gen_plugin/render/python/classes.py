"""The classes of an interface as the files beside codec.py call them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gen_plugin.frozen import dataclass
from gen_plugin.lower.contract import Contract
from gen_plugin.model.interface import (
    EnumDefinition,
    ExceptionGroupClass,
    Interface,
    Method,
    ProtocolDefinition,
    Record,
    Unpacked,
)
from gen_plugin.model.types import FlagType, NewType
from gen_plugin.render.python.imports import Imported
from gen_plugin.render.python.names import Names
from gen_plugin.render.python.standard import name_standard


@dataclass(frozen=True, slots=True)
class Classes:
    """What a file calls the classes that it may import from the interface.

    Attributes:
        types: Key of each record, enum, flag, `NewType` and Protocol -> likewise.
        functions: Key of each function's definition -> what it takes and returns.
        standard: Classes of the standard library -> likewise.
        imports: What the file calls each of its classes -> what is imported.
    """

    types: Mapping[str, str]
    functions: Mapping[str, Method]
    standard: Mapping[str, str]
    imports: Mapping[str, Imported]


def name_classes(interface: Interface, names: Names) -> Classes:
    """Find a name for each class, after the names that the file needs for itself."""
    defined: tuple[ProtocolDefinition | Record | EnumDefinition | FlagType | NewType, ...] = (
        *(each for each in interface.protocols if not each.is_function),
        *interface.records.values(),
        *interface.enums.values(),
        *interface.flags.values(),
        *interface.new_types.values(),
    )
    types = name_defined(defined, names)
    imports = {types[each.key]: Imported(each.module, each.class_name) for each in defined}
    unpacked = {each.key: each for each in _unpacked(interface) if each.key not in types}
    types |= {key: names.take(each.class_name) for key, each in unpacked.items()}
    imports |= {
        types[key]: Imported(each.module, each.class_name) for key, each in unpacked.items()
    }
    functions = {each.key: each.methods[0] for each in interface.protocols if each.is_function}
    return Classes(types, functions, name_standard(names, interface), imports)


def _unpacked(interface: Interface) -> Iterator[Unpacked]:
    for protocol in interface.protocols:
        for method in protocol.methods:
            yield from (each.unpacked for each in method.parameters if each.unpacked)


def name_defined(
    defined: Iterable[
        ProtocolDefinition | Record | EnumDefinition | FlagType | NewType | ExceptionGroupClass
    ],
    names: Names,
) -> dict[str, str]:
    """Find a name for each class -> by the keys of its definitions.

    The instances of a generic class are all of one class.
    """
    classes: dict[tuple[str, str], str] = {}
    for each in defined:
        place = (each.module, each.class_name)
        if place not in classes:
            classes[place] = names.take(each.class_name)
    return {each.key: classes[each.module, each.class_name] for each in defined}


def own_names(contract: Contract) -> set[str]:
    """The classes that the generated package defines."""
    return {
        f"{service.protocol.name}{suffix}"
        for service in contract.services
        for suffix in (
            *("Client", "Server"),
            *(["Plugin"] if service.plugin else []),
        )
    } | over_netrpc(contract)


def over_netrpc(contract: Contract) -> set[str]:
    """Those of them that netrpc.py defines."""
    infix = netrpc_infix(contract)
    return {
        f"{service.protocol.name}{infix}{suffix}"
        for service in contract.services
        for suffix in ("Client", "Server")
        if contract.netrpc
    }


def netrpc_infix(contract: Contract) -> str:
    """What stands in their names behind the Protocol's, so that no other Protocol's begin so."""
    protocols = {each.protocol.name for each in contract.services}
    infix = "NetRpc"
    while any(f"{name}{infix}" in protocols for name in protocols):
        infix += "_"
    return infix
