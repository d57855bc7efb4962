"""Methods as classes spell them: signatures, calls, local names that do not clash."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gen_plugin.model.interface import Method, Parameter, ParameterKind
from gen_plugin.render.python.expressions import Expressions
from gen_plugin.render.python.names import Names


def signature(method: Method, expressions: Expressions) -> tuple[str, ...]:
    """The parameters as the interface declares them, with types and defaults."""
    by_kind: dict[ParameterKind, list[str]] = {kind: [] for kind in ParameterKind}
    for each in method.parameters:
        by_kind[each.kind].append(_declared(each, expressions))
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
    return f"{declared} = {expressions.default(parameter.default, parameter.type)}"


_STARS = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}


def passed(parameters: Sequence[Parameter], local: Sequence[str]) -> tuple[str, ...]:
    """The arguments of a call of the method, given what the caller calls each value."""
    return tuple(
        f"{each.name}={name}" if each.keyword_only else f"{_STARS.get(each.kind, '')}{name}"
        for each, name in zip(parameters, local, strict=True)
    )


def shadowing(methods: Sequence[Method]) -> frozenset[str]:
    """The names that mean a method inside the class, and no longer what they mean outside."""
    return frozenset(each.python_name for each in methods)


def private_names(methods: Sequence[Method], others: Collection[str] = ()) -> dict[str, str]:
    """A private attribute for each method: ``_greet``, unless that is a name already."""
    names = Names({each.python_name for each in methods}, others)
    return {each.name: names.take(f"_{each.name.strip('_')}") for each in methods}


def called(method: Method, arguments: Sequence[str]) -> str:
    """How a server calls the implementation's method, or reads or sets its property."""
    if method.attribute:
        return " = ".join((f"self._impl.{method.attribute}", *arguments))
    name = "" if method.name == "__call__" else f".{method.name}"
    return f"self._impl{name}({', '.join(arguments)})"


def decorator(method: Method) -> str | None:
    """What makes the method a property's, or None."""
    if method.attribute is None:
        return None
    return f"{method.attribute}.setter" if method.parameters else "property"
