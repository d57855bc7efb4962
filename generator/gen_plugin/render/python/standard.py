"""Classes of the standard library that types are spelled with, or values are made by."""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.model.interface import Interface, Stream
from gen_plugin.model.types import ConvertedType, LiteralType
from gen_plugin.render.python.names import Names

_COLLECTIONS = {
    "Counter": "collections.Counter",
    "OrderedDict": "collections.OrderedDict",
    "defaultdict": "collections.defaultdict",
    "deque": "collections.deque",
}
_ABSTRACT = {
    "AbstractSet": "collections.abc.Set",
    "Awaitable": "collections.abc.Awaitable",
    "Callable": "collections.abc.Callable",
    "Collection": "collections.abc.Collection",
    "Iterable": "collections.abc.Iterable",
    "Mapping": "collections.abc.Mapping",
    "MutableMapping": "collections.abc.MutableMapping",
    "MutableSequence": "collections.abc.MutableSequence",
    "MutableSet": "collections.abc.MutableSet",
    "Sequence": "collections.abc.Sequence",
}
_TYPING = {"Literal": "typing.Literal"}
_STREAMS = {each.value: f"collections.abc.{each.value}" for each in Stream}
_CLASSES = _COLLECTIONS | _ABSTRACT | _TYPING | _STREAMS


def name_standard(names: Names, interface: Interface) -> dict[str, str]:
    """Find a name for each class -> what the file calls it.

    Types that are converted for the wire stand there by their dotted names, if they are used.
    """
    usual = {each: names.take(each) for each in _CLASSES}
    return usual | {each: names.take(each.rpartition(".")[2]) for each in _converted(interface)}


def standard_imports(standard: Mapping[str, str]) -> dict[str, str]:
    """What is imported, ``deque`` or ``Set as AbstractSet`` -> the module that has it."""
    imports = {}
    for each, local in standard.items():
        module, _, name = _CLASSES.get(each, each).rpartition(".")
        imports[name if name == local else f"{name} as {local}"] = module
    return imports


def _converted(interface: Interface) -> list[str]:
    """The dotted names of the converted types that an interface uses, sorted."""
    named = {each.name for each in interface.types() if isinstance(each, ConvertedType)}
    return sorted(name for name in named if "." in name)


def literal_types(interface: Interface) -> list[LiteralType]:
    """All types of listed values in an interface, in the order in which they come."""
    return list(dict.fromkeys(each for each in interface.types() if isinstance(each, LiteralType)))
