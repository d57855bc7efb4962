"""Classes of the standard library that types are spelled with, or values are made by."""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.model.interface import Stream
from gen_plugin.render.python.names import Names

_COLLECTIONS = {
    "Counter": "collections.Counter",
    "OrderedDict": "collections.OrderedDict",
    "defaultdict": "collections.defaultdict",
    "deque": "collections.deque",
}
_ABSTRACT = {
    "AbstractSet": "collections.abc.Set",
    "Collection": "collections.abc.Collection",
    "Iterable": "collections.abc.Iterable",
    "Mapping": "collections.abc.Mapping",
    "MutableMapping": "collections.abc.MutableMapping",
    "MutableSequence": "collections.abc.MutableSequence",
    "MutableSet": "collections.abc.MutableSet",
    "Sequence": "collections.abc.Sequence",
}
_STREAMS = {each.value: f"collections.abc.{each.value}" for each in Stream}
_CLASSES = _COLLECTIONS | _ABSTRACT | _STREAMS


def name_standard(names: Names) -> dict[str, str]:
    """Find a name for each class -> what the file calls it."""
    return {each: names.take(each) for each in _CLASSES}


def standard_imports(standard: Mapping[str, str]) -> dict[str, str]:
    """What is imported, ``deque`` or ``Set as AbstractSet`` -> the module that has it."""
    imports = {}
    for each, local in standard.items():
        module, _, name = _CLASSES[each].rpartition(".")
        imports[name if name == local else f"{name} as {local}"] = module
    return imports
