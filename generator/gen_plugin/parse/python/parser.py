"""The way from a source file to the interface model."""

from __future__ import annotations

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused, in_order
from gen_plugin.diagnostics.reading import Reading
from gen_plugin.model.interface import (
    EnumDefinition,
    ExceptionGroupClass,
    Interface,
    Record,
    SourceFile,
)
from gen_plugin.model.span import Span
from gen_plugin.parse.python.class_kind import ClassKind, bases_of, kind_of
from gen_plugin.parse.python.docstrings import docstring
from gen_plugin.parse.python.enums import read_enum
from gen_plugin.parse.python.exceptions import constructor_owner, read_exception
from gen_plugin.parse.python.faults import Faults
from gen_plugin.parse.python.flags import read_bits
from gen_plugin.parse.python.generics import Instance
from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.protocols import read_protocols
from gen_plugin.parse.python.raises import find_exceptions
from gen_plugin.parse.python.record_styles import STYLES
from gen_plugin.parse.python.records import read_record
from gen_plugin.parse.python.symbols import ProjectClass, SourceModule
from gen_plugin.parse.python.type_reader import TypeReader

EXAMPLE = """from typing import Protocol

class Greeter(Protocol):
    def greet(self, name: str) -> str: ..."""


def parse(source: SourceFile) -> Reading:
    """Read a file's Protocols, and the records and enums that they reach, in other files too.

    Raises:
        InputRefused: There is nothing to be read: it is not Python, or has no Protocol.
    """
    faults = Faults()
    try:
        interface = _interface(source, faults)
    except RecursionError:
        faults.add(
            "GP417",
            Span(source.path, 1, 1),
            "an expression in the file nests too deeply",
            "write it in smaller pieces",
        )
        raise InputRefused(in_order(faults.found, source.path)) from None
    return Reading(interface).with_faults(faults.found)


def _interface(source: SourceFile, faults: Faults) -> Interface:
    project = Project(source, faults)
    module = project.load(source)
    types = TypeReader(project, faults)
    protocols = read_protocols(module, types)
    if not protocols:  # a file that cannot be read may have what a class inherits
        raise InputRefused(
            in_order(faults.found or [_without_protocol(module, project)], source.path)
        )
    exceptions = find_exceptions(module, types)
    for key, found in exceptions.records.items():
        types.reached.setdefault(key, Instance(found))
    records, enums = _reached(types)
    return Interface(
        source,
        protocols,
        records,
        enums,
        docstring(module.tree, module),
        tuple(exceptions.records),
        tuple(
            ExceptionGroupClass(
                key, each.module.source.module, each.name, each.at(each.node.name).span
            )
            for key, each in exceptions.groups.items()
        ),
        frozenset(faults.unread),
        {key: read_bits(found, types) for key, found in types.flags.items()},
    )


def _reached(types: TypeReader) -> tuple[dict[str, Record], dict[str, EnumDefinition]]:
    """Read the classes that types lead to; reading one leads to more."""
    records: dict[str, Record] = {}
    enums: dict[str, EnumDefinition] = {}
    while waiting := [key for key in types.reached if key not in records and key not in enums]:
        for key in waiting:
            instance = types.reached[key]
            kind = kind_of(instance.found, types.project)
            if kind is ClassKind.ORDINARY:
                records[key] = _exception(instance, types)
            elif kind in STYLES:
                records[key] = read_record(instance, types, kind)
            else:
                enums[key] = read_enum(instance.found, kind, types)
    return records, enums


def _exception(instance: Instance, types: TypeReader) -> Record:
    """An exception that has the fields of a dataclass is read as one, like a class that is one."""
    found = instance.found
    owner = constructor_owner(found, types)
    kind = kind_of(owner, types.project) if owner else ClassKind.ORDINARY
    return read_record(instance, types, kind) if kind in STYLES else read_exception(found, types)


def _without_protocol(module: SourceModule, project: Project) -> Diagnostic:
    classes = [ProjectClass(module, node) for node in module.scope.classes]
    meant = [each for each in classes if kind_of(each, project) is ClassKind.ORDINARY]
    if not meant:
        return Diagnostic(
            "GP201",
            "there is no Protocol in the file",
            "name the file that has one, with patterns too; or write what plugins do as a "
            f"Protocol, for example:\n{EXAMPLE}",
            Span(module.source.path, 1, 1),
        )
    first = meant[0]
    bases = ", ".join(base.code for base, _ in bases_of(first, project)) or "nothing"
    return Diagnostic(
        "GP201",
        f"there is no Protocol in the file: {first.name} inherits from {bases}"
        + (", which is not that of typing" if "Protocol" in bases else ""),
        f"write class {first.name}(Protocol): and add: from typing import Protocol",
        first.at(first.node.name).span,
    )
