"""Objects that calls pass: offered by the side that has them, dialled by the other one."""

from __future__ import annotations

from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.streaming import blocking

TYPE_CHECKING = False
if TYPE_CHECKING:
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
    # Only who is passed objects needs it.
    from gen_plugin_runtime.threads.dialled import Releasable

    connection = getattr(proxy, "_connection", None)
    if isinstance(connection, Releasable):
        connection.release()


def served(impl: Interface, kind: str) -> Interface:
    """What answers for an object that is passed, with its async methods awaited.

    Raises:
        EncodeError: There is none.
    """
    if impl is None:
        raise EncodeError(f"None is no {kind}", "")
    return blocking(impl)


def offer(broker: Broker, server: ServerAdapter) -> int:
    """Serve an object to the other side, which dials the number that is returned."""
    number = broker.next_id()
    broker.accept_and_serve(number, server)
    return number


async def offer_async(broker: Broker, server: ServerAdapter) -> int:
    """As `offer`, in a task: what may block is left to the loop's executor."""
    from asyncio import to_thread

    return await to_thread(offer, broker, server)


async def dial_async(broker: Broker, number: int) -> Connection:
    """As `Broker.dial`, likewise."""
    from asyncio import to_thread

    return await to_thread(broker.dial, number)
