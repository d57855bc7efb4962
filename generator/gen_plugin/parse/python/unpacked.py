"""``**options: Unpack[Options]``: the keys of a TypedDict as keyword-only parameters."""

from __future__ import annotations

from gen_plugin.model.interface import (
    ComputedDefault,
    Parameter,
    ParameterKind,
    RecordField,
    Unpacked,
)
from gen_plugin.model.types import OptionalType
from gen_plugin.parse.python.annotation import understand
from gen_plugin.parse.python.class_kind import ClassKind, kind_of
from gen_plugin.parse.python.forms.form import Annotation
from gen_plugin.parse.python.generics import Instance, type_variables
from gen_plugin.parse.python.pins import NOT_PINNED
from gen_plugin.parse.python.records import read_record
from gen_plugin.parse.python.symbols import Located, ProjectClass
from gen_plugin.parse.python.type_reader import TypeReader


def unpacked(name: str, located: Located, types: TypeReader) -> list[Parameter] | None:
    """The parameters for ``**name: Unpack[...]``; None of any other annotation."""
    annotation = understand(located, types.project)
    if annotation.name != "typing.Unpack":
        return None
    found = _typed_dict(annotation, types)
    if found is None:
        refused = types.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not say which keyword arguments there are",
            "write a TypedDict of the project in brackets: Unpack[Options]",
        )
        return [
            Parameter(name, refused, None, ParameterKind.VAR_KEYWORD, NOT_PINNED, annotation.span)
        ]
    whole = Unpacked(name, found.key, found.module.source.module, found.name)
    record = read_record(Instance(found), types, ClassKind.TYPED_DICT)
    return [_parameter(each, whole) for each in record.fields]


def _typed_dict(annotation: Annotation, types: TypeReader) -> ProjectClass | None:
    for argument in annotation.arguments or ():
        found = understand(argument, types.project).symbol
        if isinstance(found, ProjectClass):
            is_typed_dict = kind_of(found, types.project) is ClassKind.TYPED_DICT
            is_closed = not type_variables(found, types.project)
            return found if is_typed_dict and is_closed else None
    return None


def _parameter(key: RecordField, whole: Unpacked) -> Parameter:
    """A key that may be missing is an argument that may be left out."""
    type_ = key.type
    if key.may_be_missing and key.default is None and isinstance(type_, OptionalType):
        type_ = type_.inner
    return Parameter(
        name=key.name,
        type=type_,
        default=ComputedDefault(None) if key.may_be_missing else None,
        kind=ParameterKind.KEYWORD_ONLY,
        pinned=key.pinned,
        span=key.span,
        unpacked=whole,
    )
