"""The classes of an interface as the files beside codec.py call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gen_plugin.lower.contract import Contract
from gen_plugin.model.interface import EnumDefinition, Interface, Record, Stream
from gen_plugin.render.python.imports import Imported
from gen_plugin.render.python.names import Names


@dataclass(frozen=True, slots=True)
class Classes:
    """What a file calls the classes that it may import from the interface.

    Attributes:
        protocols: Name of each Protocol -> what the file calls it.
        types: Key of each record and enum -> likewise.
        streams: What the file calls the iterators of `collections.abc`.
        imports: What the file calls each of its classes -> what is imported.
    """

    protocols: Mapping[str, str]
    types: Mapping[str, str]
    streams: Mapping[Stream, str]
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
    streams = {each: names.take(each.value) for each in Stream}
    return Classes(protocols, types, streams, imports)


def stream_imports(classes: Classes) -> dict[str, str]:
    """The iterators, renamed ones as ``name as local`` -> the module that has them."""
    return {
        local if local == each.value else f"{each.value} as {local}": "collections.abc"
        for each, local in classes.streams.items()
    }


def own_names(contract: Contract) -> set[str]:
    """The classes that the generated package defines."""
    return {
        f"{service.protocol.name}{suffix}"
        for service in contract.services
        for suffix in ("Client", "Server", "Plugin")
    }
