"""Objects that calls pass: offered by the side that has them, dialled by the other one."""

from __future__ import annotations

from gen_plugin_runtime.awaiting import blocking
from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.protobuf.faults import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol, TypeVar

    Interface = TypeVar("Interface")
    Server = TypeVar("Server")
    Server_contra = TypeVar("Server_contra", contravariant=True)
    Connection_co = TypeVar("Connection_co", covariant=True)

    class Offering(Protocol[Server_contra]):
        """The serving half of a broker, of whichever transport."""

        def next_id(self) -> int:
            """As `Broker.next_id`; the other methods likewise."""

        def accept_and_serve(self, service_id: int, adapter: Server_contra, /) -> object:
            """Serve an object under a number."""

    class Dialling(Protocol[Connection_co]):
        """The other half."""

        def dial(self, service_id: int, /) -> Connection_co:
            """Connect to the object under a number."""


def release(proxy: object) -> None:
    """Let go of an object of the other side before the last reference to it is gone.

    Calls that are under way are ended, further ones fail. An object of this process is left as it
    is, so that whoever is passed one need not know where it lives.

    Args:
        proxy: What a call has brought: an argument, or a result.
    """
    # Only who is passed objects needs it.
    from gen_plugin_runtime.threads.dialled import Releasable

    connection = getattr(proxy, "_connection", None)
    if isinstance(connection, Releasable):
        connection.release()


def served(impl: Interface, kind: str, *methods: str) -> Interface:
    """What answers for an object that is passed, with its async methods awaited.

    Args:
        impl: The object.
        kind: What it must be.
        methods: What it must have for that.

    Raises:
        EncodeError: It is none. The path is empty.
    """
    if impl is None:
        raise EncodeError(f"None is no {kind}")
    for method in methods:
        if not hasattr(impl, method):
            raise EncodeError(f"{shown(impl)} is no {kind}: it has no {method}")
    return blocking(impl)


def offer(
    broker: Offering[Server],
    server: Callable[[Interface, Any], Server],
    impl: Interface,
    place: str,
) -> int:
    """Serve an object to the other side, which dials the number that is returned.

    Args:
        broker: Through which it is served.
        server: Makes its server, which may need the broker.
        impl: The object.
        place: Where a call passes it: ``watch(listener)``.

    Raises:
        EncodeError: It is not what is passed there.
    """
    try:
        adapter = server(impl, broker)
    except EncodeError as error:
        raise EncodeError(error.reason, place) from None
    number = broker.next_id()
    broker.accept_and_serve(number, adapter)
    return number


async def offer_async(
    broker: Offering[Server],
    server: Callable[[Interface, Any], Server],
    impl: Interface,
    place: str,
) -> int:
    """As `offer`, in a task: what may block is left to the loop's executor."""
    from asyncio import to_thread

    return await to_thread(offer, broker, server, impl, place)


async def dial_async(broker: Dialling[Connection_co], number: int) -> Connection_co:
    """As `Broker.dial`, likewise."""
    from asyncio import to_thread

    return await to_thread(broker.dial, number)
