"""What a Protocol inherits: the Protocols behind it, in the order in which Python asks them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from functools import partial
from itertools import islice
from typing import TypeAlias

from gen_plugin.parse.python.annotation import understand
from gen_plugin.parse.python.class_kind import ClassKind, bases_of, is_protocol_misspelled, kind_of
from gen_plugin.parse.python.generics import MARKERS, Instance, fill_in
from gen_plugin.parse.python.missing import missing, told
from gen_plugin.parse.python.passing import Place, argument
from gen_plugin.parse.python.symbols import Broken, External, Located, ProjectClass, Symbol, head
from gen_plugin.parse.python.type_reader import TypeReader

_SPECIAL = frozenset({"typing", "contextlib"})
"""Where the Protocols of the standard library are; what they have are special methods."""


def lineage(protocol: Instance, types: TypeReader) -> list[Instance]:
    """A Protocol and all that it inherits from, each once, in the order of ``__mro__``."""
    return _known_lineage(protocol, types, frozenset(), {})


_Known: TypeAlias = dict[tuple[object, ...], list[Instance]]


def _known_lineage(
    ancestor: Instance, types: TypeReader, trail: frozenset[str], known: _Known
) -> list[Instance]:
    """Likewise; what is inherited on many ways is read once."""
    key = ancestor.found.key, *ancestor.bound.items()
    if key not in known:
        known[key] = _lineage(ancestor, types, trail, known)
    return known[key]


def _lineage(
    ancestor: Instance, types: TypeReader, trail: frozenset[str], known: _Known
) -> list[Instance]:
    found = ancestor.found
    if found.key in trail:
        _refuse(found.at(found.node.name), f"{found.name} inherits from itself", types)
        return [ancestor]
    for located, _ in bases_of(found, types.project):
        if is_protocol_misspelled(located, types.project):
            _refuse_misspelled(located, types)
    with types.binding(ancestor.bound):
        read = [
            _base(located, symbol, ancestor, types)
            for located, symbol in bases_of(found, types.project)
            if symbol not in MARKERS
        ]
    bases = [each for each in read if each]
    lines = [_known_lineage(base, types, trail | {found.key}, known) for base in bases]
    merged = _merged([*lines, bases])
    if merged is None:
        reason = f"Python finds no order for the bases of {found.name}"
        _refuse(found.at(found.node.name), reason, types)
    if merged is None or len(bases) < len(read):
        types.faults.unread.add(found.key)
    return [ancestor, *(merged or [])]


def _refuse_misspelled(base: Located, types: TypeReader) -> None:
    name = head(base).code
    is_name = name.rpartition(".")[2] == "Protocol"
    fix = "add: from typing import Protocol" if is_name else "did you mean Protocol?"
    types.faults.add("GP109", base.span, f"{name} is not defined", fix)


def _base(
    base: Located, symbol: Symbol | None, heir: Instance, types: TypeReader
) -> Instance | None:
    if isinstance(symbol, Broken):
        return None
    if isinstance(symbol, External) and symbol.package in _SPECIAL:
        types.faults.add(
            "GP202",
            base.span,
            f"{base.code} has special methods, which cannot be called from the other side",
            "take it out of the bases, and write a method of your own for what it does",
        )
        return None
    absent = missing(symbol)
    if absent:
        types.faults.add("GP109", base.span, *told(absent))
        return None
    if not isinstance(symbol, ProjectClass):
        _refuse(base, f"the methods of {base.code} cannot be read", types)
        return None
    if kind_of(symbol, types.project) is not ClassKind.PROTOCOL:
        _refuse(base, f"{base.code} is no Protocol, so its methods are no contract", types)
        return None
    types.named.add(symbol.key)
    read = partial(argument, Place(heir, (heir.name,)), types)
    return fill_in(symbol, understand(base, types.project), types.project, types, read)


def _merged(lines: Sequence[Sequence[Instance]]) -> list[Instance] | None:
    """C3: every class before its bases, and the bases in their order; None if that cannot be."""
    waiting = [deque((each.found.key, each) for each in line) for line in lines if line]
    behind = Counter(key for line in waiting for key, _ in islice(line, 1, None))
    merged: list[Instance] = []
    while waiting:
        first = next((line[0] for line in waiting if not behind[line[0][0]]), None)
        if first is None:
            return None
        merged.append(first[1])
        for line in waiting:
            if line[0][0] == first[0]:
                line.popleft()
                behind.subtract(key for key, _ in islice(line, 1))  # it stands before the others
        waiting = [line for line in waiting if line]
    return merged


def _refuse(located: Located, message: str, types: TypeReader) -> None:
    types.faults.add(
        "GP202", located.span, message, "inherit from Protocols of the project, each of them once"
    )
