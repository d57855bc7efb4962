"""Records that can have no value, since each holds another one of itself."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.model.interface import Interface, RecordField
from gen_plugin.model.types import RecordType, TupleType, Type, UnionType, bare


def check_recursion(interface: Interface) -> Iterator[Diagnostic]:
    """Records that need themselves, directly or through others, with no way to end."""
    needs = {
        key: [field for field in record.fields if _needed(field.type)]
        for key, record in interface.records.items()
    }
    endless = _endless(needs)
    for key in endless:
        for field in needs[key]:
            if any(_leads_to(each, key, needs) for each in _needed(field.type)):
                yield _refusal(interface.records[key].name, field)


def _endless(needs: dict[str, list[RecordField]]) -> list[str]:
    """The records that stay when those whose needs all have values are taken away in turn."""
    left = dict(needs)
    while finite := [key for key, fields in left.items() if not _keys(fields) & left.keys()]:
        for key in finite:
            del left[key]
    return list(left)


def _keys(fields: list[RecordField]) -> set[str]:
    return {key for field in fields for key in _needed(field.type)}


def _needed(type_: Type) -> set[str]:
    """The records without which a type has no value."""
    match bare(type_):
        case RecordType(key):
            return {key}
        case TupleType(items):
            return {key for item in items for key in _needed(item)}
        case UnionType(arms):
            return set.intersection(*map(_needed, arms))
        case _:
            return set()


def _leads_to(start: str, goal: str, needs: dict[str, list[RecordField]]) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key == goal:
            return True
        if key not in seen:
            seen.add(key)
            waiting += _keys(needs.get(key, []))
    return False


def _refusal(record: str, field: RecordField) -> Diagnostic:
    return Diagnostic(
        "GP216",
        f"every {record} needs another {record} through {field.name}, without end",
        "let it end: add | None and a default of None, or make it a list",
        field.span,
    )
