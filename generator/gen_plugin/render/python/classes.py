"""The classes of an interface as the files beside codec.py call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gen_plugin.lower.contract import Contract
from gen_plugin.model.interface import EnumDefinition, Interface, Record
from gen_plugin.render.python.imports import Imported
from gen_plugin.render.python.names import Names
from gen_plugin.render.python.standard import name_standard


@dataclass(frozen=True, slots=True)
class Classes:
    """What a file calls the classes that it may import from the interface.

    Attributes:
        protocols: Name of each Protocol -> what the file calls it.
        types: Key of each record and enum -> likewise.
        standard: Classes of the standard library -> likewise.
        imports: What the file calls each of its classes -> what is imported.
    """

    protocols: Mapping[str, str]
    types: Mapping[str, str]
    standard: Mapping[str, str]
    imports: Mapping[str, Imported]


def name_classes(interface: Interface, names: Names) -> Classes:
    """Find a name for each class, after the names that the file needs for itself."""
    module = interface.source.module
    protocols = {each.name: names.take(each.name) for each in interface.protocols}
    defined: tuple[Record | EnumDefinition, ...] = (
        *interface.records.values(),
        *interface.enums.values(),
    )
    types = {each.key: names.take(each.name) for each in defined}
    imports = {protocols[each.name]: Imported(module, each.name) for each in interface.protocols}
    imports |= {types[each.key]: Imported(each.module, each.name) for each in defined}
    return Classes(protocols, types, name_standard(names, interface), imports)


def own_names(contract: Contract) -> set[str]:
    """The classes that the generated package defines."""
    return {
        f"{service.protocol.name}{suffix}"
        for service in contract.services
        for suffix in ("Client", "Server", "Plugin")
    }
