"""What the two sides of a connection tell their users. All are values: made once, never changed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from gen_plugin_runtime.errors import GenPluginError
    from gen_plugin_runtime.netrpc.rpc.method import Method

__all__ = ["Call", "Called", "Ended", "Event", "Failed", "Refused", "Returned"]


class Event:
    """Base of all events."""

    __slots__ = ()


# A client's.


class Returned(Event):
    """A call has its result.

    Attributes:
        seq: The call's number.
        result: As the method's type has it.
    """

    __slots__ = ("result", "seq")

    def __init__(self, seq: int, result: object) -> None:
        self.seq: Final = seq
        self.result: Final = result


class Failed(Event):
    """A call has none.

    Attributes:
        seq: Its number.
        error: Why: `PluginError` for a text that the other side sent, `NotImplementedByPlugin` if
            it says that it has no such method, `DecodeError` for a result of another type,
            `ConnectionLost` if the connection ended first.
    """

    __slots__ = ("error", "seq")

    def __init__(self, seq: int, error: GenPluginError) -> None:
        self.seq: Final = seq
        self.error: Final = error


# A server's.


class Call:
    """What an answer needs to know of a call.

    Attributes:
        full_name: The method's name as it was sent.
        seq: The call's number.
    """

    __slots__ = ("full_name", "seq")

    def __init__(self, full_name: str, seq: int) -> None:
        self.full_name: Final = full_name
        self.seq: Final = seq


class Called(Event):
    """A method is called. Answer by `ServerSide.answer` or `ServerSide.refuse`, whenever.

    Attributes:
        call: Which call.
        method: What is called.
        argument: As the method's type has it.
    """

    __slots__ = ("argument", "call", "method")

    def __init__(self, call: Call, method: Method, argument: object) -> None:
        self.call: Final = call
        self.method: Final = method
        self.argument: Final = argument


class Refused(Event):
    """A call that cannot be made. Tell the peer by `ServerSide.refuse`.

    Attributes:
        call: Which call.
        reason: What Go would say.
    """

    __slots__ = ("call", "reason")

    def __init__(self, call: Call, reason: str) -> None:
        self.call: Final = call
        self.reason: Final = reason


# Of both.


class Ended(Event):
    """The peer sends nothing any more, or nothing that can be read. No event follows.

    Attributes:
        reason: For people; empty for an end that is in order.
    """

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason: Final = reason
