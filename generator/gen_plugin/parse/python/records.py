"""Dataclasses and their like: the fields that their constructors take."""

from __future__ import annotations

from typing import TypeAlias

import libcst as cst

from gen_plugin.frozen import replace
from gen_plugin.model.interface import LeftOut, Record, RecordField, RecordKind
from gen_plugin.parse.python.annotation import understand
from gen_plugin.parse.python.class_kind import ClassKind, ancestry, bases_of, kind_of
from gen_plugin.parse.python.conditional import refuse_conditional
from gen_plugin.parse.python.docstrings import docstring
from gen_plugin.parse.python.enums import pinned_message
from gen_plugin.parse.python.fields import own_attributes
from gen_plugin.parse.python.generics import Instance, fill_in
from gen_plugin.parse.python.missing import missing, told
from gen_plugin.parse.python.names import check_name
from gen_plugin.parse.python.raisable import is_exception_of_python
from gen_plugin.parse.python.record_styles import (
    STYLES,
    RecordStyle,
    class_options,
    is_hashable,
    is_set,
    model_options,
)
from gen_plugin.parse.python.symbols import Broken, External, Located, ProjectClass, Symbol
from gen_plugin.parse.python.type_reader import TypeReader

_HARMLESS_BASES = frozenset(
    {
        "builtins.object",
        "abc.ABC",
        "typing.Generic",
        "typing.NamedTuple",
        "typing.TypedDict",
        "pydantic.BaseModel",
    }
)


def read_record(instance: Instance, types: TypeReader, kind: ClassKind) -> Record:
    """Read a record.

    Args:
        instance: The class, and what fills it in.
        types: Reads the types of its fields.
        kind: What makes its constructor: of a subclass of a dataclass that is none itself, that.
    """
    found = instance.found
    span = found.at(found.node.name).span
    check_name(found.name, span, "a record", types.faults)
    declared = _declared(instance, types, frozenset(), {})
    if any(each.key in types.faults.unread for each in ancestry(found, types.project)):
        types.faults.unread.add(instance.key)
    fields = tuple(each for each in declared if isinstance(each, RecordField))
    left_out = tuple(each for each in declared if isinstance(each, LeftOut))
    _check_order(fields, types)
    if any(each.reason.is_argument for each in left_out):  # it has a place among the others
        fields = tuple(replace(each, keyword_only=True) for each in fields)
    return Record(
        key=instance.key,
        module=found.module.source.module,
        name=instance.name,
        fields=fields,
        docstring=docstring(found.node, found.module),
        pinned_message=pinned_message(found, types),
        span=span,
        is_hashable=is_hashable(found, types.project),
        kind=STYLES[kind].kind,
        generic=found.name if instance.bound else None,
        arguments=instance.arguments,
        left_out=left_out,
    )


_Attributes: TypeAlias = tuple[RecordField | LeftOut, ...]
_Known: TypeAlias = dict[tuple[object, ...], _Attributes]


def _declared(
    instance: Instance, types: TypeReader, trail: frozenset[str], known: _Known
) -> _Attributes:
    """What a class and its bases declare; what is inherited on many ways is read once."""
    key = instance.found.key, *instance.bound.items()
    if key not in known:
        known[key] = _read_declared(instance, types, trail, known)
    return known[key]


def _read_declared(
    instance: Instance, types: TypeReader, trail: frozenset[str], known: _Known
) -> _Attributes:
    """What a class and its bases declare, in the order of `dataclasses`.

    The last base comes first, and what is overridden stays in its place; attrs moves it to the end.
    """
    found = instance.found
    if found.key in trail:
        types.faults.add(
            "GP221",
            found.at(found.node.name).span,
            f"{found.name} inherits from itself",
            "remove the base class",
        )
        return ()
    declared: dict[str, RecordField | LeftOut] = {}
    style = STYLES.get(kind_of(found, types.project))
    with types.binding(instance.bound):
        for base, symbol in reversed(bases_of(found, types.project)):
            inherited = _inherited(base, symbol, types, trail | {found.key}, known)
            if inherited is None:
                types.faults.unread.add(found.key)
            declared |= {each.name: each for each in inherited or ()}
        if style:
            _check_constructor(found, style, types)
            refuse_conditional(found, cst.AnnAssign, types)
            own = {each.name: each for each in own_attributes(found, style, types)}
            if style.kind is RecordKind.ATTRS:
                declared = {name: declared[name] for name in declared if name not in own}
            declared |= own
    return tuple(declared.values())


def _inherited(
    base: Located,
    symbol: Symbol | None,
    types: TypeReader,
    trail: frozenset[str],
    known: _Known,
) -> _Attributes | None:
    """What a class has of a base; None if that cannot be read."""
    match symbol:
        case Broken():
            return None
        case ProjectClass():
            filled = fill_in(symbol, understand(base, types.project), types.project, types)
            return _declared(filled, types, trail, known) if filled else None
        case External(name) if name in _HARMLESS_BASES or is_exception_of_python(name):
            return ()
    absent = missing(symbol)
    if absent:
        types.faults.add("GP109", base.span, *told(absent))
        return None
    types.faults.add(
        "GP221",
        base.span,
        f"the fields of the base class {base.code} cannot be read",
        "inherit only from records of the project",
    )
    return None


def _check_constructor(found: ProjectClass, style: RecordStyle, types: TypeReader) -> None:
    options = class_options(found, style, types.project)
    own = next(
        (
            each
            for each in found.node.body.body
            if isinstance(each, cst.FunctionDef) and each.name.value == "__init__"
        ),
        None,
    )
    if style.kind is RecordKind.PYDANTIC and "alias_generator" in model_options(found):
        types.faults.add(
            "GP220",
            found.at(found.node.name).span,
            f"the names that the constructor of {found.name} takes are made when it runs",
            "take alias_generator away, or write Field(alias=...) where a name differs",
        )
    if is_set(options, "init", default=True) and own is None:
        return
    types.faults.add(
        "GP220",
        found.at(own.name if own else found.node.name).span,
        f"{found.name} does not have the constructor that {style.kind.value} writes",
        f"leave the constructor to {style.kind.value}, and do what else is needed after it, as "
        "__post_init__ does",
    )


def _check_order(fields: tuple[RecordField, ...], types: TypeReader) -> None:
    """Python itself refuses such a class, when it is run."""
    defaulted = False
    for field in fields:
        if field.keyword_only:
            continue
        if defaulted and field.default is None:
            types.faults.add(
                "GP223",
                field.span,
                f"{field.name} has no default and follows a field that has one",
                "give it a default, move it up, or make the fields keyword-only",
            )
        defaulted = defaulted or field.default is not None
