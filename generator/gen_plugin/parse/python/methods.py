"""The methods of a Protocol."""

from __future__ import annotations

from enum import Enum

import libcst as cst

from gen_plugin.frozen import dataclass
from gen_plugin.model.interface import Method, Parameter, PinnedField, PinnedMethod, Stream
from gen_plugin.model.types import NoneType, Type
from gen_plugin.parse.python.annotation import understand
from gen_plugin.parse.python.class_kind import decorators_of
from gen_plugin.parse.python.docstrings import docstring
from gen_plugin.parse.python.forms.form import FAULTY
from gen_plugin.parse.python.generics import Instance
from gen_plugin.parse.python.missing import missing, told
from gen_plugin.parse.python.names import check_name
from gen_plugin.parse.python.parameters import read_parameters
from gen_plugin.parse.python.passing import RESULT, Place, awaited_result, read_result
from gen_plugin.parse.python.pins import NOT_PINNED
from gen_plugin.parse.python.raises import RAISES
from gen_plugin.parse.python.symbols import External, Located, ProjectClass, Symbol, head
from gen_plugin.parse.python.type_reader import TypeReader

_HARMLESS = frozenset({"abc.abstractmethod", "typing.override", "typing.final"})

_AS_METHOD = "write a method of its own for it, without the decorator"
_AS_PROPERTY = "write @property, which is read anew each time"
_WITHOUT_SELF = "make it an ordinary method with self"
_REFUSED = {
    "abc.abstractproperty": _AS_PROPERTY,
    "functools.cached_property": _AS_PROPERTY,
    "builtins.staticmethod": _WITHOUT_SELF,
    "builtins.classmethod": _WITHOUT_SELF,
    "typing.overload": "write a method of its own, with its own name, for each signature",
}


_ORDINARY = {
    "__init__": "take it out: how an object is made is not said by what it does",
    "__enter__": "write def open(self) -> None, or leave it out",
    "__exit__": "write def close(self) -> None",
    "__aenter__": "write async def open(self) -> None, or leave it out",
    "__aexit__": "write async def close(self) -> None",
    "__len__": "write def count(self) -> int",
    "__iter__": "write def items(self) -> Iterator[T], a stream",
    "__aiter__": "write def items(self) -> AsyncIterator[T], a stream",
    "__getitem__": "write def get(self, key: K) -> V",
    "__setitem__": "write def put(self, key: K, value: V) -> None",
    "__delitem__": "write def remove(self, key: K) -> None",
    "__contains__": "write def has(self, key: K) -> bool",
    "__getattr__": "write def get(self, name: str) -> T, or a property for each name",
}
"""What to write instead of a special method, where that has a usual form."""

_USES = ("{}", "*{}", "{}.args", "{}.kwargs")
"""How annotations use type parameters, those that stand for several types too."""


def read_method(
    function: cst.FunctionDef, owner: ProjectClass, protocol: Instance, types: TypeReader
) -> Method | None:
    """Read a method; None if it is none that can be called from the other side.

    Args:
        function: The method.
        owner: The class in which it stands.
        protocol: The Protocol that has it, maybe by inheritance.
        types: Reads its annotations.
    """
    sort = _sort(function, owner, types)
    if sort is None:
        types.faults.unread.add(protocol.key)
        return None
    name = function.name.value
    span = owner.at(function.name).span
    check_name(name, span, "a method", types.faults)
    place = Place(protocol, (protocol.name, name), _self_variable(function, owner, types))
    with types.binding(_refused_variables(function, owner, types), further=True):
        parameters = read_parameters(function, owner, place, types)
        returned = _returned(function, owner, sort, place, types)
    _check_accessor(function, owner, sort, parameters, types)
    return Method(
        name=f"{sort.value}{name}",
        parameters=parameters,
        result=returned.type,
        result_pinned=returned.pinned,
        pinned=_pinned(function, owner, types),
        docstring=docstring(function, owner.module),
        span=span,
        result_stream=returned.stream,
        is_async=returned.is_awaited,
        attribute=None if sort is _Sort.METHOD else name,
    )


def _self_variable(function: cst.FunctionDef, owner: ProjectClass, types: TypeReader) -> str:
    """``T`` of ``self: T``, if that is a type variable."""
    first = next(iter((*function.params.posonly_params, *function.params.params)), None)
    if first is None or first.annotation is None:
        return ""
    annotation = understand(owner.at(first.annotation.annotation), types.project)
    return annotation.code if annotation.maker == "typing.TypeVar" else ""


@dataclass(frozen=True, slots=True)
class _Returned:
    """What a method returns, and whether that is awaited."""

    type: Type
    is_awaited: bool
    pinned: PinnedField = NOT_PINNED
    stream: Stream | None = None


def _returned(
    function: cst.FunctionDef, owner: ProjectClass, sort: _Sort, place: Place, types: TypeReader
) -> _Returned:
    is_async = function.asynchronous is not None
    if function.returns is None:
        return _Returned(_undeclared(function, owner, sort, types), is_async)
    annotated = owner.at(function.returns.annotation)
    awaited = None if is_async else awaited_result(annotated, types)
    given = types.unpinned(awaited or annotated, may_be_implicit=False)
    stream, type_ = read_result(given, place.within(RESULT), types)
    return _Returned(type_, is_async or awaited is not None, given.field, stream)


