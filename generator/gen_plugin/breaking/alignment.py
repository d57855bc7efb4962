"""An earlier lock with the keys of today: what was renamed in Python may keep its old names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from gen_plugin.lower import keys
from gen_plugin.lower.lock import Lock

_Fact = TypeVar("_Fact")


def aligned(before: Lock, after: Lock) -> Lock:
    """The earlier lock, with everything that is the same on the wire under the same key."""
    for old, new in _renamed(before.services, after.services).items():
        before = _moved(before, old, new, ".")
    for old, new in _renamed(before.methods, after.methods, _around).items():
        before = _moved(before, old, new, "(")
    for old, new in _renamed(_records(before), _records(after)).items():
        before = _moved(before, old, new, ".")
    for old, new in _renamed(before.enums, after.enums).items():
        before = _moved(before, old, new, ".")
    for old, new in _renamed(before.fields, after.fields, keys.owner).items():
        before = _moved(before, old, new, "|[{(?@")
    return before


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


def _moved(lock: Lock, old: str, new: str, marks: str) -> Lock:
    """With another key for a thing and for all within it, which has one of the marks behind it."""

    def present(key: str) -> str:
        rest = key.removeprefix(old)
        return new + rest if rest != key and rest[:1] in {"", *marks} else key

    def moved(facts: Mapping[str, _Fact]) -> dict[str, _Fact]:
        return {present(key): fact for key, fact in facts.items()}

    return replace(
        lock,
        services=moved(lock.services),
        plugins=moved(lock.plugins),
        methods=moved(lock.methods),
        messages=moved(lock.messages),
        fields=moved(lock.fields),
        types=moved(lock.types),
        enums=moved(lock.enums),
        members=moved(lock.members),
        netrpc=moved(lock.netrpc),
        netrpc_types=moved(lock.netrpc_types),
    )
