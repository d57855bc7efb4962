"""`Plugin`: one named thing that a plugin process serves and a host dispenses."""

from __future__ import annotations

from gen_plugin_runtime.generic import OfInterface

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.generic import Interface
    from gen_plugin_runtime.transport import Broker, Connection, ServerAdapter


class Plugin(OfInterface["Interface"]):
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
