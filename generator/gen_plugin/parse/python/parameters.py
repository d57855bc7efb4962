"""The parameters of a Protocol's method."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import libcst as cst

from gen_plugin.model.interface import Default, Parameter, ParameterKind, Stream, object_in
from gen_plugin.model.types import CollectionKind, DictType, ListType, ScalarKind, ScalarType, Type
from gen_plugin.parse.python.defaults import FAULTY_DEFAULT, read_default
from gen_plugin.parse.python.forms.form import FAULTY
from gen_plugin.parse.python.names import check_name
from gen_plugin.parse.python.passing import Place, read_parameter
from gen_plugin.parse.python.pins import NOT_PINNED
from gen_plugin.parse.python.symbols import Located, ProjectClass
from gen_plugin.parse.python.type_reader import TypeReader
from gen_plugin.parse.python.unpacked import unpacked

_COLLECTED: dict[ParameterKind, Callable[[Type], Type]] = {
    ParameterKind.VAR_POSITIONAL: lambda item: ListType(item, CollectionKind.TUPLE),
    ParameterKind.VAR_KEYWORD: lambda value: DictType(ScalarType(ScalarKind.STR), value),
}
"""The types of what holds any number of arguments."""
_PLACED = {ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD}


def read_parameters(
    function: cst.FunctionDef, owner: ProjectClass, place: Place, types: TypeReader
) -> tuple[Parameter, ...]:
    """Read a method's parameters, without `self`. `place` is the method."""
    declared = _without_self(function, owner, types)
    omissible = _omissible(declared)
    read: list[Parameter] = []
    for each, kind in declared:
        keys = _keys(each, kind, owner, types)
        if keys is None:
            computed = each.name.value in omissible
            keys = [_parameter(each, kind, owner, place, types, may_be_computed=computed)]
        read += keys
    _refuse_second_stream(read, types)
    return tuple(read)


def _without_self(
    function: cst.FunctionDef, owner: ProjectClass, types: TypeReader
) -> list[tuple[cst.Param, ParameterKind]]:
    """All parameters but the first, which is the object if it is called self, or has no type."""
    declared = [*_declared(function.params)]
    first = declared[0][0] if declared and declared[0][1] in _PLACED else None
    is_self = first is not None and (first.name.value == "self" or first.annotation is None)
    further = declared[1:] if is_self else declared
    misplaced = [each for each, _ in further if each.name.value == "self"]
    if not is_self or misplaced:
        wrong = [*misplaced, *([first] if first else [])]
        types.faults.add(
            "GP207",
            owner.at(wrong[0].name if wrong else function.name).span,
            f"the first parameter of {function.name.value} is not self",
            f"write def {function.name.value}(self, ...)",
        )
    return further


def _omissible(declared: list[tuple[cst.Param, ParameterKind]]) -> set[str]:
    """Those that a call may be without, whatever it gives of the others."""
    kinds = [kind for _, kind in declared]
    omissible = {ParameterKind.KEYWORD_ONLY}
    if ParameterKind.VAR_POSITIONAL not in kinds:  # what is left out is no place before *
        omissible.add(ParameterKind.POSITIONAL_OR_KEYWORD)
    names = {each.name.value for each, kind in declared if kind in omissible}
    placed = [each.name.value for each, kind in declared if kind is ParameterKind.POSITIONAL_ONLY]
    return names | {*placed[-1:]} if len(omissible) > 1 else names


def _keys(
    declared: cst.Param, kind: ParameterKind, owner: ProjectClass, types: TypeReader
) -> list[Parameter] | None:
    if kind is not ParameterKind.VAR_KEYWORD or declared.annotation is None:
        return None
    return unpacked(declared.name.value, owner.at(declared.annotation.annotation), types)


def _declared(declared: cst.Parameters) -> Iterator[tuple[cst.Param, ParameterKind]]:
    """All parameters behind `self`, in the order of the signature."""
    for each in declared.posonly_params:
        yield each, ParameterKind.POSITIONAL_ONLY
    first = 0 if declared.posonly_params else _first_by_name(declared.params)
    for number, each in enumerate(declared.params):
        by_name = number == 0 or number >= first
        yield (
            each,
            ParameterKind.POSITIONAL_OR_KEYWORD if by_name else ParameterKind.POSITIONAL_ONLY,
        )
    if isinstance(declared.star_arg, cst.Param):
        yield declared.star_arg, ParameterKind.VAR_POSITIONAL
    for each in declared.kwonly_params:
        yield each, ParameterKind.KEYWORD_ONLY
    if declared.star_kwarg is not None:
        yield declared.star_kwarg, ParameterKind.VAR_KEYWORD


def _first_by_name(declared: Sequence[cst.Param]) -> int:
    """Where those behind `self` end that are called ``__name``: positional-only before PEP 570."""
    for number, each in enumerate(declared[1:], start=1):
        if not each.name.value.startswith("__") or each.name.value.endswith("__"):
            return number
    return len(declared)


def _parameter(
    declared: cst.Param,
    kind: ParameterKind,
    owner: ProjectClass,
    place: Place,
    types: TypeReader,
    *,
    may_be_computed: bool,
) -> Parameter:
    name = declared.name.value
    span = owner.at(declared.name).span
    check_name(name, span, "a parameter", types.faults)
    stream: Stream | None = None
    type_, pinned = FAULTY, NOT_PINNED
    if declared.annotation is None:
        types.faults.add(
            "GP101", span, f"the parameter {name} has no annotation", f"write {name}: and its type"
        )
    else:
        annotation = types.unpinned(owner.at(declared.annotation.annotation))
        pinned = annotation.field
        if kind in _COLLECTED:
            type_ = _COLLECTED[kind](types.pin(types.value(annotation.located), annotation.beside))
        else:
            stream, type_ = read_parameter(annotation, place.within(name), types)
    default = None
    if declared.default:
        given = owner.at(declared.default)
        is_value = object_in(type_) is None  # of an object there is no number that says: left out
        default = (
            _refuse_default(given, types)
            if stream
            else read_default(given, type_, types, may_be_computed=may_be_computed and is_value)
        )
    return Parameter(name, type_, default, kind, pinned, span, stream)


def _refuse_default(given: Located, types: TypeReader) -> Default:
    types.faults.add(
        "GP211",
        given.span,
        "a stream cannot have a default: it is made anew for each call",
        "leave the default out, and let the caller pass iter(()) for no items",
    )
    return FAULTY_DEFAULT


def _refuse_second_stream(parameters: list[Parameter], types: TypeReader) -> None:
    streams = [each for each in parameters if each.stream]
    for each in streams[1:]:
        types.faults.add(
            "GP225",
            each.span,
            f"{each.name} is a second stream, and a call can send only one",
            "make it a list, or stream objects that hold an item of each",
        )
