"""Methods as classes spell them: signatures, calls, local names that do not clash."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from gen_plugin.model.interface import (
    ComputedDefault,
    EmptyContainer,
    Method,
    Parameter,
    ParameterKind,
    Reference,
)
from gen_plugin.render.layout import literal
from gen_plugin.render.python.expressions import Expressions
from gen_plugin.render.python.names import Names


def signature(
    method: Method, expressions: Expressions, *, is_implementation: bool = False
) -> tuple[str, ...]:
    """The parameters as the interface declares them, with types and defaults.

    Args:
        method: The method.
        expressions: What writes types and defaults.
        is_implementation: Whether the defaults are those that the interface computes or makes anew.
    """
    declared = _implemented if is_implementation else _declared
    by_kind: dict[ParameterKind, list[str]] = {kind: [] for kind in ParameterKind}
    for each in method.parameters:
        if each.unpacked:
            of = expressions.classes[each.unpacked.key]
            by_kind[ParameterKind.VAR_KEYWORD] = [f"**{each.unpacked.name}: Unpack[{of}]"]
        else:
            by_kind[each.kind].append(declared(each, expressions))
    positional_only = by_kind[ParameterKind.POSITIONAL_ONLY]
    keyword_only = by_kind[ParameterKind.KEYWORD_ONLY]
    return (
        "self",
        *positional_only,
        *(("/",) if positional_only else ()),
        *by_kind[ParameterKind.POSITIONAL_OR_KEYWORD],
        *(by_kind[ParameterKind.VAR_POSITIONAL] or (("*",) if keyword_only else ())),
        *keyword_only,
        *by_kind[ParameterKind.VAR_KEYWORD],
    )


def _declared(parameter: Parameter, expressions: Expressions) -> str:
    stars = _STARS.get(parameter.kind, "")
    declared = f"{stars}{parameter.name}: {expressions.parameter(parameter)}"
    if parameter.default is None:
        return declared
    if _is_omitted(parameter, expressions):
        return f"{declared} | Omitted = OMITTED"
    return f"{declared} = {expressions.default(parameter.default, parameter.type)}"


def _implemented(parameter: Parameter, expressions: Expressions) -> str:
    if not _is_omitted(parameter, expressions):
        return _declared(parameter, expressions)
    declared = f"{parameter.name}: {expressions.parameter(parameter)}"
    match parameter.default:
        case ComputedDefault(str(code), references) if _mean_the_same(references, expressions):
            return f"{declared} = {code}"
        case ComputedDefault() | None:
            return f"{declared} | Omitted = Omitted.OMITTED"
        case default:
            return f"{declared} = {expressions.default(default, parameter.type)}"


def _mean_the_same(references: Sequence[Reference], expressions: Expressions) -> bool:
    """Whether the names of an expression mean in this file what they mean in the source."""
    return not any(each.name in expressions.shadowed for each in references)


def _is_omitted(parameter: Parameter, expressions: Expressions) -> bool:
    """Whether a client has no value of its own for the default: none, or one that can change."""
    match parameter.default:
        case ComputedDefault():
            return True
        case EmptyContainer() as default:
            return expressions.default(default, parameter.type) not in _UNCHANGING
        case _:
            return False


_UNCHANGING = {"()", "frozenset()"}


def given(parameter: Parameter, expressions: Expressions) -> str:
    """What the encoder is given for a parameter: it does not know what is empty by default."""
    if parameter.unpacked and parameter.default:
        return f'{parameter.unpacked.name}.get("{parameter.name}", OMITTED)'
    if parameter.unpacked:
        return f'{parameter.unpacked.name}["{parameter.name}"]'
    is_empty = isinstance(parameter.default, EmptyContainer)
    if not (is_empty and parameter.default and _is_omitted(parameter, expressions)):
        return parameter.name
    empty = expressions.default(parameter.default, parameter.type)
    return f"{empty} if {parameter.name} is OMITTED else {parameter.name}"


def keyword_checks(method: Method, check: str) -> tuple[str, ...]:
    """A client's statement that refuses keyword arguments that the TypedDict does not list.

    Args:
        method: The method.
        check: What the file calls the function that does so.
    """
    listed = [each for each in method.parameters if each.unpacked]
    demanded = _written(each.name for each in listed if each.default is None)
    others = _written(each.name for each in listed if each.default is not None)
    whole = {each.unpacked.name for each in listed if each.unpacked}
    name = literal(method.python_name)
    return tuple(f"{check}({name}, {given}, {demanded}, {others})" for given in whole)


def _written(names: Iterable[str]) -> str:
    """A tuple of names."""
    items = [f"{literal(each)}," for each in names]
    return f"({' '.join(items).removesuffix(',') if len(items) > 1 else ''.join(items)})"


_STARS = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}


def passed(parameters: Sequence[Parameter], local: Sequence[str]) -> tuple[str, ...]:
    """The arguments of a call of the method, given what the caller calls each value.

    Those that may be left out are not among them, and what comes behind one goes by its name.
    """
    arguments: list[str] = []
    by_name = False
    for each, value in zip(parameters, local, strict=True):
        if isinstance(each.default, ComputedDefault):
            by_name = True
        elif each.keyword_only or (by_name and each.kind is ParameterKind.POSITIONAL_OR_KEYWORD):
            arguments.append(f"{each.name}={value}")
        else:
            arguments.append(f"{_STARS.get(each.kind, '')}{value}")
    return tuple(arguments)


def bound(parameters: Sequence[Parameter], arguments: Sequence[str]) -> tuple[str, ...]:
    """Those of the arguments that stand before one that may be left out and goes by its place."""
    kinds = [each.kind for each in parameters]
    placed = kinds.count(ParameterKind.POSITIONAL_ONLY)
    is_omitted = placed and isinstance(parameters[placed - 1].default, ComputedDefault)
    return tuple(arguments[: placed - 1]) if is_omitted else ()


def implementation(method: Method, before: Sequence[str]) -> str:
    """The implementation's method, with the arguments before one that may be left out."""
    function = f"self._impl.{method.python_name}"
    return f"partial({', '.join((function, *before))})" if before else function


def omissible(parameter: Parameter, value: str) -> str:
    """How an argument is passed that may be left out."""
    by_place = parameter.kind is ParameterKind.POSITIONAL_ONLY
    return value if by_place else f"{parameter.name}={value}"


def shadowing(methods: Sequence[Method]) -> frozenset[str]:
    """The names that mean a method inside the class, and no longer what they mean outside."""
    return frozenset(each.python_name for each in methods)


def private_names(methods: Sequence[Method], others: Collection[str] = ()) -> dict[str, str]:
    """A private attribute for each method: ``_greet``, unless that is a name already."""
    names = Names({each.python_name for each in methods}, others)
    return {each.name: names.take(f"_{each.name.strip('_')}") for each in methods}


def called(method: Method, arguments: Sequence[str], function: str = "") -> str:
    """How a server calls the implementation's method, or reads or sets its property.

    Args:
        method: The method.
        arguments: As expressions.
        function: What the server calls the method, if it has a name for it.
    """
    if function:
        return f"{function}({', '.join(arguments)})"
    if method.attribute:
        return " = ".join((f"self._impl.{method.attribute}", *arguments))
    name = "" if method.name == "__call__" else f".{method.name}"
    return f"self._impl{name}({', '.join(arguments)})"


def decorator(method: Method) -> str | None:
    """What makes the method a property's, or None."""
    if method.attribute is None:
        return None
    return f"{method.attribute}.setter" if method.parameters else "property"
