"""Objects that calls pass: offered by the side that has them, dialled by the other one."""

from __future__ import annotations

from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.protobuf.explain import shown
from gen_plugin_runtime.streaming import blocking

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from gen_plugin_runtime.transport import Broker, Connection, ServerAdapter

    Interface = TypeVar("Interface")


def release(proxy: object) -> None:
    """Let go of an object of the other side before the last reference to it is gone.

    Calls that are under way are ended, further ones fail. An object of this process is left as it
    is, so that whoever is passed one need not know where it lives.

    Args:
        proxy: What a call has brought: an argument, or a result.
    """
    # A plugin that calls nobody back does without the calling half of gRPC.
    from gen_plugin_runtime.broker.dialled import DialledChannel

    connection = getattr(proxy, "_connection", None)
    if isinstance(connection, DialledChannel):
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
    broker: Broker,
    server: Callable[[Interface, Broker], ServerAdapter],
    impl: Interface,
    place: str,
) -> int:
    """Serve an object to the other side, which dials the number that is returned.

    Args:
        broker: Through which it is served.
        server: Makes its server.
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
    broker: Broker,
    server: Callable[[Interface, Broker], ServerAdapter],
    impl: Interface,
    place: str,
) -> int:
    """As `offer`, in a task: what may block is left to the loop's executor."""
    from asyncio import to_thread

    return await to_thread(offer, broker, server, impl, place)


async def dial_async(broker: Broker, number: int) -> Connection:
    """As `Broker.dial`, likewise."""
    from asyncio import to_thread

    return await to_thread(broker.dial, number)
