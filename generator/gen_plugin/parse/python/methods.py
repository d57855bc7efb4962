"""The methods of a Protocol."""

from __future__ import annotations

import libcst as cst

from gen_plugin.model.interface import Method, PinnedMethod
from gen_plugin.parse.python.class_kind import decorators_of
from gen_plugin.parse.python.docstrings import docstring
from gen_plugin.parse.python.forms.form import FAULTY
from gen_plugin.parse.python.names import check_name
from gen_plugin.parse.python.parameters import read_parameters
from gen_plugin.parse.python.pins import NOT_PINNED
from gen_plugin.parse.python.symbols import External, Located, ProjectClass, Symbol
from gen_plugin.parse.python.type_reader import TypeReader

_HARMLESS = frozenset({"abc.abstractmethod", "typing.override", "typing.final"})

_WITHOUT_SELF = "make it an ordinary method with self"
_REFUSED = {
    "builtins.property": "write a method: def get_...(self) -> ...",
    "abc.abstractproperty": "write a method: def get_...(self) -> ...",
    "functools.cached_property": "write a method: def get_...(self) -> ...",
    "builtins.staticmethod": _WITHOUT_SELF,
    "builtins.classmethod": _WITHOUT_SELF,
    "typing.overload": "write a method of its own, with its own name, for each signature",
}


def read_method(function: cst.FunctionDef, owner: ProjectClass, types: TypeReader) -> Method | None:
    """Read a method; None if it is none that can be called from the other side."""
    name = function.name.value
    span = owner.at(function.name).span
    if not _is_callable(function, owner, types):
        return None
    check_name(name, span, "a method", types.faults)
    parameters = read_parameters(function, owner, types)
    result, result_pinned = FAULTY, NOT_PINNED
    if function.returns is None:
        types.faults.add(
            "GP102",
            span,
            f"{name} does not say what it returns",
            "write -> and the type, or -> None if it returns nothing",
        )
    else:
        result, result_pinned = types.whole(owner.at(function.returns.annotation), result=True)
    return Method(
        name=name,
        parameters=parameters,
        result=result,
        result_pinned=result_pinned,
        pinned=_pinned(function, owner, types),
        docstring=docstring(function, owner.module),
        span=span,
    )


def _is_callable(function: cst.FunctionDef, owner: ProjectClass, types: TypeReader) -> bool:
    """Whether it is an ordinary method; why not is noted."""
    found = len(types.faults)
    name = function.name.value
    span = owner.at(function.name).span
    if name.startswith("_"):
        kind = "a special method" if name.endswith("__") else "private"
        types.faults.add(
            "GP206",
            span,
            f"{name} is {kind}, and cannot be called from the other side",
            "give it a name without the underscore, or take it out of the Protocol",
        )
    if function.asynchronous is not None:
        types.faults.add(
            "GP205",
            span,
            f"{name} is async, which is not supported",
            "write def without async: each side runs calls in threads",
        )
    for decorator, symbol in decorators_of(function, owner, types.project):
        _check_decorator(decorator, symbol, types)
    return len(types.faults) == found


def _check_decorator(decorator: Located, symbol: Symbol | None, types: TypeReader) -> None:
    if types.pins.is_pin(decorator):
        if not types.pins.is_pin(decorator, "method"):
            types.pins.refuse(decorator, "pin.method")
        return
    known = symbol.name if isinstance(symbol, External) else ""
    if known in _HARMLESS or known.endswith(".deprecated"):
        return
    types.faults.add(
        "GP204",
        decorator.span,
        f"@{decorator.code} makes it something else than a method",
        _REFUSED.get(known, "take the decorator off: the file is read and not run"),
    )


def _pinned(function: cst.FunctionDef, owner: ProjectClass, types: TypeReader) -> PinnedMethod:
    pinned = PinnedMethod()
    for decorator, _ in decorators_of(function, owner, types.project):
        if types.pins.is_pin(decorator, "method"):
            pinned = types.pins.method(decorator)
    return pinned
