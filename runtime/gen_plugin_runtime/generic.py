"""Generic classes, without `typing` at run time."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Generic, TypeVar

    Interface = TypeVar("Interface")
    Item = TypeVar("Item")

    class OfInterface(Generic[Interface]):
        """For type checkers, a subclass carries an interface: `Plugin[Greeter]`."""

    class OfItem(Generic[Item]):
        """For type checkers, a subclass carries the type of its items."""
else:

    class OfInterface:
        """At run time `Plugin[Greeter]` is `Plugin`: `typing` costs a start more than it gives."""

        def __class_getitem__(cls, interface: object) -> type:
            return cls

    OfItem = OfInterface
