"""Connections that are dropped, and dialled again."""

from __future__ import annotations

import threading
from typing import Generic, Protocol, TypeVar

from tests.grpc.waiting import eventually

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Connected(Protocol):
    """A connection to the server.

    Attributes:
        dropped: Whether its end was ordered: no call may be lost before.
    """

    dropped: bool

    @property
    def open_streams(self) -> int:
        """As the protocol counts them."""

    @property
    def open_calls(self) -> int:
        """Calls that this side waits for."""

    def close(self) -> None:
        """End it, with its threads."""

    def has_room(self, workers: int) -> bool:
        """Whether the server answers as many calls at once as ever: it has forgotten none."""


To = TypeVar("To", bound=Connected)


class Line(Generic[To]):
    """The way to the server, for several callers.

    Args:
        dial: Makes a connection.
    """

    def __init__(self, dial: Callable[[], To]) -> None:
        self._dial = dial
        self._lock = threading.Lock()
        self.current = dial()
        self.dialled = 1

    def replace(self, lost: To) -> None:
        """Dial again, unless another caller has done so since."""
        with self._lock:
            if self.current is not lost:
                return
            lost.close()
            assert eventually(lambda: not lost.open_calls)  # another caller may be closing it
            self.current = self._dial()
            self.dialled += 1
