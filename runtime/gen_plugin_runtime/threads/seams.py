"""What the threads need of a connection and its calls. Type checkers alone import this module."""

from __future__ import annotations

from typing import Protocol


class Readable(Protocol):
    """A connection that can be read. One thread at a time reads.

    Attributes:
        ended: Why it has ended; None while it lives.
        timed: Whether `read_within` can be used.
    """

    ended: str | None
    timed: bool

    def read(self) -> None:
        """Block for the next bytes and handle them."""

    def read_within(self, seconds: float) -> bool:
        """As `read`, if something comes within `seconds`; whether it did."""


class Answered(Protocol):
    """What is known of a method whose calls are answered.

    Attributes:
        blocking: Whether a call of it may take long, so that another thread must read meanwhile.
            The workers learn it from the last call.
    """

    blocking: bool

    @property
    def streams(self) -> bool:
        """Whether its calls may stay open for long."""


class Answerable(Protocol):
    """A call that a worker answers."""

    @property
    def handler(self) -> Answered:
        """Its method."""

    @property
    def done(self) -> bool:
        """Whether nobody waits for its answer any more."""

    def answer(self) -> None:
        """Answer it. Never raises."""
