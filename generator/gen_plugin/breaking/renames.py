"""What may be another name for the same: one thing is gone, and one of its form is new beside it.

On the wire they are two. Where both have defaults nothing is amiss there: each side leaves alone
what the other one sends, and takes its own default.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping

from gen_plugin.breaking import values
from gen_plugin.breaking.recorded import RecordedType
from gen_plugin.lower import keys
from gen_plugin.lower.lock import Lock

_PINNED = (
    # (the pin, the table of the names that it keeps, the table of what they consist of)
    ("service", "services", "methods"),
    ("method", "methods", "types"),
    ("message", "messages", "types"),
    ("message", "enums", "members"),
)


class Renames:
    """What seems to be renamed, by keys of the lock.

    Args:
        before: An earlier lock.
        after: That of now, of which the earlier one has the keys.
    """

    def __init__(self, before: Lock, after: Lock) -> None:
        self._before = before
        self._after = after
        self._values = _pairs(_values(before, after), _values(after, before))

    def silent(self) -> Iterator[tuple[str, str]]:
        """Parameters and fields, old and new, of which neither breaks anything by itself."""
        for old, new in self._values.items():
            kept = (self._before.types[old], self._after.types[new])
            if all(RecordedType.read(each).default is not None for each in kept):
                yield old, new

    def cure(self, old: str) -> str:
        """How a parameter or field that is renamed keeps what it had on the wire."""
        field = self._before.fields.get(old)
        if field is None:  # but one for each type of a union
            return f"let it be '{keys.name(old)}' as before"
        return f'make its type Annotated[..., pin.field({field.number}, name="{field.name}")]'

    def hints(self) -> dict[str, str]:
        """What else to do about what is told of a key, if that comes of a new name."""
        found: dict[str, str] = {}
        before, after = self._before, self._after
        for pin, table, parts in _PINNED:
            gone = _definitions(before, after, table, parts)
            for old, new in _pairs(gone, _definitions(after, before, table, parts)).items():
                was, now = getattr(before, table)[old], getattr(after, table)[new]
                hint = _hint(old, new, f'write @pin.{pin}("{was}") above it')
                found |= dict.fromkeys((old, *self._retyped(was, now)), hint)
        members = _pairs(_members(before, after), _members(after, before))
        for old, new in members.items():
            found[old] = _hint(old, new, f"write {keys.name(old)} = {keys.name(new)} below it")
        for old, new in self._values.items():
            found |= dict.fromkeys((old, new), _hint(old, new, self.cure(old)))
        return found

    def _retyped(self, was: str, now: str) -> Iterator[str]:
        """What had the one class as its type, or in it, and has the other in its place."""
        before, after = self._before.types, self._after.types
        for key in before.keys() & after.keys():
            if _words(before[key]) - _words(after[key]) == {was} and now in _words(after[key]):
                yield key


def _hint(old: str, new: str, cure: str) -> str:
    return f"; if '{keys.name(new)}' is '{keys.name(old)}' renamed, {cure}"


def _values(lock: Lock, other: Lock) -> dict[str, Hashable]:
    """The parameters and fields that the other lock has not, in what both have."""
    return {
        key: (keys.owner(key), values.form(key, lock))
        for key in lock.types.keys() - other.types.keys()
        if values.is_named(key) and not values.is_judged_elsewhere(key, lock, other)
    }


def _members(lock: Lock, other: Lock) -> dict[str, Hashable]:
    """The members that the other lock has not, in enums that both have."""
    return {
        key: keys.owner(key)
        for key in lock.members.keys() - other.members.keys()
        if keys.owner(key) in other.enums
    }


def _definitions(lock: Lock, other: Lock, table: str, parts: str) -> dict[str, Hashable]:
    """What else the other lock has not: what it consists of, by names, and a method's Protocol."""
    return {
        key: (
            keys.owner(key) if table == "methods" else "",
            frozenset(_rest(key, each) for each in getattr(lock, parts)) - {""},
        )
        for key in getattr(lock, table).keys() - getattr(other, table).keys()
        if keys.is_definition(key)
    }


def _rest(key: str, other: str) -> str:
    """What a key has behind that of what it belongs to."""
    rest = other.removeprefix(key)
    return rest if rest != other and rest[:1] in {".", "("} else ""


def _words(type_: str) -> set[str]:
    return set(re.findall(r"\w+", type_))


def _pairs(gone: Mapping[str, Hashable], new: Mapping[str, Hashable]) -> dict[str, str]:
    """What is gone, with what is new and of the same form, if there is one of each."""
    now = _alone(new)
    return {key: now[form] for form, key in _alone(gone).items() if form in now}


def _alone(forms: Mapping[str, Hashable]) -> dict[Hashable, str]:
    counted = [*forms.values()]
    return {form: key for key, form in forms.items() if counted.count(form) == 1}
