"""Names that are not where they are looked for: which those are, and what may be meant."""

from __future__ import annotations

import collections
import collections.abc
import importlib
import typing
from collections.abc import Collection

from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.every_python import TYPING
from gen_plugin.model.types import ConvertedKind
from gen_plugin.parse.python.symbols import External, Missing, Symbol
from gen_plugin.parse.python.vocabulary import STANDARD_WITH_TYPES

KNOWN_MODULES = STANDARD_WITH_TYPES | {"typing_extensions"}
"""Those outside the project of which it is known what they have."""

_DOTTED = [
    *(kind.value.partition(",")[0] for kind in ConvertedKind),
    *(f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")),
    "gen_plugin_runtime.JsonValue",
]
CLASSES = {name: module for module, dot, name in (each.rpartition(".") for each in _DOTTED) if dot}
"""What is not a builtin and goes over the wire -> its module."""
_HOMES = {
    **dict.fromkeys(typing.__all__, "typing"),
    **dict.fromkeys(collections.abc.__all__, "collections.abc"),
    **dict.fromkeys(collections.__all__, "collections"),
    **CLASSES,
    **dict.fromkeys(("dataclass", "field", "KW_ONLY", "InitVar"), "dataclasses"),
    "abstractmethod": "abc",
    "BaseModel": "pydantic",
    "define": "attrs",
}
"""From which module a type is imported, by its name."""

_SURELY_MEANT = 0.85
"""How like a name has to be to one that is not imported."""

_USUAL = ("str", "int", "float", "bool", "bytes", "list", "dict", "set", "tuple")
_BUILTINS = {each: each.lower() for each in ("List", "Dict", "Set", "FrozenSet", "Tuple")}
"""What `typing` once had other names for."""


def missing(symbol: Symbol | None) -> Missing | None:
    """What nothing defines, as far as that can be known; None of anything else.

    Names outside the project are looked up by importing a module of the standard library: not to
    be asked of names that may well be right.
    """
    if isinstance(symbol, Missing):
        return symbol
    if not isinstance(symbol, External):
        return None
    parts = symbol.name.split(".")
    length = next((n for n in range(len(parts), 0, -1) if _module(parts, n) in KNOWN_MODULES), 0)
    return _absent(_module(parts, length), parts[length:]) if length else None


def told(missing: Missing) -> tuple[str, str]:
    """What to say of it, and the fix."""
    message = f"{missing.name} is not defined"
    where = missing.where
    if where is not None:
        what = "type " if _is_outside(where) and where not in KNOWN_MODULES else ""
        return f"{where} has no {what}{missing.name}", _cure_there(missing, where)
    if missing.stars:
        message += f" here, and what a star import of {missing.stars[0]} brings in is not known"
    return message, _cure(missing)


def _cure(missing: Missing) -> str:
    name = missing.name
    if name in _BUILTINS:
        return f"write {_BUILTINS[name]}"
    if name in _HOMES:
        return f"add: from {_HOMES[name]} import {name}"
    here = (*missing.candidates, *_USUAL)
    near = nearest(name, (*here, *_HOMES), _SURELY_MEANT) or nearest(name, here)
    if near and near not in here:
        return f"did you mean {near}? add: from {_HOMES[near]} import {near}"
    if near:
        return f"did you mean {near}?"
    return f"define {name} or import it from another file of the project"


def _cure_there(missing: Missing, where: str) -> str:
    name, is_outside = missing.name, _is_outside(where)
    if where.rpartition(".")[2] == name:
        return f"write {name}: it is {where} already"
    if is_outside and name in (*_USUAL, *_BUILTINS):
        return f"write {_BUILTINS.get(name, name)}"
    if is_outside and name in _HOMES:
        return f"add: from {_HOMES[name]} import {name}"
    near = nearest(name, missing.candidates)
    if near:
        return f"did you mean {near}?"
    if is_outside:
        return f"write a type that {where} has, or a class of this project"
    return f"define {name} there, or import it from the file of the project that has it"


def _is_outside(where: str) -> bool:
    return where.partition(".")[0] in KNOWN_MODULES


def _module(parts: list[str], length: int) -> str:
    return ".".join(parts[:length])


def _absent(module: str, attributes: list[str]) -> Missing | None:
    """The first of some attributes, each of the one before, that is not there."""
    where = module
    found: object = importlib.import_module(module) if module in STANDARD_WITH_TYPES else typing
    known = TYPING if found is typing else frozenset[str]()
    for name in attributes:
        inner = getattr(found, name, None)
        if isinstance(found, type) and not isinstance(inner, type):
            return Missing(name, where, ())
        if not hasattr(found, name):
            return None if name in known else Missing(name, where, _public(found, known))
        found, known = inner, frozenset()
        where += f".{name}"
    return None


def _public(module: object, known: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(each for each in {*dir(module), *known} if not each.startswith("_")))
