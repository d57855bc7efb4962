"""Implementations with async methods, for those who call them by blocking."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any, TypeVar

    from gen_plugin_runtime.generic import Interface

    Item = TypeVar("Item")

_COROUTINE = 0x80  # inspect.CO_COROUTINE


def awaited(result: Awaitable[Item]) -> Item:
    """What an implementation returns: at once if it blocks, or after it was awaited."""
    if not hasattr(result, "__await__"):
        return result  # type: ignore[return-value] # whatever its interface says
    from gen_plugin_runtime.event_loop import wait_for

    return wait_for(result)


def blocking(impl: Interface) -> Interface:
    """An implementation whose async methods, if it has any, block until they have been awaited."""
    if _is_async(impl):
        return _waiting(impl)  # type: ignore[return-value, arg-type] # it is a function
    kind = type(impl)
    if any(_is_async(getattr(kind, each, None)) for each in dir(kind)):
        return _Blocking(impl)  # type: ignore[return-value] # it is like one
    return impl


def _is_async(function: object) -> bool:
    flags = getattr(getattr(function, "__code__", None), "co_flags", 0)
    return isinstance(flags, int) and bool(flags & _COROUTINE)  # who has any attribute has odd ones


class _Blocking:
    """An implementation, with its async methods awaited for those who call them."""

    def __init__(self, impl: object) -> None:
        object.__setattr__(self, "_impl", impl)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._impl, name, value)

    def __call__(self, *args: object, **kwargs: object) -> object:
        return self.__getattr__("__call__")(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:  # as the implementation has it
        found = getattr(self._impl, name)
        return _waiting(found) if _is_async(found) else found


def _waiting(method: Callable[..., Awaitable[object]]) -> Callable[..., object]:
    return lambda *args, **kwargs: awaited(method(*args, **kwargs))
