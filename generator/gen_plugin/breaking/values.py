"""Parameters, results, fields and arms of unions: what became of them since an earlier lock."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from gen_plugin.breaking.places import noun
from gen_plugin.breaking.recorded import Absence, RecordedType
from gen_plugin.breaking.sides import Side
from gen_plugin.frozen import dataclass
from gen_plugin.lower import keys
from gen_plugin.lower.lock import Lock

_ADD = {True: "keep the type, and add a new method", False: "keep the type, and add a new field"}


@dataclass(frozen=True, slots=True)
class Change:
    """A change that breaks something.

    Attributes:
        text: What happened; ``{senders}`` and ``{readers}`` stand for hosts and plugins.
    """

    code: str
    key: str
    text: str
    fix: str

    def message(self, senders: Side, readers: Side) -> str:
        """What happened, and to whom."""
        return self.text.replace("{senders}", str(senders)).replace("{readers}", str(readers))


def is_streamed(lock: Lock, method: str) -> bool:
    """Whether a method takes a stream."""
    return keys.streamed(method, keys.ITEM) in lock.types


def streams_results(lock: Lock, method: str) -> bool:
    """Whether a method returns one."""
    return lock.types[keys.result(method)].startswith("Iterator[")


def is_named(key: str) -> bool:
    """Whether it is a parameter or a field, and no part of one."""
    return key == keys.value(key) and (key.endswith(")") or keys.is_definition(keys.owner(key)))


def form(key: str, lock: Lock) -> Hashable:
    """What two values have in common that are the same on the wire, but for name and number."""
    type_ = RecordedType.read(lock.types[key])
    parts = {
        (each.removeprefix(key), text)
        for each, text in lock.types.items()
        if each != key and keys.value(each) == key
    }
    return type_.core, _carrier(key, type_, lock), frozenset(parts)


def changes(before: Lock, after: Lock) -> Iterator[Change]:
    """All changes of values that break something."""
    for key in before.types.keys() | after.types.keys():
        if not is_judged_elsewhere(key, before, after):
            yield from _change(key, before, after)


def is_judged_elsewhere(key: str, before: Lock, after: Lock) -> bool:
    """Whether its method came, went, or streams otherwise than before; or its record came or went.

    What no longer uses a record has another type by itself.
    """
    owner = keys.owner(keys.value(key))
    if keys.is_definition(owner):
        return owner not in before.messages or owner not in after.messages
    method = owner.partition("(")[0]
    if method not in before.methods or method not in after.methods:
        return True
    if key.startswith(keys.result(method)):
        return streams_results(before, method) != streams_results(after, method)
    return is_streamed(before, method) != is_streamed(after, method)


def _change(key: str, before: Lock, after: Lock) -> Iterator[Change]:
    old, new = before.types.get(key), after.types.get(key)
    value = keys.value(key)
    if value != key:
        if new is None and value in after.types:
            yield from _arm_gone(key, before, after)
        elif old is not None and new is not None:
            yield from _retyped(key, old, new, before, after)
    elif old is None and new is not None:
        yield from _added(key, new)
    elif new is None and old is not None:
        yield from _deleted(key, old)
    elif old is not None and new is not None:
        yield from _retyped(key, old, new, before, after)


def _added(key: str, new: str) -> Iterator[Change]:
    if RecordedType.read(new).default is None:
        fix = "give it a default" if _is_field(key) else "give it a default, or add a new method"
        text = f"{noun(key)} has no default: {{senders}} built before it do not send it"
        yield Change("GP302", key, text, fix)


def _deleted(key: str, old: str) -> Iterator[Change]:
    if RecordedType.read(old).default is None:
        text = f"{noun(key)} is gone: {{readers}} built before it went need it"
        fix = "keep it; or give it a default, and delete it when nobody needs it any more"
        yield Change("GP307", key, text, fix)


def _arm_gone(key: str, before: Lock, after: Lock) -> Iterator[Change]:
    """Of a union that is one still, in the same fields; other changes of it are told as such."""
    value = keys.value(key)
    old, new = (RecordedType.read(each.types[value]).core for each in (before, after))
    if old == new and (value in before.fields) == (value in after.fields):
        gone = before.types[key]
        text = f"{noun(key)} takes {gone} no longer: {{senders}} built before send such"
        yield Change("GP310", key, text, "keep the type in the union")


def _retyped(key: str, old: str, new: str, before: Lock, after: Lock) -> Iterator[Change]:
    was, now = RecordedType.read(old), RecordedType.read(new)
    if not _fits(was, now) or _carrier(key, was, before) != _carrier(key, now, after):
        text = f"{noun(key)} was {old}, and is {new}: what was built before means the former"
        yield Change("GP303", key, text, _ADD[not _is_field(key)])
        return
    yield from _fewer_values(key, was, now)
    yield from _absent(key, was, now, before, after)


def _fits(was: RecordedType, now: RecordedType) -> bool:
    return was.core == now.core or (was.opened == now.core and bool(was.literals))


def _carrier(key: str, type_: RecordedType, lock: Lock) -> Hashable:
    """What else must be the same, where the types are, for one to be read as the other."""
    return type_.layout(is_field=key in lock.fields), tuple(_kinds(type_, lock))


def _kinds(type_: RecordedType, lock: Lock) -> list[str]:
    """What the names in it are: a name may have gone from an enum to a record."""
    names = {
        **dict.fromkeys(lock.enums.values(), "enum"),
        **dict.fromkeys(lock.services.values(), "object"),
    }
    words = type_.core.replace("[", " ").replace("]", " ").replace(",", " ").split()
    return [names.get(word, "") for word in words]


def _fewer_values(key: str, was: RecordedType, now: RecordedType) -> Iterator[Change]:
    for old, new in zip(was.literals, now.literals, strict=False):
        gone = ", ".join(sorted(old - new))
        if gone:
            text = f"{noun(key)} takes {gone} no longer: {{senders}} built before send such"
            yield Change("GP310", key, text, "keep the value")


def _absent(
    key: str, was: RecordedType, now: RecordedType, before: Lock, after: Lock
) -> Iterator[Change]:
    """What peers leave out must mean to the others what it means to themselves."""
    old, new = was.absence(before), now.absence(after)
    if old in {Absence.FAULT, new} or (was.is_sent and now.is_sent):
        return
    if old is Absence.DEFAULT and new is not Absence.NONE:
        text = f"{noun(key)} has lost its default: {{senders}} built before it came do not send it"
        yield Change("GP304", key, text, "keep the default")
    elif old is Absence.NONE and new is not Absence.DEFAULT:
        text = f"{noun(key)} may be None no longer: {{senders}} built before send it so"
        yield Change("GP305", key, text, "keep None in the type")
    else:
        text = (
            f"{noun(key)}, when it is not sent, was {old.value}, and is {new.value}: "
            "what was built before means the former"
        )
        fix = "keep it as it was, and add a new one with a default"
        yield Change("GP306", key, text, fix)


def _is_field(key: str) -> bool:
    return keys.is_definition(keys.owner(keys.value(key)))
