"""An earlier lock with the keys of today: what was renamed in Python may keep its old names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from gen_plugin.frozen import replace
from gen_plugin.lower import keys
from gen_plugin.lower.lock import Lock
from gen_plugin.lower.past import with_flags
from gen_plugin.lower.repinned import (
    IN_DEFINITION,
    IN_METHOD,
    IN_VALUE,
    with_key,
    with_prefix,
)

_Fact = TypeVar("_Fact")


def aligned(before: Lock, after: Lock) -> Lock:
    """The earlier lock, with everything that is the same on the wire under the same key."""
    for old, new in _renamed(before.services, after.services).items():
        before = with_key(before, old, new, IN_DEFINITION)
    for old, new in _renamed(before.methods, after.methods, _around).items():
        before = with_key(before, old, new, IN_METHOD)
    for old, new in _renamed(_records(before), _records(after)).items():
        before = with_key(before, old, new, IN_DEFINITION)
    for old, new in _renamed(before.enums, after.enums).items():
        before = with_key(before, old, new, IN_DEFINITION)
    before = _with_renamed_flags(before, after)
    for old, new in _renamed(before.fields, after.fields, keys.owner).items():
        before = with_key(before, old, new, IN_VALUE)
    return before


def _with_renamed_flags(before: Lock, after: Lock) -> Lock:
    """Flags have no names on the wire: what is new and has all bits of what is gone is the same."""
    known, now = _bits(before), _bits(after)
    moves: dict[str, str] = {}
    for old in known.keys() - now.keys():
        same = [new for new in now.keys() - known.keys() if known[old].items() <= now[new].items()]
        if len(same) == 1:
            moves[old] = same[0]
    flags = before.flags
    for old, new in moves.items():
        flags = {with_prefix(key, old, new, IN_DEFINITION): bit for key, bit in flags.items()}
    return replace(before, flags=flags, types=with_flags(before.types, moves))


def _bits(lock: Lock) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for key, bit in lock.flags.items():
        found.setdefault(keys.owner(key), {})[key.rpartition(".")[2]] = bit
    return found


def _records(lock: Lock) -> dict[str, str]:
    return {key: name for key, name in lock.messages.items() if keys.is_definition(key)}


def _whole_file(_: str) -> str:
    return ""


def _around(method: str) -> str:
    return method.rpartition(".")[0]


def _renamed(
    before: Mapping[str, _Fact],
    after: Mapping[str, _Fact],
    scope: Callable[[str], str] = _whole_file,
) -> dict[str, str]:
    """Old and new keys of what is called the same in the same scope, if the old one is gone."""
    new = {(scope(key), fact): key for key, fact in after.items() if key not in before}
    return {
        key: new[scope(key), fact]
        for key, fact in before.items()
        if key not in after and (scope(key), fact) in new
    }
