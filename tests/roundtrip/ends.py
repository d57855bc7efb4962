"""Both ends of a planned call: who makes it, and the implementation that answers it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from functools import partial
from typing import Any

from tests.codec.values import alike
from tests.roundtrip.calls import Call, Failing

from gen_plugin.model.interface import Method, ParameterKind, ProtocolDefinition

_PATIENCE = 30.0


def perform(client: Any, call: Call) -> None:
    """Make a call, and see that arguments and result arrive as they left."""
    result = make(client, call)
    if isinstance(call.answer, Call):
        perform(result, call.answer)
    else:
        assert alike(result, call.answer), (call.method.name, result, call.answer)
    assert alike(call.arrived, call.expected), (call.method.name, call.arrived, call.expected)


def make(client: Any, call: Call, items: list[Any] | None = None) -> Any:
    """Make a call.

    Args:
        items: Where the items of a stream go, which is returned then; by default a new list.
    """
    method = call.method
    items = [] if items is None else items
    if method.attribute and method.parameters:
        return setattr(client, method.attribute, next(iter(call.given.values())))
    if method.attribute and not method.is_awaited:
        return getattr(client, method.attribute)
    positional, keywords = _arguments(call)
    if method.is_awaited:
        made = partial(getattr, client, method.attribute)
        if not method.attribute:
            made = partial(getattr(client, method.name), *positional, **keywords)
        return asyncio.run(_awaited(made, method, items))
    result = getattr(client, method.name)(*positional, **keywords)
    if not method.result_stream:
        return result
    items.extend(result)
    return items


async def _awaited(function: Callable[[], Any], method: Method, items: list[Any]) -> Any:
    async with asyncio.timeout(_PATIENCE):
        result = function()
        if method.is_async:
            result = await result
        if not method.result_stream:
            return result
        async for each in result:
            items.append(each)  # noqa: PERF401 - those before an exception count
        return items


def _arguments(call: Call) -> tuple[list[Any], dict[str, Any]]:
    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    by_name = False
    for parameter in call.method.parameters:
        if parameter.name not in call.given:
            by_name = True
            continue
        value = live(call.given[parameter.name])
        if parameter.stream:
            value = _items(value) if parameter.stream.is_async else iter(value)
        match parameter.kind:
            case ParameterKind.VAR_POSITIONAL:
                positional.extend(value)
            case ParameterKind.VAR_KEYWORD:
                keywords.update(value)
            case ParameterKind.KEYWORD_ONLY:
                keywords[parameter.name] = value
            case ParameterKind.POSITIONAL_OR_KEYWORD if by_name:
                keywords[parameter.name] = value
            case _:
                positional.append(value)
    return positional, keywords


async def _items(values: list[Any]) -> AsyncIterator[Any]:
    for each in values:
        yield each


def live(value: Any) -> Any:
    """A value; of the call that stands for an object the object."""
    return implementation(value.protocol, value) if isinstance(value, Call) else value


def implementation(
    protocol: ProtocolDefinition, call: Call | None = None, crossed: Collection[str] = ()
) -> Any:
    """An object that answers as its `call` says, which may be set to another one later.

    Args:
        crossed: The methods that block where the Protocol is async, or the other way round.
    """
    namespace: dict[str, Any] = {"call": call}
    for method in protocol.methods:
        if method.attribute is None:
            is_awaited = method.is_awaited != (method.name in crossed)
            namespace[method.name] = _function(method, is_awaited=is_awaited)
        elif method.parameters:
            namespace[method.attribute] = namespace[method.attribute].setter(_function(method))
        else:
            read = _function(method, is_awaited=method.is_awaited)
            namespace[method.attribute] = property(read)
    return type(protocol.name, (), namespace)()


def _function(method: Method, *, is_awaited: bool = False) -> Callable[..., Any]:
    """What answers a method, in a thread or in a task."""

    def arrive(self: Any, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        return _arrive(self.call, _bound(method, positional, keywords)).answer

    async def arrive_later(self: Any, positional: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        arguments = _bound(method, positional, keywords)
        for each in method.parameters:
            if each.stream:
                arguments[each.name] = [item async for item in arguments[each.name]]
        # In a thread: what is performed there may run in a loop of its own.
        return (await asyncio.to_thread(_arrive, self.call, arguments)).answer

    def answer(self: Any, *positional: Any, **keywords: Any) -> Any:
        return _result(arrive(self, positional, keywords))

    def answers(self: Any, *positional: Any, **keywords: Any) -> Iterator[Any]:
        yield from _results(arrive(self, positional, keywords))

    async def later(self: Any, *positional: Any, **keywords: Any) -> Any:
        return _result(await arrive_later(self, positional, keywords))

    async def all_later(self: Any, *positional: Any, **keywords: Any) -> AsyncIterator[Any]:
        for each in _results(await arrive_later(self, positional, keywords)):
            yield each

    if is_awaited:
        return all_later if method.result_stream else later
    return answers if method.result_stream else answer


def _result(answer: Any) -> Any:
    if isinstance(answer, Failing):
        raise answer.error
    return live(answer)


def _results(answer: Any) -> Iterator[Any]:
    yield from answer.items if isinstance(answer, Failing) else answer
    if isinstance(answer, Failing):
        raise answer.error


def _bound(method: Method, positional: tuple[Any, ...], keywords: dict[str, Any]) -> dict[str, Any]:
    """The arguments by the names of the parameters, as Python binds them."""
    rest = list(positional)
    bound: dict[str, Any] = {}
    for parameter in method.parameters:
        match parameter.kind:
            case ParameterKind.VAR_POSITIONAL:
                bound[parameter.name] = tuple(rest)
                rest = []
            case ParameterKind.VAR_KEYWORD:
                bound[parameter.name] = keywords
                keywords = {}
            case ParameterKind.KEYWORD_ONLY if parameter.name in keywords:
                bound[parameter.name] = keywords.pop(parameter.name)
            case ParameterKind.POSITIONAL_ONLY | ParameterKind.POSITIONAL_OR_KEYWORD if rest:
                bound[parameter.name] = rest.pop(0)
            case ParameterKind.POSITIONAL_OR_KEYWORD if parameter.name in keywords:
                bound[parameter.name] = keywords.pop(parameter.name)
            case _:
                pass
    assert (rest, keywords) == ([], {}), method.name
    return bound


def _arrive(call: Call, arguments: dict[str, Any]) -> Call:
    """Note what has arrived, and make the calls that stand for objects."""
    for parameter in call.method.parameters:
        name, expected = parameter.name, call.given.get(parameter.name)
        if parameter.stream and not isinstance(arguments[name], list):
            arguments[name] = list(arguments[name])
        if isinstance(expected, Call):
            perform(arguments[name], expected)
            arguments[name] = expected
    call.arrived = {**call.defaults, **arguments}
    return call
