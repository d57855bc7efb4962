"""`Plugin`: one named thing that a plugin process serves and a host dispenses."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Generic, TypeVar

    from gen_plugin_runtime.transport import Broker, Connection, ServerAdapter

    Interface = TypeVar("Interface")

    class _Subscriptable(Generic[Interface]):
        """For the type checkers, `Plugin` is generic in the interface that it carries."""
else:

    class _Subscriptable:
        """At run time `Plugin[Greeter]` is `Plugin`: `typing` costs a plugin's start more than it gives."""

        def __class_getitem__(cls, interface: object) -> type:
            return cls


class Plugin(_Subscriptable["Interface"]):
    """Connects an interface with its wire form, on both sides. Subclasses are generated.

    Args:
        impl: The implementation to serve. A host, which only dispenses, gives none.
    """

    def __init__(self, impl: Interface | None = None) -> None:
        self.impl = impl

    def server(self, broker: Broker) -> ServerAdapter:
        """The adapter that answers requests by calling `impl`."""
        raise NotImplementedError

    def client(self, broker: Broker, connection: Connection) -> Interface:
        """An object that satisfies the interface by calling through `connection`."""
        raise NotImplementedError
