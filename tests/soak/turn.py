"""`Turn`: what one call is made with and held to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, Protocol, TypeVar

from tests.soak.messages import SMALLEST, WrongMessageError, check, order, piece

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator
    from queue import SimpleQueue
    from random import Random

    from gen_plugin_runtime.transport import Buffer

    Later = Callable[[], "Outcome"]
    """The rest of a call, for which its caller comes back."""
    TaskLater = Callable[[], Awaitable["Outcome"]]
    """The same for a task."""

To = TypeVar("To")


class Cancellable(Protocol):
    """A call that another thread is to cancel."""

    def cancel(self) -> None: ...


class Outcome(IntEnum):
    """How a call ended for its caller."""

    UNKNOWN = 0
    ANSWERED = 1
    FAULTED = 2


@dataclass(frozen=True, slots=True)
class Turn(Generic[To]):
    """A call.

    Attributes:
        connected: The connection that it goes over.
        number: Its own.
        dice: What it consists of.
        to_cancel: Takes calls that another thread is to cancel.
    """

    connected: To
    number: int
    dice: Random
    to_cancel: SimpleQueue[Cancellable | None]

    def size(self) -> int:
        """Of a message: mostly small, some beyond what goes out in one piece, few large."""
        most = self.dice.choice((40, 40, 40, 40, 400, 400, 400, 400, 20_000, 100_000))
        return self.dice.randint(SMALLEST, most)

    def order(self, count: int = 1, size: int = SMALLEST) -> bytes:
        """A request for replies."""
        return order(self.number, count, size)

    def pieces(self, count: int, size: int | None = None) -> Iterator[bytes]:
        """As many requests."""
        size = self.size() if size is None else size
        return (piece(self.number, index, size) for index in range(count))

    def check(self, reply: Buffer, index: int = 0) -> None:
        """See that this is the reply with this place, and whole."""
        check(reply, self.number, index)

    def check_all(self, replies: Iterable[Buffer], count: int, start: int = 0) -> None:
        """See that these are the replies from a place on, each once and in order."""
        index = start - 1
        for index, reply in enumerate(replies, start):
            self.check(reply, index)
        if index + 1 != count:
            text = f"{index + 1} replies to call {self.number}, not {count}"
            raise WrongMessageError(text)
