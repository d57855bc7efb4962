"""The parameters of a Protocol's method."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from gen_plugin.model.interface import Default, Parameter
from gen_plugin.parse.python.defaults import FAULTY_DEFAULT, read_default
from gen_plugin.parse.python.forms.form import FAULTY
from gen_plugin.parse.python.names import check_name
from gen_plugin.parse.python.pins import NOT_PINNED
from gen_plugin.parse.python.streams import read_parameter
from gen_plugin.parse.python.symbols import Located, ProjectClass
from gen_plugin.parse.python.type_reader import TypeReader


def read_parameters(
    function: cst.FunctionDef, owner: ProjectClass, types: TypeReader
) -> tuple[Parameter, ...]:
    """Read a method's parameters, without `self`."""
    declared = function.params
    _refuse_unusable(declared, owner, types)
    positional = [*declared.posonly_params, *declared.params]
    if not positional or positional[0].name.value != "self":
        types.faults.add(
            "GP207",
            owner.at(positional[0].name if positional else function.name).span,
            f"the first parameter of {function.name.value} is not self",
            f"write def {function.name.value}(self, ...)",
        )
        is_misspelt = bool(positional) and positional[0].annotation is None
        positional = positional[1:] if is_misspelt else positional
    else:
        positional = positional[1:]
    read = [_parameter(each, owner, types, keyword_only=False) for each in positional]
    read += [_parameter(each, owner, types, keyword_only=True) for each in declared.kwonly_params]
    _refuse_second_stream(read, types)
    return tuple(read)


def _refuse_unusable(declared: cst.Parameters, owner: ProjectClass, types: TypeReader) -> None:
    if any(each.name.value != "self" for each in declared.posonly_params):
        unusable = declared.posonly_params[-1]
        types.faults.add(
            "GP209",
            owner.at(unusable.name).span,
            f"{unusable.name.value} is positional-only, which is not supported",
            "remove the / from the parameters",
        )
    for star, parameter, instead in _collecting(declared):
        types.faults.add(
            "GP208",
            owner.at(parameter.name).span,
            f"{star}{parameter.name.value} takes any number of arguments",
            f"use one parameter {parameter.name.value}: {instead}",
        )


def _collecting(declared: cst.Parameters) -> Iterator[tuple[str, cst.Param, str]]:
    if isinstance(declared.star_arg, cst.Param):
        yield "*", declared.star_arg, "list[T]"
    if declared.star_kwarg is not None:
        yield "**", declared.star_kwarg, "dict[str, T]"


def _parameter(
    declared: cst.Param, owner: ProjectClass, types: TypeReader, *, keyword_only: bool
) -> Parameter:
    name = declared.name.value
    span = owner.at(declared.name).span
    check_name(name, span, "a parameter", types.faults)
    stream, type_, pinned = None, FAULTY, NOT_PINNED
    if declared.annotation is None:
        types.faults.add(
            "GP101", span, f"the parameter {name} has no annotation", f"write {name}: and its type"
        )
    else:
        annotation = types.unpinned(owner.at(declared.annotation.annotation))
        pinned = annotation.field
        stream, type_ = read_parameter(annotation, types)
    default = None
    if declared.default:
        given = owner.at(declared.default)
        default = _refuse_default(given, types) if stream else read_default(given, type_, types)
    return Parameter(name, type_, default, keyword_only, pinned, span, stream)


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