def _undeclared(
    function: cst.FunctionDef, owner: ProjectClass, sort: _Sort, types: TypeReader
) -> Type:
    """What is returned where nothing says so: only of a setter that is known."""
    if sort is _Sort.SETTER:
        return NoneType()
    name = function.name.value
    types.faults.add(
        "GP102",
        owner.at(function.name).span,
        f"{name} does not say what it returns",
        "write -> and the type, or -> None if it returns nothing",
    )
    return FAULTY


class _Sort(Enum):
    """What a function in a Protocol is. The value stands before a property's name."""

    METHOD = ""
    GETTER = "get_"
    SETTER = "set_"


def _sort(function: cst.FunctionDef, owner: ProjectClass, types: TypeReader) -> _Sort | None:
    """What it is; None for what cannot be called, whose parameters are not worth reading."""
    name = function.name.value
    if name.startswith("_") and name != "__call__":
        kind = "special" if name.endswith("__") else "private"
        types.faults.add(
            "GP206",
            owner.at(function.name).span,
            f"{name} is {kind}, and cannot be called from the other side",
            _ORDINARY.get(
                name, "give it a name without the underscore, or take it out of the Protocol"
            ),
        )
        return None
    found = decorators_of(function, owner, types.project)
    sorts = [_accessor(decorator, symbol, name) for decorator, symbol in found]
    others = [each for each, sort in zip(found, sorts, strict=True) if sort is None]
    instead = [_instead_of(decorator, symbol) for decorator, symbol in others]
    for (decorator, symbol), fix in zip(others, instead, strict=True):
        _check_decorator(decorator, symbol, fix, types)
    if any(instead):
        return None
    return next((sort for sort in sorts if sort), _Sort.METHOD)


def _check_accessor(
    function: cst.FunctionDef,
    owner: ProjectClass,
    sort: _Sort,
    parameters: tuple[Parameter, ...],
    types: TypeReader,
) -> None:
    """Refuse what reading an attribute, or assigning to it, cannot do."""
    name = function.name.value
    span, message, fix = owner.at(function.name).span, "", ""
    if sort is _Sort.GETTER and parameters:
        span, message = parameters[0].span, f"nothing can be given to {name}, which is a property"
        fix = "take @property off, or the parameter out"
    elif sort is _Sort.SETTER and len(parameters) != 1:
        message = f"what sets {name} is given one value, and takes {len(parameters)}"
        fix = f"write def {name}(self, value: T) -> None, with the type of the property"
    elif sort is _Sort.SETTER and function.asynchronous:
        message = f"what sets {name} is async, and nobody awaits an assignment"
        fix = f"write async def set_{name}(self, value: T) -> None, without the decorator"
    if message:
        types.faults.add("GP204", span, message, fix)


def _accessor(decorator: Located, symbol: Symbol | None, name: str) -> _Sort | None:
    if symbol == External("builtins.property"):
        return _Sort.GETTER
    return _Sort.SETTER if decorator.code == f"{name}.setter" else None


def _instead_of(decorator: Located, symbol: Symbol | None) -> str:
    """What to write instead of what a decorator makes; empty if it may make a method."""
    if decorator.code.endswith(".deleter"):
        return _AS_METHOD
    return _REFUSED.get(symbol.name, "") if isinstance(symbol, External) else ""


def _check_decorator(
    decorator: Located, symbol: Symbol | None, instead: str, types: TypeReader
) -> None:
    if types.pins.is_pin(decorator):
        if not types.pins.is_pin(decorator, "method"):
            types.pins.refuse(decorator)
        return
    absent = None if instead else missing(symbol)
    if absent:
        types.faults.add("GP109", head(decorator).span, *told(absent))
        return
    known = symbol.name if isinstance(symbol, External) else ""
    if known in _HARMLESS or known.endswith(".deprecated") or symbol == RAISES:
        return
    message = f"what @{decorator.code} makes of the method is known only when it runs"
    if instead:
        message = f"@{decorator.code} makes it something else than a method"
    fix = instead or "take the decorator off: the file is read and not run"
    types.faults.add("GP204", decorator.span, message, fix)


def _refused_variables(
    function: cst.FunctionDef, owner: ProjectClass, types: TypeReader
) -> dict[str, Type]:
    """Refuse type parameters, if there are any: what each is written as, and what it stands for."""
    if function.type_parameters is None:
        return {}
    types.faults.add(
        "GP115",
        owner.at(function.type_parameters).span,
        f"{function.name.value} is generic and stands for many, and the wire needs one",
        "take the brackets off, and write the types themselves, or make the Protocol generic",
    )
    names = [each.param.name.value for each in function.type_parameters.params]
    written = (form.format(name) for name in names for form in _USES)
    return dict.fromkeys(written, FAULTY)


def _pinned(function: cst.FunctionDef, owner: ProjectClass, types: TypeReader) -> PinnedMethod:
    decorators = (each for each, _ in decorators_of(function, owner, types.project))
    pin = types.pins.only(decorators, "method")
    return types.pins.method(pin) if pin else PinnedMethod()
