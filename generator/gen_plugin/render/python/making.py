"""How objects of records are made: what is given to their constructors, and under which names."""

from __future__ import annotations

from operator import itemgetter

from gen_plugin.model.interface import ComputedDefault, Record, RecordField, RecordKind


def given(record: Record) -> list[tuple[RecordField, bool]]:
    """What is given in any case, and whether by name: so is what follows what may be left out.

    What is given by name comes last: a subclass may have fields in place behind those.
    """
    by_name = False
    fields: list[tuple[RecordField, bool]] = []
    for each in record.fields:
        if not isinstance(each.default, ComputedDefault):
            fields.append((each, by_name or each.keyword_only))
        elif not each.keyword_only:
            by_name = True
    return sorted(fields, key=itemgetter(1))


def argument(field: RecordField) -> str:
    """What the constructor calls a field."""
    return field.argument or field.name


def makes_some(record: Record) -> bool:
    """Whether its class makes some of its fields, if they are not given to the constructor."""
    is_object = record.kind is not RecordKind.TYPED_DICT
    return is_object and any(isinstance(each.default, ComputedDefault) for each in record.fields)


def has_hidden_arguments(record: Record) -> bool:
    """Whether type checkers disagree on the names of what is given.

    attrs takes a field ``_size`` as ``size``, which mypy knows. Others, pyright among them, go by
    PEP 681, which knows no names but the fields' own and those of ``alias=``.
    """
    if record.kind is not RecordKind.ATTRS:
        return False
    in_place = {each.name for each, by_name in given(record) if not by_name}
    return any(
        each.name.startswith("_") and each.argument == each.name.lstrip("_")
        for each in record.fields
        if each.name not in in_place
    )
