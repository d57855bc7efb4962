"""`Plugin`: one named thing that a plugin process serves and a host dispenses."""

from __future__ import annotations

from gen_plugin_runtime.generic import OfInterface

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Self

    from gen_plugin_runtime.generic import Interface
    from gen_plugin_runtime.transport import Transport


class Plugin(OfInterface["Interface"]):
    """Connects an interface with its wire form, on both sides. Subclasses are generated.

    Broker and connection are those of the transport that is spoken, which the broker names: see
    `gen_plugin_runtime.transport` and `gen_plugin_runtime.netrpc.transport`. A class asks only if
    it has several `transports`.

    Args:
        impl: The implementation to serve. A host, which only dispenses, gives none.

    Attributes:
        transports: Those that the interface has a form for, ``grpc``, ``netrpc`` or both. `server`
            and `client` are never called with a broker of another one.
    """

    transports: ClassVar[tuple[Transport, ...]] = ("grpc",)

    def __init__(self, impl: Interface | None = None) -> None:
        self.impl = impl

    def over(self, transport: Transport) -> Self:
        """The same plugin for one of its transports alone, for one that has a name for each."""
        same = type(self)(self.impl)
        same.transports = (transport,)  # type: ignore[misc]  # of this one object alone
        return same

    # `Any`: each transport has its own, and a class may take those of one alone.

    def server(self, broker: Any) -> Any:
        """The adapter that answers requests by calling `impl`: the transport's `ServerAdapter`."""
        raise NotImplementedError

    def client(self, broker: Any, connection: Any) -> Interface:
        """An object that satisfies the interface by calling through `connection`."""
        raise NotImplementedError
