"""The methods of a Protocol."""

from __future__ import annotations

import libcst as cst

from gen_plugin.model.interface import Method, PinnedMethod
from gen_plugin.parse.python.class_kind import decorators_of
from gen_plugin.parse.python.docstrings import docstring
from gen_plugin.parse.python.exceptions import RAISES
from gen_plugin.parse.python.forms.form import FAULTY
from gen_plugin.parse.python.generics import refuse_type_parameters
from gen_plugin.parse.python.names import check_name
from gen_plugin.parse.python.parameters import read_parameters
from gen_plugin.parse.python.pins import NOT_PINNED
from gen_plugin.parse.python.streams import read_result
from gen_plugin.parse.python.symbols import External, Located, ProjectClass, Symbol
from gen_plugin.parse.python.type_reader import TypeReader

_HARMLESS = frozenset({"abc.abstractmethod", "typing.override", "typing.final"})

_AS_METHOD = "make it a method that returns the value"
_WITHOUT_SELF = "make it an ordinary method with self"
_REFUSED = {
    "builtins.property": _AS_METHOD,
    "abc.abstractproperty": _AS_METHOD,
    "functools.cached_property": _AS_METHOD,
    "builtins.staticmethod": _WITHOUT_SELF,
    "builtins.classmethod": _WITHOUT_SELF,
    "typing.overload": "write a method of its own, with its own name, for each signature",
}


def read_method(function: cst.FunctionDef, owner: ProjectClass, types: TypeReader) -> Method | None:
    """Read a method; None if it is none that can be called from the other side."""
    name = function.name.value
    span = owner.at(function.name).span
    if not _is_ordinary(function, owner, types):
        return None
    if refuse_type_parameters(function, owner, types):
        return None
    check_name(name, span, "a method", types.faults)
    parameters = read_parameters(function, owner, types)
    stream, result, result_pinned = None, FAULTY, NOT_PINNED
    if function.returns is None:
        types.faults.add(
            "GP102",
            span,
            f"{name} does not say what it returns",
            "write -> and the type, or -> None if it returns nothing",
        )
    else:
        annotation = types.unpinned(owner.at(function.returns.annotation))
        result_pinned = annotation.field
        stream, result = read_result(annotation, types)
    return Method(
        name=name,
        parameters=parameters,
        result=result,
        result_pinned=result_pinned,
        pinned=_pinned(function, owner, types),
        docstring=docstring(function, owner.module),
        span=span,
        result_stream=stream,
        is_async=function.asynchronous is not None,
    )


def _is_ordinary(function: cst.FunctionDef, owner: ProjectClass, types: TypeReader) -> bool:
    """Whether it is a method at all, so that its parameters are worth reading."""
    name = function.name.value
    if name.startswith("_"):
        kind = "special" if name.endswith("__") else "private"
        types.faults.add(
            "GP206",
            owner.at(function.name).span,
            f"{name} is {kind}, and cannot be called from the other side",
            "give it a name without the underscore, or take it out of the Protocol",
        )
        return False
    found = decorators_of(function, owner, types.project)
    allowed = [_allows(decorator, symbol, types) for decorator, symbol in found]
    return all(allowed)


def _allows(decorator: Located, symbol: Symbol | None, types: TypeReader) -> bool:
    if types.pins.is_pin(decorator):
        if not types.pins.is_pin(decorator, "method"):
            types.pins.refuse(decorator, "pin.method")
        return True
    known = symbol.name if isinstance(symbol, External) else ""
    if known in _HARMLESS or known.endswith(".deprecated") or symbol == RAISES:
        return True
    types.faults.add(
        "GP204",
        decorator.span,
        f"@{decorator.code} makes it something else than a method",
        _REFUSED.get(known, "take the decorator off: the file is read and not run"),
    )
    return False


def _pinned(function: cst.FunctionDef, owner: ProjectClass, types: TypeReader) -> PinnedMethod:
    pinned = PinnedMethod()
    for decorator, _ in decorators_of(function, owner, types.project):
        if types.pins.is_pin(decorator, "method"):
            pinned = types.pins.method(decorator)
    return pinned
