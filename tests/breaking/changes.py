"""A Hypothesis strategy for what may become of an interface: one change, of any kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st
from tests.lower import building
from tests.lower.interfaces import Vocabulary, interfaces

from gen_plugin.model.interface import (
    EnumDefinition,
    Interface,
    Method,
    Parameter,
    ProtocolDefinition,
    Record,
    RecordField,
    Stream,
)
from gen_plugin.model.types import NoneType, Type, UnionType

_Value = TypeVar("_Value", Parameter, RecordField)
_T = TypeVar("_T")


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Interface, Interface]:
    """An interface, and the same with one thing changed, added, deleted or moved."""
    interface = draw(interfaces().filter(_has_something))
    definitions: list[ProtocolDefinition | Record | EnumDefinition] = [
        *(each for each in interface.protocols if each.methods),
        *(each for each in interface.records.values() if each.fields),
        *(each for each in interface.enums.values() if each.members),
    ]
    chosen = draw(st.sampled_from(definitions))
    changed = draw(_changed(chosen, Vocabulary([*interface.records], [*interface.enums.values()])))
    return interface, _with(interface, chosen, changed)


def _with(interface: Interface, old: object, new: object) -> Interface:
    def put(definitions: Iterable[_T]) -> list[_T]:
        return [new if each is old else each for each in definitions]  # type: ignore[misc]

    return replace(
        interface,
        protocols=tuple(put(interface.protocols)),
        records={each.key: each for each in put(interface.records.values())},
        enums={each.key: each for each in put(interface.enums.values())},
    )


def _has_something(interface: Interface) -> bool:
    return any(
        (
            *(each.methods for each in interface.protocols),
            *(each.fields for each in interface.records.values()),
            *(each.members for each in interface.enums.values()),
        )
    )


@st.composite
def _changed(draw: st.DrawFn, definition: _T, vocabulary: Vocabulary) -> _T:
    match definition:
        case ProtocolDefinition():
            methods = draw(_one(definition.methods, _method, vocabulary))
            return replace(definition, methods=methods)
        case Record():
            return replace(definition, fields=draw(_one(definition.fields, _value, vocabulary)))
        case EnumDefinition():
            kept = [*definition.members]
            kept.pop(draw(st.integers(0, len(kept) - 1)))
            names = {each.name for each in kept}
            return replace(
                definition,
                members=tuple(each for each in kept if each.alias_of in {None, *names}),
            )
        case _:
            raise TypeError(definition)


@st.composite
def _one(draw, things: Sequence[_T], change, vocabulary: Vocabulary):  # type: ignore[no-untyped-def]
    """All of them, one of them changed, gone, or moved to another place."""
    made = [*things]
    index = draw(st.integers(0, len(made) - 1))
    thing = made.pop(index)
    kind = draw(st.sampled_from(["change", "change", "change", "move", "delete"]))
    if kind != "delete":
        place = index if kind == "change" else draw(st.integers(0, len(made)))
        made.insert(place, draw(change(thing, vocabulary)) if kind == "change" else thing)
    return tuple(made)


@st.composite
def _method(draw: st.DrawFn, method: Method, vocabulary: Vocabulary) -> Method:
    kinds = ["result", "stream", "add", *["parameter"] * 3 * bool(method.parameters)]
    match draw(st.sampled_from(kinds)):
        case "result":
            return replace(method, result=draw(_retyped(method.result, vocabulary)))
        case "stream" if method.result != NoneType():
            stream = None if method.result_stream else Stream.ITERATOR
            return replace(method, result_stream=stream)
        case "parameter":
            parameters = draw(_one(method.parameters, _value, vocabulary))
            return replace(method, parameters=parameters)
        case _:
            type_ = draw(vocabulary.types)
            new = building.parameter("added", type_, draw(vocabulary.defaults(type_)))
            return replace(method, parameters=(*method.parameters, new))


@st.composite
def _value(draw: st.DrawFn, value: _Value, vocabulary: Vocabulary) -> _Value:
    type_ = value.type if draw(st.booleans()) else draw(_retyped(value.type, vocabulary))
    return replace(value, type=type_, default=draw(vocabulary.defaults(type_)))


@st.composite
def _retyped(draw: st.DrawFn, type_: Type, vocabulary: Vocabulary) -> Type:
    if isinstance(type_, UnionType) and draw(st.booleans()):
        arms = [*type_.arms]
        arms.pop(draw(st.integers(0, len(arms) - 1)))
        return UnionType(tuple(arms)) if len(arms) > 1 else arms[0]
    return draw(vocabulary.types)
