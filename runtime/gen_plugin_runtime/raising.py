"""`raises`: names the exceptions of a Protocol's method."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Method = TypeVar("Method")


def raises(*_kinds: type[Exception]) -> Callable[[Method], Method]:
    """Say in a Protocol that a method raises these exceptions: callers get them as themselves.

    gen-plugin reads it, as it reads a docstring's ``Raises:``; it costs nothing when it runs.
    """

    def unchanged(method: Method) -> Method:
        return method

    return unchanged
