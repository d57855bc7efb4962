"""Calls that are planned in full, and how to draw them."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from hypothesis import strategies as st
from tests.codec.values import Values

from gen_plugin.model.interface import (
    Interface,
    Method,
    Parameter,
    ParameterKind,
    ProtocolDefinition,
    object_in,
)
from gen_plugin.model.types import NoneType, OptionalType, Type


@dataclass(frozen=True)
class Failing:
    """Stands for a result, where there is none.

    Attributes:
        items: What comes before the exception, if results are streamed.
    """

    error: Exception
    items: list[Any]


@dataclass(eq=False)
class Call:
    """A call of a method, and what has arrived of it.

    Attributes:
        protocol: The method's.
        given: The arguments by the names of the parameters; of a stream its items. For an object
            stands the call that is to be made to it.
        answer: What the implementation returns; of a stream its items, of an object as above.
        defaults: The Protocol's own, by the names of the parameters.
        arrived: What the implementation has received.
    """

    protocol: ProtocolDefinition = field(repr=False)
    method: Method = field(repr=False)
    given: dict[str, Any]
    answer: Any
    defaults: dict[str, Any]
    arrived: dict[str, Any] = field(default_factory=dict)

    @property
    def expected(self) -> dict[str, Any]:
        """What the implementation is to receive."""
        return {**self.defaults, **self.given}


class Calls:
    """The strategies for the calls of one interface, whose classes are in `module`."""

    def __init__(self, interface: Interface, module: ModuleType) -> None:
        self._protocols = {each.key: each for each in interface.protocols}
        self._values = Values(interface, module)
        self._module = module

    def of(self, protocol: ProtocolDefinition, method: Method) -> st.SearchStrategy[Call]:
        """The calls of a method, with or without the arguments that have defaults."""
        needed = {each.name: self._arguments(each, method) for each in method.parameters}
        optional = {name: needed.pop(name) for name in _omissible(method)}
        return st.builds(
            Call,
            st.just(protocol),
            st.just(method),
            st.fixed_dictionaries(needed, optional=optional),
            self._several(method.result, is_stream=method.result_stream is not None),
            st.just(self._defaults(protocol, method)),
        )

    def items(self, method: Method) -> st.SearchStrategy[list[Any]]:
        """Results of a method that streams them."""
        return st.lists(self._values.of(method.result), max_size=3)

    def group(self) -> type[ExceptionGroup[Exception]]:
        """The interface's class of exception groups."""
        found: type[ExceptionGroup[Exception]] = self._module.Failures
        return found

    def exceptions(self) -> st.SearchStrategy[Exception]:
        """Exceptions of the interface's classes."""
        return self._values.exceptions()

    def _arguments(self, parameter: Parameter, method: Method) -> st.SearchStrategy[Any]:
        drawn = self._several(parameter.type, is_stream=parameter.stream is not None)
        if parameter.kind is not ParameterKind.VAR_KEYWORD:
            return drawn
        taken = {"self", *(each.name for each in method.parameters)}
        return drawn.filter(taken.isdisjoint)

    def _several(self, type_: Type, *, is_stream: bool) -> st.SearchStrategy[Any]:
        one = self._value(type_)
        return st.lists(one, max_size=3) if is_stream else one

    def _value(self, type_: Type) -> st.SearchStrategy[Any]:
        found = object_in(type_)
        if found is None:
            return st.none() if isinstance(type_, NoneType) else self._values.of(type_)
        protocol = self._protocols[found.key]
        simple = [each for each in protocol.methods if not passes_objects(each)]
        calls = [self.of(protocol, each) for each in simple or protocol.methods]
        return st.one_of(*calls, *([st.none()] if isinstance(type_, OptionalType) else []))

    def _defaults(self, protocol: ProtocolDefinition, method: Method) -> dict[str, Any]:
        if protocol.is_function or method.attribute:
            return {}
        function = getattr(getattr(self._module, protocol.class_name), method.name)
        parameters = inspect.signature(function).parameters.values()
        return {each.name: each.default for each in parameters if each.default is not each.empty}


def _omissible(method: Method) -> list[str]:
    """The parameters that a call may be without."""
    kinds = [each.kind for each in method.parameters]
    placed = kinds.count(ParameterKind.POSITIONAL_ONLY)
    is_plain = ParameterKind.VAR_POSITIONAL not in kinds
    return [
        each.name
        for place, each in enumerate(method.parameters, start=1)
        if each.default
        and (
            each.kind is ParameterKind.KEYWORD_ONLY
            or (is_plain and each.kind is ParameterKind.POSITIONAL_OR_KEYWORD)
            or (is_plain and place == placed)
        )
    ]


def passes_objects(method: Method) -> bool:
    """Whether an argument or the result is an object."""
    types = [method.result, *(each.type for each in method.parameters)]
    return any(object_in(each) for each in types)
