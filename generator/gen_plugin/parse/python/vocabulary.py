"""Names that mean something to the front end, by the module that defines them."""

from __future__ import annotations

import collections.abc
import importlib
from collections.abc import Collection

from gen_plugin.every_python import TYPING

PIN = "gen_plugin_runtime.pin"

_TYPING = "typing"

_SAME = {
    "typing": TYPING,
    "typing_extensions": TYPING,
    "collections.abc": frozenset(collections.abc.__all__) | {"Buffer", "ByteString"},
}
"""Modules whose names are those of `typing`, and which these are; what they do not have is not."""
_OTHER_NAMES = {
    "collections.abc.Set": "typing.AbstractSet",
    "typing.Text": "builtins.str",
    "typing_extensions.Text": "builtins.str",
}

ATTRS_FROZEN = frozenset({"attrs.frozen", "attr.frozen"})
ATTRS_DECORATORS = ATTRS_FROZEN | frozenset(
    {"attrs.define", "attrs.mutable", "attr.define", "attr.mutable", "attr.s", "attr.dataclass"}
)
"""The decorators of attrs that make a class's annotations its fields."""

VOCABULARY_MODULES = frozenset(
    {
        "__future__",
        "abc",
        "builtins",
        "collections",
        "dataclasses",
        "enum",
        "gen_plugin_runtime",
        "typing",
        "typing_extensions",
    }
)
"""Top-level modules that are what they are called, even if the project has a file of the name."""


STANDARD_WITH_TYPES = frozenset(
    {
        *("abc", "collections", "collections.abc", "contextlib", "dataclasses", "datetime"),
        *("decimal", "enum", "fractions", "io", "ipaddress", "numbers", "os", "pathlib", "re"),
        *("typing", "uuid", "zoneinfo"),
    }
)
"""Modules of the standard library that types are from, and that can be imported to ask them."""


def star_exports(module: str) -> Collection[str] | None:
    """What ``from typing import *`` and its like bring in; None if nobody knows."""
    if module not in STANDARD_WITH_TYPES:
        return None
    found = importlib.import_module(module)
    public = [name for name in dir(found) if not name.startswith("_")]
    names: Collection[str] = getattr(found, "__all__", public)
    return names


def canonical(name: str) -> str:
    """One spelling for names that several modules export: ``typing`` for ``typing_extensions``."""
    if name in _OTHER_NAMES:
        return _OTHER_NAMES[name]
    module, _, last = name.rpartition(".")
    return f"{_TYPING}.{last}" if last in _SAME.get(module, ()) else name
